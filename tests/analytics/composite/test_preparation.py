"""Indicators are divided, missing figures filled, units set aside, and each change is in the log."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from analytics.composite.cases import flat
from maillon.analytics.composite import CompositeResult, compute
from maillon.analytics.refusal import DataError

Columns = dict[str, list[Any]]


def _made(columns: Columns, extra: Columns | None = None, **how: Any) -> CompositeResult:
    meta = {"Denominator": ["size"] + [None] * (len(columns) - 1)} if how.get("denominate") else {}
    return compute(
        *flat(columns, extra, **meta), normalise="goalposts", goalposts=dict.fromkeys(columns, (0, 100)), **how
    )


def _stage(stage: str, columns: Columns, extra: Columns | None = None, **how: Any) -> Columns:
    return _made(columns, extra, **how).stages[stage].drop("uCode").to_dict(as_series=False)


def test_denominate() -> None:
    stage = _stage("denominated", {"a": [10, 20, None], "b": [1, 2, 3]}, {"size": [2.0, None, 4.0]}, denominate=True)
    assert stage == {"a": [5.0, None, None], "b": [1.0, 2.0, 3.0]}


def test_a_null_denominator_is_refused_where_it_would_divide() -> None:
    for size in (0.0, 1e-310):
        with pytest.raises(DataError, match="u0"):
            _stage("denominated", {"a": [10, 20]}, {"size": [size, 1.0]}, denominate=True)
    stage = _stage("denominated", {"a": [None, 20, 30]}, {"size": [0.0, 1.0, 2.0]}, denominate=True)
    assert stage == {"a": [None, 20.0, 15.0]}


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (None, [1, None, 3, None, 8]),
        ("mean", [1, 4, 3, 4, 8]),
        ("median", [1, 3, 3, 3, 8]),
        ("group_mean:zone", [1, 2, 3, None, 8]),
    ],
)
def test_impute(how: str | None, expected: list[float | None]) -> None:
    result = _made({"a": [1, None, 3, None, 8]}, {"zone": ["n", "n", "n", None, "s"]}, impute=how)
    assert result.stages["imputed"]["a"].to_list() == expected
    filled = result.log.filter(pl.col("stage") == "imputed")
    assert filled["uCode"].to_list() == [f"u{row}" for row in (1, 3) if expected[row] is not None]
    assert filled["after"].to_list() == [expected[row] for row in (1, 3) if expected[row] is not None]


def test_groups_may_be_numbers() -> None:
    groups = {"zone": [1.0, 1.0, float("nan"), float("nan")]}
    stage = _stage("imputed", {"a": [1, None, 3, None]}, groups, impute="group_mean:zone")
    assert stage["a"] == [1, 1, 3, None]


def test_a_group_without_figure_stays_missing() -> None:
    stage = _stage("imputed", {"a": [1, None]}, {"zone": ["n", "s"]}, impute="group_mean:zone")
    assert stage["a"] == [1, None]


@pytest.mark.parametrize("how", ["mode", "group_mean:", "group_mean:nowhere", "group_mean:uCode"])
def test_unknown_imputations_are_refused(how: str) -> None:
    with pytest.raises(DataError, match="impute"):
        _stage("imputed", {"a": [1, None]}, impute=how)


def test_screen_keeps_units_at_the_threshold() -> None:
    columns = {"a": [1, None, None], "b": [1, 2, None]}
    result = _made(columns, screen=0.5)
    assert result.stages["screened"].drop("uCode").to_dict(as_series=False) == {"a": [1, None], "b": [1, 2]}
    assert result.scores["uCode"].to_list() == ["u0", "u1"]
    dropped = result.log.filter(pl.col("action") == "dropped")
    assert dropped.select("uCode", "iCode", "before").rows() == [("u2", None, 0.0)]
    assert result.stages["imputed"].height == 3


def test_screen_counts_imputed_figures() -> None:
    result = _made({"a": [1, None], "b": [1, 2]}, impute="mean", screen=1.0)
    assert result.scores.height == 2
    assert result.coverage["data"].to_list() == [1.0, 0.5]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_between_0_and_1(share: float) -> None:
    with pytest.raises(DataError, match="screen"):
        _stage("screened", {"a": [1, 2]}, screen=share)


def test_screening_everyone_out_is_refused() -> None:
    with pytest.raises(DataError, match="aucune unité"):
        _stage("screened", {"a": [1, None], "b": [None, 2]}, screen=0.9)


def test_stages_that_were_not_asked_for_are_those_before() -> None:
    result = _made({"a": [1, 2]})
    assert list(result.stages) == ["raw", "denominated", "imputed", "screened", "treated", "normalised", "aggregated"]
    assert result.stages["treated"].equals(result.stages["raw"])
    assert np.array_equal(result.matrix(["a"], "raw"), [[1], [2]])
