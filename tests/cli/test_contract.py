"""`maillon contract` as a person types it: one French sentence for each mistake, stable JSON, exit codes."""

import ast
import io
import json
import os
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from maillon.cli import french
from maillon.cli.contract_check import as_json
from maillon.cli.main import main
from maillon.documents.contract import yaml_lines
from maillon.rules.wording import language

DEMO = Path(__file__).parents[2] / "src/maillon/data/demo/touraine"
CHILD, TRUNK = DEMO / "val-d-amboise.yaml", DEMO / "accord-collectif.yaml"
SOUND = "format: maillon-contract/1\nid: essai\ntitle: Essai\nkind: crte\n"


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return code, told.out, told.err


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "essai.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faux.yaml"
    path.write_text(SOUND + "titre: x\ngeneration: 0\n", encoding="utf-8")
    return path


def test_a_sound_file_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "contract", "validate", CHILD)
    assert (code, err) == (0, "")
    assert out.strip().endswith("document valide")


def test_all_files_are_answered_and_the_worst_sets_the_code(
    capsys: pytest.CaptureFixture[str], sound: Path, faulty: Path
) -> None:
    code, out, err = _run(capsys, "contract", "validate", sound, faulty, sound.with_name("absent.yaml"))
    assert code == 2
    assert f"{sound} : document valide" in out
    lines = err.splitlines()
    assert lines[0].startswith(f"{faulty} › titre, ligne 5 : le champ « titre » est inconnu. Peut-être « title »")
    assert lines[1].startswith(f"{faulty} › Génération (generation), ligne 6 :")
    assert "absent.yaml : ce fichier n’existe pas" in lines[2]


def test_validation_in_json(capsys: pytest.CaptureFixture[str], sound: Path, faulty: Path) -> None:
    code, out, _err = _run(capsys, "contract", "validate", sound, faulty, "--format", "json")
    good, bad = json.loads(out)["documents"]
    assert code == 2
    assert good == {"document": str(sound), "id": "essai", "valid": True, "errors": [], "warnings": [], "deferred": []}
    assert not bad["valid"]
    assert bad["errors"][0] == {
        "what": "le champ « titre » est inconnu",
        "where": "titre",
        "line": 5,
        "expected": "",
        "remedy": "Peut-être « title », déjà présent ici",
    }


def test_a_missing_trunk_is_said(capsys: pytest.CaptureFixture[str], sound: Path) -> None:
    sound.write_text(SOUND + "extends: {contract: ailleurs}\n", encoding="utf-8")
    code, out, _err = _run(capsys, "contract", "validate", sound)
    assert code == 0
    assert "« ailleurs » n’a pas été trouvé" in out
    code, _out, err = _run(capsys, "contract", "consolidate", sound)
    assert code == 2
    assert "extends.contract" in err


HEIR = "format: maillon-contract/1\nid: {id}\ntitle: Essai\nkind: crte\nextends:\n  contract: essai\n"


@pytest.mark.parametrize("order", [("tronc/t.yaml", "a.yaml", "b.yaml"), ("a.yaml", "tronc/t.yaml", "b.yaml")])
@pytest.mark.parametrize("piped", [False, True])
def test_a_trunk_is_found_among_the_files_wherever_it_is_given(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    order: tuple[str, ...],
    piped: bool,
) -> None:
    (tmp_path / "tronc").mkdir()
    (tmp_path / "tronc/t.yaml").write_text(SOUND, encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(HEIR.format(id=name), encoding="utf-8")
    files = [str(tmp_path / name) for name in order]
    if piped:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SOUND.encode())))
        files = ["-" if name.endswith("t.yaml") else name for name in files]
    code, out, err = _run(capsys, "contract", "validate", *files)
    assert (code, err) == (0, "")
    assert out.count("document valide") == 3
    assert "n’a pas été trouvé" not in out


