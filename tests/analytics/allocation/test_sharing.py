"""Sharing by weights, by keys, between floors and caps."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.analytics.allocation import fill, fill_level, share, sharing_keys
from maillon.rules.problem import InputError

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("total", "given_weights", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [1, 2, 3], [17, 33, 50]),
        (0, [1, 2], [0, 0]),
        (1, [1, 1], [1, 0]),
        (10, [0, 5], [0, 10]),
        (10**15, [1], [10**15]),
        (10, [Decimal("0.1"), 0.1, "0.1", Fraction(1, 10)], [3, 3, 2, 2]),
        (5, np.array([1.5, 3.5]), [2, 3]),
    ],
)
def test_share(total, given_weights, expected) -> None:
    assert share(total, given_weights) == expected


@pytest.mark.parametrize(
    ("total", "given_weights", "said"),
    [
        (100, [], "vide"),
        (100, [0, 0], "nuls"),
        (100, [1, -2, 3, -4], "rang 2 et « -4 » au rang 4"),
        (100, [1, float("nan")], "pas un nombre"),
        (100, ["un"], "pas un nombre"),
        (10.5, [1], "entier"),
        (-1, [1], "échelle"),
        (10**16, [1], "échelle"),
        (True, [1], "entier"),
    ],
)
def test_what_cannot_be_shared_is_said(total, given_weights, said) -> None:
    with pytest.raises(InputError, match=said):
        share(total, given_weights)


@given(st.integers(0, 10**12), weights)
def test_a_share_is_exact_and_within_a_cent_of_its_quota(total, given_weights) -> None:
    parts = share(total, given_weights)
    assert sum(parts) == total
    for part, weight in zip(parts, given_weights, strict=True):
        quota = Fraction(total * weight, sum(given_weights))
        assert quota - 1 < part < quota + 1


@given(st.integers(0, 10**9), weights, st.randoms(use_true_random=False), st.fractions(Fraction(1, 99), 99))
def test_neither_the_order_nor_the_unit_of_weights_matters_up_to_ties(total, given_weights, luck, unit) -> None:
    order = list(range(len(given_weights)))
    luck.shuffle(order)
    moved = share(total, [given_weights[rank] * unit for rank in order])
    straight = share(total, given_weights)
    assert sorted(moved) == sorted(straight)
    assert all(abs(moved[place] - straight[rank]) <= 1 for place, rank in enumerate(order))


def test_keys_follow_their_criteria() -> None:
    keys = sharing_keys({"population": [30, 10], "equal": [1, 1]}, {"population": 60, "equal": 40})
    assert keys == [Fraction(60, 100) * Fraction(3, 4) + Fraction(1, 5), Fraction(60, 400) + Fraction(1, 5)]
    assert sum(keys) == 1
    assert sharing_keys({"use": [1, 3], "idle": [0, 0]}, {"use": 1, "idle": 0}) == [Fraction(1, 4), Fraction(3, 4)]


@pytest.mark.parametrize(
    ("criteria", "thetas", "said"),
    [
        ({}, {}, "aucun critère"),
        ({"a": [1]}, {"b": 1}, "n’a pas de poids"),
        ({"a": [1], "b": [1, 2]}, {"a": 1, "b": 1}, "a : 1, b : 2"),
        ({"a": [0, 0]}, {"a": 1}, "nuls"),
        ({"a": [1, 1]}, {"a": 0}, "nuls"),
        ({"a": [1, -1]}, {"a": 1}, "négatif"),
    ],
)
def test_keys_that_make_no_sense_are_refused(criteria, thetas, said) -> None:
    with pytest.raises(InputError, match=said):
        sharing_keys(criteria, thetas)


@pytest.mark.parametrize(
    ("total", "given_weights", "floors", "caps", "expected"),
    [
        (100, [1, 2, 3], [0, 0, 0], [None] * 3, [17, 33, 50]),
        (100, [1, 2, 3], [20, 0, 0], [None, 30, None], [20, 30, 50]),
        (100.0, [1, 1], [0, 0], [30, None], [30.0, 70.0]),
        (60, [1, 1, 1], [20, 20, 20], [20, 20, 20], [20, 20, 20]),
        (10, [0, 1], [3, 0], [9, 9], [3, 7]),
        (0, [1, 1], [0, 0], [5, 5], [0, 0]),
        (-5, [1, 1], [-5, -5], [0, 0], [-2, -3]),
        (7, [5], [0], [float("inf")], [7]),
        (1.0, [1, 3], [Fraction(1, 3), 0], [1, 1], [1 / 3, 2 / 3]),
    ],
)
def test_fill(total, given_weights, floors, caps, expected) -> None:
    found = fill(total, given_weights, floors, caps)
    assert found == pytest.approx(expected, abs=1e-12)
    assert {type(value) for value in found} == {type(expected[0])}


@pytest.mark.parametrize(
    ("total", "given_weights", "floors", "caps", "said"),
    [
        (10, [1, 1], [8, 8], [9, 9], "planchers, dont la somme est 16.*Baisser les planchers de 6"),
        (10, [1, 1], [0, 0], [3, 3], "plafonds, dont la somme est 6.*Relever les plafonds de 4"),
        (10, [0, 1], [0, 0], [9, 3], "plafonds, dont la somme est 3"),
        (10, [1, 1], [5, 0], [3, 9], "rang 1, le plancher \\(5\\) passe le plafond \\(3\\)"),
        (10, [1, 1], [0], [3, 3], "2 poids, 1 planchers et 2 plafonds"),
        (10, [0, 0], [0, 0], [3, 3], "nuls"),
    ],
)
def test_an_impossible_fill_says_which_bound(total, given_weights, floors, caps, said) -> None:
    with pytest.raises(InputError, match=said):
        fill(total, given_weights, floors, caps)


bounded = st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 50), st.integers(0, 500)), min_size=1, max_size=20)


@given(bounded, st.fractions(0, 1))
def test_a_filling_is_the_one_that_a_level_makes(units, part) -> None:
    w, low = [unit[0] for unit in units], [unit[1] for unit in units]
    high = [unit[1] + unit[2] for unit in units]
    total = sum(low) + int(part * (sum(high) - sum(low)))
    level = fill_level(total, w, low, high)
    assert sum(level.amounts) == total
    expected = [min(max(level.scale * w[i], low[i]), high[i]) for i in range(len(w))]
    assert list(level.amounts) == expected
    whole = fill(total, w, low, high)
    assert sum(whole) == total
    assert all(low[i] <= whole[i] <= high[i] and abs(whole[i] - expected[i]) < 1 for i in range(len(w)))
