"""`maillon allocate cofinancing`, as a terminal sees it."""

import json

import pytest

from maillon.cli.main import main

TABLE = "nom;besoin;cout;avant;pop\nA;0,1;100000;0,3;100\nB;0,4;250000,50;0,5;900\nC;0,9;80000;0,7;40\n"
BASE = ("--need", "besoin", "--cost", "cout", "--name", "nom")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "projets.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["allocate", "cofinancing", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_what_must_be_known_is_said_first(capsys, table) -> None:
    code, out, _err = run(capsys, table, *BASE, "--envelope", "200000", "--sigma", "0.03")
    assert code == 0
    assert out.startswith("Ce barème n’a pas de marche")
    assert "L1111-10" in out
    assert "102\u202f857,20\u00a0€" in out


@pytest.mark.parametrize("form", [("linear",), ("step",), ("monotone_cubic",), ("ramp", "--half-width", "0.1")])
def test_the_envelope_is_met_to_the_cent_in_every_form(capsys, table, form) -> None:
    argv = (table, *BASE, "--envelope", "215000,37", "--format", "json", "--form", *form)
    answer = json.loads(run(capsys, *argv)[1])
    assert sum(row["granted"] for row in answer["grants"]) == 21_500_037
    assert all(row["own"] + row["granted"] == row["cost"] for row in answer["grants"])


def test_steps_say_what_their_highest_step_costs(capsys, table) -> None:
    _code, out, _err = run(capsys, table, *BASE, "--form", "step")
    assert "la plus haute coûte 62\u202f500,12\u00a0€" in out


def test_years_entry_and_medians(capsys, table) -> None:
    argv = (table, *BASE, "--previous", "avant", "--delta", "0.05", "--format", "json")
    rates = [row["rate"] for row in json.loads(run(capsys, *argv)[1])["grants"]]
    assert rates == pytest.approx([0.3, 0.52, 0.75])
    argv = (table, *BASE, "--population", "pop", "--entry", "0.05", "--format", "json")
    code, out, _err = run(capsys, *argv)
    assert (code, json.loads(out)["grants"][0]["rate"]) == (0, pytest.approx(0.3))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--cost", "absent"), "colonne introuvable"),
        (("--cost", "nom"), "ligne 2"),
        (("--envelope", "beaucoup"), "--envelope"),
        (("--envelope", "1"), "Au moins"),
        (("--form", "ramp"), "demi-largeur"),
        (("--rates", "0.9", "0.1", "--thresholds", "0.5"), "baisse"),
        (("--population", "pop", "--form", "step"), "nœuds"),
    ],
)
def test_mistakes_are_said_in_one_sentence(capsys, table, more, said) -> None:
    code, _out, err = run(capsys, table, *BASE, *more)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
