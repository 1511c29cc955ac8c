"""Ranges of ranks over weights: against brute force, and never beyond their bounds."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analytics.composite.made import figures, index, tables
from maillon.analytics.composite import Weights, compute, rank_range, uncertainty
from maillon.analytics.composite.polytope import Polytope, interval_bounds, pairwise_range
from maillon.analytics.refusal import DataError


def grid(low, high, steps):
    """Every share of three siblings within limits, on a grid."""
    found = []
    for first in np.linspace(low[0], high[0], steps):
        for second in np.linspace(low[1], high[1], steps):
            third = 1 - first - second
            if low[2] - 1e-12 <= third <= high[2] + 1e-12:
                found.append((first, second, third))
    return np.array(found)


def ranks_over(parts, shares):
    """Best and worst rank of each unit over some weights, by counting who is above by more than rounding."""
    scores = shares @ parts.T
    above = scores[:, None, :] > scores[:, :, None] + 1e-9
    ranks = 1 + above.sum(axis=2)
    return ranks.min(axis=0), ranks.max(axis=0)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_the_largest_gap_is_that_of_a_linear_program(seed) -> None:
    chance = np.random.default_rng(seed)
    parents = np.array([0, 0, 0, 1, 1])
    low = chance.uniform(0, 0.2, 5)
    polytope = Polytope(parents, low, low + chance.uniform(0.5, 0.7, 5))
    gains = chance.normal(size=(3, 5))
    values, shares = polytope.highest(gains)
    sums = np.array([[1, 1, 1, 0, 0], [0, 0, 0, 1, 1.0]])
    for row in range(3):
        limits = np.column_stack([polytope.low, polytope.high])
        best = linprog(-gains[row], A_eq=sums, b_eq=[1, 1], bounds=limits)
        assert values[row] == pytest.approx(-best.fun, abs=1e-9)
    np.testing.assert_allclose(shares @ sums.T, 1)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_the_exact_range_is_that_of_brute_force(seed) -> None:
    chance = np.random.default_rng(seed)
    parts = chance.uniform(0, 1, (7, 3))
    low = np.array([0.1, 0.2, 0.05])
    polytope = Polytope(np.zeros(3, int), low, np.array([0.6, 0.7, 0.5]))
    best, worst = ranks_over(parts, grid(polytope.low, polytope.high, 120))
    wide = interval_bounds(parts, polytope)
    for unit in range(7):
        pairs = pairwise_range(parts, unit, polytope, exact=False, seconds=5)
        exact = pairwise_range(parts, unit, polytope, exact=True, seconds=5)
        assert wide[0][unit] <= pairs.best <= exact.best <= exact.best_reached <= best[unit]
        assert worst[unit] <= exact.worst_reached <= exact.worst <= pairs.worst <= wide[1][unit]
        assert pairs.best_reached <= pairs.worst_reached
        # the grid may miss a sliver of weights, never the program a whole rank of it
        assert best[unit] - exact.best_reached <= 1
        assert exact.worst_reached - worst[unit] <= 1


def test_exact_ranges_that_one_sees_by_eye() -> None:
    parts = np.array([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4], [0.2, 0.2]])
    polytope = Polytope(np.zeros(2, int), np.zeros(2), np.ones(2))
    found = [pairwise_range(parts, unit, polytope, exact=True, seconds=5) for unit in range(4)]
    assert [(own.best, own.worst) for own in found] == [(1, 4), (1, 4), (2, 3), (3, 4)]
    assert all(own.exact for own in found)
    # the third unit can be above each of the first two, never above both: the pairs alone cannot tell
    assert pairwise_range(parts, 2, polytope, exact=False, seconds=5).best == 1


def test_no_replicate_leaves_the_range() -> None:
    data, meta = tables(figures(25))
    result = uncertainty(data, meta, replicates=512, assumptions=[Weights({1: 0.3})])
    shares = {}
    for rows in (slice(0, 3), slice(3, 6)):
        for place in range(rows.start, rows.stop):
            shares[f"i{place}"] = (0.7 / (0.7 + 2 * 1.3), 1.3 / (1.3 + 2 * 0.7))
    for method in ("interval", "pairwise", "exact"):
        found = rank_range(data, meta, limits=shares, method=method)
        assert (found["best"].to_numpy() <= result.units["rank_min"].to_numpy()).all()
        assert (found["worst"].to_numpy() >= result.units["rank_max"].to_numpy()).all()
        assert (found["best_reached"] <= found["rank"]).all()
        assert (found["worst_reached"] >= found["rank"]).all()
        assert found["rank"].to_list() == compute(data, meta).ranks["top"].to_list()
    assert found["exact"].all()


def test_weights_that_cannot_move_give_the_nominal_rank() -> None:
    found = rank_range(*tables(figures()), limits=0.0)
    for name in ("best", "best_reached", "worst_reached", "worst"):
        assert found[name].to_list() == found["rank"].to_list()
    assert found["exact"].all()


def test_weights_of_aggregates() -> None:
    data, meta = tables(figures(15))
    found = rank_range(data, meta, limits={"g0": (0.0, 1.0)}, level=2, method="exact")
    scores = compute(data, meta).scores
    for code in ("g0", "g1"):
        alone = (-scores[code]).rank("min").cast(pl.Int64)
        assert (found["best"] <= alone).all()
        assert (found["worst"] >= alone).all()


@pytest.mark.parametrize("method", ["interval", "pairwise", "exact"])
def test_limits_that_leave_the_nominal_weights_outside(method) -> None:
    data, meta = tables(figures(15))
    found = rank_range(data, meta, limits={"g0": (0.8, 0.9)}, level=2, method=method)
    assert (found["best"] <= found["best_reached"]).all()
    assert (found["best_reached"] <= found["worst_reached"]).all()
    assert (found["worst_reached"] <= found["worst"]).all()
    tried = [compute(data, meta, weights={"g0": share, "g1": 1 - share}) for share in np.linspace(0.8, 0.9, 21)]
    ranks = np.array([one.ranks["top"].to_list() for one in tried])
    assert (found["best"].to_numpy() <= ranks.min(axis=0)).all()
    assert (found["worst"].to_numpy() >= ranks.max(axis=0)).all()


def test_units_that_are_wanted_in_the_order_asked() -> None:
    data, meta = tables(figures(15))
    found = rank_range(data, meta, units=["u007", "u002"], method="exact")
    assert found["uCode"].to_list() == ["u007", "u002"]
    whole = rank_range(data, meta, method="exact")
    assert found.equals(whole[[7, 2]])


def test_an_index_bigger_than_a_program_can_take() -> None:
    data, meta = tables(figures(3_000, 8))
    found = rank_range(data, meta, method="interval")
    assert (found["best"] <= found["best_reached"]).all()
    with pytest.raises(DataError, match="trop d’unités"):
        rank_range(data, meta)
    with pytest.raises(DataError, match="trop d’unités"):
        rank_range(data, meta, method="exact")
    near = rank_range(data, meta, units=["u010"])
    assert near["best"][0] >= found["best"][10]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"method": "autre"}, "méthode"),
        ({"level": 3}, "niveau"),
        ({"limits": -0.1}, "limites"),
        ({"limits": {"i0": (0.5, 0.4)}}, "limites"),
        ({"limits": {"i0": 0.3}}, "limites"),
        ({"limits": "beaucoup"}, "limites"),
        ({"limits": {"i0": (0.0, 0.1), "i1": (0.0, 0.1), "i2": (0.0, 0.1)}}, "aucune répartition"),
        ({"limits": {"nulle-part": (0.0, 0.1)}}, "niveau"),
        ({"units": ["nulle-part"]}, "indice"),
        ({"aggregate": "geometric", "normalise": "minmax:1:100"}, "arithmétiques"),
    ],
)
def test_requests_that_cannot_be_met(request_, words) -> None:
    with pytest.raises(DataError, match=words):
        rank_range(*tables(figures()), **request_)


def test_missing_figures_are_refused_since_they_bend_the_weights() -> None:
    values = figures()
    values[0, 0] = np.nan
    with pytest.raises(DataError, match="i0"):
        rank_range(index(values))
    assert rank_range(index(values), impute="median")["rank"].null_count() == 0
