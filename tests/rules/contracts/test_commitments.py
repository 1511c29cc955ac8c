"""Commitments followed: who may state, who answers, where each stands; no order of answers hides a contest."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.commitments import (
    STATED,
    CommitmentFacts,
    Standing,
    Statement,
    follow,
    may_answer,
    may_state,
    standing_name,
)
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "commitments.yaml")
TO = {"c": "Communauté", "e": "État"}
TODAY = dt.date(2026, 6, 1)
KEPT = Statement(Standing.KEPT, TODAY, "Versé.")


def _facts(case: dict[str, Any]) -> CommitmentFacts:
    statements = tuple(
        Statement(Standing(one["said"]), TODAY, one.get("words", ""), one.get("replies", {}))
        for one in case.get("statements", [])
    )
    return CommitmentFacts("m", TO, case.get("due"), Standing(case.get("recorded", "open")), statements)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    followed = follow(_facts(case), on=case["at"])
    assert followed.standing == case["standing"]
    assert list(followed.waiting) == case.get("waiting", [])
    assert list(followed.contested_by) == case.get("contested", [])
    for words in case.get("says", []):
        assert words in followed.because


@pytest.mark.parametrize(
    ("party", "statement", "evidenced", "says"),
    [
        ("c", KEPT, True, "Seule la partie"),
        ("m", Statement(Standing.LATE, TODAY), True, "se constatent"),
        ("m", Statement(Standing.CONTESTED, TODAY), True, "se constatent"),
        ("m", Statement(Standing.KEPT, TODAY + dt.timedelta(1)), True, "à venir"),
        ("m", KEPT, False, "se prouve"),
        ("m", Statement(Standing.NOT_KEPT, TODAY, "  "), True, "s’explique"),
    ],
)
def test_a_statement_that_is_refused_says_why(party, statement, evidenced, says) -> None:
    decision = may_state(CommitmentFacts("m", TO), party, statement, evidenced=evidenced, today=TODAY)
    assert not decision.allowed
    assert says in decision.because
    assert decision.citations


def test_the_same_statement_twice_is_refused_and_another_is_not() -> None:
    facts = CommitmentFacts("m", TO, statements=(KEPT,))
    assert not may_state(facts, "m", KEPT, evidenced=True, today=TODAY).allowed
    again = Statement(Standing.PARTLY_KEPT, TODAY, "La moitié seulement.")
    assert may_state(facts, "m", again, evidenced=False, today=TODAY).state == Standing.PARTLY_KEPT


@pytest.mark.parametrize(
    ("facts", "party", "agrees", "reason", "says"),
    [
        (CommitmentFacts("m", TO), "c", True, "", "Rien n’a encore été déclaré"),
        (CommitmentFacts("m", TO, statements=(KEPT,)), "m", True, "", "pas été pris envers"),
        (
            CommitmentFacts("m", TO, statements=(Statement(Standing.KEPT, TODAY, "", {"c": True}),)),
            "c",
            True,
            "",
            "déjà",
        ),
        (CommitmentFacts("m", TO, statements=(KEPT,)), "c", False, " ", "se motive"),
    ],
)
def test_an_answer_that_is_refused_says_why(facts, party, agrees, reason, says) -> None:
    decision = may_answer(facts, party, agrees=agrees, reason=reason)
    assert not decision.allowed
    assert says in decision.because


def test_an_answer_to_a_statement_that_was_replaced_is_refused() -> None:
    facts = CommitmentFacts("m", TO, statements=(KEPT,))
    assert not may_answer(facts, "c", agrees=True, reason="", latest=False).allowed
    assert may_answer(facts, "c", agrees=False, reason="Rien n’est arrivé.").allowed


@given(
    st.dictionaries(st.sampled_from("abcde"), st.booleans()),
    st.sampled_from(STATED),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
def test_a_contest_is_never_hidden_and_all_who_are_silent_are_named(replies, said, due) -> None:
    to = {key: key.upper() for key in "abcde"}
    followed = follow(CommitmentFacts("m", to, due, statements=(Statement(said, TODAY, "x", replies),)), on=TODAY)
    assert (followed.standing is Standing.CONTESTED) == (False in replies.values())
    assert set(followed.waiting) == {name for key, name in to.items() if key not in replies}


def test_every_standing_has_a_name() -> None:
    assert all(standing_name(standing) for standing in Standing)
