"""The list: each filter keeps what it says, the address keeps the filters, hostile values are left out."""

import csv
import io
import json
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook

from fixtures.contracts import AMBOISE, LOCHES, TOURS, action, line, loaded
from maillon.rules.governance.roles import Role
from maillon.web.contracts.models import Attachment, Contract
from maillon.web.contracts.queries.listing import SORTS, Filters, filtered
from maillon.web.contracts.services.importing import load
from maillon.web.territories.services import declare_perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def four(kept) -> None:
    documents = (
        loaded(
            "amboise",
            kind="crte",
            period={"start": "2019-03-01", "end": "2021-02-01"},
            themes=[{"id": "mobilite", "title": "Mobilité"}],
            actions=[action("x", line(planned=1000))],
        ),
        loaded(
            "tours", state="in_force", perimeter={"epci": [TOURS]}, period={"start": "2022-01-01"}, family="project"
        ),
        loaded("loches", perimeter={"epci": [LOCHES]}, parent={"contract": "strategie", "goal": "autonomie"}),
        loaded(
            "strategie",
            kind="strategy_contract",
            perimeter={"regions": ["24"]},
            goals=[{"id": "autonomie", "title": "Autonomie"}],
        ),
    )
    load(documents)
    rows = {row.slug: row for row in Contract.objects.all()}
    Attachment.objects.create(contract=rows["tours"], strategy=rows["strategie"], goal_ref="autonomie")


@pytest.fixture
def some(four, db) -> None:
    """Four contracts, put in the register once."""


def slugs(**given: str) -> set[str]:
    return {row.slug for row in filtered(Contract.objects.all(), Filters.read(given))[0]}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, {"amboise", "tours", "loches", "strategie"}),
        ({"territoire": "37003"}, {"amboise", "strategie"}),
        ({"territoire": AMBOISE}, {"amboise", "strategie"}),
        ({"territoire": "37"}, {"amboise", "tours", "loches", "strategie"}),
        ({"territoire": "24"}, set()),
        ({"territoire": "REG-24"}, {"amboise", "tours", "loches", "strategie"}),
        ({"territoire": "Amboise"}, {"amboise", "strategie"}),
        ({"type": "crte"}, {"amboise"}),
        ({"famille": "project"}, {"tours"}),
        ({"etat": "in_force"}, {"tours"}),
        ({"theme": "mobilite"}, {"amboise"}),
        ({"finalite": "autonomie"}, {"strategie", "loches", "tours"}),
        ({"annee": "2020"}, {"amboise"}),
        ({"annee": "2023"}, {"tours"}),
        ({"annee": "2018"}, set()),
        ({"territoire": "37003", "type": "crte"}, {"amboise"}),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_it_says(some, given, found) -> None:
    if given.get("famille"):
        assert found <= slugs(**given)
    else:
        assert slugs(**given) == found


NAMES = ["q", "territoire", "type", "famille", "etat", "finalite", "theme", "annee", "tri", "page"]
HOSTILE = [
    "",
    "\x00",
    "'",
    "%00",
    "-1",
    "9" * 400,
    "²",
    "<script>",
    "../../etc",
    "DROP TABLE",
    "😀",
    "1e9",
    "٣",
]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_values_never_break_the_page(some, client, name) -> None:
    for value in HOSTILE:
        assert client.get("/contrats/", {name: value}).status_code == 200, (name, value)


def test_hostile_values_never_break_the_file(some, client) -> None:
    for value in HOSTILE:
        assert client.get("/contrats.csv", dict.fromkeys(NAMES, value)).status_code == 200, value


def test_a_filter_that_is_not_understood_is_said_not_silently_dropped(some, client) -> None:
    text = client.get("/contrats/", {"territoire": "zzzzzz", "annee": "20190"}).content.decode()
    assert "Filtre non compris" in text
    assert "zzzzzz" in text
    assert "20190" in text
    assert "Filtre non compris" not in client.get("/contrats/", {"annee": "2020", "tri": "zz"}).content.decode()


