"""What the parties may set in clauses: each refusal has its source, each term its default and its range."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.frameworks import slugs
from maillon.rules.contracts.seats import SeatFacts, may_seat
from maillon.rules.contracts.terms import BEYOND, BOUNDED, set_field, set_parameter, term, terms
from maillon.rules.parameters import parameters
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "terms.yaml")
ON = dt.date(2026, 11, 1)
MAYOR, OTHER = ("commune", "Ville", "", ""), ("commune", "Bourg", "", "")


def _value(given: Any) -> Any:
    return Decimal(given) if isinstance(given, str) and given.replace(".", "").isdecimal() else given


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    if "parameter" in case:
        decision = set_parameter(case["parameter"], case["value"], kind="reciprocity_contract", on=ON)
    else:
        told = {"kind": "reciprocity_contract", "on": ON, "agreement": case.get("agreement")}
        decision = set_field(*case["field"], _value(case["value"]), **told)
    assert decision.allowed is case["allowed"]
    assert (decision.state == BEYOND) is case.get("beyond", False)
    if not decision.allowed:
        assert decision.because.endswith(".")
        assert decision.citations


@pytest.mark.parametrize("kind", [*slugs(), "unknown"])
def test_every_term_says_its_default_its_range_and_its_source(kind: str) -> None:
    for one in terms(kind, ON):
        assert one.default, one.name
        assert one.citations, one.name
        if one.resolved.value is not None:
            assert one.held.admits(one.resolved.value), one.name


def test_every_bound_names_a_parameter_that_an_agreement_may_set() -> None:
    assert {one.parameter for one in BOUNDED.values()} <= {one.name for one in terms("crte", ON)}
    assert all(parameters()[one.parameter].overridable for one in BOUNDED.values())


@given(share=st.integers(0, 100))
def test_a_ceiling_is_refused_exactly_beyond_the_widest_range(share: int) -> None:
    value = Decimal(share) / 100
    decision = set_field("fungibility", "ceiling", value, kind="crte", on=ON)
    most = term("fungibility_ceiling_max", "crte", ON).held.maximum
    assert most is not None
    assert decision.allowed == (value <= most)


@pytest.mark.parametrize(
    ("before", "after", "signed", "allowed"),
    [
        (None, SeatFacts(MAYOR, signatory=True), False, True),
        (None, SeatFacts(MAYOR, signatory=True), True, True),
        (SeatFacts(MAYOR, signatory=True), None, False, True),
        (SeatFacts(MAYOR, signatory=True), None, True, False),
        (SeatFacts(MAYOR, signatory=True), SeatFacts(MAYOR, signatory=False), True, False),
        (SeatFacts(MAYOR, signatory=False), None, True, True),
        (SeatFacts(MAYOR, signatory=True), SeatFacts(OTHER, signatory=True), False, False),
        (SeatFacts(MAYOR, signatory=False), SeatFacts(MAYOR, signatory=True), True, True),
    ],
)
def test_a_seat_changes_hands_by_nobody_and_is_left_by_withdrawal(
    before: SeatFacts | None, after: SeatFacts | None, *, signed: bool, allowed: bool
) -> None:
    decision = may_seat(before, after, signed=signed)
    assert decision.allowed is allowed
    assert decision.citations
