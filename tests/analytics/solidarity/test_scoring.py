"""Fast scores are those of the composite library; weights, classes and intervals behave."""

import numpy as np
import polars as pl
import pytest

from maillon.analytics.composite import compute, uncertainty
from maillon.analytics.refusal import DataError
from maillon.analytics.solidarity import (
    LEVELS,
    balance,
    class_change,
    default_index,
    drawn_ranks,
    figures,
    ranked,
)
from maillon.analytics.solidarity.definition import Level

OTHER = {"social": 10.0, "access": 40.0, "income": 0.0}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("weights", [None, OTHER])
def test_scores_and_ranks_are_those_of_the_library(level: Level, weights: dict[str, float] | None) -> None:
    index = default_index()
    slow = compute(figures(level), index.meta(level), weights=weights, **index.making)
    fast = ranked(level, weights, replicates=0).frame
    assert fast["code"].to_list() == slow.scores["uCode"].to_list()
    ours, theirs = fast["score"].to_numpy(), slow.scores["need"].to_numpy()
    assert np.isnan(ours).tolist() == np.isnan(theirs).tolist()
    assert np.nanmax(np.abs(ours - theirs)) < 1e-9
    assert fast["rank"].to_list() == slow.ranks["need"].to_list()
    for dimension in index.dimensions:
        both = fast.select("code", dimension.code).join(
            slow.scores.select(pl.col("uCode").alias("code"), pl.col(dimension.code).alias("slow")), on="code"
        )
        assert (both[dimension.code] - both["slow"]).abs().max() < 1e-9  # type: ignore[operator]  # a number


def test_intervals_are_those_of_the_library() -> None:
    index = default_index()
    slow = uncertainty(
        figures("epci"), index.meta("epci"), replicates=256, seed=7, classes=index.classes, **index.making
    )
    found = ranked("epci", replicates=256, seed=7)
    both = found.frame.join(slow.units, left_on="code", right_on="uCode", suffix="_slow").drop_nulls("score")
    for name in ("class", "class_probability", "rank_q5", "rank_q95"):
        assert both[name].to_list() == both[f"{name}_slow"].to_list()
    codes, ranks = drawn_ranks(found)
    assert tuple(codes) == slow.codes
    assert (ranks == slow.ranks).all()


@pytest.mark.parametrize("level", LEVELS)
def test_classes_are_fifths_and_probabilities_sum_to_one(level: Level) -> None:
    found = ranked(level, replicates=16)
    scored = found.frame.drop_nulls("score")
    counts = scored["class"].value_counts()["count"].to_numpy()
    assert counts.max() - counts.min() <= 2
    assert np.allclose(found.probabilities.sum(axis=1), 1)
    assert scored.sort("rank")["class"].is_sorted()
    assert (scored["class_best"] <= scored["class_worst"]).all()
    firm = scored.filter("settled")
    assert (firm["class_best"] == firm["class_worst"]).all()


def test_only_proportions_of_weights_count() -> None:
    doubled = {dimension.code: 2 * dimension.weight for dimension in default_index().dimensions}
    first, second = ranked("epci", replicates=0), ranked("epci", doubled, replicates=0)
    assert np.nanmax(np.abs(first.frame["score"].to_numpy() - second.frame["score"].to_numpy())) < 1e-9


def test_a_single_dimension_gives_its_own_score() -> None:
    alone = {dimension.code: float(dimension.code == "ageing") for dimension in default_index().dimensions}
    frame = ranked("epci", alone, replicates=8).frame.drop_nulls("score")
    assert (frame["score"] - frame["ageing"]).abs().max() < 1e-9  # type: ignore[operator]  # a number


def test_the_same_seed_gives_the_same_result_and_no_draw_gives_no_interval() -> None:
    assert ranked("epci", replicates=64, seed=3).frame.equals(ranked("epci", replicates=64, seed=3).frame)
    bare = ranked("epci", replicates=0).frame
    assert bare["rank_q5"].null_count() == bare.height
    assert bare.columns == ranked("epci", replicates=8).frame.columns


def test_territories_without_score_have_no_rank_and_no_class() -> None:
    frame = ranked("epci", replicates=8).frame
    without = frame.filter(pl.col("score").is_null())
    assert 0 < without.height < 10
    assert without["rank"].null_count() == without["class"].null_count() == without.height


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"nothing": 1.0}, "nothing"),
        ({"social": -1.0}, "social"),
        ({"social": float("nan")}, "social"),
        ({"aged": 0.0, "dependants": 0.0}, "ageing"),
    ],
)
def test_weights_that_are_none_are_refused(weights: dict[str, float], said: str) -> None:
    with pytest.raises(DataError, match=said):
        ranked("epci", weights, replicates=0)


LACKED = {"fiscal_effort": 100.0, "resources": 1_000.0}
"""Weights that rest on a figure that overseas territories lack."""


def test_weights_that_rest_on_what_is_lacking_leave_those_territories_out() -> None:
    index = default_index()
    slow = compute(figures("epci"), index.meta("epci"), weights=LACKED, **index.making)
    fast = ranked("epci", LACKED).frame
    assert fast["score"].is_nan().sum() == 0
    assert fast["score"].null_count() == slow.scores["need"].null_count() > 20
    assert fast["rank"].to_list() == slow.ranks["need"].to_list()
    assert fast.drop_nulls("score")["rank_q95"].null_count() == 0
    with pytest.raises(DataError, match="score"):
        class_change(ranked("epci", LACKED, replicates=0), "249730045")


def test_a_draw_never_takes_a_score_away() -> None:
    nearly = {"fiscal_effort": 3.0}
    for seed in range(3):
        found = ranked("epci", nearly, replicates=128, seed=seed, spread_by=1.0)
        assert np.isfinite(found.probabilities).all()


def test_both_ends_of_density_reach_the_greatest_needs() -> None:
    table = {row["group"]: row for row in balance(ranked("commune", replicates=8)).to_dicts()}
    assert list(table) == ["dense", "intermediate", "rural", "remote"]
    assert sum(row["territories"] for row in table.values()) > 34_800
    for row in table.values():
        assert sum(row[letter] for letter in "ABCDE") == pytest.approx(1)
    # neither towns nor countryside are shut out of the greatest needs, nor alone in them
    assert all(0.1 < row["A"] < 0.5 for row in table.values())
    assert max(row["mean"] for row in table.values()) - min(row["mean"] for row in table.values()) < 10
