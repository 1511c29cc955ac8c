"""Posts: a table that somebody brings, redistributed after needs; hostile and wrong tables are refused in words."""

import html
import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from maillon.documents.received_table import received
from maillon.rules.problem import InputError
from maillon.web.solidarity.queries.posts import EXAMPLE, read_posts, redistributed

pytestmark = pytest.mark.usefixtures("nothing_begins")  # figures that ship: no page asks the database
HERE = "/observatoire/solidarite/postes/"
TABLE = "Territoire;Élèves;Postes;Maximum\nNord;1 000;10;\nSud;3000;10;14\nEst;1000;10;\n"


def _send(client: Any, status: int = 200, **given: Any) -> str:
    answer = client.post(HERE, {"objectif": "l1", "tableau": "", **given})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == status, page[:3000]
    return page


def test_the_example_is_marked_as_invented(client: Any) -> None:
    page = html.unescape(client.get(f"{HERE}?exemple=1").content.decode())
    assert "inventés pour montrer le calcul" in page
    assert "(exemple)" in page
    assert "Simulation\u00a0:" in page


def test_posts_follow_needs_within_bounds() -> None:
    found = redistributed(read_posts([line.split(";") for line in TABLE.splitlines()]), "leximin")
    assert [one.then for one in found.changes] == [8, 14, 8]
    assert found.answer.departures == 4
    assert found.gini_after < found.gini_before
    assert any("Sud" in one.because for one in found.answer.binding)


@pytest.mark.parametrize("objective", ["l1", "max_min", "leximin", "least_moves"])
def test_every_objective_keeps_all_posts(client: Any, objective: str) -> None:
    page = _send(client, tableau=TABLE, objectif=objective)
    assert "Indice de Hoover" in page
    rows = [line.split("\t") for line in EXAMPLE.splitlines()]
    found = redistributed(read_posts(rows), objective)  # type: ignore[arg-type]  # one of the four
    assert sum(one.then for one in found.changes) == sum(one.now for one in found.changes)
    assert len(found.verdicts) == 2


def test_a_file_is_read_as_well_as_a_pasted_table(client: Any) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for rank, line in enumerate(TABLE.splitlines()):
            sheet.write_row(rank, 0, line.replace("1 000", "1000").split(";"))
    sent = SimpleUploadedFile("postes.xlsx", out.getvalue())
    assert "4 postes changeraient" in _send(client, fichier=sent)
    assert "4 postes changeraient" in _send(client, fichier=SimpleUploadedFile("p.csv", TABLE.encode("cp1252")))


def test_the_workbook_says_that_it_is_a_simulation(client: Any) -> None:
    answer = client.post(HERE, {"objectif": "leximin", "tableau": TABLE, "faire": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert [row[3] for row in book.get_sheet_by_index(0).to_python()[1:]] == [8, 14, 8]
    assert "ni un fait" in str(book.get_sheet_by_index(1).to_python())


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "collez un tableau"),
        ("Territoire;Postes\nNord;1\n", "une colonne manque"),
        ("Territoire;Élèves;Postes\nNord;abc;1\n", "ligne 2, colonne «\u00a0Élèves\u00a0»"),
        ("Territoire;Élèves;Postes\nNord;-5;1\n", "nombre positif"),
        ("Territoire;Élèves;Postes\nNord;0;1\n", "aucune unité n’a de besoin"),
        ("Territoire;Élèves;Postes;Minimum\nNord;5;1;9\n", "planchers"),
        ("Territoire;Élèves;Postes\n", "vide"),
        ("Territoire;Élèves;Postes\n" + "Nord;5;1\n" * 6000, "trop grand"),
    ],
)
def test_a_wrong_table_is_refused_in_words(client: Any, table: str, said: str) -> None:
    assert said in _send(client, status=422, tableau=table)


@pytest.mark.parametrize(
    ("name", "data"), [("x.xlsx", b"PK\x03\x04rubbish"), ("x.exe", b"MZ"), ("x.csv", b"\x00" * 3_000_000)]
)
def test_a_hostile_file_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(InputError):
        received(data, name=name)


def test_text_is_never_markup(client: Any) -> None:
    page = client.post(HERE, {"objectif": "l1", "tableau": TABLE.replace("Nord", "<script>x</script>")})
    assert "<script>x" not in page.content.decode()
