"""Inequality between territories: edge cases first, known values, then what must hold whatever the figures."""

import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maillon.analytics import inequality as measures
from maillon.analytics.refusal import DataError

ALL = (
    measures.gini,
    measures.theil,
    measures.mean_log_deviation,
    measures.atkinson,
    lambda values, weights=None: measures.theil_decomposition(values, ["a"] * len(values), weights).total,
    lambda values, weights=None: measures.lorenz(values, weights),
)
FIGURES = st.floats(min_value=0.01, max_value=1e6)
MASS = st.integers(min_value=1, max_value=50)
ROWS = st.lists(st.tuples(FIGURES, MASS), min_size=1, max_size=25)


@pytest.mark.parametrize("measure", ALL)
@pytest.mark.parametrize(
    ("values", "weights", "said"),
    [
        ([], None, "aucune unité"),
        ([1.0, 2.0], [0, 0], "aucune unité"),
        ([1.0, 2.0], [1], "longueur"),
        ([1.0, None], None, "manquantes"),
        ([1.0, math.nan], None, "manquantes"),
        ([1.0, math.inf], None, "infinies"),
        ([1.0, 1e200], None, "démesurées"),
        ([1.0, 2.0], [1, 1e200], "poids démesurés"),
        ([1.0, 2.0], [1, -1], "poids négatifs"),
        ([1.0, 2.0], [1, None], "poids manquants"),
        ([0.0, 0.0], None, "moyenne"),
        (["a", "b"], None, "nombres"),
        ([[1.0, 2.0], [3.0, 4.0]], None, "liste simple"),
    ],
)
def test_figures_that_cannot_be_measured_are_refused_once(measure, values, weights, said) -> None:
    with pytest.raises(DataError, match=said) as refusal:
        measure(values, weights)
    assert len(refusal.value.problems) == 1


@pytest.mark.parametrize("measure", ALL[:5])
@pytest.mark.parametrize(
    ("values", "weights"), [([7.0], None), ([7.0] * 4, None), ([7.0, 7.0], [1, 9]), ([3], [2]), ([5e-324], None)]
)
def test_one_unit_or_equal_values_have_no_inequality(measure, values, weights) -> None:
    assert measure(values, weights) == pytest.approx(0.0, abs=1e-15)


def test_a_unit_of_zero_weight_counts_for_nothing_even_missing_or_negative() -> None:
    for measure in ALL[:5]:
        assert measure([1.0, 3.0, math.nan, -5.0, 0.0], [2, 1, 0, 0, 0]) == measure([1.0, 3.0], [2, 1])


@pytest.mark.parametrize("measure", [*ALL[1:5]])
def test_negative_values_are_refused_where_logarithms_are_taken(measure) -> None:
    with pytest.raises(DataError, match="négatives, au rang 2"):
        measure([5.0, -1.0, 2.0])


def test_zeros_have_one_policy() -> None:
    values = [0.0, 1.0, 3.0]
    assert measures.theil(values) == pytest.approx((0.25 * math.log(0.75) + 0.75 * math.log(2.25)), abs=1e-12)
    assert measures.mean_log_deviation(values) == math.inf
    assert measures.atkinson(values, epsilon=1) == 1.0
    assert measures.atkinson(values, epsilon=2.5) == 1.0
    assert 0 < measures.atkinson(values, epsilon=0.5) < 1
    assert measures.gini(values) == pytest.approx(0.5)


def test_gini_with_negative_values() -> None:
    assert measures.gini([-10.0, 1.0, 12.0]) > 1
    assert 0 <= measures.gini([-10.0, 1.0, 12.0], normalisation="raffinetti") <= 1
    assert measures.gini([-3.0, 3.0], normalisation="raffinetti") == pytest.approx(0.5)
    assert measures.gini([0.0, 0.0], normalisation="raffinetti") == 0
    with pytest.raises(DataError, match="Raffinetti"):
        measures.gini([-10.0, 1.0])
    with pytest.raises(DataError, match="normalisation inconnue"):
        measures.gini([1.0], normalisation="other")


