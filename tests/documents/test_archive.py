"""Archives that we write are the same each time; archives from outside are checked before anything is unpacked."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.documents.archive import Bounds, pack, repack, unpack
from maillon.rules.problem import InputError

NAMES = st.text("abcdefgh-_é", min_size=1, max_size=12)


def _zip(*entries: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return stream.getvalue()


def _info(name: str, attributes: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = attributes
    return entry


def _flagged() -> bytes:
    """An archive whose directory says that its file is encrypted."""
    data = bytearray(_zip(("a", b"x")))
    at = data.rindex(b"PK\x01\x02") + 8
    data[at] |= 1
    return bytes(data)


def _overlapping() -> bytes:
    """An archive of which two entries share the same packed bytes."""
    data = _zip(("a", b"x" * 1_000), ("b", b"y" * 1_000))
    directory = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", directory + 4)
    changed = bytearray(data)
    changed[second + 42 : second + 46] = struct.pack("<L", 0)
    return bytes(changed)


@given(
    st.dictionaries(NAMES, st.binary(max_size=300), max_size=8).filter(lambda d: len({k.lower() for k in d}) == len(d))
)
def test_what_is_packed_is_unpacked_and_depends_on_nothing_else(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files
    assert pack(files) == pack(dict(files))
    assert repack(_zip(*files.items())) == pack(files)


def test_folders_and_sizes_written_after_the_files_are_usual() -> None:
    class Pipe(io.RawIOBase):
        data = b""

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:  # type: ignore[no-untyped-def, override]
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("d/", b"")
        archive.writestr("d/a", b"x")
    assert unpack(pipe.data) == {"d/a": b"x"}


@pytest.mark.parametrize(
    "built",
    [
        lambda: b"",
        lambda: b"bonjour",
        lambda: b"PK\x03\x04" + bytes(100),
        lambda: _zip(("a", b"x"))[:-10],
        lambda: _zip(("a", b"x")) + b"x",
        lambda: b"x" + _zip(("a", b"x")),
        lambda: _zip(("../a", b"x")),
        lambda: _zip(("/a", b"x")),
        lambda: _zip(("a\\b", b"x")),
        lambda: _zip(("a:b", b"x")),
        lambda: _zip(("a\nb", b"x")),
        lambda: _zip(("a" * 241, b"x")),
        lambda: _zip(("a", b"x"), ("A", b"y")),
        lambda: _zip((_info("lien", 0o120777 << 16), b"/etc/passwd")),
        lambda: _zip(("a", b"x"), method=zipfile.ZIP_LZMA),
        lambda: _zip(("a", bytes(50_000_000))),
        _flagged,
        _overlapping,
    ],
    ids=[
        "nothing", "text", "cut entry", "cut", "more after", "more before", "above", "absolute", "backslash", "colon",
        "line feed", "long name", "twice", "link", "other method", "bomb", "encrypted", "overlap",
    ],
)  # fmt: skip
def test_an_archive_built_to_harm_is_refused(built: Callable[[], bytes]) -> None:
    data = built()
    with pytest.raises(InputError):
        unpack(data)


def test_bounds_hold() -> None:
    data = pack({"a": b"x" * 600, "b": b"y" * 600})
    assert len(unpack(data)) == 2
    for bounds in (Bounds(entries=1), Bounds(one=500), Bounds(total=1_000)):
        with pytest.raises(InputError):
            unpack(data, bounds=bounds)


def test_bytes_hidden_between_files_are_refused() -> None:
    whole = _zip(("a", b"x"), ("b", b"y"))
    second = whole.index(b"PK\x03\x04", 4)
    directory, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    moved = bytearray(whole[:second] + b"cache" + whole[second:])
    entry = moved.index(b"PK\x01\x02", directory + 10)
    moved[entry + 42 : entry + 46] = struct.pack("<L", second + 5)
    moved[end + 5 + 16 : end + 5 + 20] = struct.pack("<L", directory + 5)
    with pytest.raises(InputError, match="s’y cachent"):
        unpack(bytes(moved))
