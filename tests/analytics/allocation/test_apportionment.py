"""Whole seats: published examples, then what each method promises."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.allocation.tables import cases, named
from maillon.analytics.allocation import METHODS, apportion
from maillon.rules.problem import InputError

DIVISORS = [method for method in METHODS if method != "hamilton"]
weights = st.lists(st.integers(0, 10**5), min_size=1, max_size=15).filter(any)
CENSUS = cases("census.yaml")


@pytest.mark.parametrize("case", cases("apportionment.yaml"), ids=named)
@pytest.mark.parametrize("method", METHODS)
def test_a_published_case(case, method) -> None:
    if method not in case:
        return
    found = apportion(case["weights"], case["seats"], method)
    assert found.seats == case[method]
    if case.get("ties", []) != "any":
        assert found.ties == [tuple(group) for group in case.get("ties", [])]
        assert found.contested == case.get("contested", 0)
        assert len(found.sentences()) == len(found.ties)


def test_the_house_of_representatives_of_2020() -> None:
    populations, seats = zip(*CENSUS.values(), strict=True)
    assert apportion(populations, 435, "huntington_hill").seats == list(seats)


def test_new_york_lacked_eighty_nine_inhabitants() -> None:
    states = list(CENSUS)
    populations = [people for people, _seats in CENSUS.values()]
    new_york, minnesota = states.index("new_york"), states.index("minnesota")
    for more, expected in ((88, (26, 8)), (89, (27, 7))):
        changed = [people + more * (rank == new_york) for rank, people in enumerate(populations)]
        seats = apportion(changed, 435, "huntington_hill").seats
        assert (seats[new_york], seats[minnesota]) == expected


def _one_by_one(given_weights, seats, method):
    held = [0] * len(given_weights)
    squares = {"sainte_lague": lambda s: (2 * s + 1) ** 2, "dhondt": lambda s: (s + 1) ** 2}
    for _seat in range(seats):
        best = None
        for rank, weight in enumerate(given_weights):
            if not weight:
                continue
            bottom = squares.get(method, lambda s: s * (s + 1))(held[rank])
            claim = (1, Fraction(weight)) if bottom == 0 else (0, Fraction(weight * weight, bottom))
            if best is None or claim > best[0]:
                best = (claim, rank)
        held[best[1]] += 1
    return held


@pytest.mark.parametrize("method", DIVISORS)
@given(given_weights=weights, seats=st.integers(0, 60))
def test_a_divisor_method_gives_seats_one_by_one_to_the_best_claim(method, given_weights, seats) -> None:
    assert apportion(given_weights, seats, method).seats == _one_by_one(given_weights, seats, method)


@pytest.mark.parametrize("method", DIVISORS)
@given(given_weights=weights, seats=st.integers(0, 200))
def test_one_seat_more_never_costs_one(method, given_weights, seats) -> None:
    fewer, more = apportion(given_weights, seats, method), apportion(given_weights, seats + 1, method)
    assert all(after >= before for before, after in zip(fewer.seats, more.seats, strict=True))


@given(weights, st.integers(0, 10**6))
def test_hamilton_stays_within_a_seat_of_the_quota(given_weights, seats) -> None:
    found = apportion(given_weights, seats, "hamilton").seats
    whole = sum(given_weights)
    assert all(seats * w // whole <= s <= -(-seats * w // whole) for s, w in zip(found, given_weights, strict=True))


@pytest.mark.parametrize("method", METHODS)
@given(given_weights=weights, seats=st.integers(0, 300), unit=st.fractions(Fraction(1, 99), 99), luck=st.randoms())
def test_order_and_unit_do_not_matter_without_ties(method, given_weights, seats, unit, luck) -> None:
    straight = apportion(given_weights, seats, method)
    assert sum(straight.seats) == seats
    order = list(range(len(given_weights)))
    luck.shuffle(order)
    moved = apportion([given_weights[rank] * unit for rank in order], seats, method)
    assert bool(moved.ties) == bool(straight.ties)
    tied = {rank for group in straight.ties for rank in group}
    for place, rank in enumerate(order):
        assert moved.seats[place] == straight.seats[rank] or rank in tied


@pytest.mark.parametrize(
    ("given_weights", "seats", "method", "said"),
    [
        ([1, 2], 3, "adams", "méthode de répartition"),
        ([1, 2], -3, "dhondt", "échelle"),
        ([1, 2], 2.5, "dhondt", "entier"),
        ([], 3, "hamilton", "vide"),
        ([0, 0], 3, "hamilton", "nuls"),
        ([1, -1], 3, "sainte_lague", "négatif"),
    ],
)
def test_what_cannot_be_apportioned_is_said(given_weights, seats, method, said) -> None:
    with pytest.raises(InputError, match=said):
        apportion(given_weights, seats, method)
