"""An index is audited by definitions that an independent library can check."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from analytics.composite.cases import PUBLISHED, asem, flat, published
from analytics.composite.made import tables
from maillon.analytics.composite import audit, compute
from maillon.analytics.composite.auditing import collinear, components, consistency, effective_weights, tied_to_size
from maillon.analytics.composite.correlations import correlations
from maillon.analytics.composite.removal import removal
from maillon.analytics.refusal import DataError

CHANCE = np.random.default_rng(6)


def test_correlations_are_those_of_the_rows_present_in_both() -> None:
    values = CHANCE.normal(size=(30, 4)) + 1e6
    values[CHANCE.random(values.shape) < 0.2] = np.nan
    found = correlations(values)
    for one in range(4):
        for two in range(4):
            both = ~np.isnan(values[:, [one, two]]).any(axis=1)
            expected = stats.pearsonr(values[both, one], values[both, two]).statistic
            assert found[one, two] == pytest.approx(expected, abs=1e-9)


def test_what_does_not_vary_has_no_correlation() -> None:
    assert np.isnan(correlations(np.column_stack([np.ones(5), np.arange(5.0)]))[0]).all()


def test_statistics_and_flags() -> None:
    columns = {"a": [*range(1, 31), 900.0], "b": [0.0] * 20 + [1.0] * 11, "c": [None] * 15 + list(range(16))}
    frame = audit(compute(*flat(columns))).statistics
    names = ("outlying", "zeros", "few", "repeated")
    flags = {row["iCode"]: {name for name in names if row[name]} for row in frame.to_dicts()}
    assert flags == {"a": {"outlying"}, "b": {"zeros", "repeated"}, "c": {"few"}}
    row = frame.row(0, named=True)
    figures = np.array(columns["a"], dtype=float)
    for name, expected in {
        "min": 1,
        "max": 900,
        "mean": figures.mean(),
        "median": 16,
        "sd": figures.std(ddof=1),
        "skew": stats.skew(figures, bias=False),
        "kurtosis": stats.kurtosis(figures, bias=False),
        "present": 1,
    }.items():
        assert row[name] == pytest.approx(expected, rel=1e-12)


def test_pairs_that_repeat_one_another_are_flagged() -> None:
    one = list(range(12))
    result = compute(*flat({"a": one, "b": [-figure for figure in one], "c": [5, 1, 4, 2, 8, 0, 7, 3, 6, 9, 11, 10]}))
    assert collinear(result).select("iCode", "other", "same_parent").rows() == [("a", "b", True)]


def test_size_that_is_still_in_an_indicator_is_flagged() -> None:
    data, meta = flat(
        {"a": [1, 2.2, 2.9, 4], "b": [3, 1, 2, 1]}, {"size": [10, 20, 30, 40]}, Denominator=["size", None]
    )
    assert tied_to_size(compute(data, meta))["iCode"].to_list() == ["a"]
    assert tied_to_size(compute(data, meta, denominate=True)).is_empty()


def test_cronbach_and_components() -> None:
    values = CHANCE.normal(size=(40, 1)) + CHANCE.normal(size=(40, 6))
    result = compute(*tables(values), normalise="zscore")
    scaled = stats.zscore(values, ddof=1)
    alpha = 6 / 5 * (1 - 6 / scaled.sum(axis=1).var(ddof=1))
    assert consistency(result).row(-1, named=True)["alpha"] == pytest.approx(alpha, rel=1e-12)
    every = components(result).filter(pl.col("code") == "indicators")
    expected = np.sort(np.linalg.eigvalsh(np.corrcoef(values, rowvar=False)))[::-1]
    np.testing.assert_allclose(every["eigenvalue"].to_numpy(), expected, rtol=1e-9)
    assert every["share"].sum() == pytest.approx(1)
    loadings = [part["loading"] for part in every["loadings"][0]]
    assert sum(part**2 for part in loadings) == pytest.approx(1)


def test_consistency_uses_each_pair_of_figures_present() -> None:
    columns = {"a": [1.0, 2.0, 4.0, 3.0, None], "b": [2.0, 1.0, 5.0, None, 3.0]}
    found = consistency(compute(*flat(columns), normalise="zscore")).row(0, named=True)
    shared = (np.array([1, 2, 4]) - 2.5, np.array([2, 1, 5]) - 2.75)
    spread = float(np.std(columns["a"][:4], ddof=1)) * float(np.std([2, 1, 5, 3], ddof=1))
    covariance = float(np.cov(*shared)[0, 1]) / spread
    assert found["alpha"] == pytest.approx(2 * (1 - 2 / (2 + 2 * covariance)), rel=1e-12)
    assert found["units"] == 3


def test_a_sum_that_does_not_vary_has_no_consistency() -> None:
    result = compute(*flat({"a": [0.1, 0.7, 0.3], "b": [0.1, 0.7, 0.3]}, Direction=[1, -1]))
    assert consistency(result)["alpha"].null_count() == 2


def test_effective_weights() -> None:
    values = CHANCE.normal(size=(40, 6))
    result = compute(*tables(values, weights=[2, 1, 1, 1, 1, 1]))
    frame = effective_weights(result)
    lowest = frame.filter(pl.col("level") == 1)
    assert lowest["nominal"].to_list() == pytest.approx([0.25, 0.125, 0.125, 1 / 6, 1 / 6, 1 / 6])
    assert lowest["weight"].to_list() == pytest.approx([0.5, 0.25, 0.25, 1 / 3, 1 / 3, 1 / 3])
    assert lowest["importance"].sum() == pytest.approx(1)
    top = result.scores["top"].to_numpy()
    for code, found in zip(lowest["iCode"], lowest["r_index"], strict=True):
        column = result.stages["normalised"][code].to_numpy()
        assert found == pytest.approx(stats.pearsonr(column, top).statistic, rel=1e-9)


@pytest.mark.parametrize("code", ["i0", "i4", "g1"])
def test_removal_is_the_index_without_the_element(code: str) -> None:
    data, meta = tables(CHANCE.normal(size=(40, 6)))
    whole = compute(data, meta)
    without = compute(data, meta, weights={code: 0})
    shift = (whole.ranks["top"] - without.ranks["top"]).abs()
    row = removal(whole).filter(pl.col("iCode") == code).row(0, named=True)
    assert row["mean_shift"] == pytest.approx(shift.mean())
    assert row["largest_shift"] == shift.max()


def test_without_its_only_element_an_aggregate_goes_too() -> None:
    data, meta = tables(CHANCE.normal(size=(10, 2)))
    frame = removal(compute(data, meta)).sort("iCode")
    found = dict(zip(frame["iCode"], frame["mean_shift"], strict=True))
    assert found["i0"] == found["g0"]
    alone = removal(compute(*flat({"a": [1, 2]})))
    assert alone.rows() == [("a", 1, None, None)]


def test_an_audit_of_very_few_units_says_nothing_false() -> None:
    found = audit(compute(*flat({"a": [1, 2], "b": [2, 1]})))
    assert found.consistency["alpha"].null_count() == 2
    assert found.components.is_empty()
    assert found.weights["r_index"].null_count() == 2


@published
def test_the_published_example_is_audited_whole() -> None:
    frames = audit(compute(asem("iData"), asem("iMeta"), **PUBLISHED)).frames()  # type: ignore[arg-type]  # options by name
    assert frames["statistics"].height == 49
    assert frames["weights"]["nominal"].sum() == pytest.approx(3)
    assert frames["removal"].height == 59
    assert set(frames["consistency"]["code"]) >= {"Physical", "Conn", "Index", "indicators"}


def test_a_frame_that_is_no_index_is_refused() -> None:
    with pytest.raises(DataError):
        compute({"uCode": ["a"]}, {"iCode": ["a"]})  # type: ignore[arg-type]  # what a caller may give
