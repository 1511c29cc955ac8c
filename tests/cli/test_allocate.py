"""`maillon allocate`, as a terminal sees it."""

import json

import polars as pl
import pytest

from maillon.cli.main import main

SHARED = "nom;population;equipements;plancher;plafond\nA;1000;3;100;\nB;2500;1;100;5000,50\nC;0;2;0;\n"
UNITS = "unite,departement,postes,eleves,mini,maxi\nu1,36,20,400,15,30\nu2,36,10,350,8,12\nu3,37,30,500,20,40\n"
PROJECTS = (
    "id,theme,cout,subvention,points,autres,zone\n"
    "p1,Santé,100000,40000,30,0,oui\np2,Santé,200000,90000,20,80000,non\np3,Mobilité,50000,20000,25,0,non\n"
)
MEANS = ("--current", "postes", "--need", "eleves", "--name", "unite", "--group", "departement")
CHOICE = ("--id", "id", "--cost", "cout", "--grant", "subvention", "--value", "points", "--theme", "theme")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in (("parts.csv", SHARED), ("unites.csv", UNITS), ("projets.csv", PROJECTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["allocate", *argv])
    out, err = capsys.readouterr()
    return code, out.replace("\u00a0", " ").replace("\u202f", " "), err


def answer(capsys, *argv: str) -> dict[str, list[dict[str, object]]]:
    code, out, err = run(capsys, *argv, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def test_an_envelope_is_cut(capsys) -> None:
    code, out, _err = run(capsys, "envelope", "1 000 000,01", "--evaluation", "0,02", "--priority", "0.5")
    assert code == 0
    assert "20 000,01 €" in out
    told = answer(capsys, "envelope", "1000000.01", "--evaluation", "0.02", "--priority", "0.5")
    assert [row["cents"] for row in told["envelope"]] == [2_000_001, 49_000_000, 49_000_000]
    assert told["manifest"]["options"]["total"] == "1000000.01"


def test_an_amount_is_shared_by_keys(capsys, folder) -> None:
    keys = ("--key", "population=60", "--key", "equipements=0,4e2", "--name", "nom")
    told = answer(capsys, "share", "parts.csv", "--total", "10000.01", *keys)
    assert sum(row["cents"] for row in told["share"]) == 1_000_001
    assert [row["name"] for row in told["share"]] == ["A", "B", "C"]
    assert told["manifest"]["inputs"][0]["name"] == "parts.csv"


def test_floors_and_caps(capsys, folder) -> None:
    bounds = ("--floor", "plancher", "--cap", "plafond")
    told = answer(capsys, "share", "parts.csv", "--total", "10000", "--key", "population", *bounds)
    assert [row["cents"] for row in told["share"]] == [499_950, 500_050, 0]


def test_seats(capsys, folder) -> None:
    told = answer(capsys, "share", "parts.csv", "--seats", "7", "--key", "population", "--method", "dhondt")
    assert [row["seats"] for row in told["share"]] == [2, 5, 0]


def test_means_are_redistributed_with_what_binds_and_the_front(capsys, folder) -> None:
    told = answer(capsys, "means", "unites.csv", *MEANS, "--band", "0.05", "--front", "3")
    assert sum(row["proposed"] for row in told["means"]) == 60
    assert {row["name"] for row in told["binding"]} == {"36"}
    assert len(told["front"]) == 3
    code, out, err = run(capsys, "means", "unites.csv", *MEANS, "--lower", "mini", "--upper", "maxi")
    assert code == 0
    assert "Hoover" in out
    assert "Recherche" in err


def test_projects_are_chosen_with_a_reason_each(capsys, folder) -> None:
    limits = ("--envelope", "60000", "--reserve", "Mobilité=0.1:0.9", "--tag", "zone", "--other-public", "autres")
    told = answer(capsys, "projects", "projets.csv", *CHOICE, *limits)
    assert [row["chosen"] for row in told["projects"]] == [True, False, True]
    assert "20 %" in told["projects"][1]["because"]
    assert [row["group"] for row in told["uses"]] == ["", "Mobilité"]
    free = answer(capsys, "projects", "projets.csv", *CHOICE, "--envelope", "200000", "--least-own-share", "non")
    assert all(row["chosen"] for row in free["projects"])


def test_results_go_to_files_with_their_manifest(capsys, folder) -> None:
    code, _out, _err = run(capsys, "projects", "projets.csv", *CHOICE, "--envelope", "60000", "-o", "choix.csv")
    assert code == 0
    assert {path.name for path in folder.glob("choix*")} == {
        "choix.csv", "choix-uses.csv", "choix-sentences.csv", "choix.csv.manifest.json",
    }  # fmt: skip
    assert pl.read_csv("choix.csv").height == 3
    assert run(capsys, "envelope", "10", "-o", "parts.xlsx")[0] == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "VERBE"),
        (("envelope", "beaucoup"), "montant"),
        (("envelope", "100", "--evaluation", "5"), "Écrire 0,05"),
        (("share", "absent.csv", "--total", "10", "--key", "a"), "n’existe pas"),
        (("share", "parts.csv", "--total", "10", "--key", "inconnue"), "colonne introuvable"),
        (("share", "parts.csv", "--total", "10", "--key", "nom"), "ligne 2"),
        (("share", "parts.csv", "--total", "10", "--key", "population=x"), "nombre"),
        (("share", "parts.csv", "--total", "10", "--key", "=1"), "--key"),
        (("share", "parts.csv", "--seats", "3", "--key", "population", "--cap", "plafond"), "pas avec des sièges"),
        (("share", "parts.csv", "--total", "10", "--key", "population", "--floor", "plancher"), "planchers"),
        (("means", "unites.csv", *MEANS, "--band", "2"), "--band"),
        (("means", "unites.csv", *MEANS, "--objective", "least_moves"), "réduction"),
        (("projects", "projets.csv", *CHOICE, "--envelope", "10", "--reserve", "Santé"), "--reserve"),
        (("projects", "projets.csv", *CHOICE, "--envelope", "10", "--reserve", "Santé=0.5:0.2"), "Santé"),
        (("projects", "projets.csv", *CHOICE, "--envelope", "100000", "--reserve", "Culture=0.1:1"), "Culture"),
    ],
)
def test_a_mistake_is_said_in_french_and_code_2(capsys, folder, argv, said) -> None:
    code, _out, err = run(capsys, *argv)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_numbers_are_read_as_people_write_them(capsys) -> None:
    french = answer(capsys, "envelope", "1000", "--evaluation", "5 %", "--priority", "0,2")
    english = answer(capsys, "envelope", "1000", "--evaluation", "0.05", "--priority", "0.2")
    assert french["envelope"] == english["envelope"]


def test_a_bound_that_is_left_empty_binds_nobody(capsys, folder) -> None:
    (folder / "unites.csv").write_text(UNITS.replace(",40\n", ",\n"), encoding="utf-8")
    told = answer(
        capsys, "means", "unites.csv", *MEANS, "--upper", "maxi", "--reduction", "10 %", "--objective", "least_moves"
    )
    assert sum(row["proposed"] for row in told["means"]) == 60


def test_every_verb_has_help(capsys) -> None:
    for verb in ("envelope", "share", "means", "projects", "cofinancing"):
        with pytest.raises(SystemExit) as stop:
            main(["allocate", verb, "--help"])
        assert stop.value.code == 0
        assert "usage" in capsys.readouterr().out
