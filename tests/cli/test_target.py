"""`maillon target`, as a terminal sees it."""

import json

import pytest

from maillon.cli.main import main

TABLE = (
    "code,indice,habitants,pauvres,proba,montagne\n"
    "37261,60,137000,20000,0.95,0\n37233,70,16000,3000,0.6,0\n37122,40,38000,3000,0.1,0\n36044,80,43000,8000,0.99,\n"
)
WORD = (
    "code,inside,reason,decided_by,decided_on\n37122,oui,Bassin d’emploi commun,préfet de région,2026-11-22\n"
    "36044,non,Déjà dans un autre contrat,préfet de région,2026-11-22\n"
)
BASE = ("terr.csv", "--code", "code", "--index", "indice", "--population", "habitants")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "terr.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "mot.csv").write_text(WORD, encoding="utf-8")
    (tmp_path / "faux.csv").write_text(WORD.replace("oui", "sans doute").replace("11-22", "13-45"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["target", *BASE, *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_perimeter_with_everything_beside_it(capsys) -> None:
    beside = ("--in-need", "pauvres", "--probability", "proba", "--criterion", "montagne", "--last-word", "mot.csv")
    code, out, err = run(capsys, "--threshold", "65", *beside, "--format", "json")
    assert code == 0, err
    told = json.loads(out)
    rows = {row["code"]: row for row in told["territories"]}
    assert [code for code, row in rows.items() if row["computed"]] == ["37233", "36044"]
    assert [code for code, row in rows.items() if row["inside"]] == ["37233", "37122"]
    assert rows["37233"]["standing"] == "doubtful"
    assert told["changes"][0]["reason"] == "Bassin d’emploi commun"
    assert told["criteria"][0]["unknown"] == 1
    assert [entry["name"] for entry in told["manifest"]["inputs"]] == ["terr.csv", "mot.csv"]


def test_one_piece_from_the_shipped_contours(capsys) -> None:
    code, out, _err = run(capsys, "--share", "0.6", "--contiguous", "--format", "json")
    assert code == 0
    assert [row["code"] for row in json.loads(out)["territories"] if row["inside"]] == ["37261", "37233"]
    code, out, _err = run(capsys, "--share", "0.75", "--contiguous", "--link", "36044", "37261")
    assert code == 0
    assert "sans exiger un seul tenant" in out


def test_the_zones_that_ship_stand_beside_the_columns_of_the_table(capsys) -> None:
    asked = ("--zone", "urban", "--zone", "mountain", "--criterion", "montagne")
    code, out, _err = run(capsys, "--share", "0.5", *asked, "--format", "json")
    assert code == 0
    rows = {row["criterion"]: row for row in json.loads(out)["criteria"]}
    assert list(rows) == ["urban", "mountain", "montagne"]
    assert (rows["urban"]["territories"], rows["mountain"]["territories"]) == (4, 0)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "--threshold"),
        (("--share", "60"), "part"),
        (("--threshold", "60", "--contiguous"), "--share"),
        (("--share", "1", "--contiguous"), "seul tenant"),
        (("--share", "0.5", "--criterion", "littoral"), "littoral"),
        (("--share", "0.5", "--criterion", "indice"), "ni oui ni non"),
        (("--share", "0.5", "--last-word", "faux.csv"), "date"),
        (("--share", "0.5", "--last-word", "terr.csv"), "colonne introuvable"),
    ],
)
def test_a_mistake_is_said_in_french_and_code_2(capsys, argv, said) -> None:
    code, _out, err = run(capsys, *argv)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
