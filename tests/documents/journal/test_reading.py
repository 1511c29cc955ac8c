"""Journal files as lines: plain, compressed, giant, cut, missing."""

import gzip
from pathlib import Path

import pytest

from maillon.documents.journal.reading import journal_lines
from maillon.rules.journal.line import MOST_LINE_BYTES
from maillon.rules.journal.verify import verify
from maillon.rules.problem import InputError
from rules.journal.journals import invented, lines_of, luck

LINES = lines_of(invented(luck(5), 40))


def _read(path: Path) -> list[bytes]:
    with journal_lines(str(path)) as lines:
        return list(lines)


@pytest.mark.parametrize("name", ["journal.jsonl", "journal.jsonl.gz", "packed-without-its-suffix"])
def test_plain_and_compressed_files_give_the_same_lines(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = b"".join(LINES)
    path.write_bytes(content if name.endswith("jsonl") else gzip.compress(content))
    assert _read(path) == LINES


def test_an_empty_file_has_no_line(tmp_path: Path) -> None:
    path = tmp_path / "vide"
    path.write_bytes(b"")
    assert _read(path) == []


@pytest.mark.parametrize("extra", [0, 1, 2, 300_000])
@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_giant_line_is_cut_and_the_next_one_is_whole(tmp_path: Path, extra: int, end: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join([*LINES[:3], b"x" * (MOST_LINE_BYTES + 1 + extra), end, *(LINES[3:] if end else [])]))
    lines = _read(path)
    assert max(map(len, lines)) <= MOST_LINE_BYTES + 2
    assert lines[4:] == (LINES[3:] if end else [])
    report = verify(lines)
    assert [(found.kind.value, found.problem.line) for found in report.faults] == [("malformed", 4)]
    assert "dépasse" in report.faults[0].problem.what


def test_a_compressed_file_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl.gz"
    content = gzip.compress(b"".join(LINES))
    path.write_bytes(content[: len(content) // 2])
    with journal_lines(str(path)) as lines:
        report = verify(lines)
    assert [found.kind.value for found in report.faults] == ["truncation"]


def test_a_compressed_file_damaged_at_once_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl.gz"
    path.write_bytes(b"\x1f\x8b" + b"\x00" * 50)
    with journal_lines(str(path)) as lines, pytest.raises(InputError, match="abîmé dès son début"):
        verify(lines)


def test_progress_grows_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join(LINES[:1] + LINES[1:] * 100))
    shares: list[float] = []
    with journal_lines(str(path), shares.append) as lines:
        for _line in lines:
            pass
    assert len(shares) >= 3
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 1


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "absent", "n’existe pas"), (tmp_path, "c’est un dossier")):
        with pytest.raises(InputError, match=said), journal_lines(str(path)):
            pass
    with pytest.raises(InputError, match="ne peut pas être lu"), journal_lines("a\0b"):
        pass
