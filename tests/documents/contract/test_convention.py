"""The text of an annual convention: what is of the year, what is left out, and what it may still refer to."""

import datetime as dt

import pytest

from maillon.documents.contract.convention import convention, convention_id, planned, without_year, years_of
from maillon.documents.contract.document import ContractDocument

BASE = {
    "format": "maillon-contract/1",
    "id": "essai",
    "title": "Contrat d’essai",
    "kind": "crte",
    "period": {"start": "2027-04-01", "end": "2029-12-31"},
    "parties": [
        {"id": "ville", "institution": {"name": "Ville", "kind": "commune"}},
        {"id": "region", "institution": {"name": "Région", "kind": "region"}, "period": {"end": "2027-12-31"}},
        {"id": "etat", "institution": {"name": "Préfecture", "kind": "etat"}},
    ],
    "goals": [{"id": "vivre", "title": "Vivre"}],
    "themes": [{"id": "eau", "title": "Eau", "goal": "vivre"}, {"id": "bruit", "title": "Bruit"}],
    "clauses": {"fungibility": {"ceiling": "0.2"}},
}


def _with(*actions: dict[str, object], **more: object) -> ContractDocument:
    return ContractDocument.model_validate(BASE | {"actions": list(actions)} | more)


def _line(year: int | None, amount: int = 10, funder: str = "etat", **more: object) -> dict[str, object]:
    return {"funder": funder, "planned": amount, **({"year": year} if year else {}), **more}


@pytest.mark.parametrize(
    ("action", "years"),
    [
        ({"financing": [_line(2028)]}, [2028]),
        ({"financing": [_line(2027), _line(2029)]}, [2027, 2029]),
        ({"financing": [_line(2028)], "calendar": {"start": "2027-01-01", "end": "2029-12-31"}}, [2028]),
        ({"calendar": {"start": "2028-06-01", "end": "2029-02-01"}}, [2028, 2029]),
        ({"calendar": {"start": "2028-06-01"}}, [2028, 2029]),
        ({"calendar": {"end": "2027-06-01"}}, [2027]),
        ({"financing": [_line(None)], "calendar": {"start": "2028-01-01", "end": "2028-12-31"}}, [2028]),
        ({"financing": [_line(None)]}, []),
        ({}, []),
        ({"state": "abandoned", "financing": [_line(2028)]}, []),
        ({"state": "closed", "calendar": {"start": "2027-01-01"}}, []),
    ],
)
def test_an_action_is_of_the_years_that_its_money_or_its_calendar_says(action, years) -> None:
    document = _with({"id": "a", "title": "A", **action})
    assert [year for year in range(2027, 2030) if planned(document, year).actions] == years


def test_the_years_are_those_of_the_period_and_of_the_money() -> None:
    assert years_of(_with({"id": "a", "title": "A", "financing": [_line(2031)]})) == (2027, 2028, 2029, 2031)
    assert years_of(_with(period={})) == ()


def test_money_without_a_year_is_told_and_left_out() -> None:
    lines = [_line(2028, 7), _line(None, 5), _line(2028, 3, "ville")]
    document = _with({"id": "a", "title": "A", "financing": lines})
    found = planned(document, 2028)
    assert (found.money.cents, found.undated) == (1000, ("A",))
    assert len(convention(document, 2028).actions[0].financing) == 2


def test_the_text_stands_alone_within_its_year() -> None:
    action = {
        "id": "a",
        "title": "A",
        "theme": "eau",
        "owner": "ville",
        "pilots": ["ville", "region"],
        "milestones": [{"label": "Marché", "due": "2028-05-01"}, {"label": "Fin", "due": "2029-05-01"}],
        "financing": [_line(2028, paid=3, granted=9), _line(2028, 4, "region")],
    }
    envelopes = [{"id": "e28", "label": "E", "year": 2028, "theme": "eau"}, {"id": "e29", "label": "E", "year": 2029}]
    made = convention(_with(action, envelopes=envelopes), 2028)
    assert (made.id, made.parent.contract) == (convention_id(_with(), 2028), "essai")
    assert (made.period.start, made.period.end) == (dt.date(2028, 1, 1), dt.date(2028, 12, 31))
    assert [party.id for party in made.parties] == ["ville", "etat"]
    assert [theme.id for theme in made.themes] == ["eau"]
    assert made.clauses.fungibility is None
    (held,) = made.actions
    assert held.pilots == ("ville",)
    assert [one.label for one in held.milestones] == ["Marché"]
    assert [(line.funder, line.paid) for line in held.financing] == [("etat", None)]
    assert held.shared_with == ("essai",)
    assert [one.id for one in made.envelopes] == ["e28"]


def test_the_first_year_begins_with_the_contract() -> None:
    made = convention(_with({"id": "a", "title": "A", "financing": [_line(2027)]}), 2027)
    assert made.period.start == dt.date(2027, 4, 1)
    assert "region" in {party.id for party in made.parties}


def test_an_action_without_year_comes_when_it_is_asked_for_with_its_money() -> None:
    document = _with({"id": "a", "title": "A", "financing": [_line(None, 5)]}, {"id": "b", "title": "B"})
    assert [one.id for one in without_year(document)] == ["a", "b"]
    made = convention(document, 2028, taken=["a"])
    assert [(one.id, one.financing[0].year) for one in made.actions] == [("a", 2028)]
    assert convention(document, 2028).actions == ()
