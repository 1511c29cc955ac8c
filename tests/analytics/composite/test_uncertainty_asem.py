"""The published example of 51 countries and 49 indicators, made again."""

import numpy as np
import polars as pl
import pytest

from analytics.composite.cases import PUBLISHED, asem, published
from maillon.analytics.composite import Weights, compute, rank_range, read_index, sensitivity, uncertainty

MAKING = PUBLISHED | {"normalise": "minmax:1:100"}
pytestmark = published


@pytest.fixture(scope="module")
def index():
    return read_index(asem("iData"), asem("iMeta"))


@pytest.mark.parametrize("aggregate", ["arithmetic", "geometric", "harmonic", "copeland"])
@pytest.mark.parametrize("normalise", ["minmax:1:100", "rank"])
def test_without_variation_the_ranks_are_those_of_the_index(index, aggregate, normalise) -> None:
    making = MAKING | {"normalise": normalise, "aggregate": aggregate}
    result = uncertainty(index, replicates=2, assumptions=[Weights(0.0)], **making)
    expected = compute(asem("iData"), asem("iMeta"), **making).ranks["Index"]
    assert result.ranks[1].tolist() == expected.to_list()


def test_best_and_worst_countries_are_sure_and_the_middle_is_not(index) -> None:
    assumptions = {"weights": 0.25, "normalise": ["minmax:1:100", "rank"], "aggregate": ["arithmetic", "geometric"]}
    result = uncertainty(index, replicates=1024, assumptions=assumptions, **MAKING)
    units = result.units.sort("rank")
    assert units["class_probability"][0] == 1
    assert units["class_probability"][-1] == 1
    middle = units.filter(pl.col("rank").is_between(20, 32))
    assert (middle["rank_q95"] - middle["rank_q5"]).mean() > 4
    assert result.compare(units["uCode"][0], units["uCode"][-1]).verdict == "above"
    assert (result.convergence["mean_shift"] < 0.5).all()


def test_shares_of_variance_add_up_about_to_one(index) -> None:
    assumptions = {"normalise": ["minmax:1:100", "rank"], "aggregate": ["arithmetic", "geometric"]}
    result = sensitivity(index, size=512, assumptions=assumptions, bootstrap=200, **MAKING)
    assert result.indices["S"].sum() <= 1.1
    assert result.indices["ST"].sum() >= 0.9
    np.testing.assert_array_less(result.indices["S"], result.indices["ST"] + 0.1)


def test_ranges_of_some_countries_are_proved(index) -> None:
    found = rank_range(index, limits=0.1, units=["FRA", "DEU", "CHN"], method="exact", **MAKING)
    assert found["exact"].all()
    assert (found["best"] < found["worst"]).all()
