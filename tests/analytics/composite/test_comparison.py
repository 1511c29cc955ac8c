"""Two indices are compared on the units that both have."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from analytics.composite.cases import flat
from maillon.analytics.composite import compare, compute
from maillon.analytics.refusal import DataError


def _frame(scores: list[float | None], first: int = 0) -> pl.DataFrame:
    return pl.DataFrame({"uCode": [f"u{first + rank}" for rank in range(len(scores))], "I": scores})


def test_coefficients_are_those_of_an_independent_library() -> None:
    chance = np.random.default_rng(1)
    one, two = chance.integers(0, 9, 50).astype(float), chance.integers(0, 9, 50).astype(float)
    found = compare(_frame(one.tolist()), _frame(two.tolist()))
    assert found.spearman == pytest.approx(stats.spearmanr(one, two).statistic, rel=1e-12)
    assert found.kendall == pytest.approx(stats.kendalltau(one, two).statistic, rel=1e-12)
    shifts = stats.rankdata(-one, "min") - stats.rankdata(-two, "min")
    assert found.mean_shift == pytest.approx(np.abs(shifts).mean())
    assert dict(zip(found.shifts["uCode"], found.shifts["shift"], strict=True)) == {
        f"u{rank}": shift for rank, shift in enumerate(shifts.astype(int).tolist())
    }


def test_the_same_index_does_not_move() -> None:
    result = compute(*flat({"a": [1, 2, 3], "b": [1, 5, 2]}))
    found = compare(result, result)
    assert (found.mean_shift, found.largest_shift) == (0, 0)
    assert (found.spearman, found.kendall) == (pytest.approx(1), pytest.approx(1))


def test_units_that_one_index_lacks_are_said_and_left_out_of_the_ranks() -> None:
    found = compare(_frame([9, 5, None, 1]), _frame([7, 8, 6], first=1))
    assert found.shifts["uCode"].to_list() == ["u1", "u3"]
    assert found.shifts["rank_a"].to_list() == [1, 2]
    assert found.only_a["uCode"].to_list() == ["u0"]
    assert found.only_b["uCode"].to_list() == ["u2"]


def test_positive_shifts_are_places_won() -> None:
    found = compare(_frame([3, 2, 1]), _frame([1, 2, 3]))
    assert found.shifts.filter(pl.col("uCode") == "u2")["shift"].item() == 2
    assert found.summary()["largest_shift"].item() == 2


def test_scores_that_do_not_vary_have_no_coefficient() -> None:
    found = compare(_frame([1, 1, 1]), _frame([1, 2, 3]))
    assert found.spearman is None
    assert found.kendall is None


def test_panels_are_compared_year_by_year() -> None:
    panel = pl.DataFrame({"uCode": ["x", "y"] * 2, "Time": [2018] * 2 + [2019] * 2, "I": [1.0, 2.0, 4.0, 3.0]})
    found = compare(panel, panel.with_columns(I=pl.lit(10.0) - pl.col("I")))
    assert found.shifts.height == 4
    assert set(found.shifts["rank_a"]) == {1, 2}


@pytest.mark.parametrize(
    ("one", "two", "column"),
    [
        (_frame([1, 2]), _frame([1, 2], first=9), None),
        (_frame([1, 2]), _frame([1, 2]), "absent"),
        (_frame([1, 2]).drop("uCode"), _frame([1, 2]), None),
        (pl.concat([_frame([1, 2])] * 2), _frame([1, 2]), None),
        (pl.DataFrame({"uCode": ["x"], "name": ["y"]}), _frame([1, 2]), None),
    ],
)
def test_what_cannot_be_compared(one: pl.DataFrame, two: pl.DataFrame, column: str | None) -> None:
    with pytest.raises(DataError):
        compare(one, two, column=column)
