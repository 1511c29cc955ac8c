"""What each party brings and receives: each euro once, and nothing else turned into euros."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.contracts.reciprocity import Item, Side, balances, sentence
from maillon.rules.money import Money
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).parent / "reciprocity.yaml")
NAMES = {"m": "Métropole", "c": "Communauté"}


def _money(written: int | str | None) -> Money | None:
    return None if written is None else Money.parse(written)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    items = [
        Item(party, Side(side), what, action, _money(amount), line)
        for party, side, what, action, amount, line in case["items"]
    ]
    found = balances(items, NAMES)
    for one in found:
        brought, received, brings, receives = case["balances"][one.party]
        assert (one.brought, one.received) == (_money(brought), _money(received))
        assert (len(one.brings), len(one.receives)) == (brings, receives)
    for words in case.get("says", []):
        assert words in sentence(found)


@given(
    st.lists(st.tuples(st.sampled_from("mc"), st.sampled_from(Side), st.none() | st.integers(0, 10**9), st.booleans()))
)
def test_nothing_is_lost_and_nothing_is_made_up(given_items) -> None:
    items = [
        Item(party, side, "x", f"a{rank}", None if cents is None else Money(cents), line)
        for rank, (party, side, cents, line) in enumerate(given_items)
    ]
    found = balances(items, NAMES)
    told = sum(item.amount.cents for item in items if item.amount is not None)
    assert told == sum(money.cents for one in found for money in (one.brought, one.received) if money is not None)
    assert sum(item.amount is None for item in items) == sum(len(one.brings) + len(one.receives) for one in found)
    assert sentence(found)
