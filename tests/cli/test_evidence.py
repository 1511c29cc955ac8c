"""`maillon evidence verify`: the verdict first, the exit code of the journal's verifier, no traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from documents.evidence.dossiers import dossier, files, head, packed, roots
from maillon.cli.main import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dossier.zip").write_bytes(dossier())
    (tmp_path / "altere.zip").write_bytes(packed(files() | {"versions/3/contrat.docx": b"autre"}, honest=True))
    for rank, root in enumerate(roots()):
        (tmp_path / f"racine-{rank}.der").write_bytes(root)
    return tmp_path


def test_a_dossier_is_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = str(folder / "dossier.zip")
    roots = [word for rank in range(2) for word in ("--roots", str(folder / f"racine-{rank}.der"))]
    assert main(["evidence", "verify", name, "--head", head().hash, "--count", str(head().count), *roots]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"✓ {name} : dossier vérifié, contrat « contrat »")
    assert "13 fichiers, 1 version arrêtée, 6 actes du contrat dans un journal de 8 événements" in told
    assert "(certificat de démonstration) – Métropole d’essai, Présidence" in told
    assert "La tête publiée atteste tous ces événements." in told
    assert "qualifi" not in told


def test_without_a_head_the_limit_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "verify", str(folder / "dossier.zip")]) == 0
    assert "donner --head et --count" in capsys.readouterr().out


def test_a_tampered_dossier_is_told_and_returns_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "verify", str(folder / "altere.zip")]) == 1
    told = capsys.readouterr().out
    assert told.startswith("✗ ")
    assert "versions/3/contrat.docx" in told


def test_the_answer_in_json_is_stable(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "verify", str(folder / "altere.zip"), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["verified"], told["contract"]) == (False, "contrat")
    assert {one["kind"] for one in told["faults"]} >= {"altered", "missing"}


@pytest.mark.parametrize(
    "words",
    [
        ["absent.zip"],
        ["."],
        ["texte.zip"],
        ["dossier.zip", "--head", "00"],
        ["dossier.zip", "--roots", "texte.zip"],
        ["dossier.zip", "--roots", "absent.pem"],
        ["dossier.zip", "--count", "trois"],
    ],
)
def test_what_cannot_be_used_returns_two(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "texte.zip").write_text("bonjour")
    monkeypatch.chdir(folder)
    assert main(["evidence", "verify", *words]) == 2
    assert capsys.readouterr().err


def test_the_verifier_loads_no_site_and_the_help_loads_no_parser() -> None:
    said = "import sys\nfrom maillon.cli.main import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
    said += "print('django' in sys.modules, 'pyhanko' in sys.modules, 'pypdfium2' in sys.modules, file=sys.stderr)"
    for words in (["--help"], ["evidence", "verify", "--help"]):
        done = subprocess.run([sys.executable, "-c", said, *words], capture_output=True, text=True, check=True)
        assert done.stderr.split() == ["False", "False", "False"]
