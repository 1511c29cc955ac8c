"""The simulator: scenarios side by side in the address, to the cent, explained, taken away; nothing shown as fact."""

import html
import io
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from maillon.web.solidarity.views.simulator import read

pytestmark = pytest.mark.django_db
HERE = "/observatoire/solidarite/simulateur/"


def _page(client: Any, query: str = "") -> str:
    answer = client.get(f"{HERE}?{query}")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return html.unescape(answer.content.decode())


def _asked(rf: Any, visitor: Any, query: str = "") -> Any:
    return read(rf.get(f"{HERE}?{query}").GET, visitor)


def test_the_first_page_compares_steps_with_slopes(client: Any) -> None:
    page = _page(client)
    assert "Simulation\u00a0:" in page
    assert "intercommunalité" in page
    assert "département Indre-et-Loire" in page
    assert "Marches, par strates" in page
    assert "L1111-10" in page  # 95 % needs the documented derogation
    assert "aucune" in page  # slopes have no step
    assert page.count("<h1") == 1


def test_every_scenario_shares_the_same_envelope_to_the_cent(rf: Any, visitor: Any) -> None:
    asked = _asked(rf, visitor, "n=4&a-enveloppe=1+234+567,89&a-plancher=0,50&d-plafond=8&b-prioritaires=28")
    assert [one.letter for one in asked.scenarios] == list("ABCD")
    for one in asked.scenarios:
        outcome = one.outcome
        assert sum(outcome.granted) == outcome.available
        assert outcome.available + outcome.split.evaluation == 123_456_789
        assert sum(outcome.costs) == outcome.programme
        assert all(0 <= own <= cost for own, cost in zip(outcome.own, outcome.costs, strict=True))
        if one.difference:
            assert one.difference.gained - one.difference.lost == 0
    assert asked.scenarios[1].outcome.to_priority >= asked.scenarios[1].outcome.split.priority
    assert asked.scenarios[1].outcome.earmark_binds


def test_steps_have_cliffs_in_euros_and_slopes_have_none(rf: Any, visitor: Any) -> None:
    steps, slopes, ramps, curve = (one.outcome for one in _asked(rf, visitor, "n=4").scenarios)
    assert steps.largest_jump == max(cliff.cents for cliff in steps.cliffs) > 0
    assert (slopes.largest_jump, ramps.largest_jump, curve.largest_jump) == (0, 0, 0)


def test_a_scenario_says_what_a_says_unless_it_says_otherwise(rf: Any, visitor: Any) -> None:
    first, second = _asked(rf, visitor, "a-enveloppe=500000&b-taux=40+60+80+90").scenarios
    assert second.written.envelope == first.written.envelope == 50_000_000
    assert [str(rate) for rate in second.written.rates] == ["0.4", "0.6", "0.8", "0.9"]
    assert second.written.form == "linear"


def test_a_copy_of_a_changes_nothing(rf: Any, visitor: Any, client: Any) -> None:
    answer = client.get(f"{HERE}?a-enveloppe=700000&a-taux=20+40+60+70")
    letter, query = answer.context["copies"][0]
    assert letter == "B"
    copied = _asked(rf, visitor, query)
    assert set(copied.scenarios[1].difference.each) == {0}


@pytest.mark.parametrize("place", ["37", "200072650", "Loches+Sud+Touraine", "Mayenne"])
def test_a_perimeter_is_named_as_people_do(rf: Any, visitor: Any, place: str) -> None:
    asked = _asked(rf, visitor, f"dans={place}")
    assert not asked.place.problem
    assert len(asked.scenarios[0].outcome.units) > 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("a-enveloppe=abc", "n’est pas un montant"),
        ("a-taux=30+20", "seuil de moins"),
        ("a-taux=30+120+10+10", "entre 0 et 100"),
        ("a-population=0", "dépasser zéro"),
        ("dans=Atlantide", "n’est ni un département"),
        ("b-forme=bezier", "bezier"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client: Any, query: str, said: str) -> None:
    assert said in _page(client, query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("a-taux=50+40+30+20", "taux baisse"),
        ("a-plancher=1000", "planchers"),
        ("b-enveloppe=90000000", "enveloppe"),
        ("a-forme=ramp&a-largeur=30", "chevauchent"),
        ("b-prioritaires=100", "scénario B"),
    ],
)
def test_terms_that_contradict_each_other_are_explained(client: Any, query: str, said: str) -> None:
    page = _page(client, query)
    assert "ne donne rien" in page
    assert said in page


def test_absurd_addresses_never_break(client: Any) -> None:
    for query in (
        "n=9&a-enveloppe=1e99",
        "a-seuils=48+48+48",
        "cout=0",
        "a-enveloppe=0",
        "contrat=%00x",
        "a-largeur=0&a-forme=ramp",
    ):
        assert client.get(f"{HERE}?{query}").status_code == 200, query


def test_a_warm_page_asks_little_of_the_database(client: Any, django_assert_max_num_queries: Any) -> None:
    client.get(HERE)
    with django_assert_max_num_queries(15):
        client.get(HERE)


def test_the_workbook_has_terms_formulas_and_sources(client: Any) -> None:
    answer = client.get(f"{HERE}scenarios.xlsx?n=3")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Termes", "Comparaison", "Scénario A", "Scénario B", "Scénario C", "Lecture"]
    rows = book.get_sheet_by_name("Scénario A").to_python()
    assert round(sum(row[5] for row in rows[1:-1]), 2) == 980_000
    said = "\n".join(str(cell) for row in book.get_sheet_by_name("Lecture").to_python() for cell in row)
    assert "ni un fait, ni une décision" in said
    assert "DGCL, 2022" in said


def test_a_contract_s_perimeter_is_hidden_with_it(client: Any) -> None:
    page = _page(client, "contrat=inconnu")
    assert "Select a valid choice" in page or "choix valide" in page or "n’en fait pas partie" in page


def test_the_brief_has_two_pages_and_says_what_it_is(client: Any) -> None:
    for query in ("", "n=4&dans=200072650"):
        answer = client.get(f"{HERE}note.pdf?{query}")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.content)).pages
        assert 1 <= len(pages) <= 2
        assert "ni un fait, ni une décision" in pages[0].extract_text()
