"""What holds of any index, whatever its figures; and the published example from end to end."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.composite.cases import PUBLISHED, asem, flat, published
from maillon.analytics.composite import compute
from maillon.analytics.composite.ranking import falling_rank, falling_ranks, rising_ranks
from maillon.analytics.refusal import DataError

FIGURES = st.integers(-1000, 1000).map(float)
TABLES = st.integers(3, 9).flatmap(
    lambda rows: st.lists(
        st.lists(FIGURES, min_size=rows, max_size=rows).filter(lambda column: len(set(column)) > 1),
        min_size=1,
        max_size=4,
    )
)
WAYS = st.sampled_from(["minmax:0:100", "minmax:1:100", "zscore", "rank", "borda", "percentile"])


def _scores(columns: list[list[float]], meta: dict[str, list[Any]] | None = None, **how: Any) -> np.ndarray:
    named = {f"i{rank}": column for rank, column in enumerate(columns)}
    return compute(*flat(named, **(meta or {})), **how).scores["I"].to_numpy()


@settings(max_examples=60, deadline=None)
@given(TABLES, WAYS, st.integers(1, 50), st.integers(-500, 500), st.randoms(use_true_random=False))
def test_neither_units_of_measure_nor_order_nor_the_sense_of_a_figure_matter(
    columns: list[list[float]], way: str, scale: int, shift: int, chance: Any
) -> None:
    expected = _scores(columns, normalise=way)
    moved = [[scale * figure + shift for figure in column] for column in columns]
    np.testing.assert_allclose(_scores(moved, normalise=way), expected, rtol=1e-9, atol=1e-9)
    rows = list(range(len(columns[0])))
    chance.shuffle(rows)
    order = list(range(len(columns)))
    chance.shuffle(order)
    shuffled = _scores([[columns[column][row] for row in rows] for column in order], normalise=way)
    np.testing.assert_allclose(shuffled, expected[rows], rtol=1e-9, atol=1e-9)
    turned = [[-figure for figure in column] for column in columns]
    down = _scores(turned, {"Direction": [-1] * len(columns)}, normalise=way)
    np.testing.assert_allclose(down, expected, rtol=1e-9, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.sampled_from(["arithmetic", "geometric", "harmonic", "copeland", "power:0.5"]))
def test_who_is_better_everywhere_is_not_ranked_below(columns: list[list[float]], mean: str) -> None:
    scores = _scores(columns, normalise="minmax:1:100", aggregate=mean)
    table = np.array(columns).T
    for one in range(len(table)):
        for two in range(len(table)):
            if (table[one] >= table[two]).all():
                assert scores[one] >= scores[two] - 1e-9


@settings(max_examples=60, deadline=None)
@given(TABLES, st.lists(st.integers(1, 9), min_size=4, max_size=4), st.integers(2, 7))
def test_only_ratios_of_weights_count(columns: list[list[float]], weights: list[int], factor: int) -> None:
    used = [float(weight) for weight in weights[: len(columns)]]
    same = _scores(columns, {"Weight": [factor * weight for weight in used]})
    np.testing.assert_allclose(same, _scores(columns, {"Weight": used}), rtol=1e-12, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.integers(1, 3))
def test_a_weight_is_as_many_copies_of_an_indicator(columns: list[list[float]], copies: int) -> None:
    weighed = _scores(columns, {"Weight": [float(copies)] + [1.0] * (len(columns) - 1)})
    np.testing.assert_allclose(weighed, _scores(columns[:1] * (copies - 1) + columns), rtol=1e-9, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=20))
def test_ranks_are_one_more_than_those_ahead(figures: list[int]) -> None:
    column = np.array(figures, dtype=float)[:, None]
    assert [falling_rank(column, row)[0] for row in range(len(figures))] == falling_ranks(column)[:, 0].tolist()
    assert falling_ranks(column)[:, 0].tolist() == [1 + sum(other > own for other in figures) for own in figures]
    assert rising_ranks(column)[:, 0].tolist() == [1 + sum(other < own for other in figures) for own in figures]


def test_scores_that_differ_by_rounding_alone_are_tied() -> None:
    assert falling_ranks(np.array([[0.1 + 0.2], [0.3], [0.2]]))[:, 0].tolist() == [1, 1, 3]


def test_weights_may_be_given() -> None:
    data, meta = flat({"a": [1, 2, 3], "b": [3, 1, 1]})
    assert compute(data, meta, weights={"a": 0}).scores["I"].to_list() == [100, 0, 0]
    for wrong in ({"z": 1.0}, {"a": -1.0}, {"a": float("nan")}, {"a": 0.0, "b": 0.0}):
        with pytest.raises(DataError):
            compute(data, meta, weights=wrong)


@pytest.mark.parametrize("way", ["minmax:0:100", "zscore"])
def test_very_small_and_very_large_figures(way: str) -> None:
    columns = {"a": [1e-60, 2e-60, 4e-60], "b": [1e60, -1e60, 0.0]}
    assert np.isfinite(compute(*flat(columns), normalise=way, treat=True).scores["I"].to_numpy()).all()


@pytest.mark.parametrize(
    "how",
    [
        {"winmax": -1},
        {"winmax": "5"},
        {"coverage": 2},
        {"coverage": float("nan")},
        {"coverage": "0.5"},
        {"screen": "0.5"},
        {"denominate": None},
        {"treat": "oui"},
        {"impute": 3},
        {"normalise": None},
        {"aggregate": None},
        {"aggregate": [None]},
        {"normalise": "goalposts", "goalposts": {"a": (1,)}},
    ],
)
def test_absurd_options_are_refused(how: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        compute(*flat({"a": [1, 2]}), **how)


def test_one_territory_has_a_score_where_the_scale_was_set_beforehand() -> None:
    result = compute(*flat({"a": [3.0]}), normalise="goalposts", goalposts={"a": (1, 5)})
    assert result.scores["I"].to_list() == [0.5]
    assert result.ranks["I"].to_list() == [1]


def test_frames_are_keyed_by_unit() -> None:
    data, meta = flat({"a": [1, 2, 3], "b": [3, None, 1]})
    result = compute(data, meta, impute="mean", treat=True)
    for frame in (*result.stages.values(), result.scores, result.ranks, result.coverage, result.log):
        assert "uCode" in frame.columns
    assert result.scores.columns == ["uCode", "I"]
    assert result.ranks.schema["I"] == pl.Int64
    assert result.stages["aggregated"].columns == ["uCode", "a", "b", "I"]


@published
def test_the_published_example_by_hand() -> None:
    """The same steps written with Polars alone, from the raw table."""
    result = compute(asem("iData"), asem("iMeta"), denominate=True, impute="group_mean:EurAsia_group", screen=0.9)
    data = pl.read_csv(asem("iData"), null_values="NA", infer_schema_length=None)
    meta = pl.read_csv(asem("iMeta"), null_values="NA")
    indicators = meta.filter(pl.col("Type") == "Indicator")
    steps = []
    for code, direction, denominator in indicators.select("iCode", "Direction", "Denominator").iter_rows():
        column = pl.col(code) / pl.col(denominator) if denominator else pl.col(code)
        column = column.cast(pl.Float64)
        column = column.fill_null(column.mean().over("EurAsia_group")) * direction
        steps.append(((column - column.min()) / (column.max() - column.min()) * 100).alias(code))
    scored = data.select("uCode", *steps)
    for level in (1, 2, 3):
        rows = meta.filter(pl.col("Level") == level)
        groups = rows.group_by("Parent", maintain_order=True).agg("iCode").iter_rows()
        scored = scored.with_columns(pl.mean_horizontal(children).alias(parent) for parent, children in groups)
    for code in result.index.aggregates:
        np.testing.assert_allclose(result.scores[code].to_numpy(), scored[code].to_numpy(), rtol=1e-11)
    order = scored["Index"].rank("min", descending=True).to_list()
    assert result.ranks["Index"].to_list() == order


@published
def test_the_published_example_stands_where_its_authors_say() -> None:
    result = compute(asem("iData"), asem("iMeta"), **PUBLISHED)  # type: ignore[arg-type]  # options by name
    codes = [
        "Index",
        "Conn",
        "Sust",
        "Physical",
        "ConEcFin",
        "Political",
        "Instit",
        "P2P",
        "Environ",
        "Social",
        "SusEcFin",
    ]
    best = result.scores.join(result.ranks, on="uCode", suffix="_rank").sort("Index_rank").head(4)
    assert best.select("uCode", pl.col(codes).round(2)).rows() == [
        ("CHE", 68.38, 62.79, 73.98, 63.41, 32.87, 74.78, 85.94, 56.93, 77.21, 87.85, 56.88),
        ("NLD", 64.82, 61.94, 67.70, 64.87, 46.62, 84.55, 71.74, 41.92, 58.73, 86.58, 57.78),
        ("DNK", 64.80, 57.10, 72.51, 50.52, 30.43, 78.13, 75.35, 51.04, 69.83, 86.40, 61.29),
        ("NOR", 64.47, 57.44, 71.50, 58.18, 25.70, 80.03, 89.46, 33.80, 70.90, 87.00, 56.59),
    ]


@published
@pytest.mark.parametrize("mean", ["geometric", "harmonic", "copeland", ["geometric", "copeland", "arithmetic"]])
@pytest.mark.parametrize("way", ["minmax:1:100", "rank", "percentile", "zscore", "distance_to_target"])
def test_every_way_through_the_published_example(mean: str | list[str], way: str) -> None:
    ratios = mean != "copeland"
    options = PUBLISHED | {"denominate": way != "distance_to_target", "treat": way == "minmax:1:100"}
    made = {**options, "normalise": way, "aggregate": mean}
    if ratios and way in {"percentile", "zscore", "distance_to_target"}:
        with pytest.raises(DataError, match="positives"):
            compute(asem("iData"), asem("iMeta"), **made)  # type: ignore[arg-type]  # options by name
        return
    result = compute(asem("iData"), asem("iMeta"), **made)  # type: ignore[arg-type]  # options by name
    assert result.scores["Index"].null_count() == 0
    assert result.ranks["Index"].min() == 1
