"""Indicators come to a common scale by the formula that is named, their direction first."""

import numpy as np
import polars as pl
import pytest

from analytics.composite.cases import flat
from maillon.analytics.composite import compute
from maillon.analytics.refusal import DataError

X = [4.0, 1.0, 4.0, None, 7.0]
NAN = float("nan")


def _scores(how: str, direction: int = 1, values: list[float | None] = X, **meta: list[object]) -> list[float]:
    result = compute(*flat({"a": values}, Direction=[direction], **meta), normalise=how)
    return result.stages["normalised"]["a"].fill_null(NAN).to_list()


@pytest.mark.parametrize(
    ("how", "direction", "expected"),
    [
        ("minmax:0:100", 1, [50, 0, 50, NAN, 100]),
        ("minmax", 1, [50, 0, 50, NAN, 100]),
        ("minmax:1:100", -1, [50.5, 100, 50.5, NAN, 1]),
        ("zscore", 1, [0, -1.224744871391589, 0, NAN, 1.224744871391589]),
        ("zscore", -1, [0, 1.224744871391589, 0, NAN, -1.224744871391589]),
        ("rank", 1, [2, 1, 2, NAN, 4]),
        ("rank", -1, [2, 4, 2, NAN, 1]),
        ("borda", 1, [1, 0, 1, NAN, 3]),
        ("percentile", 1, [1 / 3, 0, 1 / 3, NAN, 1]),
        ("percentile", -1, [1 / 3, 1, 1 / 3, NAN, 0]),
    ],
)
def test_formulas(how: str, direction: int, expected: list[float | None]) -> None:
    assert _scores(how, direction) == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("how", "direction", "more", "expected"),
    [
        ("goalposts", 1, {}, [0.5, 0, 0.5, NAN, 1]),
        ("goalposts", -1, {}, [0.5, 1, 0.5, NAN, 0]),
        ("goalposts:0:100", 1, {}, [50, 0, 50, NAN, 100]),
        ("goalposts", 1, {"goalpost_trunc2posts": [False]}, [0.5, -0.25, 0.5, NAN, 1.25]),
        ("goalposts", -1, {"goalpost_trunc2posts": [False]}, [0.5, 1.25, 0.5, NAN, -0.25]),
        ("goalposts", 1, {"goalpost_scale": [10]}, [5, 0, 5, NAN, 10]),
    ],
)
def test_goalposts(how: str, direction: int, more: dict[str, list[object]], expected: list[float | None]) -> None:
    posts = {"goalpost_lower": [2.0], "goalpost_upper": [6.0], **more}
    assert _scores(how, direction, **posts) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_goalposts_of_the_argument_replace_those_of_the_metadata() -> None:
    data, meta = flat({"a": X}, Goalpost_min=[2.0], Goalpost_max=[6.0])
    assert compute(data, meta, normalise="goalposts").stages["normalised"]["a"][0] == 0.5
    given = compute(data, meta, normalise="goalposts", goalposts={"a": (0.0, 8.0)}).stages["normalised"]["a"]
    assert given.to_list() == [0.5, 0.125, 0.5, None, 0.875]


@pytest.mark.parametrize(
    ("direction", "target", "capped", "expected"),
    [
        (1, 4.0, False, [1, 0, 1, NAN, 2]),
        (1, 4.0, True, [1, 0, 1, NAN, 1]),
        (-1, 4.0, False, [1, 2, 1, NAN, 0]),
        (1, 13.0, False, [0.25, 0, 0.25, NAN, 0.5]),
    ],
)
def test_distance_to_target(direction: int, target: float, capped: bool, expected: list[float | None]) -> None:
    scores = _scores("distance_to_target", direction, Target=[target], dist2targ_cap_max=[capped])
    assert scores == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("how", ["minmax", "zscore", "rank", "borda", "percentile", "distance_to_target"])
def test_a_constant_indicator_is_refused_and_named(how: str) -> None:
    tables = flat({"a": [1, 2], "b": [3, 3], "c": [5, 5]}, Target=[4.0, 6.0, 7.0])
    with pytest.raises(DataError, match="b : cet indicateur a la même valeur partout") as refusal:
        compute(*tables, normalise=how)
    assert [problem.where for problem in refusal.value.problems] == ["b", "c"]


def test_goalposts_set_beforehand_still_measure_what_no_longer_varies() -> None:
    assert _scores("goalposts", values=[3, 3], goalpost_lower=[1], goalpost_upper=[5]) == [0.5, 0.5]


@pytest.mark.parametrize("how", ["minmax", "zscore", "rank", "percentile", "goalposts", "distance_to_target"])
def test_an_indicator_without_figure_is_refused(how: str) -> None:
    with pytest.raises(DataError, match="aucune valeur"):
        _scores(how, values=[None, None], Target=[1.0], goalpost_lower=[0], goalpost_upper=[1])


@pytest.mark.parametrize("how", ["minmax", "zscore", "rank", "percentile"])
def test_one_territory_alone_has_no_scale(how: str) -> None:
    with pytest.raises(DataError):
        _scores(how, values=[3])


@pytest.mark.parametrize(
    "how", ["", "minimax", "minmax:1", "minmax:100:0", "minmax:a:b", "minmax:0:inf", "zscore:0:1", "minmax:0:1:2"]
)
def test_unknown_normalisations_are_refused(how: str) -> None:
    with pytest.raises(DataError, match="normalise"):
        _scores(how)


@pytest.mark.parametrize(
    ("how", "meta", "said"),
    [
        ("goalposts", {}, "pas de bornes"),
        ("distance_to_target", {}, "pas de cible"),
        ("distance_to_target", {"Target": [1.0]}, "déjà atteinte"),
        ("distance_to_target", {"Target": [0.0]}, "déjà atteinte"),
    ],
)
def test_what_is_missing_is_said(how: str, meta: dict[str, list[object]], said: str) -> None:
    with pytest.raises(DataError, match=said):
        _scores(how, **meta)


def test_the_raw_figures_are_never_touched() -> None:
    data, meta = flat({"a": [1, 2, 3], "b": [3, 2, 9]}, Direction=[-1, 1])
    before = data.clone()
    result = compute(data, meta, treat=True)
    assert data.equals(before)
    assert result.stages["raw"].equals(before)
    assert np.array_equal(result.index.values, before.select(pl.exclude("uCode")).to_numpy())
