"""The command as a whole: its help speaks the language that is asked, wherever and however it is asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maillon.cli.main import main
from maillon.cli.output import write
from maillon.rules.wording import language


@pytest.fixture(autouse=True)
def restored():
    token = language.set("fr")
    yield
    language.reset(token)


def _help(capsys, *argv: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(argv)
    assert stop.value.code == 0
    return str(capsys.readouterr().out)


@pytest.mark.parametrize(
    "argv",
    [
        ("--lang", "en", "--help"),
        ("--help", "--lang", "en"),
        ("--lang=en", "--help"),
        ("territory", "--help", "--lang=en"),
    ],
)
def test_help_is_in_english_when_it_is_asked(capsys, monkeypatch, argv) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    text = _help(capsys, *argv)
    assert "show this help message and exit" in text
    assert "look up a territory" in text


def test_help_follows_the_language_of_the_machine(capsys, monkeypatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "look up a territory" in _help(capsys, "--help")
    assert "chercher un territoire" in _help(capsys, "--lang", "fr", "--help")


@pytest.mark.parametrize("told", ["C.UTF-8", "fr_FR.UTF-8", "de_DE.UTF-8", ""])
def test_help_is_in_french_otherwise(capsys, monkeypatch, told) -> None:
    monkeypatch.setenv("LANG", told)
    assert "chercher un territoire" in _help(capsys, "--help")


@pytest.mark.parametrize("argv", [("--lang",), ("--lang", "tlh"), ("--lang=", "--help")])
def test_an_unknown_language_is_refused_in_words(capsys, argv) -> None:
    assert main(argv) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("place", [0, 1, 2, 3])
@pytest.mark.parametrize("told", [["--lang", "en"], ["--lang=en"]])
def test_the_language_is_heard_wherever_it_stands(capsys, place, told) -> None:
    argv = ["allocate", "envelope", "1000"]
    argv[place:place] = told
    assert main(argv) == 0
    assert "Projects" in capsys.readouterr().out


def test_an_unknown_option_leads_to_the_help_of_its_verb(capsys) -> None:
    assert main(["territory", "find", "tours", "--frob"]) == 2
    said = capsys.readouterr().err
    assert "arguments inconnus : --frob" in said
    assert "maillon territory find --help" in said


def test_the_choices_are_words(capsys) -> None:
    assert main(["territory", "frob"]) == 2
    assert "(find, show, perimeter)" in capsys.readouterr().err


def test_a_pipe_is_written_to_and_not_replaced(tmp_path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(b"told", str(pipe), force=True)
    assert os.read(reader, 10) == b"told"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_stops_nothing(closed) -> None:
    command = f"exec {sys.executable} -m maillon.cli.main territory show 37261 {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("argv", ["--help", "territory find --help", "territory show 37261"])
def test_a_full_disk_is_said(argv) -> None:
    command = f"exec {sys.executable} -m maillon.cli.main --lang fr {argv} > /dev/full"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "le disque est plein. Libérer de la place, ou écrire ailleurs.\n")
