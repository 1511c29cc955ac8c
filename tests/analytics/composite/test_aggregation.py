"""Elements are gathered by the mean that is named; weights are shared among the figures present."""

import numpy as np
import pytest

from analytics.composite.cases import flat
from maillon.analytics.composite import compute
from maillon.analytics.composite.aggregation import power_mean, read_aggregations
from maillon.analytics.composite.copeland import copeland
from maillon.analytics.refusal import DataError

COLUMNS = {"a": [1.0, 3.0, 2.0], "b": [3.0, 1.0, 2.0], "c": [1.0, 1.0, None]}
AS_THEY_ARE = {"normalise": "goalposts:1:3", "goalposts": dict.fromkeys(COLUMNS, (1, 3))}


def _index(how: str | list[str], weights: list[float], **more: object) -> list[float | None]:
    data, meta = flat(COLUMNS, Weight=weights)
    return compute(data, meta, aggregate=how, **AS_THEY_ARE, **more).scores["I"].to_list()  # type: ignore[arg-type]  # options by name


@pytest.mark.parametrize(
    ("how", "weights", "expected"),
    [
        ("arithmetic", [1, 1, 1], [5 / 3, 5 / 3, 2]),
        ("arithmetic", [2, 1, 1], [1.5, 2, 2]),
        ("arithmetic", [0, 1, 1], [2, 1, 2]),
        ("geometric", [1, 1, 1], [3 ** (1 / 3), 3 ** (1 / 3), 2]),
        ("geometric", [2, 1, 1], [3 ** (1 / 4), 9 ** (1 / 4), 2]),
        ("harmonic", [1, 1, 2], [4 / (1 + 1 / 3 + 2), 4 / (1 / 3 + 1 + 2), 2]),
        ("power:2", [1, 1, 1], [(11 / 3) ** 0.5, (11 / 3) ** 0.5, 2]),
        ("power:0", [1, 1, 1], [3 ** (1 / 3), 3 ** (1 / 3), 2]),
        ("copeland", [1, 1, 1], [0, 0, 0]),
        ("copeland", [2, 1, 1], [-2, 2, 0]),
    ],
)
def test_means(how: str, weights: list[float], expected: list[float]) -> None:
    assert _index(how, weights) == pytest.approx(expected, rel=1e-12)


def test_coverage_is_published_and_its_threshold_held() -> None:
    data, meta = flat(COLUMNS, Weight=[1, 1, 2])
    result = compute(data, meta, coverage=0.6, **AS_THEY_ARE)
    assert result.coverage["I"].to_list() == [1, 1, 0.5]
    assert result.scores["I"].to_list()[2] is None
    assert result.ranks["I"].to_list()[2] is None
    lines = result.log.filter(result.log["action"] == "uncovered")
    assert lines.select("uCode", "iCode", "before").rows() == [("u2", "I", 0.5)]
    assert compute(data, meta, coverage=0.5, **AS_THEY_ARE).scores["I"].null_count() == 0


def test_a_row_without_any_figure_has_no_score() -> None:
    result = compute(*flat({"a": [1, 2, None], "b": [2, 1, None]}))
    assert result.scores["I"].to_list() == [50, 50, None]
    assert result.ranks["I"].to_list() == [1, 1, None]
    assert result.coverage["data"].to_list() == [1, 1, 0]


@pytest.mark.parametrize("how", ["geometric", "harmonic", "power:-2"])
def test_means_of_ratios_demand_positive_figures_and_say_the_remedy(how: str) -> None:
    with pytest.raises(DataError, match="minmax:1:100"):
        compute(*flat({"a": [1, 2], "b": [2, 3]}), normalise="minmax:0:100", aggregate=how)
    assert compute(*flat(COLUMNS | {"c": [1, 2, None]}), normalise="minmax:1:100", aggregate=how).scores.height == 3


def test_a_power_of_a_negative_figure_is_refused_not_lost() -> None:
    with pytest.raises(DataError, match="positives"):
        compute(*flat(COLUMNS | {"c": [1, 2, 3]}), normalise="zscore", aggregate="power:0.5")


def test_what_weighs_nothing_may_be_null() -> None:
    data, meta = flat({"a": [1, 2, 3], "b": [0, 1, 2]}, Weight=[1, 0])
    assert compute(data, meta, normalise="borda", aggregate="arithmetic").scores.height == 3
    with pytest.raises(DataError):
        compute(data, meta, normalise="borda", aggregate="geometric")


@pytest.mark.parametrize(
    "how", ["", "mean", "power:", "power:x", "power:inf", "power:21", ["arithmetic", "arithmetic"], []]
)
def test_unknown_aggregations_are_refused(how: str | list[str]) -> None:
    with pytest.raises(DataError, match="aggregate"):
        _index(how, [1, 1, 1])


def test_one_name_serves_every_level() -> None:
    assert read_aggregations("copeland", 3) == ("copeland",) * 3
    assert read_aggregations(["geometric", "arithmetic"], 2) == ("geometric", "arithmetic")


def test_equal_rows_have_equal_means_wherever_they_stand() -> None:
    rows = np.random.default_rng(2).random((1, 7)).repeat(1001, axis=0)
    assert np.unique(power_mean(rows, np.random.default_rng(3).random(7), 1.0)).size == 1


def test_copeland_is_its_definition() -> None:
    chance = np.random.default_rng(0)
    values = chance.integers(0, 5, (90, 9)).astype(float)
    values[chance.random(values.shape) < 0.15] = np.nan
    values[7] = np.nan
    weights = chance.random(9)
    weights = weights / weights.sum()
    above = np.nansum(weights * (values[:, None] > values[None]), axis=2)
    below = np.nansum(weights * (values[:, None] < values[None]), axis=2)
    equal = np.nansum(weights * (values[:, None] == values[None]), axis=2)
    met = above + below + equal
    share = np.divide(above + equal / 2, met, out=np.full_like(met, 0.5), where=met > 0)
    expected = np.sign(np.where(np.abs(share - 0.5) < 1e-12, 0, share - 0.5)).sum(axis=1)
    expected[7] = np.nan
    np.testing.assert_array_equal(copeland(values, weights), expected)


def test_copeland_does_not_mistake_the_machine_s_additions_for_wins() -> None:
    values = np.array([[1.0, 1.0, 2.0], [2.0, 2.0, 1.0]])
    assert copeland(values, np.array([0.1, 0.2, 0.3])).tolist() == [0, 0]


def test_copeland_refuses_what_it_could_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillon.analytics.composite.copeland.MOST_UNITS", 3)
    with pytest.raises(DataError, match="toutes les autres"):
        copeland(np.zeros((4, 1)), np.ones(1))
