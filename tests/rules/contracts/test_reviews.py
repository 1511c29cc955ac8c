"""Reviews: when they are owed, who opens one, and that nothing is concluded before every signatory agrees."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts import reviews
from maillon.rules.contracts.clauses import Review
from maillon.rules.contracts.reviews import (
    Asked,
    Conclusion,
    Due,
    Ground,
    Meeting,
    ReviewFacts,
    lacking,
    later,
    may_open,
    may_propose,
    schedule,
    urgency,
    vote,
)
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "reviews.yaml")
TODAY = dt.date(2026, 6, 1)
CLAUSE = Review(dates=(dt.date(2025, 6, 30), dt.date(2026, 6, 30), dt.date(2028, 6, 30)), force_majeure=("Crue",))
ALL = {"m": "Métropole", "c": "Communauté", "e": "État"}


def _clause(given_clause: dict[str, Any] | None) -> Review | None:
    if given_clause is None:
        return None
    return Review(**{**given_clause, "dates": tuple(given_clause.get("dates", ()))})


@pytest.mark.parametrize("case", CASES["schedule"], ids=lambda case: case["case"])
def test_schedule(case: dict[str, Any]) -> None:
    found = schedule(_clause(case["clause"]), case.get("start"), case.get("end"))
    assert [[meeting.on, meeting.why] for meeting in found] == case["gives"]


@pytest.mark.parametrize("case", CASES["urgency"], ids=lambda case: str(case["due"]))
def test_urgency(case: dict[str, Any]) -> None:
    assert urgency(Meeting(case["due"], Due.DATED), case.get("held", ()), on=TODAY) == case["gives"]


@pytest.mark.parametrize("case", CASES["open"], ids=lambda case: case["case"])
def test_opening(case: dict[str, Any]) -> None:
    told = case["asked"]
    asked = Asked(Ground(told["ground"]), told.get("due"), told.get("case", ""), told.get("reason", ""))
    decision = may_open(
        CLAUSE,
        schedule(CLAUSE, None, None),
        asked,
        held=frozenset(case.get("held", ())),
        one_is_open=case.get("one_is_open", False),
        on=TODAY,
    )
    assert decision.allowed == case.get("allowed", False)
    assert case.get("says", "") in decision.because
    assert decision.citations


def test_without_a_clause_a_party_may_still_ask() -> None:
    asked = Asked(Ground.REQUEST, reason="Un financeur part.")
    assert may_open(None, (), asked, held=frozenset(), one_is_open=False, on=TODAY).allowed


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 400), st.integers(0, 5000))
def test_the_schedule_stays_in_the_period_in_order_and_ends(start, months, length) -> None:
    end = start + dt.timedelta(days=length)
    found = schedule(Review(midterm=True, every_months=months), start, end)
    days = [meeting.on for meeting in found]
    assert days == sorted(set(days))
    assert all(start <= on <= end for on in days)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)), st.integers(0, 600))
def test_months_later_is_that_month(start, months) -> None:
    found = later(start, months)
    assert found is not None
    assert (found.year - start.year) * 12 + found.month - start.month == months
    assert found.day <= start.day


def test_a_date_beyond_the_calendar_is_none() -> None:
    assert later(dt.date(9999, 12, 1), 1) is None


@given(st.permutations(["c", "e", "d"]))
def test_the_conclusion_comes_with_the_last_agreement_in_whatever_order(order) -> None:
    required = {"m": "M", "c": "C", "e": "E", "d": "D"}
    votes: dict[str, bool] = {}
    for rank, party in enumerate(order):
        facts = ReviewFacts(required, Conclusion.AMEND, "m", dict(votes))
        decision = vote(facts, party, accepts=True, reason="")
        assert decision.allowed
        assert decision.state == (Conclusion.AMEND if rank == 2 else None)
        votes[party] = True


OPEN = ReviewFacts(ALL, Conclusion.TERMINATE, "m")


@pytest.mark.parametrize(
    ("facts", "party", "accepts", "reason", "says"),
    [
        (ReviewFacts(ALL), "c", True, "", "Aucune conclusion"),
        (ReviewFacts(ALL, Conclusion.AMEND, "m", {}, Conclusion.AMEND), "c", True, "", "Aucune conclusion"),
        (OPEN, "x", True, "", "Seuls les signataires"),
        (OPEN, "m", True, "", "déjà prononcée"),
        (OPEN, "c", False, "", "se motive"),
        (ReviewFacts(ALL, Conclusion.AMEND, "m", {"e": False}), "c", True, "", "refusée"),
        (ReviewFacts(ALL, Conclusion.AMEND, "m", {"c": True}), "c", True, "", "déjà prononcée"),
    ],
)
def test_an_answer_that_is_refused_says_why(facts, party, accepts, reason, says) -> None:
    decision = vote(facts, party, accepts=accepts, reason=reason)
    assert not decision.allowed
    assert says in decision.because


def test_one_refusal_stops_a_conclusion_and_opens_another() -> None:
    refusal = vote(OPEN, "c", accepts=False, reason="Trop tôt.")
    assert refusal.allowed
    assert refusal.state is None
    refused = ReviewFacts(ALL, Conclusion.TERMINATE, "m", {"c": False})
    assert may_propose(refused, "c", reason="Amender suffit.").allowed
    assert not may_propose(OPEN, "c", reason="Amender suffit.").allowed
    assert not may_propose(ReviewFacts(ALL), "c", reason=" ").allowed
    assert not may_propose(ReviewFacts(ALL), "x", reason="Amender.").allowed


def test_a_party_alone_concludes_by_itself() -> None:
    assert lacking(ReviewFacts({"m": "Métropole"}, Conclusion.TERMINATE, "m")) == []


@pytest.mark.parametrize("kind", [Due, Ground, reviews.Urgency, Conclusion])
def test_everything_has_a_name(kind) -> None:
    names = {Due: reviews.DUE_NAMES, Ground: reviews.GROUND_NAMES, reviews.Urgency: reviews.URGENCY_NAMES}
    assert set(names.get(kind, reviews.CONCLUSION_NAMES)) == set(kind)
