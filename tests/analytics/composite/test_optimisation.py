"""Weights are found that give elements the importance wanted, or the gap is said."""

import numpy as np
import pytest

from analytics.composite.cases import PUBLISHED, asem, published
from analytics.composite.made import tables
from maillon.analytics.composite import compute, optimise_weights
from maillon.analytics.composite.auditing import effective_weights
from maillon.analytics.refusal import DataError

VALUES = np.random.default_rng(9).normal(size=(60, 6)) * [1, 1, 3, 1, 1, 1]


@pytest.mark.parametrize(("level", "gap"), [(1, 0.02), (2, 1e-4), (None, 1e-4)])
def test_equal_importance(level: int | None, gap: float) -> None:
    data, meta = tables(VALUES)
    found = optimise_weights(compute(data, meta), level=level)
    assert found.gap < gap
    assert found.gap < found.before
    again = effective_weights(compute(data, meta, weights=found.weights))
    correlations = dict(zip(again["iCode"], again["r_index"], strict=True))
    for code, correlation in found.correlations.items():
        assert correlations[code] == pytest.approx(correlation, abs=1e-9)


def test_a_wish_in_other_proportions() -> None:
    found = optimise_weights(compute(*tables(VALUES)), importance={"g0": 2, "g1": 1})
    assert found.correlations["g0"] / found.correlations["g1"] == pytest.approx(2, rel=1e-3)


@pytest.mark.parametrize("mean", ["geometric", "power:0.5"])
def test_any_mean(mean: str) -> None:
    found = optimise_weights(compute(*tables(VALUES), normalise="minmax:1:100", aggregate=mean))
    assert found.gap < 1e-4


def test_the_quick_way_agrees_with_the_aggregation_made_again() -> None:
    how = {"normalise": "minmax:1:100", "aggregate": ["geometric", "harmonic"]}
    data, meta = tables(VALUES)
    found = optimise_weights(compute(data, meta, **how), level=1)
    again = effective_weights(compute(data, meta, weights=found.weights, **how))
    correlations = dict(zip(again["iCode"], again["r_index"], strict=True))
    assert [correlations[code] for code in found.correlations] == pytest.approx([*found.correlations.values()])


def test_steps_have_no_slope() -> None:
    with pytest.raises(DataError, match="Copeland"):
        optimise_weights(compute(*tables(VALUES), aggregate=["arithmetic", "copeland"]), level=1)
    optimise_weights(compute(*tables(VALUES), aggregate=["copeland", "arithmetic"]), level=2)


@pytest.mark.parametrize(
    ("level", "importance"), [(0, None), (3, None), (2, {"g0": 1}), (2, {"g0": 1, "g1": 0}), (2, {"g0": 1, "g1": -1})]
)
def test_what_cannot_be_wished(level: int, importance: dict[str, float] | None) -> None:
    with pytest.raises(DataError):
        optimise_weights(compute(*tables(VALUES)), level=level, importance=importance)


@published
def test_a_wish_out_of_reach_is_said() -> None:
    result = compute(asem("iData"), asem("iMeta"), **PUBLISHED)  # type: ignore[arg-type]  # options by name
    met, unmet = optimise_weights(result, level=3), optimise_weights(result, level=2)
    assert met.gap < 1e-6
    assert 1e-3 < unmet.gap < unmet.before
