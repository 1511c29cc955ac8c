"""The definition that ships says why, for whom and until when; it makes an index without a fault."""

import datetime as dt

import polars as pl
import pytest

from maillon.analytics.composite import read_index
from maillon.analytics.refusal import DataError
from maillon.analytics.solidarity import LEVELS, communes, default_index, figures
from maillon.analytics.solidarity.definition import TOP, Level


def test_everything_has_a_name_a_reason_and_a_source() -> None:
    index = default_index()
    assert index.start < index.end
    assert index.end == dt.date(2027, 12, 31)
    for dimension in index.dimensions:
        assert dimension.weight > 0
        assert dimension.reason.endswith(".")
        assert index.inside(dimension.code)
    for indicator in index.indicators:
        assert indicator.reason.endswith(".")
        assert indicator.source
        assert indicator.unit
        assert indicator.direction in (1, -1)
        assert set(indicator.goalposts) == set(LEVELS)


def test_both_rural_and_urban_concerns_are_there() -> None:
    codes = {indicator.code for indicator in default_index().indicators if indicator.weight > 0}
    assert {"roads", "far_from_10000", "space", "mountain", "vacant"} <= codes
    assert {"priority_districts", "social_housing", "housing_aid"} <= codes


def test_what_is_contested_weighs_nothing_until_decided() -> None:
    (second_homes,) = [each for each in default_index().indicators if each.code == "second_homes"]
    assert second_homes.weight == 0


def test_indicators_read_known_quantities() -> None:
    known = set(communes().columns)
    for indicator in default_index().indicators:
        assert {*indicator.over, *indicator.per} <= known


@pytest.mark.parametrize("level", LEVELS)
def test_the_tables_make_an_index(level: Level) -> None:
    index = read_index(figures(level), default_index().meta(level))
    assert index.top == TOP
    assert len(index.levels) == 2
    assert index.codes == tuple(indicator.code for indicator in default_index().indicators)


@pytest.mark.parametrize("level", LEVELS)
def test_goalposts_leave_few_territories_outside(level: Level) -> None:
    table = figures(level)
    for indicator in default_index().indicators:
        low, high = indicator.goalposts[level]
        known = table[indicator.code].drop_nulls()
        for outside in ((known < low).mean(), (known > high).mean()):
            assert outside is not None
            assert outside <= 0.03, indicator.code


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(DataError, match="région"):
        figures("région")  # type: ignore[arg-type]  # what a program may still give
    with pytest.raises(DataError):
        default_index().meta("departement")  # type: ignore[arg-type]  # the same


def test_weights_by_code_hold_dimensions_and_indicators() -> None:
    index = default_index()
    assert list(index.weights) == [
        *(dimension.code for dimension in index.dimensions),
        *(indicator.code for indicator in index.indicators),
    ]
    assert sum(dimension.weight for dimension in index.dimensions) == 100
    assert isinstance(index.meta("epci"), pl.DataFrame)
