"""Sobol' indices: against a function whose indices are known, and against SALib on the same numbers."""

import warnings

import numpy as np
import polars as pl
import pytest

from analytics.composite.made import figures, index, tables
from maillon.analytics.composite import Aggregation, Normalisation, Weights, sensitivity, sobol_indices
from maillon.analytics.composite.assumptions import assumptions_from
from maillon.analytics.composite.design import paired
from maillon.analytics.composite.regeneration import Regenerator
from maillon.analytics.composite.sensitivity import _intervals, _stacked
from maillon.analytics.composite.uncertainty import nominal
from maillon.analytics.refusal import DataError

ASSUMPTIONS = [Weights(0.5), Normalisation(("minmax:1:100", "rank")), Aggregation(("arithmetic", "geometric"))]
MAKING = {"normalise": "minmax:1:100"}


def ishigami(numbers, a=7.0, b=0.1):
    x = np.pi * (2 * numbers - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def outputs(function, size, columns, seed=1):
    first, second = paired(size, columns, seed=seed)
    mixed = []
    for place in range(columns):
        swapped = first.copy()
        swapped[:, place] = second[:, place]
        mixed.append(function(swapped))
    return function(first), function(second), np.column_stack(mixed)


def test_the_indices_of_ishigami_are_found() -> None:
    y_a, y_b, y_ab = outputs(ishigami, 2**14, 3)
    first, total = sobol_indices(y_a - y_a.mean(), y_b - y_a.mean(), y_ab - y_a.mean())
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0.0], atol=0.01)
    np.testing.assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=0.01)


def test_an_additive_output_shares_its_variance_out_exactly() -> None:
    y_a, y_b, y_ab = outputs(lambda x: x @ np.array([1.0, 2.0, 3.0]), 2**14, 3)
    first, total = sobol_indices(y_a - y_a.mean(), y_b - y_a.mean(), y_ab - y_a.mean())
    np.testing.assert_allclose(first, np.array([1, 4, 9]) / 14, atol=0.005)
    np.testing.assert_allclose(total, np.array([1, 4, 9]) / 14, atol=0.005)


