"""Files that are built to harm, or broken on the way: a clear refusal or a truthful report, in time."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image

from documents.signature import attacks
from documents.signature.signed_files import NOW, sealed, signed
from maillon.documents.signature.scanning import MOST_PIXELS, read_code
from maillon.documents.signature.verifying import (
    MOST_BYTES,
    SignatureReport,
    SignatureStatus,
    certificates,
    verify,
    verify_all,
)
from maillon.rules.problem import InputError

_SIGNED = b"<< /FT /Sig /T (a) /V << /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached %s >> >>"
_ENCRYPTED = b"trailer\n<< /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
    b"00" * 32,
    b"00" * 32,
)


def _zeros(millions: int) -> bytes:
    """As many million zeros, compressed: one million, as many times."""
    one = zlib.compressobj(9, zlib.DEFLATED, -15)
    million = one.compress(bytes(1_000_000)) + one.flush(zlib.Z_FULL_FLUSH)
    check = struct.pack(">HH", millions * 1_000_000 % 65_521, 1)
    return b"\x78\xda" + million * millions + one.flush() + check


def _table_bomb() -> bytes:
    bomb = _zeros(200)
    start = b"%PDF-1.7\n"
    table = b"1 0 obj\n<< /Type /XRef /Size 3 /W [1 2 1] /Root 2 0 R /Length %d /Filter /FlateDecode >>\nstream\n"
    return start + table % len(bomb) + bomb + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


Built = Callable[[], bytes]
LOOP = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
REFUSED: dict[str, Built] = {
    "nothing": lambda: b"",
    "a text": lambda: b"Bonjour",
    "cut": lambda: signed(3)[:60_000],
    "cut in its signature": lambda: signed(3)[: len(sealed(3)) + 4_000],
    "zeros": lambda: b"%PDF-1.7\n" + bytes(20_000_000) + b"\nstartxref\n5\n%%EOF",
    "a bomb": _table_bomb,
    "a loop of tables": lambda: attacks.tiny().replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % attacks.tiny().index(b"xref\n0")
    ),
    "protected": lambda: attacks.tiny().replace(b"trailer\n<<", _ENCRYPTED),
}
TOLD: dict[str, Built] = {
    "a loop of pages": lambda: attacks.tiny(pages=LOOP),
    "no signature": lambda: attacks.with_field(b"<< /FT /Sig /T (a) /V 7 >>"),
    "an empty signature": lambda: attacks.with_field(_SIGNED % b"/Contents <00> /ByteRange [0 1 2 3]"),
    "a field within itself": lambda: attacks.built(
        attacks.CATALOG.replace(b">>", b"/AcroForm << /Fields [4 0 R] >> >>"),
        attacks.PAGES,
        attacks.PAGE,
        b"<< /T (a) /Kids [4 0 R] >>",
    ),
}


@cache
def _answers() -> dict[str, object]:
    files = REFUSED | TOLD
    answers = verify_all([(built(), sealed(3)) for built in files.values()], at=NOW)
    return dict(zip(files, answers, strict=True))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str) -> None:
    answer = _answers()[name]
    assert isinstance(answer, tuple)
    assert answer[0].what


@pytest.mark.parametrize("name", TOLD)
def test_what_can_be_read_is_never_taken_for_a_signature_of_this_version(name: str) -> None:
    answer = _answers()[name]
    if isinstance(answer, SignatureReport):
        assert not answer.acceptable
        assert {one.status for one in answer.signatures} <= {SignatureStatus.ALTERED}


def test_a_file_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(InputError, match="Mo admis"):
        verify(bytes(MOST_BYTES + 1), frozen=sealed(3), at=NOW)


def test_mutated_files_are_refused_or_told_altered() -> None:
    """No byte of the frozen pages, of the seal or of a signature can change and be told whole."""
    source, rng = signed(3), random.Random(20261122)  # noqa: S311 - the same files at each run
    skipped = source.rindex(b"00>") - 20_000  # zeros that pad the signature are part of no signed byte
    mutated = []
    for _turn in range(16):
        at = rng.randrange(skipped)
        kind = rng.randrange(3)
        if kind == 0:
            mutated.append(source[:at] + rng.randbytes(4) + source[at + 4 :])
        elif kind == 1:
            mutated.append(source[:at] + source[at + rng.randrange(1, 500) :])
        else:
            mutated.append(source[:at] + rng.randbytes(40) + source[at:])
    for answer in verify_all([(data, sealed(3)) for data in mutated], at=NOW):
        assert not isinstance(answer, SignatureReport) or not answer.acceptable


@pytest.mark.parametrize(
    "root", [b"", b"pas un certificat", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_a_root_that_is_no_certificate_is_refused(root: bytes) -> None:
    with pytest.raises(InputError, match="certificat"):
        certificates([root])


def _bomb_image(lines: int = 50_000) -> bytes:
    """A black PNG of 8 000 points a line: 50 MB that take 50 kB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    size = struct.pack(">LLBBBBB", 7_992, lines, 1, 0, 0, 0, 0)  # a line: one byte for its filter, 999 of points
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", _zeros(lines // 1_000)) + chunk(b"IEND", b"")


def test_the_bombs_are_sound_but_for_their_size() -> None:
    assert zlib.decompress(_zeros(3)) == bytes(3_000_000)
    with Image.open(io.BytesIO(_bomb_image(8_000))) as image:
        assert image.width * image.height > MOST_PIXELS
        image.load()


@pytest.mark.parametrize(
    ("built", "media"),
    [
        (lambda: b"", "image/png"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 100, "image/png"),
        (lambda: b"\xff\xd8\xff" + b"x" * 100, "image/jpeg"),
        (lambda: sealed(3), "image/png"),
        (lambda: sealed(3), "text/html"),
        (_bomb_image, "image/png"),
        (lambda: sealed(3)[:30_000], "application/pdf"),
        (lambda: attacks.tiny(pages=LOOP), "application/pdf"),
        (lambda: b"%PDF-" + bytes(MOST_BYTES), "application/pdf"),
    ],
    ids=["nothing", "png", "jpeg", "pdf as png", "unknown media", "bomb", "cut pdf", "looping pdf", "too large"],
)
def test_a_scan_that_cannot_be_read_is_refused(built: Built, media: str) -> None:
    data = built()
    with pytest.raises(InputError):
        read_code(data, media)


def test_an_immense_page_is_not_drawn() -> None:
    assert read_code(attacks.tiny(page=attacks.PAGE.replace(b"595 842", b"595000 842000")), "application/pdf") is None
