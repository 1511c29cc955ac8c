"""The reference of the journal tells the truth: its example verifies, its program says what the command says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from maillon.rules.journal.event import MOST_EVENT_BYTES
from maillon.rules.journal.report import FaultKind
from maillon.rules.journal.verify import MOST_ANOMALIES, verify
from maillon.rules.phrases import whole
from rules.journal.journals import TAMPERINGS, invented, lines_of, luck

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "journal.md"
TEXT = REFERENCE.read_text(encoding="utf-8")


def _block(language: str) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)[0]


@pytest.fixture
def says_sound(tmp_path: Path):
    """`says_sound(lines, head, count)` runs the program of the reference on a file."""
    program = tmp_path / "verifier.py"
    program.write_text(_block("python"), encoding="utf-8")
    path = tmp_path / "journal.jsonl"

    def run(lines: list[bytes], head: str, count: int) -> bool:
        path.write_bytes(b"".join(lines))
        command = [sys.executable, "-I", str(program), str(path), head, str(count)]
        outcome = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Traceback" not in outcome.stderr
        return outcome.returncode == 0

    return run


def test_the_example_verifies(says_sound) -> None:
    lines = _block("jsonl").encode().splitlines(keepends=True)
    report = verify(lines)
    assert (report.verified, report.events) == (True, 2)
    assert says_sound(lines, report.last, 2)


def test_the_program_accepts_what_the_command_accepts(says_sound) -> None:
    links = invented(luck(21), 12)
    assert says_sound(lines_of(links), links[-1].hash, 12)
    assert says_sound(lines_of(links, hidden=[1, 5, 12]), links[8].hash, 9)


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_the_program_refuses_every_tampering(kind: str, says_sound) -> None:
    for seed in range(3):
        links = invented(luck(seed), 12)
        lines = TAMPERINGS[kind](luck(seed + 50), links)
        assert not verify(lines, links[-1].hash, 12).verified
        assert not says_sound(lines, links[-1].hash, 12)


def test_the_program_is_short() -> None:
    assert len([line for line in _block("python").splitlines() if line.strip()]) <= 25


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_of_fault_is_explained(kind: FaultKind) -> None:
    assert f"| `{kind}` |" in TEXT


def test_the_limits_are_those_of_the_code() -> None:
    said = TEXT.replace("\u00a0", " ").replace("\u202f", " ")
    for limit in (MOST_EVENT_BYTES, MOST_ANOMALIES):
        assert whole(limit).replace("\u202f", " ") in said