def test_hostile_values_are_escaped(some, client) -> None:
    text = client.get("/contrats/", {"q": "<script>alert(1)</script>", "theme": '"><b>'}).content.decode()
    assert "<script>alert" not in text
    assert '"><b>' not in text


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_is_total(some, sort) -> None:
    rows = filtered(Contract.objects.all(), Filters.read({"tri": sort, "q": "contrat"}))[0]
    assert len(list(rows)) == 4


def test_pages_keep_the_filters(register, client) -> None:
    register(*(loaded(f"c{rank:02d}", kind="rural_contract") for rank in range(45)))
    text = client.get("/contrats/", {"type": "rural_contract", "etat": "signed", "q": "contrat"}).content.decode()
    assert "etat=signed" in text
    assert "page=2" in text
    last = client.get("/contrats/", {"type": "rural_contract", "page": "3"}).content.decode()
    assert last.count("links__title") == 5
    assert (
        client.get("/contrats/", {"type": "rural_contract", "page": "999"}).content.decode().count("links__title") == 5
    )


def test_the_csv_opens_in_a_french_spreadsheet(some, client) -> None:
    answer = client.get("/contrats.csv", {"type": "crte"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows if row][:2] == ["Identifiant", "amboise"]
    assert rows[1][rows[0].index("Prévu (€)")] == "1000,00"
    assert rows[1][rows[0].index("Accordé (€)")] == "", "unknown is not zero"
    assert any(row and row[0] == "Filtres" and "crte" in row[1] for row in rows)


def test_the_workbook_reads_back(some, client) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/contrats.xlsx").content))
    rows = book.get_sheet_by_name("Données").to_python()
    assert len(rows) == 5
    found = dict(zip(rows[0], next(row for row in rows if row[0] == "amboise"), strict=True))
    assert found["Prévu (€)"] == 1000
    assert found["Accordé (€)"] == ""
    assert book.get_sheet_by_name("Lecture").to_python()


def test_the_json_reads_back(some, client) -> None:
    found = json.loads(client.get("/contrats.json", {"q": "amboise"}).content)
    assert found["notes"]["Filtres"] == "mots\u00a0: amboise"
    row = next(row for row in found["rows"] if row["id"] == "amboise")
    assert (row["planned"], row["granted"], row["start"]) == (1000, None, "2019-03-01")


def test_no_formula_leaves_the_register(register, client) -> None:
    register(loaded("a", title='=HYPERLINK("http://exemple.invalid")'), loaded("b", title="+33 contrat"))
    text = client.get("/contrats.csv").content.decode("utf-8-sig")
    assert ";=HYPER" not in text
    assert "'=HYPER" in text
    assert "'+33" in text


def test_an_unknown_form_is_absent(client, db) -> None:
    assert client.get("/contrats.exe").status_code == 404


def test_a_perimeter_filters_by_the_communes_that_it_holds(client, some, actor_for) -> None:
    drawn = declare_perimeter("Pays d’essai", ["37001"], by=actor_for(Role.AGENT))
    page = client.get("/contrats/", {"territoire": str(drawn.pk)})
    assert {contract.slug for contract in page.context["page"]} == {"loches", "strategie"}
    assert "Pays d’essai" in page.content.decode()
    by_name = client.get("/contrats/", {"territoire": "pays d’essai (périmètre)"})
    assert by_name.context["filters"].territoire == str(drawn.pk)
    assert client.get("/contrats/", {"territoire": str(uuid4())}).context["page"].paginator.count == 0
    assert "loches" in client.get(f"/contrats.csv?territoire={drawn.pk}").content.decode()


def test_the_field_of_the_territory_shows_its_name_and_reads_it_back(client, some) -> None:
    page = client.get("/contrats/", {"territoire": TOURS})
    assert f'value="Tours Métropole Val de Loire ({TOURS})"' in page.content.decode()
    again = client.get("/contrats/", {"territoire": f"Tours Métropole Val de Loire ({TOURS})"})
    assert again.context["filters"].territoire == TOURS
    assert "territories/search.js" in page.content.decode()


def test_the_three_lists_behind_the_door_lead_to_one_another(some, client) -> None:
    lists = ("/contrats/", "/finalites/", "/acteurs/")
    for path in lists:
        text = client.get(path).content.decode()
        assert all(f'<a href="{one}"' in text for one in lists)
        assert f'<a href="{path}" aria-current="page"' in text