def salib(y_a, y_b, y_ab):
    """Return the S1 and ST of SALib on the same numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SALib.analyze import sobol

        names = [f"i{place}" for place in range(y_ab.shape[1])]
        problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
        together = np.column_stack([y_a, y_ab, y_b]).ravel()
        theirs = sobol.analyze(problem, together, calc_second_order=False, num_resamples=2)
    return theirs["S1"], theirs["ST"]


def test_salib_finds_the_same_on_the_same_numbers() -> None:
    y_a, y_b, y_ab = outputs(ishigami, 256, 3)
    mean = np.mean(np.concatenate([y_a, y_b, y_ab.ravel()]))
    first, total = sobol_indices(y_a - mean, y_b - mean, y_ab - mean)
    np.testing.assert_allclose([first, total], salib(y_a, y_b, y_ab), rtol=1e-9)


def test_salib_finds_the_same_on_the_same_runs_of_an_index() -> None:
    size, asked = 64, {"seed": 4, "assumptions": ASSUMPTIONS}
    found = sensitivity(index(figures(20)), size=size, bootstrap=0, **asked, **MAKING)
    maker = Regenerator(*nominal(index(figures(20)), None, MAKING), assumptions_from(ASSUMPTIONS), seed=4)
    ranks = maker.regenerate(_stacked(*paired(size, maker.width, seed=4), maker)).astype(float)
    own = ranks[:, list(maker.units).index(found.units["uCode"][0])]
    for y, table in ((np.abs(ranks - maker.ranks).mean(axis=1), found.indices), (own, found.units.head(3))):
        blocks = y.reshape(-1, size)
        ours = table.select("S", "ST").to_numpy().T
        np.testing.assert_allclose(ours, salib(blocks[0], blocks[1], blocks[2:].T), rtol=1e-9, atol=1e-12)


def test_the_formula_is_that_of_the_documentation() -> None:
    chance = np.random.default_rng(1)
    y_a, y_b, y_ab = chance.random(5), chance.random(5), chance.random((5, 2))
    variance = np.var([*y_a, *y_b])
    first, total = sobol_indices(y_a, y_b, y_ab)
    for place in range(2):
        assert first[place] == pytest.approx(np.mean(y_b * (y_ab[:, place] - y_a)) / variance)
        assert total[place] == pytest.approx(np.sum((y_a - y_ab[:, place]) ** 2) / (2 * 5 * variance))


def test_the_bootstrap_recomputes_the_variance() -> None:
    y_a, y_b, y_ab = outputs(ishigami, 64, 3)
    low, high = _intervals(y_a, y_b, y_ab, 400, 0.9, seed=3)
    chance = np.random.default_rng([3, 1])
    rows = chance.integers(0, 64, (64, 400))
    again = [sobol_indices(y_a[own], y_b[own], y_ab[own]) for own in rows.T]
    np.testing.assert_allclose(low, np.quantile(again, 0.05, axis=0))
    np.testing.assert_allclose(high, np.quantile(again, 0.95, axis=0))


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    truth, held = 9 / 14, 0
    for seed in range(60):
        y_a, y_b, y_ab = outputs(lambda x: x @ np.array([1.0, 2.0, 3.0]) - 3, 128, 3, seed)
        low, high = _intervals(y_a, y_b, y_ab, 300, 0.9, seed)
        held += low[1, 2] <= truth <= high[1, 2]
    assert held >= 48


def test_what_moves_ranks_is_told_for_the_index_and_each_unit() -> None:
    result = sensitivity(index(figures(20)), size=64, seed=4, assumptions=ASSUMPTIONS, bootstrap=50, **MAKING)
    assert result.indices["assumption"].to_list() == ["weights", "normalise", "aggregate"]
    assert result.settings["regenerations"] == 64 * 5
    assert (result.indices["ST_low"] <= result.indices["ST"]).all()
    assert (result.indices["ST"] <= result.indices["ST_high"]).all()
    assert len(result.units) == 60
    assert result.mean_shift > 0


def test_an_assumption_that_changes_nothing_has_no_share() -> None:
    assumptions = [Weights(0.5), Normalisation(("minmax:1:100",))]
    result = sensitivity(index(figures(20)), size=64, assumptions=assumptions, bootstrap=0, **MAKING)
    row = result.indices.row(by_predicate=pl.col("assumption") == "normalise", named=True)
    assert (row["S"], row["ST"], row["S_low"]) == (0.0, 0.0, None)
    weights = result.indices.row(by_predicate=pl.col("assumption") == "weights", named=True)
    assert weights["ST"] == pytest.approx(1, abs=0.3)


def test_nothing_that_moves_is_said_rather_than_divided_by_zero() -> None:
    result = sensitivity(index(figures(20)), size=8, assumptions=[Weights(0.0)], bootstrap=20)
    assert result.indices["S"].to_list() == [None]
    assert result.indices["ST_high"].to_list() == [None]
    assert result.units["ST"].null_count() == 20
    assert "variance" in result.notes[0]


def test_the_same_seed_gives_the_same_result_in_any_order_of_units() -> None:
    data, meta = tables(figures(20))
    results = [
        sensitivity(table, meta, size=32, seed=8, assumptions=ASSUMPTIONS, bootstrap=20, threads=threads, **MAKING)
        for table, threads in ((data, 1), (data, 3), (data.reverse(), 1))
    ]
    assert results[0].indices.equals(results[1].indices)
    for column in ("S", "ST", "ST_low", "ST_high"):
        np.testing.assert_allclose(results[0].indices[column], results[2].indices[column], rtol=1e-9)
    assert results[0].units.equals(results[1].units)


@pytest.mark.parametrize(
    ("request_", "words"),
    [({"size": 1}, "plan"), ({"bootstrap": -1}, "rééchantillonnages"), ({"level": 1.0}, "niveau")],
)
def test_requests_that_cannot_be_met(request_, words) -> None:
    with pytest.raises(DataError, match=words):
        sensitivity(index(figures()), **request_)
