"""The installation: every way it can fail is one clear sentence, and what is done is not done again."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOOTSTRAP = ROOT / "scripts" / "bootstrap.py"
sys.path.insert(0, str(ROOT / "scripts"))

from installation import front, places  # noqa: E402  the folder of scripts is not a package of ours
from installation.run import failure, run, system_error  # noqa: E402

from maillon.rules.problem import InputError  # noqa: E402


@pytest.mark.parametrize("version", [(3, 6), (3, 8)])
def test_an_old_python_can_read_the_sentence_that_refuses_it(version) -> None:
    ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=version)


def test_an_old_python_is_refused_in_one_sentence() -> None:
    code = f"import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path({str(BOOTSTRAP)!r})"
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "Python 3.11 ou plus récent" in outcome.stderr
    assert "3.9.2" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "réseau"),
        ("ERROR: No matching distribution found for django==5.2.19", "réseau"),
        ("npm error code ENOTFOUND\nnpm error network", "réseau"),
        ("npm error code EAI_AGAIN", "réseau"),
        ("OSError: [Errno 28] No space left on device", "le disque est plein"),
        ("npm error code ENOSPC", "le disque est plein"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "empreinte"),
        ("npm error code EINTEGRITY", "empreinte"),
        ("ModuleNotFoundError: No module named 'editables'", "No module named 'editables'"),
        ("", "a échoué"),
    ],
)
def test_a_tool_s_failure_becomes_one_sentence(output, says) -> None:
    sentence = str(failure("Paquets Python", output))
    assert says in sentence
    assert sentence.startswith("Paquets Python : ")
    assert "\n" not in sentence


def test_a_missing_tool_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("installation.run.LOG", tmp_path / "log" / "installation.log")
    with pytest.raises(InputError, match="« rien-de-tel » est introuvable"):
        run("Essai", ["rien-de-tel"])


def test_what_a_tool_says_is_kept_in_the_log(tmp_path, monkeypatch) -> None:
    log = ROOT / "var" / "log" / f"essai-{os.getpid()}.log"
    monkeypatch.setattr("installation.run.LOG", log)
    seen: list[str] = []
    try:
        run("Essai", [sys.executable, "-c", "print('un'); print('deux')"], each=seen.append)
        assert seen == ["un\n", "deux\n"]
        assert log.read_text(encoding="utf-8").endswith("un\ndeux\n")
        with pytest.raises(InputError, match="trois"):
            run("Essai", [sys.executable, "-c", "print('trois'); raise SystemExit(1)"])
    finally:
        log.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(28, "No space left on device"), "le disque est plein"),
        (PermissionError(13, "Permission denied", ".venv"), "l’accès est refusé : .venv"),
        (OSError(30, "Read-only file system", ".venv"), "lecture seule"),
    ],
)
def test_the_system_s_refusals_are_said(error, says) -> None:
    assert says in str(system_error("Installation", error))


def test_a_stamp_replaces_the_ones_before(tmp_path) -> None:
    places.stamp(tmp_path, "front", "one")
    places.stamp(tmp_path, "front", "two")
    assert places.stamped(tmp_path, "front", "two")
    assert not places.stamped(tmp_path, "front", "one")


@pytest.mark.parametrize(("said", "major"), [("10.2.4", 10), ("6.14.18", 6), ("", 0), ("weird", 0)])
def test_the_version_of_npm_is_read(said, major, tmp_path) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\necho '{said}'\n")
    npm.chmod(0o755)
    assert front._major(str(npm)) == major


def test_make_says_what_it_can_do() -> None:
    outcome = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for command in ("make demo", "make test", "make bench", "make lock"):
        assert command in outcome.stdout
