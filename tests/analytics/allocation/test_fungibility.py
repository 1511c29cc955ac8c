"""What a credit line may still give."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.analytics.allocation import CreditLine, Transfer, fungibility_room, may_transfer
from maillon.rules.contracts.clauses import Fungibility
from maillon.rules.problem import InputError

HEALTH = CreditLine("health", 1_000, spent=100, theme="social")
ROADS = CreditLine("roads", 1_000, spent=900, theme="transport")
STUDIES = CreditLine("studies", 1_000, evaluation=True)
LINES = [HEALTH, ROADS, STUDIES]


def _rooms(*args, **options) -> dict[str, int]:
    return {room.line: room.room for room in fungibility_room(*args, **options)}


def test_a_quarter_of_initial_credits_unspent_only_and_never_evaluation() -> None:
    assert _rooms(LINES) == {"health": 250, "roads": 100, "studies": 0}


def test_what_was_given_counts_and_what_was_received_does_not_make_up_for_it() -> None:
    moved = [Transfer("health", "roads", 200), Transfer("studies", "health", 0)]
    assert _rooms(LINES, moved) == {"health": 50, "roads": 250, "studies": 0}
    back = [*moved, Transfer("roads", "health", 150)]
    assert _rooms(LINES, back)["health"] == 50


def test_the_ceiling_is_that_of_the_clause_rounded_down() -> None:
    odd = [CreditLine("a", 999), CreditLine("b", 0)]
    assert _rooms(odd) == {"a": 249, "b": 0}
    assert _rooms(odd, clause=Fungibility(mode="ceiling", ceiling=Decimal("0.1")))["a"] == 99
    assert _rooms(odd, clause=Fungibility(mode="none"))["a"] == 0


def test_keeping_the_shares_of_themes_is_free_inside_a_theme_only() -> None:
    clause = Fungibility(mode="full_keeping_shares")
    sports = CreditLine("sports", 10, theme="social")
    lines = [*LINES, sports]
    assert _rooms(lines, clause=clause)["health"] == 900
    assert may_transfer(lines, [], Transfer("health", "sports", 900), clause=clause).allowed
    refusal = may_transfer(lines, [], Transfer("health", "roads", 1), clause=clause)
    assert not refusal.allowed
    assert "thème" in refusal.because


@pytest.mark.parametrize(
    ("wanted", "allowed", "said"),
    [
        (Transfer("health", "roads", 250), True, "250"),
        (Transfer("health", "roads", 251), False, "plafond"),
        (Transfer("roads", "health", 101), False, "100 %|1\u00a0€"),
        (Transfer("studies", "health", 1), False, "évaluation"),
        (Transfer("health", "roads", 0), True, ""),
    ],
)
def test_a_transfer_is_decided_with_its_source(wanted, allowed, said) -> None:
    decision = may_transfer(LINES, [], wanted)
    assert decision.allowed is allowed
    assert any("fiche action 15" in citation.text for citation in decision.citations)
    assert decision.because.endswith(".")


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(InputError) as refusal:
        fungibility_room([CreditLine("a", -1), CreditLine("a", 10, spent=2.5)], [Transfer("a", "z", 1)])  # type: ignore[arg-type]  # on purpose
    assert len(refusal.value.problems) == 4
    with pytest.raises(InputError, match="dépensé plus"):
        fungibility_room([CreditLine("a", 10, spent=11)])
    with pytest.raises(InputError, match="elle-même"):
        may_transfer(LINES, [], Transfer("health", "health", 1))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.lists(st.integers(0, 10**6), max_size=5))
def test_giving_all_the_room_leaves_none_and_never_passes_the_ceiling(initial, spent, steps) -> None:
    lines = [CreditLine("a", initial, spent=min(spent, initial)), CreditLine("b", 0)]
    moved = []
    for step in steps:
        moved.append(Transfer("a", "b", min(step, _rooms(lines, moved)["a"])))
    moved.append(Transfer("a", "b", _rooms(lines, moved)["a"]))
    assert _rooms(lines, moved)["a"] == 0
    assert 4 * sum(transfer.amount for transfer in moved) <= initial
