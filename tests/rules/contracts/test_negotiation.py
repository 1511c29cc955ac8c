"""Proposals and replies: whose word counts, and what it does."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.negotiation import (
    Audience,
    Outcome,
    ProposalFacts,
    Verdict,
    may_share,
    reply,
    waiting_for,
    withdraw,
)
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "negotiation.yaml")
TABLE = {"m": "Métropole", "c": "Communauté", "e": "État"}


def _facts(case: dict[str, Any]) -> ProposalFacts:
    audience = Audience(case.get("audience", "table"))
    required = {party: name for party, name in TABLE.items() if audience is Audience.TABLE or party != "e"}
    replies = {party: Verdict(verdict) for party, verdict in case.get("replies", {}).items()}
    outcome = Outcome(case.get("outcome", "open"))
    return ProposalFacts("m", audience, required, replies, outcome, "base", case.get("current", "base"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    party, verdict = case["reply"]
    decision = reply(_facts(case), party, Verdict(verdict), reason=case.get("reason", ""))
    assert decision.allowed == ("reaches" in case)
    if decision.allowed:
        assert decision.state == case["reaches"]
    for words in case.get("says", []):
        assert words in decision.because
    assert decision.citations


@given(st.permutations(["c", "e", "d", "p"]), st.integers(0, 4))
def test_the_text_changes_at_the_last_acceptance_in_whatever_order(order: list[str], given_before: int) -> None:
    required = {"m": "M", "c": "C", "e": "E", "d": "D", "p": "P"}
    replies: dict[str, Verdict] = {}
    for rank, party in enumerate(order):
        facts = ProposalFacts("m", Audience.TABLE, required, dict(replies), Outcome.OPEN, "b", "b")
        decision = reply(facts, party, Verdict.ACCEPT, reason="")
        assert decision.state == (Outcome.ACCEPTED if rank == len(order) - 1 else Outcome.OPEN)
        replies[party] = Verdict.ACCEPT
        if rank < given_before:
            assert waiting_for(facts)


def test_the_state_never_shares_inside_the_conference_and_nobody_shares_nothing() -> None:
    assert not may_share(Audience.CONFERENCE, author_is_state=True, unchanged=False).allowed
    assert not may_share(Audience.TABLE, author_is_state=False, unchanged=True).allowed
    assert may_share(Audience.TABLE, author_is_state=True, unchanged=False).allowed
    assert may_share(Audience.CONFERENCE, author_is_state=False, unchanged=False).allowed


def test_only_its_author_withdraws_an_open_proposal() -> None:
    assert withdraw(_facts({}), "m").state == Outcome.WITHDRAWN
    assert not withdraw(_facts({}), "c").allowed
    assert not withdraw(_facts({"outcome": "accepted"}), "m").allowed
