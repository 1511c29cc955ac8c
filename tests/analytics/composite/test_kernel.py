"""The numerical kernel against the definitions written naively; ties and permutations change nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from maillon.analytics.composite.aggregation import gather
from maillon.analytics.composite.copeland import copeland
from maillon.analytics.composite.kernel import Source, Structure, aggregate, rank, rank_type
from maillon.analytics.composite.meta import Level
from maillon.analytics.refusal import DataError

METHODS = ("arithmetic", "geometric", "harmonic", "copeland")
POWER = {"arithmetic": 1, "harmonic": -1}


def naive_mean(values, weights, method):
    """One parent, one unit, one replicate."""
    there = [(x, w) for x, w in zip(values, weights, strict=True) if not np.isnan(x)]
    total = sum(w for _x, w in there)
    if not total:
        return np.nan
    if method == "geometric":
        return float(np.exp(sum(w * np.log(x) for x, w in there) / total))
    power = POWER[method]
    return float((sum(w * x**power for x, w in there) / total) ** (1 / power))


def naive_copeland(table, weights):
    shares = np.asarray(weights) / np.sum(weights)
    n = table.shape[1]
    outranking = np.zeros((n, n))
    for own, share in zip(table, shares, strict=True):
        outranking += share * ((own[:, None] > own[None, :]) + 0.5 * (own[:, None] == own[None, :]))
    return np.where(np.abs(outranking - 0.5) < 1e-12, 0, np.sign(outranking - 0.5)).sum(axis=1)


def naive(values, structure, weights, methods):
    for parent, shares, method in zip(structure.parents, weights, methods, strict=True):
        levels = []
        for place in range(parent.max() + 1):
            own = np.flatnonzero(parent == place)
            if method == "copeland":
                levels.append(naive_copeland(values[own], shares[own]))
            else:
                levels.append([naive_mean(values[own, unit], shares[own], method) for unit in range(values.shape[1])])
        values = np.array(levels)
    return values[0]


@st.composite
def cases(draw, *, missing=False):
    units, groups = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    sizes = draw(st.lists(st.integers(1, 3), min_size=groups, max_size=groups))
    bottom = np.repeat(np.arange(groups), sizes)
    structure = Structure((bottom, np.zeros(groups, int)))
    cells = st.integers(1, 6).map(float) | (st.just(np.nan) if missing else st.just(2.5))
    values = np.array(draw(st.lists(cells, min_size=len(bottom) * units, max_size=len(bottom) * units)))
    weigh = st.integers(1, 4).map(float)
    replicates = draw(st.integers(1, 3))
    weights = [
        np.array([draw(st.lists(weigh, min_size=m, max_size=m)) for _r in range(replicates)]) for m in structure.sizes
    ]
    methods = draw(st.lists(st.sampled_from(METHODS[:3]), min_size=2, max_size=2))
    return values.reshape(len(bottom), units), structure, weights, methods


@settings(max_examples=60, deadline=None)
@given(cases() | cases(missing=True))
def test_scores_are_those_of_the_definition(case) -> None:
    values, structure, weights, methods = case
    found = aggregate(Source(values), structure, weights, methods)
    for replicate in range(len(weights[0])):
        expected = naive(values, structure, [level[replicate] for level in weights], methods)
        np.testing.assert_allclose(found[replicate], expected, rtol=1e-12)


def test_copeland_is_that_of_the_definition() -> None:
    chance = np.random.default_rng(1)
    values = chance.integers(0, 4, (7, 9)).astype(float)
    structure = Structure((np.array([0, 0, 0, 1, 1, 1, 1]), np.zeros(2, int)))
    weights = [chance.random((2, 7)), chance.random((2, 2))]
    found = aggregate(Source(values), structure, weights, ("copeland", "arithmetic"))
    for replicate in range(2):
        own = [level[replicate] for level in weights]
        np.testing.assert_allclose(found[replicate], naive(values, structure, own, ("copeland", "arithmetic")))


def test_copeland_refuses_too_many_units() -> None:
    with pytest.raises(DataError, match="Copeland"):
        aggregate(Source(np.ones((2, 2_001))), Structure((np.zeros(2, int),)), [np.ones((1, 2))], ("copeland",))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1, max_size=5))
def test_ranks_share_the_best_place_of_a_tie(scores) -> None:
    table = np.array(scores, dtype=float)
    np.testing.assert_array_equal(rank(table), rankdata(-table, method="min", axis=1))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_units_with_the_same_figures_tie_wherever_they_stand(seed) -> None:
    chance = np.random.default_rng(seed)
    distinct = chance.uniform(1, 100, (8, 12))
    drawn = chance.integers(0, 12, 300)
    structure = Structure((np.array([0, 0, 0, 1, 1, 2, 2, 2]), np.zeros(3, int)))
    weights = [chance.random((3, 8)), chance.random((3, 3))]
    for methods in (("arithmetic", "arithmetic"), ("geometric", "geometric"), ("harmonic", "arithmetic")):
        scores = aggregate(Source(distinct[:, drawn]), structure, weights, methods)
        places = rank(scores)
        for kind in range(12):
            assert all(len(set(row[drawn == kind])) <= 1 for row in places)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_units_changes_nothing(seed) -> None:
    chance = np.random.default_rng(seed)
    values, order = np.round(chance.uniform(1, 9, (6, 101)), 1), chance.permutation(101)
    structure = Structure((np.array([0, 1, 0, 1, 0, 1]), np.zeros(2, int)))
    weights = [chance.random((2, 6)), chance.random((2, 2))]
    for methods in (("arithmetic", "arithmetic"), ("geometric", "arithmetic")):
        straight = aggregate(Source(values), structure, weights, methods)
        shuffled = aggregate(Source(values[:, order]), structure, weights, methods)
        np.testing.assert_allclose(straight[:, order], shuffled, rtol=1e-13)
        np.testing.assert_array_equal(rank(straight)[:, order], rank(shuffled))


def test_equal_figures_have_their_own_value_as_mean() -> None:
    weights = [np.full((1, 3), 1 / 3)]
    scores = aggregate(Source(np.full((3, 2), 0.1)), Structure((np.zeros(3, int),)), weights, ("arithmetic",))
    np.testing.assert_allclose(scores, 0.1, rtol=1e-15)


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
@pytest.mark.parametrize("low", [0.0, -1.0])
def test_a_mean_that_needs_positive_values_says_so(method, low) -> None:
    structure = Structure((np.array([0, 1]), np.zeros(2, int)))
    values = Source(np.array([[low, 1.0], [low, 2.0]]))
    weights = [np.ones((1, 2)), np.ones((1, 2))]
    for methods in ((method, "arithmetic"), ("arithmetic", method)):
        with pytest.raises(DataError, match="au-dessus de zéro"):
            aggregate(values, structure, weights, methods)


def test_nothing_present_gives_no_score() -> None:
    values = Source(np.array([[np.nan, 1.0], [np.nan, np.nan]]))
    scores = aggregate(values, Structure((np.zeros(2, int),)), [np.ones((1, 2))], ("geometric",))
    assert np.isnan(scores[0, 0])
    assert scores[0, 1] == 1.0


def test_ranks_take_the_smallest_integers_that_hold_them() -> None:
    assert rank_type(65_535) is np.uint16
    assert rank_type(65_536) is np.uint32


def test_units_without_missing_values_are_scored_as_if_alone() -> None:
    chance = np.random.default_rng(4)
    values = chance.uniform(1, 9, (6, 400))
    values[chance.random(values.shape) < 0.05] = np.nan
    structure = Structure((np.array([0, 1, 0, 1, 0, 1]), np.zeros(2, int)))
    weights = [chance.random((3, 6)), chance.random((3, 2))]
    nominal = [np.ones(6), np.ones(2)]
    for methods in (("arithmetic", "arithmetic"), ("geometric", "arithmetic"), ("power:2", "harmonic")):
        scores = aggregate(Source(values), structure, weights, methods, coverage=0.6, nominal=nominal)
        for unit in range(0, 400, 37):
            alone = aggregate(Source(values[:, [unit]]), structure, weights, methods, coverage=0.6, nominal=nominal)
            np.testing.assert_allclose(scores[:, unit], alone[:, 0], rtol=1e-12)


def test_aggregates_equal_but_for_rounding_are_tied_in_their_duels() -> None:
    values = np.array([[0.1, 0.3], [0.2, 0.2], [0.3, 0.1], [5.0, 5.0], [1.0, 1.0], [3.0, 3.0]])
    structure = Structure((np.repeat([0, 1], 3), np.zeros(2, int)))
    weights = [np.ones((1, 6)), np.ones((1, 2))]
    assert sum([0.1, 0.2, 0.3]) != sum([0.3, 0.2, 0.1])
    assert aggregate(Source(values), structure, weights, ("arithmetic", "copeland")).tolist() == [[0.0, 0.0]]
    bottom = Level(2, ("G", "H"), tuple("abcdef"), structure.parents[0], np.ones(6))
    levels = [bottom, Level(3, ("I",), ("G", "H"), structure.parents[1], np.ones(2))]
    gathered, _shares = gather(values.T, levels, ("arithmetic", "copeland"))
    assert gathered[:, 2].tolist() == [0.0, 0.0]


def test_figures_of_the_data_are_tied_when_they_are_equal_only() -> None:
    values, structure = np.array([[1.0, 1.0 + 1e-14, 1e14]]), Structure((np.zeros(1, int),))
    assert aggregate(Source(values), structure, [np.ones((1, 1))], ("copeland",)).tolist() == [[-2.0, 0.0, 2.0]]
    assert copeland(values.T, np.ones(1)).tolist() == [-2.0, 0.0, 2.0]