def test_raffinetti_is_one_at_full_polarisation_of_many_units() -> None:
    values = [-5.0, *[0.0] * 9998, 5.0]
    assert measures.gini(values, normalisation="raffinetti") == pytest.approx(1 - 0.5 / 10000 * 2, abs=1e-4)


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([1, 2, 3, 4, 5], None, 4 / 15),
        ([1, 1, 1, 5], None, 0.375),
        ([0, 0, 0, 1], None, 0.75),
        ([1, 5], [3, 1], 0.375),
        ([20, 10], [1, 3], 0.15),
    ],
)
def test_known_gini(values, weights, expected) -> None:
    assert measures.gini(values, weights) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("epsilon", "expected"), [(0, 0.0), (0.5, 1 - 81 / 90), (1, 1 - 8 / 10), (2, 1 - 6.4 / 10), (400, 0.6 - 7e-4)]
)
def test_known_atkinson(epsilon, expected) -> None:
    values = [4.0, 16.0]
    assert measures.atkinson(values, epsilon=epsilon) == pytest.approx(expected, abs=2e-3 if epsilon == 400 else 1e-12)


@pytest.mark.parametrize("epsilon", [-0.1, math.nan, math.inf])
def test_an_aversion_that_means_nothing_is_refused(epsilon) -> None:
    with pytest.raises(DataError, match="aversion"):
        measures.atkinson([1.0, 2.0], epsilon=epsilon)


@pytest.mark.parametrize("kind", [list, tuple, np.array, pl.Series, lambda v: pl.Series(v, dtype=pl.Int64)])
def test_every_kind_of_list_is_read_alike(kind) -> None:
    assert measures.gini(kind([1, 2, 7]), kind([3, 2, 1])) == measures.gini([1.0, 2.0, 7.0], [3.0, 2.0, 1.0])


def test_lorenz_ends_at_one_and_carries_the_gini() -> None:
    curve = measures.lorenz([3.0, 1.0, 6.0], [2, 5, 1])
    assert curve.population[0] == curve.value[0] == 0
    assert curve.population[-1] == curve.value[-1] == 1
    area = float(np.sum(np.diff(curve.population) * (curve.value[1:] + curve.value[:-1]) / 2))
    assert 1 - 2 * area == pytest.approx(measures.gini([3.0, 1.0, 6.0], [2, 5, 1]), abs=1e-12)


def test_groups_are_asked_of_every_unit() -> None:
    with pytest.raises(DataError, match="1 groupes pour 2 unités"):
        measures.theil_decomposition([1.0, 2.0], ["a"])
    with pytest.raises(DataError, match="sans groupe, au rang 2"):
        measures.theil_decomposition([1.0, 2.0], ["a", None])
    assert measures.theil_decomposition([1.0, 2.0], ["a", None], [1, 0]).total == 0


def test_a_group_that_has_nothing_counts_for_nothing_in_the_sums() -> None:
    split = measures.theil_decomposition([0.0, 0.0, 2.0, 4.0], ["a", "a", "b", "b"])
    assert split.groups[0].between == split.groups[0].within == 0
    assert split.total == pytest.approx(measures.theil([0.0, 0.0, 2.0, 4.0]), abs=1e-12)


def test_intervals_hold_the_measure_and_follow_the_seed() -> None:
    chance = np.random.default_rng(4)
    values, groups = chance.lognormal(size=400), chance.integers(0, 5, 400)
    first = measures.theil_decomposition(values, groups, bootstrap=120, seed=7)
    again = measures.theil_decomposition(values, groups, bootstrap=120, seed=7)
    assert first.intervals == again.intervals
    assert first.intervals["total"].holds(first.total)
    assert first.intervals["total"].replicates == 120
    assert measures.theil_decomposition(values, groups, bootstrap=120, seed=8).intervals != first.intervals


@pytest.mark.parametrize(("asked", "said"), [({"bootstrap": -1}, "rééchant"), ({"bootstrap": 9, "seed": -1}, "graine")])
def test_a_bootstrap_that_cannot_be_is_refused(asked, said) -> None:
    with pytest.raises(DataError, match=said):
        measures.theil_decomposition([1.0, 2.0], [1, 2], **asked)


def _unzipped(rows):
    return np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])


