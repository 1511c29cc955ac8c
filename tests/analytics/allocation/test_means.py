"""Redistribution of posts, against every distribution there is on small cases."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maillon.analytics.allocation import OBJECTIVES, pareto_front, redistribute_means
from maillon.rules.problem import InputError

units = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6), st.integers(0, 3)), min_size=2, max_size=4)


def _everything(current, need, *, lower, upper, groups, bands):
    """Every whole distribution that the constraints admit, with the target."""
    total = sum(current)
    target = np.array(need) * total / sum(need)
    ranges = [range(low, high + 1) for low, high in zip(lower, upper, strict=True)]
    for means in product(*ranges):
        sums = {group: sum(m for m, g in zip(means, groups, strict=True) if g == group) for group in bands}
        if sum(means) == total and all(low <= sums[group] <= high for group, (low, high) in bands.items()):
            yield np.array(means), target


def _drawn(drawn, slack, lift):
    current, need = [unit[0] for unit in drawn], [unit[1] for unit in drawn]
    assume(sum(need) > 0)
    assume(sum(current) > 0)
    lower = [max(0, unit[0] - unit[2]) for unit in drawn]
    upper = [unit[0] + unit[2] + lift for unit in drawn]
    groups = ["a" if rank % 2 else "b" for rank in range(len(drawn))]
    sums = {group: sum(m for m, g in zip(current, groups, strict=True) if g == group) for group in ("a", "b")}
    bands = {group: (max(0, posts - slack), posts + slack) for group, posts in sums.items()}
    return current, need, {"lower": lower, "upper": upper, "groups": groups, "bands": bands}


def _coverages(means, target):
    return sorted(m / t for m, t in zip(means, target, strict=True) if t > 0)


@settings(max_examples=60)
@given(units, st.integers(0, 3), st.integers(0, 2))
def test_the_nearest_whole_posts_are_the_nearest_and_then_move_the_least(drawn, slack, lift) -> None:
    current, need, limits = _drawn(drawn, slack, lift)
    found = redistribute_means(current, need, **limits)
    choices = [
        (round(float(np.abs(m - t).sum()), 7), int(np.abs(m - current).sum()))
        for m, t in _everything(current, need, **limits)
    ]
    assert found.status == "optimal"
    assert found.gap == 0
    assert (round(found.value, 7), found.arrivals + found.departures) == min(choices)
    assert sum(found.means) == sum(current)


@settings(max_examples=60)
@given(units, st.integers(0, 3), st.integers(0, 2))
def test_leximin_raises_the_worst_covered_first(drawn, slack, lift) -> None:
    current, need, limits = _drawn(drawn, slack, lift)
    found = redistribute_means(current, need, objective="leximin", **limits)
    best = max(_coverages(m, t) for m, t in _everything(current, need, **limits))
    assert _coverages(found.means, found.target) == pytest.approx(best)
    level = redistribute_means(current, need, objective="max_min", **limits)
    assert level.value == pytest.approx(best[0])


@settings(max_examples=40)
@given(units, st.integers(0, 3), st.integers(0, 2), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_the_least_moves_for_a_reduction(drawn, slack, lift, reduction) -> None:
    current, need, limits = _drawn(drawn, slack, lift)
    before = float(np.abs(np.array(current) - np.array(need) * sum(current) / sum(need)).sum())
    moves = [
        int(np.abs(m - current).sum())
        for m, t in _everything(current, need, **limits)
        if float(np.abs(m - t).sum()) <= (1 - reduction) * before + 1e-9
    ]
    if not moves:
        with pytest.raises(InputError, match="au plus"):
            redistribute_means(current, need, objective="least_moves", reduction=reduction, **limits)
        return
    found = redistribute_means(current, need, objective="least_moves", reduction=reduction, gap=0.0, **limits)
    assert found.value == min(moves)


@settings(max_examples=30)
@given(units, st.integers(0, 3), st.integers(0, 12))
def test_moves_are_limited_in_all(drawn, slack, most) -> None:
    current, need, limits = _drawn(drawn, slack, 1)
    found = redistribute_means(current, need, most_moves=most, gap=0.0, **limits)
    values = [
        float(np.abs(m - t).sum()) for m, t in _everything(current, need, **limits) if np.abs(m - current).sum() <= most
    ]
    assert found.value == pytest.approx(min(values))


@given(st.lists(st.tuples(st.floats(0, 1e3), st.floats(0.1, 1e3)), min_size=1, max_size=8))
def test_without_bounds_fractions_of_posts_reach_the_target(drawn) -> None:
    current, need = [unit[0] for unit in drawn], [unit[1] for unit in drawn]
    assume(sum(current) > 1)
    for objective in ("l1", "leximin", "max_min"):
        found = redistribute_means(current, need, objective=objective, whole=False)
        assert found.means == pytest.approx(found.target, rel=1e-7, abs=1e-7)
        assert found.hoover_after == pytest.approx(0, abs=1e-7)


def test_the_best_minimum_is_reached_with_the_fewest_moves() -> None:
    # 12 posts of the second and 4 of the third cover the same share: a thirteenth would move for nothing
    found = redistribute_means(
        [21, 3, 9], [14, 45, 15], objective="max_min", groups=["a", "b", "c"], bands={"a": (16, 26)}
    )
    assert found.value == pytest.approx(12 / (33 * 45 / 74), abs=1e-12)
    assert found.arrivals + found.departures == 18


def test_one_capped_unit_pins_the_minimum_but_not_the_others() -> None:
    limits = {"upper": [1, 100, 100], "whole": False}
    pinned = redistribute_means([1, 50, 9], [20, 20, 20], objective="max_min", **limits)
    fair = redistribute_means([1, 50, 9], [20, 20, 20], objective="leximin", **limits)
    assert pinned.value == fair.value == pytest.approx(1 / 20)
    assert fair.means == pytest.approx([1, 29.5, 29.5])
    assert pinned.means == pytest.approx([1, 50, 9])
    assert "1 est à son plafond (1 poste)" in fair.binding[0].because


def test_what_binds_has_a_price_and_a_sentence() -> None:
    found = redistribute_means(
        [20, 10, 30, 12],
        [400, 350, 500, 120],
        lower=[15, 8, 20, 10],
        upper=[30, 12, 40, 20],
        groups=["36", "36", "37", "37"],
        bands={"36": (28, 32)},
        names=["u1", "u2", "u3", "u4"],
    )
    (band,) = [one for one in found.binding if one.kind == "group_high"]
    assert (band.name, band.limit) == ("36", 32)
    eased = redistribute_means(
        [20, 10, 30, 12],
        [400, 350, 500, 120],
        lower=[15, 8, 20, 10],
        upper=[30, 12, 40, 20],
        groups=["36", "36", "37", "37"],
        bands={"36": (28, 33)},
    )
    assert found.value - eased.value == pytest.approx(band.price)
    assert all(sentence.endswith(".") for sentence in found.sentences())


def test_the_front_trades_moves_for_equality() -> None:
    front = pareto_front([10, 20, 30], [30, 20, 10], points=5, upper=[25, 25, 30])
    moves, hoover = [point.moves for point in front], [point.hoover for point in front]
    assert moves == sorted(moves)
    assert hoover == sorted(hoover, reverse=True)
    assert (front[0].moves, front[0].reduction) == (pytest.approx(0), pytest.approx(0))
    best = redistribute_means([10, 20, 30], [30, 20, 10], upper=[25, 25, 30], whole=False)
    assert front[-1].hoover == pytest.approx(best.hoover_after, abs=1e-7)


def test_more_or_fewer_posts_in_all() -> None:
    found = redistribute_means([10, 10], [1, 3], total=40)
    assert found.means == [10, 30]
    assert (found.arrivals, found.departures) == (20, 0)
    assert redistribute_means([10, 10], [1, 3], total=0).means == [0, 0]
    assert redistribute_means([7], [2]).means == [7]


@pytest.mark.parametrize(
    ("current", "need", "options", "said"),
    [
        ([], [], {}, "vide"),
        ([1, 2], [1], {}, "1 valeurs pour 2 unités"),
        ([1, -2], [1, 1], {}, "rang 2"),
        ([1, float("nan")], [1, 1], {}, "rang 2"),
        (["a"], [1], {}, "pas des nombres"),
        ([1, 2], [0, 0], {}, "cible"),
        ([1, 2], [1, 1], {"objective": "gini"}, "objectif"),
        ([1, 2], [1, 1], {"objective": "least_moves"}, "réduction"),
        ([1, 2], [1, 1], {"reduction": 0.5}, "réduction"),
        ([1, 2], [1, 1], {"objective": "leximin", "most_moves": 2}, "mouvements"),
        ([1, 2], [1, 1], {"most_moves": -2}, "négatif"),
        ([1.5, 2], [1, 1], {}, "entier"),
        ([1, 2], [1, 1], {"total": 1e15}, "échelle"),
        ([1, 2], [1, 1], {"lower": [1]}, "1 valeurs pour 2 unités"),
        ([1, 2], [1, 1], {"lower": -1}, "possible"),
        ([1, 2], [1, 1], {"lower": float("inf")}, "possible"),
        ([1e300, 2], [1, 1], {"whole": False}, "échelle"),
        ([1, 2], [1, 1], {"lower": 2, "upper": 1, "names": ["x", "y"]}, "x : au moins 2 postes et au plus 1"),
        ([1, 2], [1, 1], {"lower": 2}, "planchers demandent 4 postes, le total n’en a que 3"),
        ([1, 2], [1, 1], {"upper": 1}, "plafonds n’admettent que 2 postes, le total en a 3"),
        ([1, 2], [1, 1], {"groups": ["a", "b"], "bands": {"c": (0, 1)}}, "aucune unité n’est dans : c"),
        ([1, 2], [1, 1], {"groups": ["a", "b"], "bands": {"a": (3, 1)}}, "se contredit"),
        (
            [5, 2],
            [1, 1],
            {"groups": ["a", "b"], "bands": {"a": (0, 1)}, "lower": [4, 0]},
            "planchers des unités font 4",
        ),
        ([5, 2], [1, 1], {"groups": ["a", "b"], "bands": {"a": (6, 9)}, "upper": [4, 9]}, "plafonds des unités font 4"),
        ([5, 2], [1, 1], {"lower": [2, 5], "most_moves": 3}, "obligent à 6 postes"),
    ],
)
def test_what_cannot_be_solved_is_said(current, need, options, said) -> None:
    with pytest.raises(InputError, match=said):
        redistribute_means(current, need, **options)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_order_of_units_does_not_matter(objective) -> None:
    options = {"reduction": 0.3} if objective == "least_moves" else {}
    current, need = [10, 20, 30, 5], [17, 11, 13, 29]
    straight = redistribute_means(current, need, objective=objective, whole=False, **options)
    order = [2, 0, 3, 1]
    moved = redistribute_means(
        [current[rank] for rank in order], [need[rank] for rank in order], objective=objective, whole=False, **options
    )
    assert moved.value == pytest.approx(straight.value)


@settings(max_examples=25)
@given(units, st.integers(0, 2), st.integers(2, 8))
def test_a_price_is_what_a_unit_of_room_gains_at_most(drawn, slack, most) -> None:
    current, need, limits = _drawn(drawn, slack, 1)
    options = {"whole": False, "most_moves": most, **limits}
    found = redistribute_means(current, need, **options)
    for held in found.binding:
        eased = {**options, "bands": dict(limits["bands"]), "upper": list(limits["upper"])}
        if held.kind == "moves":
            eased["most_moves"] = most + 0.001
        elif held.kind == "unit_high":
            eased["upper"][int(held.name) - 1] += 0.001
        elif held.kind == "group_high":
            low, high = limits["bands"][held.name]
            eased["bands"][held.name] = (low, high + 0.001)
        else:
            continue
        gained = found.value - redistribute_means(current, need, **eased).value
        assert gained <= 0.001 * held.price + 1e-7
