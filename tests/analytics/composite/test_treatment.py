"""Outliers are brought in by the rule, and by nothing else."""

import numpy as np
import pytest
from scipy import stats

from analytics.composite.cases import flat
from maillon.analytics.composite import compute
from maillon.analytics.composite.statistics import constant, kurtosis, outlying, skewness
from maillon.analytics.composite.treatment import shifted_log, winsorise

RISING = np.arange(1.0, 31.0)


def test_shape_is_that_of_an_independent_library() -> None:
    values = np.random.default_rng(4).lognormal(size=(40, 3))
    np.testing.assert_allclose(skewness(values), stats.skew(values, bias=False), rtol=1e-12)
    np.testing.assert_allclose(kurtosis(values), stats.kurtosis(values, bias=False), rtol=1e-12)
    holed = np.vstack([values, np.full((5, 3), np.nan)])
    np.testing.assert_allclose(kurtosis(holed), kurtosis(values), rtol=1e-12)


@pytest.mark.parametrize("figures", [[1, 2], [3, 3, 3, 3, 3], [np.nan] * 5, []])
def test_what_has_no_shape_does_not_fail(figures: list[float]) -> None:
    assert not outlying(np.array(figures, dtype=float).reshape(-1, 1)).any()


def test_constant_columns() -> None:
    values = np.array([[1, 1, np.nan, 0.1 + 0.2], [1, 2, np.nan, 0.3]])
    assert constant(values).tolist() == [True, False, True, True]


def test_one_point_above_takes_the_next_value_in() -> None:
    moved, high, low = winsorise(np.append(RISING, [1000.0]))
    assert moved[-1] == 30
    assert np.flatnonzero(high).tolist() == [30]
    assert not low.any()


def test_the_sign_of_the_skewness_tells_the_side() -> None:
    moved, high, low = winsorise(np.append(-RISING, [-1000.0, np.nan]))
    assert moved[-2] == -30
    assert np.isnan(moved[-1])
    assert np.flatnonzero(low).tolist() == [30]
    assert not high.any()


def test_points_come_in_one_after_the_other_and_stop_when_it_passes() -> None:
    figures = np.append(RISING, [300.0, 400.0, 500.0])
    moved, high, _low = winsorise(figures)
    assert high.sum() == 3
    assert moved[high].tolist() == [30.0] * 3
    once, touched, _low = winsorise(figures, winmax=1)
    assert once[touched].tolist() == [400.0]


def test_what_passes_is_untouched() -> None:
    moved, high, low = winsorise(RISING)
    assert np.array_equal(moved, RISING)
    assert not (high | low).any()


def test_what_still_fails_becomes_the_logarithm_of_the_original() -> None:
    figures = np.append(np.ones(60) + np.arange(60) / 100, [1e3, 2e3, 4e3, 8e3, 1.6e4, 3.2e4, 6.4e4])
    result = compute(*flat({"a": figures.tolist(), "b": list(range(67))}), treat=True)
    treated = result.stages["treated"]["a"].to_numpy()
    low, high = figures.min(), figures.max()
    np.testing.assert_allclose(treated, np.log(figures - low + 0.01 * (high - low)), rtol=1e-12)
    assert set(result.log["action"]) == {"log"}
    assert result.log.height == 67
    assert set(result.log["iCode"]) == {"a"}


def test_the_log_keeps_order_zeros_and_negatives() -> None:
    logged = shifted_log(np.array([-5.0, 0.0, 5.0, np.nan]))
    assert np.isfinite(logged[:3]).all()
    assert (np.diff(logged[:3]) > 0).all()


def test_every_point_moved_is_in_the_log() -> None:
    result = compute(*flat({"a": [*RISING.tolist(), 1000.0]}), treat=True)
    assert result.log.select("stage", "uCode", "iCode", "action", "before", "after").rows() == [
        ("treated", "u30", "a", "winsorised_high", 1000.0, 30.0)
    ]
