"""A party leaves: its notice, its price, and whether two parties at least remain."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.withdrawal import Leaving, Penalty, Terms, effect, leave, penalty, remaining, terms
from maillon.rules.money import Money
from maillon.rules.parameters.resolution import ParameterSet
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "withdrawal.yaml")
TODAY = dt.date(2026, 6, 1)
ALL = {"m": "Métropole", "c": "Communauté", "e": "État"}


def _terms(rate: str = "0", fixed: int | str = 0) -> Terms:
    return Terms(90, "accord de méthode", Decimal(rate), "accord de méthode", Money.parse(fixed), "accord de méthode")


@pytest.mark.parametrize("case", CASES["leave"], ids=lambda case: case["case"])
def test_leaving(case: dict[str, Any]) -> None:
    bound = {key: ALL[key] for key in case.get("bound", ALL)}
    leaving = Leaving(
        case.get("party", "m"),
        bound,
        frozenset(case.get("noticed", ())),
        case.get("notice_on", TODAY),
        case.get("act", "Délibération 2026-12"),
        case.get("reason", "Un autre projet."),
        case.get("end"),
        case.get("start"),
    )
    decision = leave(leaving, _terms(), today=TODAY)
    assert decision.allowed == ("state" in case)
    assert decision.state == case.get("state")
    for words in case.get("says", []):
        assert words in decision.because
    assert decision.citations


@pytest.mark.parametrize("case", CASES["penalty"], ids=lambda case: case["case"])
def test_penalty(case: dict[str, Any]) -> None:
    owed = Money.parse(case["owed"]) if "owed" in case else None
    found = penalty(_terms(case.get("rate", "0"), case.get("fixed", 0)), owed)
    expected = None if case["gives"] is None else Money.parse(case["gives"])
    assert found == Penalty(expected, found.how)
    assert case.get("says", "") in found.how


@pytest.mark.parametrize("case", CASES["notice"], ids=lambda case: case["case"])
def test_notice(case: dict[str, Any]) -> None:
    parameters = ParameterSet(TODAY, None, case.get("agreement"))
    found = terms(parameters, clause_days=case.get("clause"), clause_text="")
    assert (found.days, found.days_from) == (case["days"], case["from"])


@given(st.integers(0, 10**12), st.decimals(0, 1, places=4))
def test_a_penalty_is_never_more_than_what_is_owed_nor_off_by_more_than_half_a_cent(cents: int, rate: Decimal) -> None:
    found = penalty(_terms(str(rate)), Money(cents)).amount
    if rate:
        assert found is not None
        assert 0 <= found.cents <= cents
        assert abs(found.cents - rate * cents) <= Decimal("0.5")


@given(st.sets(st.sampled_from("mce")), st.sampled_from("mce"))
def test_the_contract_lives_on_only_between_two_at_least(noticed: set[str], party: str) -> None:
    leaving = Leaving(party, ALL, frozenset(noticed), TODAY, "Délibération", "Motif.")
    decision = leave(leaving, _terms(), today=TODAY)
    if decision.allowed:
        assert (decision.state == "lives_on") == (len(remaining(leaving)) >= 2)


def test_without_notice_the_effect_is_the_same_day() -> None:
    assert effect(TODAY, 0, today=TODAY) == TODAY
