"""Resolutions, delegations and signatures: what each asks before the next."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillon.rules.contracts.adoption import (
    Mandate,
    ResolutionFacts,
    SigningFacts,
    Vote,
    may_confirm,
    may_refuse,
    may_resolve,
    may_sign,
)
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.decision import Decision
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "adoption.yaml")
TODAY = dt.date(2026, 6, 1)


def _signing(told: dict[str, Any]) -> SigningFacts:
    given = {"state": "resolutions", "required": True, "needs_resolution": True, "vote": "adopted"} | told
    given = {"received_on": dt.date(2026, 5, 20)} | given
    vote = Vote(given.pop("vote")) if given["vote"] else given.pop("vote")
    return SigningFacts(state=ContractState(given.pop("state")), vote=vote, **given)


def _decide(case: dict[str, Any]) -> Decision:
    if "resolve" in case:
        given = {"number": "2026-41", "session_on": dt.date(2026, 5, 10), "frozen_on": dt.date(2026, 5, 1)}
        return may_resolve(ResolutionFacts(**(given | case["resolve"])), on=TODAY)
    if "refuse" in case:
        return may_refuse(_signing(case["refuse"]), case["reason"])
    mandate = Mandate(**case.get("mandate", {"executive": True}))
    return may_sign(_signing(case["sign"]), mandate, signed_on=case.get("signed_on", TODAY), on=TODAY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    decision = _decide(case)
    assert decision.allowed == ("reaches" in case), decision.because
    assert decision.citations
    if decision.allowed:
        assert decision.state == case["reaches"]
    for words in case.get("says", ()):
        assert words in decision.because


def test_whoever_deposits_a_scan_does_not_confirm_it() -> None:
    assert not may_confirm(depositor="a", by="a").allowed
    assert may_confirm(depositor="a", by="b").allowed
