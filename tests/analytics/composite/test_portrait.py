"""A unit's strengths, weaknesses and report; the whole index as a workbook."""

from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from analytics.composite.cases import PUBLISHED, asem, flat, published
from maillon.analytics.composite import compute, panel, strengths, to_excel, unit_report
from maillon.analytics.refusal import DataError

COLUMNS = {"a": [1, 2, 3], "b": [3, 2, 1], "c": [2, None, 1], "d": [9, 8, 7]}


def test_strengths_and_weaknesses_follow_the_directions() -> None:
    result = compute(*flat(COLUMNS, Direction=[1, 1, 1, -1]))
    frame = strengths(result, "u0", 1)
    assert frame.select("kind", "iCode", "rank", "of").rows() == [("strength", "b", 1, 3), ("weakness", "d", 3, 3)]
    assert strengths(result, "u1").select("kind", "iCode").rows() == [
        ("strength", "a"),
        ("strength", "b"),
        ("weakness", "d"),
    ]


def test_an_indicator_is_never_both() -> None:
    frame = strengths(compute(*flat(COLUMNS)), "u0", 10)
    assert frame["iCode"].n_unique() == frame.height == 4


@pytest.mark.parametrize(("unit", "count"), [("nobody", 5), ("u0", 0)])
def test_unknown_units_are_refused(unit: str, count: int) -> None:
    with pytest.raises(DataError):
        strengths(compute(*flat(COLUMNS)), unit, count)


def test_a_report_says_every_element_and_every_change() -> None:
    result = compute(*flat(COLUMNS), impute="mean")
    report = unit_report(result, "u1")
    assert report.elements["iCode"].to_list() == ["I", "a", "b", "c", "d"]
    row = report.elements.row(3, named=True)
    assert (row["raw"], row["used"], row["score"], row["rank"], row["of"]) == (None, 1.5, 50, 2, 3)
    assert report.elements["rank"].item(0) == result.ranks["I"].item(1)
    assert report.changes.select("action", "iCode", "after").rows() == [("mean", "c", 1.5)]


def test_in_a_panel_the_last_year_is_told_unless_said() -> None:
    data = pl.DataFrame({"uCode": ["x", "y"] * 2, "Time": [2018] * 2 + [2019] * 2, "a": [1.0, 2.0, 4.0, 3.0]})
    result = panel(data, flat({"a": [1.0]})[1])
    assert unit_report(result, "x").elements["rank"].to_list() == [1, 1]
    assert unit_report(result, "x", year=2018).elements["rank"].to_list() == [2, 2]
    with pytest.raises(DataError):
        unit_report(result, "x", year=1999)


@published
def test_the_whole_index_in_a_workbook(tmp_path: Path) -> None:
    result = compute(asem("iData"), asem("iMeta"), **PUBLISHED)  # type: ignore[arg-type]  # options by name
    path = tmp_path / "index.xlsx"
    to_excel(result, path)
    book = CalamineWorkbook.from_path(path)
    expected = {"scores", "ranks", "coverage", "iMeta", "options", "raw", "treated", "normalised", "log"}
    assert expected <= set(book.sheet_names)
    rows = book.get_sheet_by_name("scores").to_python()
    assert len(rows) == 52
    assert rows[1][rows[0].index("Index")] == pytest.approx(result.scores["Index"].item(0))
    with pytest.raises(DataError, match="existe déjà"):
        to_excel(result, path)
    to_excel(result, path, force=True)
    with pytest.raises(DataError, match="ne peut pas être écrit"):
        to_excel(result, tmp_path / "nowhere" / "index.xlsx")