def test_contracts_are_not_kept_in_memory(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = [tmp_path / f"{rank}.yaml" for rank in range(30)]
    for rank, file in enumerate(files):
        goals = "".join(f"- id: g{number}\n  title: Finalité {number} du contrat {rank}\n" for number in range(100))
        file.write_text(SOUND.replace("essai", f"essai-{rank}") + "goals:\n" + goals, encoding="utf-8")
    yaml_lines._ROWS.clear()  # what other tests made it keep would be forgotten, and learnt again, in the middle
    tracemalloc.start()
    try:
        _run(capsys, "contract", "check", *files)
        before, _peak = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        _run(capsys, "contract", "check", *files[:2])
        few = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.reset_peak()
        _run(capsys, "contract", "check", *files)
        many = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert many < few * 2, (few, many)


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = _run(capsys, "contract", "show", CHILD)
    assert code == 0
    assert "Contrat de réciprocité" in out
    code, out, _err = _run(capsys, "contract", "show", CHILD, "--format", "json")
    told = json.loads(out)
    assert told["extends"] == "touraine-accord-collectif"
    assert told["counts"]["actions"] > 5
    assert set(told["money"]) == {"cost", "financing", "envelopes"}


def test_check_answers_the_25_propositions(capsys: pytest.CaptureFixture[str], faulty: Path) -> None:
    code, out, _err = _run(capsys, "contract", "check", CHILD, "--format", "json")
    told = json.loads(out)
    assert [one["id"] for one in told["propositions"]] == [f"P{rank:02d}" for rank in range(1, 26)]
    for one in told["propositions"]:
        assert one["status"] in {"met", "not_met", "not_applicable", "unknown"}
        assert one["reason"]
        assert one["source"]
        assert isinstance(one["evidence"], list)
        assert isinstance(one["parameters"], list)
    assert isinstance(told["legal"], list)
    assert code == int(any(one["status"] == "not_met" for one in told["propositions"]))
    assert _run(capsys, "contract", "check", faulty)[0] == 2
    code, out, _err = _run(capsys, "contract", "check", CHILD, TRUNK)
    assert len(out.splitlines()) == 2
    code, out, _err = _run(capsys, "contract", "check", CHILD)
    assert "P25" in out


def test_reports_are_written_as_any_other_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("essai.yaml", "lu\udcff \u2028é.yaml"):  # a name that is not in UTF-8 has no other writing
        answer = [
            {"file": name, "empty": [], "none": {}, "reason": 'a\n"b" <c> 25\u00a0% \x7f', "count": 3, "met": None}
        ]
        assert as_json(answer) == json.dumps(answer, ensure_ascii=False, indent=2)
    file = tmp_path / "répété.yaml"
    file.write_bytes(CHILD.read_bytes())
    _code, out, _err = _run(capsys, "contract", "check", file, TRUNK, "--format", "json")
    assert out == json.dumps(json.loads(out), ensure_ascii=False, indent=2) + "\n"


def test_consolidate_writes_a_document_that_stands_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "entier.json"
    code, out, err = _run(capsys, "contract", "consolidate", CHILD, "--to", "json", "-o", path)
    assert (code, out) == (0, "")
    assert str(path) in err
    assert _run(capsys, "contract", "validate", path)[0] == 0
    code, out, _err = _run(capsys, "contract", "consolidate", CHILD, "--origin")
    told = json.loads(out)
    assert told["chain"] == ["touraine-val-d-amboise", "touraine-accord-collectif"]
    assert told["origin"]["parties.etat"] == {"status": "inherited", "contract": "touraine-accord-collectif"}


def test_diff(capsys: pytest.CaptureFixture[str]) -> None:
    other = DEMO / "gatine-racan.yaml"
    code, out, _err = _run(capsys, "contract", "diff", CHILD, other)
    assert code == 0
    assert "Intitulé" in out
    code, out, _err = _run(capsys, "contract", "diff", CHILD, other, "--format", "json")
    assert json.loads(out)["counts"]["changed"] > 0
    assert _run(capsys, "contract", "diff", CHILD, CHILD)[1].strip() == "Aucune différence."


def test_export_never_overwrites_unless_told(capsys: pytest.CaptureFixture[str], sound: Path) -> None:
    target = sound.with_name("essai.json")
    assert _run(capsys, "contract", "export", sound, "--to", "json", "-o", target)[0] == 0
    written = target.read_bytes()
    code, _out, err = _run(capsys, "contract", "export", sound, "--to", "yaml", "-o", target)
    assert code == 2
    assert "existe déjà" in err
    assert "--force" in err
    assert target.read_bytes() == written
    assert _run(capsys, "contract", "export", sound, "--to", "yaml", "-o", target, "--force")[0] == 0
    assert target.read_text(encoding="utf-8").startswith("format:")
    assert [path.name for path in sound.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_export_of_several_files_goes_to_a_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _out, err = _run(capsys, "contract", "export", CHILD, TRUNK, "--to", form, "-o", tmp_path / f"x.{form}")
    assert code == 2
    assert "dossier" in err
    assert _run(capsys, "contract", "export", CHILD, TRUNK, "--to", form, "-o", tmp_path)[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        f"touraine-val-d-amboise.{form}",
        f"touraine-accord-collectif.{form}",
    }
    monkeypatch.chdir(tmp_path)
    assert _run(capsys, "contract", "export", CHILD, "--to", form)[0] == 2, "the file is already there"


def test_documents_exported_together_name_one_another_by_their_titles(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    head = "format: maillon-contract/1\nkind: strategy_contract\nillustrative: true\nperiod: {start: 2020-01-01}\n"
    above, below = tmp_path / "haut.yaml", tmp_path / "bas.yaml"
    above.write_text(f"{head}id: contrat-haut\ntitle: Accord du dessus\n", encoding="utf-8")
    below.write_text(f"{head}id: contrat-bas\ntitle: Bas\nparent: {{contract: contrat-haut}}\n", encoding="utf-8")
    for names, said, unsaid in (
        ([above, below], "Accord du dessus", "contrat-haut"),
        ([below], "contrat-haut", "Accord du dessus"),
    ):
        folder = tmp_path / str(len(names))
        folder.mkdir()
        assert _run(capsys, "contract", "export", *names, "--to", "docx", "-o", folder)[0] == 0
        text = zipfile.ZipFile(folder / "contrat-bas.docx").read("word/document.xml").decode()
        assert said in text
        assert unsaid not in text


def test_unwritable_places_are_told(capsys: pytest.CaptureFixture[str], sound: Path) -> None:
    code, _out, err = _run(
        capsys, "contract", "export", sound, "--to", "json", "-o", sound.parent / "absent" / "a.json"
    )
    assert code == 2
    assert "ne peut pas être écrit" in err


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = _run(capsys, "contract", "schema")
    assert code == 0
    assert json.loads(out)["$schema"].endswith("2020-12/schema")


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SOUND.encode())))
    code, out, _err = _run(capsys, "contract", "validate", "-")
    assert code == 0
    assert "document valide" in out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfea\x00")))
    code, _out, err = _run(capsys, "contract", "validate", "-")
    assert code == 2
    assert err.startswith("entrée standard : le fichier est encodé en UTF-16")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["contract"], "il manque : VERBE"),
        (["contract", "validate"], "il manque : FICHIER"),
        (["contract", "valide", "x"], "n’est pas un choix possible"),
        (["contract", "export", "x", "--to", "odt"], "n’est pas un choix possible"),
        (["contract", "export", "x"], "il manque : --to"),
        (["contract", "validate", "x", "--bleu"], "arguments inconnus : --bleu"),
        (["contract", "validate", "x", "--format"], "une valeur est attendue"),
        (["contrat"], "n’est pas un choix possible"),
    ],
)
def test_mistyped_commands_are_refused_in_french(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    code, _out, err = _run(capsys, *words)
    assert code == 2
    assert told in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("verb", ["", "validate", "show", "check", "consolidate", "diff", "export", "schema"])
def test_help_is_french(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["contract", *([verb] if verb else []), "--help"])
    told = capsys.readouterr().out
    assert left.value.code == 0
    assert told.startswith("usage : ")
    for english in ("usage: ", "positional", "show this help", "show program", "required", " default"):
        assert english not in told


def _argparse_messages() -> set[str]:
    """Return every message that argparse says through gettext, read from its source."""
    import argparse

    tree = ast.parse(Path(argparse.__file__).read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
            first: Any = node.args[0]
            if isinstance(first, ast.Constant):
                found.add(first.value)
    return found


# what argparse says to whoever writes a command, never to whoever types one
FOR_PROGRAMMERS = (
    "%r is not callable",
    "'required' is an invalid argument for positionals",
    ".__call__() not defined",
    "cannot ",
    "conflicting ",
    "dest= is required",
    "invalid conflict_resolution",
    "invalid option string",
    "mutually exclusive arguments must be optional",
    "unexpected option string",
)


def test_every_message_of_argparse_is_translated() -> None:
    left = _argparse_messages() - set(french.WORDS) - set(french.PLURALS)
    assert {message for message in left if not message.startswith(FOR_PROGRAMMERS)} == set()


def test_argparse_speaks_english_to_english_readers(capsys: pytest.CaptureFixture[str]) -> None:
    token = language.set("en")
    try:
        assert french.worded("usage: ") == "usage: "
        assert french._plural("expected %s argument", "expected %s arguments", 2) == "expected %s arguments"
    finally:
        language.reset(token)
    assert french._plural("expected %s argument", "expected %s arguments", 0) == "%s valeur est attendue"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom maillon.cli.main import main\n"
        "try:\n    main(['contract', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = set('django duckdb pydantic polars numpy yaml typst docx xlsxwriter'.split()) & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_terminal_that_knows_no_accents_gets_an_answer(sound: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "maillon.cli.main", "contract", "validate", str(sound), "absent.yaml"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert told.returncode == 2
    assert b"Traceback" not in told.stderr
