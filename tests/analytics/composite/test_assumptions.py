"""What may vary: weights stay weights, plain forms are read, nonsense is refused."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.composite.made import figures, index
from maillon.analytics.composite import (
    Aggregation,
    Imputation,
    MeasurementError,
    Normalisation,
    Weights,
    uncertainty,
)
from maillon.analytics.composite.assumptions import assumptions_from, pick
from maillon.analytics.composite.design import draw, is_balanced
from maillon.analytics.composite.filling import fill
from maillon.analytics.refusal import DataError

MADE = index(figures(), weights=[1, 2, 3, 0, 1, 4])
LEVELS = MADE.levels


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.integers(0, 1000))
def test_perturbed_weights_stay_within_their_spread(spread, seed) -> None:
    weights = Weights(spread)
    design = draw(32, weights.width(LEVELS), seed=seed)
    for level, drawn in zip(LEVELS, weights.draw(design, LEVELS), strict=True):
        assert (drawn >= level.weights * (1 - spread) - 1e-12).all()
        assert (drawn <= level.weights * (1 + spread) + 1e-12).all()


def test_a_spread_by_level_moves_that_level_only() -> None:
    weights = Weights({2: 0.5})
    weights.check(LEVELS)
    bottom, top = weights.draw(draw(16, 8, seed=1), LEVELS)
    assert (bottom == LEVELS[0].weights).all()
    assert np.ptp(top) > 0


def test_dirichlet_weights_have_the_nominal_shares_as_mean() -> None:
    drawn = Weights(concentration=3.0).draw(draw(2**13, 8, seed=1), LEVELS)[0]
    assert (drawn[:, 3] == 0).all()
    shares = drawn[:, :3] / drawn[:, :3].sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares.mean(axis=0), [1 / 6, 2 / 6, 3 / 6], atol=0.01)
    variance = 0.5 * 0.5 / (3.0 * 3 + 1)
    assert shares[:, 2].var() == pytest.approx(variance, rel=0.1)


def test_given_sets_are_drawn_whole() -> None:
    samples = {"i0": [1.0, 5.0], "i1": [2.0, 7.0]}
    bottom, top = Weights(samples=pl.DataFrame(samples)).draw(np.array([[0.2], [0.9]]), LEVELS)
    assert bottom[:, :3].tolist() == [[1, 2, 3], [5, 7, 3]]
    assert (top == LEVELS[1].weights).all()


@pytest.mark.parametrize(
    "weights",
    [
        Weights(1.5),
        Weights(float("nan")),
        Weights({7: 0.1}),
        Weights(concentration=0.0),
        Weights(samples={"i0": []}),
        Weights(samples={"i0": [1.0], "i1": [1.0, 2.0]}),
        Weights(samples={"i0": [-1.0]}),
        Weights(samples={"nulle-part": [1.0]}),
        Weights(samples={"i0": ["un"]}),
        Weights(samples={"i0": [0.0], "i1": [0.0], "i2": [0.0]}),
    ],
)
def test_weights_that_are_not(weights) -> None:
    with pytest.raises(DataError):
        uncertainty(MADE, replicates=2, assumptions=[weights])


def test_plain_forms_are_read() -> None:
    found = assumptions_from(
        {
            "weights": {"concentration": 2.0},
            "normalise": ["rank"],
            "aggregate": ["arithmetic", ["geometric", "arithmetic"]],
            "impute": {"alternatives": ["hot_deck"], "draws": 3},
            "error": {"i0": 1},
        }
    )
    assert found == (
        Weights(concentration=2.0),
        Normalisation(("rank",)),
        Aggregation(("arithmetic", ("geometric", "arithmetic"))),
        Imputation(("hot_deck",), 3),
        MeasurementError({"i0": 1.0}),
    )
    assert assumptions_from(None) == (Weights(0.25),)


@pytest.mark.parametrize(
    "given_",
    [
        {},
        [],
        {"wheights": 0.1},
        {"weights": "beaucoup"},
        {"weights": {"larger": 1}},
        {"normalise": []},
        {"normalise": ["rank", "rank"]},
        [Weights(), Weights(0.1)],
        [Weights(), "rank"],
        3,
    ],
)
def test_assumptions_that_make_no_sense(given_) -> None:
    with pytest.raises(DataError):
        assumptions_from(given_)


@pytest.mark.parametrize(
    "assumptions",
    [
        {"impute": ["au hasard"]},
        {"impute": ["hot_deck:nulle-part"]},
        {"normalise": ["au hasard"]},
        {"aggregate": ["au hasard"]},
        {"error": {"nulle-part": 1.0}},
        {"error": -1.0},
    ],
)
def test_alternatives_that_do_not_exist(assumptions) -> None:
    with pytest.raises(DataError):
        uncertainty(MADE, replicates=2, assumptions=assumptions)


def test_every_way_to_fill_is_taken_equally_often() -> None:
    imputation = Imputation(("mean", "hot_deck", "median"), draws=4)
    places = imputation.pick((np.arange(1200) + 0.5) / 1200)
    ways = [imputation.tables()[place][0] for place in places]
    assert [ways.count(way) for way in imputation.alternatives] == [400, 400, 400]
    assert np.bincount(places).tolist() == [400, 100, 100, 100, 100, 400]


def test_figures_drawn_come_from_the_group_and_not_from_the_order() -> None:
    values = np.array([[1.0], [np.nan], [2.0], [10.0], [np.nan], [20.0]])
    made = index(np.column_stack([values, np.arange(6.0)]), extra={"side": pl.Series(list("aaabbb"))})
    drawn = np.array([fill(made.values, made, "hot_deck:side", draw=draw_, seed=1)[:, 0] for draw_ in range(50)])
    assert set(drawn[:, 1]) == {1.0, 2.0}
    assert set(drawn[:, 4]) == {10.0, 20.0}
    turned = made.take(np.arange(6)[::-1])
    again = fill(turned.values, turned, "hot_deck:side", draw=7, seed=1)[::-1, 0]
    np.testing.assert_array_equal(again, drawn[7])
    normal = fill(made.values, made, "normal", draw=0, seed=1)
    assert not np.isnan(normal).any()


def test_nothing_to_draw_from_is_said() -> None:
    made = index(np.array([[np.nan, 1.0], [3.0, 2.0]]), extra={"side": pl.Series(["a", "b"])})
    with pytest.raises(DataError, match="u000"):
        fill(made.values, made, "hot_deck:side", draw=0, seed=1)
    with pytest.raises(DataError, match="u000"):
        fill(made.values, made, "normal", draw=0, seed=1)


def test_designs() -> None:
    assert pick(np.array([0.0, 0.34, 0.999999]), 3).tolist() == [0, 1, 2]
    assert [is_balanced(rows) for rows in (0, 1, 3, 8)] == [False, True, False, True]
    points = draw(64, 2, seed=1)
    assert (np.histogram2d(points[:, 0], points[:, 1], bins=8, range=[[0, 1], [0, 1]])[0] == 1).all()
    assert (draw(5, 3, seed=1, sampling="random") < 1).all()
    assert draw(3, 2, seed=1).shape == (3, 2)
    with pytest.raises(DataError, match="Sobol"):
        draw(2, 30_000, seed=1)
