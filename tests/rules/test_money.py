"""Money: read from what people write, kept in cents, said in French."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.rules.money import MAX_CENTS, Money, total
from yaml_tables import yaml_table

CASES = yaml_table(Path(__file__).with_suffix(".yaml").with_stem("money"))
amounts = st.integers(-MAX_CENTS, MAX_CENTS).map(Money)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["written"]))
def test_what_people_write(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(ValueError, match=f"^{case['refused']}"):
            Money.parse(case["written"])
    else:
        assert Money.parse(case["written"]).cents == case["cents"]


def test_a_float_is_never_money() -> None:
    with pytest.raises(TypeError):
        Money(12.0)  # type: ignore[arg-type]  # the refusal is what is tested


@given(amounts)
def test_the_portable_form_reads_back(amount: Money) -> None:
    assert Money.parse(amount.euros) == amount
    assert Money.parse(Decimal(str(amount.euros))) == amount


@given(amounts)
def test_the_french_form_reads_back(amount: Money) -> None:
    assert Money.parse(str(amount).replace("−", "-")) == amount


@pytest.mark.parametrize(
    ("cents", "said"),
    [(500000, "5 000 €"), (500050, "5 000,50 €"), (-5, "−0,05 €"), (0, "0 €"), (123456789012, "1 234 567 890,12 €")],
)
def test_french_form(cents: int, said: str) -> None:
    assert str(Money(cents)) == said.replace(" €", "\N{NO-BREAK SPACE}€").replace(" ", "\N{NARROW NO-BREAK SPACE}")


def test_unknown_is_not_zero() -> None:
    assert total([None, None]) is None
    assert total([]) is None
    assert total([None, Money(0)]) == Money(0)
    assert total([Money(1), None, Money(2)]) == Money(3)