@given(ROWS)
def test_gini_is_half_the_mean_difference_over_the_mean(rows) -> None:
    x, w = _unzipped(rows)
    p = w / w.sum()
    naive = float(p @ np.abs(x[:, None] - x[None, :]) @ p) / (2 * float(p @ x))
    assert measures.gini(x, w) == pytest.approx(naive, abs=1e-12)
    assert measures.gini(x, w, normalisation="raffinetti") == pytest.approx(naive, abs=1e-12)


@given(ROWS, st.floats(min_value=1e-3, max_value=1e3))
def test_scale_does_not_matter(rows, scale) -> None:
    x, w = _unzipped(rows)
    for measure in ALL[:5]:
        assert measure(x * scale, w) == pytest.approx(measure(x, w), abs=1e-9)
        assert measure(x, w * scale) == pytest.approx(measure(x, w), abs=1e-9)


@given(ROWS)
def test_a_weight_says_the_same_as_the_unit_written_as_often(rows) -> None:
    x, w = _unzipped(rows)
    for measure in ALL[:5]:
        assert measure(x, w) == pytest.approx(measure(np.repeat(x, w.astype(int))), abs=1e-9)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(rows, chance) -> None:
    x, w = _unzipped(rows)
    mixed = list(range(len(x)))
    chance.shuffle(mixed)
    for measure in ALL[:5]:
        assert measure(x[mixed], w[mixed]) == pytest.approx(measure(x, w), abs=1e-12)
    np.testing.assert_allclose(measures.lorenz(x[mixed], w[mixed]), measures.lorenz(x, w), atol=1e-12)


@given(ROWS, st.integers(2, 5))
def test_the_same_country_written_several_times_is_as_unequal(rows, times) -> None:
    x, w = _unzipped(rows)
    for measure in ALL[:5]:
        assert measure(np.tile(x, times), np.tile(w, times)) == pytest.approx(measure(x, w), abs=1e-9)


@given(st.lists(FIGURES, min_size=2, max_size=20), st.data())
def test_a_transfer_from_rich_to_poor_lessens_inequality(values, data) -> None:
    x = np.array(values)
    poor, rich = data.draw(st.permutations(range(len(x))))[:2]
    assume(x[rich] > x[poor] * (1 + 1e-6))
    moved = data.draw(st.floats(0, 1)) * (x[rich] - x[poor]) / 2
    after = x.copy()
    after[rich] -= moved
    after[poor] += moved
    for measure in ALL[:5]:
        assert measure(after) <= measure(x) + 1e-12


@given(st.lists(st.tuples(st.floats(0, 1e5), MASS, st.sampled_from("abcd")), min_size=1, max_size=30))
def test_between_and_within_sum_to_theil(rows) -> None:
    x, w = _unzipped(rows)
    assume(float(x @ w) > 1e-3)
    split = measures.theil_decomposition(x, [row[2] for row in rows], w)
    assert split.total == pytest.approx(measures.theil(x, w), abs=1e-10)
    assert split.total == pytest.approx(split.between + split.within, abs=1e-10)
    assert sum(group.between for group in split.groups) == pytest.approx(split.between, abs=1e-10)
    assert sum(group.within for group in split.groups) == pytest.approx(split.within, abs=1e-10)
    assert sum(group.value_share for group in split.groups) == pytest.approx(1)
    assert 0 <= split.between_share <= 1 + 1e-9


@pytest.mark.parametrize("gap", [1e-12, -1e-12, 1e-9, -1e-9, 1e-6])
def test_atkinson_near_one_keeps_its_figures(gap) -> None:
    assert measures.atkinson([1, 2, 4], epsilon=1 + gap) == pytest.approx(1 - 2 / (7 / 3), abs=max(1e-11, abs(gap)))


@given(ROWS)
def test_atkinson_grows_with_aversion_and_stays_below_one(rows) -> None:
    x, w = _unzipped(rows)
    found = [measures.atkinson(x, w, epsilon=epsilon) for epsilon in (0, 0.25, 0.5, 1, 1.5, 3, 60)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(found))
    assert all(0 <= value <= 1 for value in found)
