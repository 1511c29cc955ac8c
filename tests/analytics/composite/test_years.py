"""An index over several years keeps one scale."""

import polars as pl
import pytest

from analytics.composite.cases import flat
from maillon.analytics.composite import compute, evolution, panel
from maillon.analytics.refusal import DataError

_DATA, META = flat({"a": [0.0]})
YEARS = pl.DataFrame(
    {
        "uCode": ["x", "y", "z", "x", "y", "z"],
        "Time": [2018] * 3 + [2020] * 3,
        "a": [0.0, 5.0, 10.0, 20.0, None, 10.0],
    }
)


def _scores(**how: object) -> list[float | None]:
    return panel(YEARS, META, **how).scores["I"].to_list()  # type: ignore[arg-type]  # options by name


def test_all_years_share_their_bounds() -> None:
    assert _scores() == [0, 25, 50, 100, None, 50]


def test_a_base_year_freezes_the_bounds() -> None:
    assert _scores(base=2018) == [0, 50, 100, 200, None, 100]
    assert _scores(base=2020) == [-100, -50, 0, 100, None, 0]


def test_goalposts_are_frozen_by_nature() -> None:
    assert _scores(normalise="goalposts:0:100", goalposts={"a": (0.0, 10.0)}) == [0, 50, 100, 100, None, 100]


def test_missing_figures_are_filled_within_their_year() -> None:
    result = panel(YEARS, META, impute="mean")
    assert result.scores["I"].to_list() == [0, 25, 50, 100, 75, 50]
    assert result.log.select("uCode", "Time", "iCode", "after").rows() == [("y", 2020, "a", 15.0)]


def test_ranks_are_given_within_each_year() -> None:
    result = panel(YEARS, META)
    assert result.ranks["I"].to_list() == [3, 2, 1, 1, None, 2]
    assert result.keys == ("uCode", "Time")


def test_evolution() -> None:
    frame = evolution(panel(YEARS, META))
    rows = {row["uCode"]: row for row in frame.to_dicts()}
    assert rows["x"] == {
        "uCode": "x",
        "from": 2018,
        "to": 2020,
        "score_from": 0,
        "score_to": 100,
        "change": 100,
        "yearly_change": pytest.approx(50),
        "rank_from": 3,
        "rank_to": 1,
        "rank_change": 2,
    }
    assert rows["y"]["yearly_change"] is None


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (YEARS, {"base": 1999}),
        (YEARS, {"base": 2018, "normalise": "rank"}),
        (YEARS.drop("Time"), {}),
        (flat({"a": [1.0, 2.0]})[0], {}),
        (YEARS.with_columns(Time=2018), {}),
    ],
)
def test_what_is_no_panel(data: pl.DataFrame, how: dict[str, object]) -> None:
    with pytest.raises(DataError):
        panel(data, META, **how)  # type: ignore[arg-type]  # options by name


def test_one_year_has_no_evolution() -> None:
    with pytest.raises(DataError):
        evolution(compute(*flat({"a": [1.0, 2.0]})))
