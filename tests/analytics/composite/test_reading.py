"""The tables of an index are read, and everything wrong with them said at once."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from analytics.composite.cases import asem, flat, published
from maillon.analytics.composite import read_index
from maillon.analytics.refusal import DataError


def _faults(data: pl.DataFrame, meta: pl.DataFrame) -> list[tuple[str, int | None]]:
    with pytest.raises(DataError) as refusal:
        read_index(data, meta)
    return [(problem.where, problem.line) for problem in refusal.value.problems]


@published
def test_the_published_example() -> None:
    index = read_index(asem("iData"), asem("iMeta"))
    assert index.values.shape == (51, 49)
    assert index.top == "Index"
    assert [len(level.codes) for level in index.levels] == [8, 2, 1]
    assert index.levels[0].children == index.codes
    assert index.directions.sum() == 49 - 2 * 14
    assert set(index.denominators) == {"Area", "Energy", "GDP", "Population"}
    assert index.times is None
    assert "Time" in index.others.columns
    np.testing.assert_allclose(index.levels[0].matrix().sum(axis=0), 1)


def test_order_and_defaults() -> None:
    data, meta = flat({"b": [1, None, 3], "a": [2, 3, float("nan")]}, {"zone": ["x", None, "y"]})
    index = read_index(data, meta.drop("Weight", "Type"))
    assert index.units == index.names == ("u0", "u1", "u2")
    assert index.codes == ("b", "a")
    assert np.isnan(index.values).tolist() == [[False, False], [True, False], [False, True]]
    assert index.others.columns == ["uCode", "zone"]
    assert [element.weight for element in index.indicators] == [1.0, 1.0]


def test_a_frame_of_text_is_read_as_its_file_would_be() -> None:
    data, meta = flat({"a": [1, 2, 3], "b": [4, 5, 6]}, Denominator=["NA", ""])
    data = data.with_columns(uCode=pl.Series(["FR", "NA", "DE"]), a=pl.Series(["1", "NA", " "]))
    index = read_index(data, meta.with_columns(Parent=pl.Series(["I", "I", "NA"])))
    assert index.units == ("FR", "NA", "DE"), "NA is the code of Namibia"
    assert np.isnan(index.values[:, 0]).tolist() == [False, True, True]
    assert [element.denominator for element in index.indicators] == [None, None]


def test_codes_that_are_numbers_stay_codes(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("uCode;a\n01004;1,5\n2A004;2\n", encoding="utf-8")
    assert read_index(data, flat({"a": [1]})[1]).units == ("01004", "2A004")


@pytest.mark.parametrize(
    ("column", "values", "where"),
    [
        ("Level", [2, 2], "Level (a)"),
        ("Level", [1, 3], "Level"),
        ("Level", [None, 2], "Level (a)"),
        ("Level", [1, 1.5], "Level (I)"),
        ("Direction", [0, 1], "Direction (a)"),
        ("Direction", [None, 1], "Direction (a)"),
        ("Weight", [-1, 1], "Weight (a)"),
        ("Weight", [0, 1], "Weight (I)"),
        ("Type", ["indicator", "Aggregate"], "Type (a)"),
        ("Type", ["Indicator", "Indicator"], "Level (I)"),
        ("Parent", ["J", None], "Parent (a)"),
        ("Parent", [None, None], "Parent (a)"),
        ("Parent", ["a", None], "Parent"),
        ("Parent", ["I", "I"], "Parent"),
        ("iCode", ["I", "I"], "iCode (I)"),
        ("iCode", [None, "I"], "iCode"),
        ("iCode", ["a", "rank"], "iCode (rank)"),
        ("goalpost_lower", [5, None], "goalpost_upper (a)"),
    ],
)
def test_faults_of_the_metadata(column: str, values: list[object], where: str) -> None:
    data, meta = flat({"a": [1, 2, 3]}, goalpost_lower=[0], goalpost_upper=[1])
    assert where in {
        place for place, _line in _faults(data, meta.with_columns(pl.Series(column, values, strict=False)))
    }


def test_a_circle_of_parents_is_said_once() -> None:
    data, meta = flat({"a": [1, 2]})
    circle = pl.DataFrame(
        {
            "Level": [2, 3],
            "iCode": ["x", "y"],
            "Parent": ["y", "x"],
            "Direction": [1, 1],
            "Weight": [1.0, 1.0],
            "Type": ["Aggregate", "Aggregate"],
        }
    )
    with pytest.raises(DataError, match="x et y"):
        read_index(data, pl.concat([meta, circle], how="vertical_relaxed"))


def test_faults_of_the_data_are_said_together_with_their_lines() -> None:
    data = pl.DataFrame(
        {"uCode": ["x", "x", None, "z"], "a": ["1", "N/A", "3", "4"], "b": [1.0, 2.0, float("inf"), 3.0]}
    )
    _data, meta = flat({"a": [1], "b": [1], "c": [1]}, Denominator=["size", None, None])
    found = _faults(data, meta)
    for fault in [("uCode", 2), ("uCode", 3), ("uCode", 4), ("a", 3), ("b", 4), ("c", None), ("size", None)]:
        assert fault in found


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (pl.DataFrame({"code": ["x"], "a": [1.0]}), "uCode"),
        (pl.DataFrame({"uCode": [], "a": []}), "uCode"),
        (pl.DataFrame({"uCode": ["x", "x"], "Time": [2018, 2019], "a": [1.0, 2.0]}), "uCode"),
        (pl.DataFrame({"uCode": ["x", " "], "a": [1.0, 2.0]}), "uCode"),
        (pl.DataFrame({"uCode": ["x", "y"], "a": [1.0, 1e200]}), "a"),
        (pl.DataFrame({"uCode": ["x", "y"], "a": ["1", "1e200"]}), "a"),
        (pl.DataFrame({"uCode": ["x", "y"], "a": ["1", "NaN"]}), "a"),
        (pl.DataFrame({"uCode": ["x"], "a": [dt.date(2026, 1, 1)]}), "a"),
    ],
)
def test_data_without_units(data: pl.DataFrame, where: str) -> None:
    assert where in {place for place, _line in _faults(data, flat({"a": [1]})[1])}


def test_metadata_without_columns_or_aggregates() -> None:
    data, meta = flat({"a": [1, 2]})
    assert {place for place, _line in _faults(data, meta.drop("Level", "Direction"))} == {"Level", "Direction"}
    assert ("Type", None) in _faults(data, meta.head(1))


def test_a_panel_is_read_when_asked() -> None:
    data = pl.DataFrame({"uCode": ["x", "x"], "Time": [2018, 2019], "a": [1.0, 2.0]})
    index = read_index(data, flat({"a": [1]})[1], panel=True)
    assert index.panel
    assert index.labels == ("x (2018)", "x (2019)")
    with pytest.raises(DataError, match="année"):
        read_index(data.with_columns(Time=pl.Series(["2018", "hier"])), flat({"a": [1]})[1], panel=True)
    with pytest.raises(DataError, match="plusieurs fois"):
        read_index(data.with_columns(Time=2018), flat({"a": [1]})[1], panel=True)


def test_absurd_sizes_are_refused_and_not_built() -> None:
    data, meta = flat({"a": [1, 2]})
    huge = meta.with_columns(Level=pl.Series([1, 10**12]))
    assert "Parent (a)" in {place for place, _line in _faults(data, huge)}
