"""`maillon territory`, as a terminal sees it."""

import csv
import io
import json
import subprocess
import sys

import pytest

from maillon.cli.main import main


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["territory", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_find_prints_a_list_best_first(capsys) -> None:
    code, out, _err = run(capsys, "find", "st", "pierre", "des", "cors", "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert {"code", "name", "level", "department", "population", "score"} <= set(answer[0])
    assert (answer[0]["code"], answer[0]["department"]) == ("37233", "37")
    assert answer[0]["score"] >= answer[1]["score"]


def test_find_as_table_and_csv(capsys) -> None:
    _code, out, _err = run(capsys, "find", "tours", "--limit", "2")
    assert "Tours" in out
    assert "37261" in out
    _code, out, _err = run(capsys, "find", "tours", "--limit", "2", "--format", "csv")
    assert next(row["code"] for row in csv.DictReader(io.StringIO(out))) == "37261"


def test_a_petr_is_said_to_be_a_perimeter(capsys) -> None:
    assert main(["territory", "find", "petr du pays loire-touraine"]) == 0
    assert "maillon territory perimeter" in capsys.readouterr().out


def test_find_nothing_is_an_answer(capsys) -> None:
    code, out, _err = run(capsys, "find", "xzqwv")
    assert code == 0
    assert "Aucun territoire" in out
    assert json.loads(run(capsys, "find", "xzqwv", "--format", "json")[1]) == []


@pytest.mark.parametrize(
    "argv",
    [
        ("find", ""),
        ("find", "tours", "--limit", "0"),
        ("find", "tours", "--limit", "mille"),
        ("find", "tours", "--level", "canton"),
        ("show", "99999"),
        ("show", "'; DROP TABLE"),
        ("perimeter", "37", "nulle-part"),
        ("perimeter", "37", "--with", "00000"),
        ("voler",),
        (),
    ],
)
def test_a_mistake_is_one_sentence_and_code_2(capsys, argv) -> None:
    code, _out, err = run(capsys, *argv)
    assert code == 2
    assert "Traceback" not in err
    assert err.strip().endswith((".", "?"))


def test_show_tells_what_it_belongs_to(capsys) -> None:
    _code, out, _err = run(capsys, "show", "37233")
    assert "Tours Métropole Val de Loire" in out
    assert "population municipale 2023" in out
    card = json.loads(run(capsys, "show", "37233", "--format", "json")[1])
    assert card["resolution"]["status"] == "current"
    assert [above["code"] for above in card["territories"][0]["belongs_to"]] == ["243700754", "37", "24"]


def test_show_resolves_a_code_of_yesterday(capsys) -> None:
    card = json.loads(run(capsys, "show", "20004", "--format", "json")[1])
    assert card["resolution"]["status"] == "former"
    assert card["territories"][0]["name"] == "Ajaccio"


def test_perimeter_compares(capsys) -> None:
    argv = ("perimeter", "243700754", "200043065", "--with", "37", "--format", "json")
    card = json.loads(run(capsys, *argv)[1])
    assert card["disjoint"] is True
    assert card["overlap"]["share_of_first"] == 1.0
    assert "2 parties" in run(capsys, *argv[:-2])[1]


def test_showing_a_code_loads_no_library_of_data() -> None:
    script = (
        "import sys; from maillon.cli.main import main; main(['territory', 'show', '37261', '--format', 'json']);"
        "print([m for m in ('polars', 'numpy', 'django', 'rapidfuzz', 'shapely') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
