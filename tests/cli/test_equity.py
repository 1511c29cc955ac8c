"""`maillon equity assess`, as a terminal sees it."""

import json

import pytest

from maillon.cli.main import main

HEAD = "code;groupe;pop;ressource;aide;autre;charge\n"
ROWS = [
    f"{rank:05d};{'ab'[rank % 2]};{100 + rank};{500 + 37 * (rank % 40)};{90 - 2 * (rank % 40)};10;1,1"
    for rank in range(120)
]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "aides.csv"
    path.write_text(HEAD + "\n".join(ROWS), encoding="utf-8")
    return str(path)


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["equity", "assess", *argv])
    out, err = capsys.readouterr()
    return code, out, err


BASE = ("--resource", "ressource", "--grant", "aide", "--weights", "pop", "--bootstrap", "100")


def test_the_verdict_is_said_first_then_the_figures(capsys, table) -> None:
    code, out, _err = run(capsys, table, *BASE)
    assert code == 0
    assert out.startswith("L’allocation est fortement péréquatrice")
    assert "kakwani" in out


def test_json_holds_measures_verdict_parts_and_what_lets_one_redo_them(capsys, table) -> None:
    argv = (table, *BASE, "--grant", "autre", "--charge", "charge", "--format", "json", "--seed", "9")
    answer = json.loads(run(capsys, *argv)[1])
    measures = {row["measure"]: row for row in answer["measures"]}
    assert measures["kakwani"]["low"] < measures["kakwani"]["value"] < measures["kakwani"]["high"]
    assert answer["verdict"][0]["verdict"] == "strongly_equalising"
    assert [part["name"] for part in answer["parts"]] == ["aide", "autre"]
    assert answer["manifest"]["seed"] == 9
    assert answer["manifest"]["inputs"][0]["sha256"]
    again = json.loads(run(capsys, *argv)[1])
    assert again["measures"] == answer["measures"]


def test_totals_and_groups(capsys, table) -> None:
    code, out, _err = run(capsys, table, *BASE, "--totals", "--by", "groupe", "--format", "json")
    assert code == 0
    assert {row["measure"]: row["value"] for row in json.loads(out)["measures"]}["units"] == 2


def test_posts_leave_gaps_unsaid(capsys, table) -> None:
    _code, out, _err = run(capsys, table, *BASE, "--posts", "--format", "json")
    measures = {row["measure"]: row["value"] for row in json.loads(out)["measures"]}
    assert measures["kakwani"] > 0
    assert measures["redistributive_effect"] is None


def test_a_file_gets_its_manifest(capsys, table, tmp_path) -> None:
    target = tmp_path / "constat.xlsx"
    assert run(capsys, table, *BASE, "-o", str(target))[0] == 0
    assert target.is_file()
    assert target.with_name("constat.xlsx.manifest.json").is_file()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--by", "inconnue"), "colonne introuvable"),
        (("--weights", "code"), "code, ligne 2"),
        (("--posts", "--grant", "autre"), "un à la fois"),
        (("--bootstrap", "-3"), "rééchantillonnages"),
    ],
)
def test_mistakes_are_said_in_one_sentence(capsys, table, more, said) -> None:
    code, _out, err = run(capsys, table, *BASE, *more)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_totals_need_a_population(capsys, table) -> None:
    code, _out, err = run(capsys, table, "--resource", "ressource", "--grant", "aide", "--totals")
    assert (code, "population" in err) == (2, True)


def test_incomplete_lines_are_refused_or_left_out_and_counted(capsys, tmp_path) -> None:
    path = tmp_path / "trous.csv"
    path.write_text(HEAD + "\n".join([*ROWS, "99999;a;10;;5;1;1", "99998;a;0;700;5;1;1"]), encoding="utf-8")
    code, _out, err = run(capsys, str(path), *BASE)
    assert code == 2
    assert f"ressource, ligne {len(ROWS) + 2}" in err
    assert "--drop-missing" in err
    _code, out, _err = run(capsys, str(path), *BASE, "--drop-missing", "--format", "json")
    assert {row["measure"]: row["value"] for row in json.loads(out)["measures"]}["dropped"] == 2


@pytest.mark.parametrize(
    ("column", "cell", "more", "said"),
    [
        ("charge", "0", ("--charge", "charge", "--drop-missing"), "charge, ligne 4 : l’indice de charges"),
        ("ressource", "beaucoup", ("--drop-missing",), "ressource, ligne 4 : ce n’est pas un nombre"),
        ("pop", "-1", (), "pop, ligne 4 : -1 est négatif"),
        ("pop", "0", ("--totals",), "ressource, ligne 4 : ce montant est là où la population est nulle"),
        ("groupe", "", ("--by", "groupe"), "groupe, ligne 4 : ce territoire est sans groupe"),
    ],
)
def test_a_fault_is_at_its_line_of_the_file(capsys, tmp_path, column, cell, more, said) -> None:
    faulty, gap = ROWS[2].split(";"), ROWS[1]
    faulty[HEAD.strip().split(";").index(column)] = cell
    if "--drop-missing" in more and column != "ressource":
        gap = gap.replace(";10;", ";;")
        more = (*more, "--grant", "autre")
    path = tmp_path / "fautes.csv"
    path.write_text(HEAD + "\n".join([ROWS[0], gap, ";".join(faulty), *ROWS[3:]]), encoding="utf-8")
    code, _out, err = run(capsys, str(path), *BASE, *more)
    assert code == 2
    assert said in err


def test_a_file_that_exists_is_refused_before_the_work(capsys, tmp_path) -> None:
    taken = tmp_path / "constat.csv"
    taken.write_text("x", encoding="utf-8")
    code, _out, err = run(capsys, "absent.csv", *BASE, "-o", str(taken))
    assert (code, "existe déjà" in err) == (2, True)
