"""The tutorial says what the commands answer: every command of it is run, every answer compared."""

import re
import shlex
from pathlib import Path

import pytest

from maillon.cli.main import main

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutoriel" / "premiers-pas-en-touraine.md"
WRITTEN = "mon-contrat.yaml"


def _text() -> str:
    return TUTORIAL.read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", _text(), flags=re.DOTALL | re.MULTILINE)


def _runs(block: str) -> list[tuple[str, list[str]]]:
    """Cut a block of a terminal into commands, each with the lines that it answers."""
    commands = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command.splitlines()[0], command.splitlines()[1:]) for command in commands]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").rstrip()


def _is_told(expected: list[str], said: str) -> bool:
    pieces = [_plain(line) for line in expected if line != "…"]
    place = 0
    for piece in pieces:
        found = said.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return True


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which the tutorial's paths can be typed, and where its commands may write."""
    (tmp_path / "src").symlink_to(ROOT / "src")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    return tmp_path


def test_every_command_answers_what_the_tutorial_says(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (contract,) = _blocks("yaml")
    (desk / WRITTEN).write_text(contract, encoding="utf-8")
    told = []
    for command, expected in (run for block in _blocks("console") for run in _runs(block)):
        program, *arguments = shlex.split(command)
        assert program == "maillon"
        main(arguments)
        captured = capsys.readouterr()
        said = "\n".join(_plain(line) for line in (captured.out + captured.err).splitlines())
        assert _is_told(expected, said), f"{command}\n{said}"
        told.append(command)
        if "ligne 21" in said:
            corrected = contract.replace("owner: loche\n", "owner: loches\n")
            (desk / WRITTEN).write_text(corrected, encoding="utf-8")
    assert len(told) >= 10
    assert {path.suffix for path in desk.iterdir()} >= {".docx", ".xlsx", ".yaml"}


def test_the_mended_plan_passes_the_check(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (contract,) = _blocks("yaml")
    mended = contract.replace("owner: loche\n", "owner: loches\n").replace("34000", "32000").replace("6000", "8000")
    (desk / WRITTEN).write_text(mended, encoding="utf-8")
    main(["contract", "check", WRITTEN])
    assert "✓ L-OWN-SHARE" in capsys.readouterr().out


def test_every_link_of_the_tutorial_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)", _text())
    assert targets
    assert [target for target in targets if not (TUTORIAL.parent / target).exists()] == []


def test_every_demo_account_of_the_tutorial_exists() -> None:
    accounts = (ROOT / "src" / "maillon" / "data" / "demo" / "accounts.yaml").read_text(encoding="utf-8")
    named = re.findall(r"\b\S+@exemple\.maillon\.invalid", _text())
    assert named
    assert [address for address in named if address.strip("`") not in accounts] == []
