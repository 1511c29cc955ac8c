"""The life of a contract: each step from each state, and what each step asks."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.life.conditions import LifeFacts
from maillon.rules.contracts.life.states import DRAFTING, ENDED, PUBLIC, STATE_NAMES, ContractState
from maillon.rules.contracts.life.steps import BY_VERB, STEPS, next_steps, take
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "steps.yaml")
DAY = dt.date(2026, 6, 1)
PARTIES = {"m": "Métropole", "c": "Communauté", "e": "État"}


def _facts(given_facts: dict[str, Any]) -> LifeFacts:
    sets = {name: frozenset(given_facts[name]) for name in ("accepted", "resolved", "signed") if name in given_facts}
    return LifeFacts(**{**given_facts, **sets, "state": ContractState(given_facts["state"])})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    decision = take(case["take"], _facts(case["facts"]), on=case.get("day", DAY))
    assert decision.state == case.get("reaches")
    assert decision.allowed == ("reaches" in case)
    for words in case.get("says", []):
        assert words in f"{decision.because} {decision.remedy}"


def test_every_step_has_a_case_that_passes_and_all_but_the_freest_one_that_does_not() -> None:
    passed = {case["take"] for case in CASES if "reaches" in case}
    refused = {case["take"] for case in CASES if "reaches" not in case}
    assert passed == set(BY_VERB)
    assert set(BY_VERB) - refused == {"apply"}


@given(st.sampled_from(ContractState), st.sampled_from(sorted(BY_VERB)))
def test_no_step_starts_from_a_state_that_its_line_does_not_name(state: ContractState, verb: str) -> None:
    everything = LifeFacts(
        state=state,
        required=PARTIES,
        accepted=frozenset(PARTIES),
        resolved=frozenset(PARTIES),
        signed=frozenset(PARTIES),
        method_agreed=True,
        frozen=True,
        evaluated=True,
        review_outcome="terminate",
    )
    decision = take(verb, everything, on=DAY)
    if state not in BY_VERB[verb].before:
        assert not decision.allowed
        assert decision.state is None
    assert decision.citations


def test_every_state_is_reached_and_what_has_ended_is_never_left() -> None:
    reached = {step.after for step in STEPS} | {ContractState.DIAGNOSIS}
    assert reached == set(ContractState)
    for state in ContractState:
        assert bool(next_steps(state)) == (state not in ENDED)


def test_nothing_comes_back_to_preparation_once_public() -> None:
    assert all(step.after in PUBLIC for step in STEPS if step.before & PUBLIC)


def test_every_state_has_a_name_and_a_side() -> None:
    assert set(STATE_NAMES) == set(ContractState) == DRAFTING | PUBLIC


def test_a_verb_out_of_the_table_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        take("burn", LifeFacts(ContractState.SIGNED, PARTIES), on=DAY)
