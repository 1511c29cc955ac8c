"""The State's mandate: what leaves it is flagged with its reason, and never blocked."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.mandate import Asked, Mandate, flags, may_open, may_record
from maillon.rules.money import Money
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "mandate.yaml")
BASE = {"themes": ["mobilites", "eau"], "ceiling": 1000, "start": dt.date(2027, 1, 1), "end": dt.date(2030, 12, 31)}
ACT = "Lettre du ministre du 3 mars 2026"


def _mandate(given: dict[str, Any]) -> Mandate:
    held = BASE | given
    ceiling = None if held["ceiling"] is None else Money(held["ceiling"] * 100)
    return Mandate({one: one for one in held["themes"]}, (), ceiling, held["start"], held["end"], ACT)


def _asked(given: dict[str, Any]) -> Asked:
    before, after = (given.get(key, 0) for key in ("before", "after"))
    themes = {one: one for one in given.get("themes", [])}
    return Asked(given.get("concerns", True), themes, Money(after * 100), after > before, tuple(given.get("days", [])))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    found = flags(_mandate(case.get("mandate", {})), _asked(case["asked"]))
    assert [flag.rule for flag in found] == case.get("flags", [])
    assert all(flag.because and flag.citations for flag in found)


@given(ceiling=st.integers(0, 10**9), total=st.integers(0, 10**9), grows=st.booleans())
def test_money_is_flagged_exactly_when_it_grows_beyond_the_ceiling(ceiling: int, total: int, *, grows: bool) -> None:
    mandate = Mandate({}, ceiling=Money(ceiling), act=ACT)
    found = flags(mandate, Asked(concerns_state=True, themes={}, total=Money(total), grows=grows))
    assert bool(found) == (total > ceiling and grows)


def test_a_mandate_is_the_state_s_rests_on_an_act_and_is_opened_once() -> None:
    mandate = _mandate({})
    assert may_record(mandate, holder_is_state=True).allowed
    assert not may_record(mandate, holder_is_state=False).allowed
    assert not may_record(Mandate({}, act=" "), holder_is_state=True).allowed
    backwards = Mandate({}, start=dt.date(2030, 1, 1), end=dt.date(2029, 1, 1), act=ACT)
    assert not may_record(backwards, holder_is_state=True).allowed
    assert may_open(recorded=True, opened=False).allowed
    assert not may_open(recorded=True, opened=True).allowed
    assert not may_open(recorded=False, opened=False).allowed
