"""Uncertainty of ranks: against a loop written naively, and what must not change them."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import rankdata

from analytics.composite.made import figures, index, tables
from maillon.analytics.composite import (
    Aggregation,
    Classes,
    Imputation,
    MeasurementError,
    Normalisation,
    Weights,
    compute,
    read_index,
    uncertainty,
)
from maillon.analytics.composite.design import draw
from maillon.analytics.refusal import DataError

EVERYTHING = {
    "weights": 0.4,
    "normalise": ["minmax:1:100", "rank"],
    "aggregate": ["arithmetic", "geometric", "harmonic", "copeland"],
    "impute": ["mean", "hot_deck"],
    "error": 0.1,
}


def holes(values, share=0.1, seed=5):
    found = np.array(values)
    found[np.random.default_rng(seed).random(found.shape) < share] = np.nan
    return found


def test_ranks_are_those_of_the_index_made_again_with_other_weights() -> None:
    data, meta = tables(figures())
    result = uncertainty(data, meta, replicates=16, seed=9, assumptions=[Weights(0.5)])
    design = draw(16, 8, seed=9)
    for replicate in range(16):
        weights = 1 + 0.5 * (2 * design[replicate] - 1)
        names = [*(f"i{place}" for place in range(6)), "g0", "g1"]
        again = compute(data, meta, weights=dict(zip(names, weights.tolist(), strict=True)))
        assert result.ranks[replicate].tolist() == again.ranks["top"].to_list()


@pytest.mark.parametrize("normalise", ["minmax:1:100", "rank", "percentile"])
@pytest.mark.parametrize("aggregate", ["arithmetic", "copeland", "power:2"])
def test_ranks_are_those_of_the_other_way_to_make_the_index(normalise, aggregate) -> None:
    data, meta = tables(holes(figures()))
    making = {"impute": "median", "coverage": 0.4, "screen": 0.5}
    assumptions = [Normalisation((normalise,)), Aggregation((aggregate,))]
    result = uncertainty(data, meta, replicates=2, assumptions=assumptions, **making)
    again = compute(data, meta, normalise=normalise, aggregate=aggregate, **making)
    assert result.ranks[1].tolist() == again.ranks["top"].to_list()


def test_missing_figures_share_the_weights_as_in_the_index() -> None:
    data, meta = tables(holes(figures(), 0.3))
    for method in ("arithmetic", "geometric", ["geometric", "arithmetic"]):
        making = {"normalise": "minmax:1:100", "coverage": 0.4}
        result = uncertainty(data, meta, replicates=1, assumptions=[Weights(0.0)], aggregate=method, **making)
        nominal = compute(data, meta, aggregate=method, **making).ranks["top"].drop_nulls()
        assert result.ranks[0].tolist() == nominal.to_list()


def test_the_summary_is_that_of_the_ranks() -> None:
    result = uncertainty(index(figures(40)), replicates=200, seed=2)
    for place, name in ((0.05, "rank_q5"), (0.5, "rank_median"), (0.95, "rank_q95")):
        np.testing.assert_allclose(result.units[name], np.quantile(result.ranks, place, axis=0), rtol=1e-13)
    np.testing.assert_allclose(result.units["rank_mean"], result.ranks.mean(axis=0))
    assert result.units["rank_min"].to_list() == result.ranks.min(axis=0).tolist()
    assert result.units["rank_max"].to_list() == result.ranks.max(axis=0).tolist()


def test_the_same_seed_gives_the_same_result_with_any_number_of_threads() -> None:
    data, meta = tables(holes(figures()))
    one, two, other = (
        uncertainty(data, meta, replicates=64, seed=seed, threads=threads, assumptions=EVERYTHING, impute="mean",
                    normalise="minmax:1:100")
        for seed, threads in ((4, 1), (4, 3), (5, 1))
    )  # fmt: skip
    np.testing.assert_array_equal(one.ranks, two.ranks)
    assert one.units.equals(two.units)
    assert not np.array_equal(one.ranks, other.ranks)


@pytest.mark.parametrize("normalise", [["minmax:1:100", "rank"], ["goalposts:1:100"]])
def test_the_order_of_units_changes_nothing(normalise) -> None:
    data, meta = tables(np.round(holes(figures(30)), 2), extra={"side": pl.Series(["a", "b"] * 15)})
    meta = meta.with_columns(goalpost_lower=pl.lit(-5.0), goalpost_upper=pl.lit(40.0))
    assumptions = EVERYTHING | {"normalise": normalise, "impute": ["hot_deck:side", "normal", "group_mean:side"]}
    making = {"assumptions": assumptions, "replicates": 64, "impute": "mean", "normalise": normalise[0]}
    straight = uncertainty(data, meta, **making)
    shuffled = uncertainty(data.sample(fraction=1, shuffle=True, seed=1), meta, **making)
    one, other = straight.units.sort("uCode"), shuffled.units.sort("uCode")
    assert one.drop("score").equals(other.drop("score"))
    np.testing.assert_allclose(one["score"], other["score"], rtol=1e-13)


def test_twins_always_tie() -> None:
    values = figures(10)
    result = uncertainty(index(np.vstack([values, values])), replicates=128)
    np.testing.assert_array_equal(result.ranks[:, :10], result.ranks[:, 10:])
    verdict = result.compare("u000", "u010")
    assert (verdict.above, verdict.tied, verdict.below) == (0.0, 1.0, 0.0)
    assert verdict.verdict == "not_distinguishable"


def test_probabilities_of_classes_sum_to_one_and_follow_ranks() -> None:
    result = uncertainty(index(figures(23)), replicates=300, assumptions=[Weights(concentration=1.0)])
    shares = result.classes.drop("uCode").to_numpy()
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(shares[:, 0], (result.ranks <= 5).mean(axis=0))
    np.testing.assert_allclose(shares[:, 4], (result.ranks > 19).mean(axis=0))
    best = result.units.sort("rank")["class"].to_list()
    assert best == sorted(best)


def test_classes_by_thresholds_of_score() -> None:
    data, meta = tables(figures(15))
    classes = Classes(("haut", "bas"), thresholds=(30.0,))
    fixed = uncertainty(data, meta, replicates=8, assumptions=[Weights(0.0)], classes=classes)
    scores = compute(data, meta).scores["top"]
    assert fixed.units["class"].to_list() == ["haut" if score >= 30 else "bas" for score in scores]
    assert fixed.units["class_probability"].to_list() == [1.0] * 15
    moved = uncertainty(data, meta, replicates=4_000, classes=classes, threads=3)
    assert 0 < moved.classes["haut"].sum() < 15


@pytest.mark.parametrize(
    "wrong",
    [
        {"labels": ("A",)},
        {"labels": ("A", "A")},
        {"labels": ("A", "B"), "shares": (0.5, 0.6)},
        {"labels": ("A", "B"), "thresholds": (1.0, 2.0)},
        {"labels": ("A", "B", "C"), "thresholds": (1.0, 2.0)},
        {"labels": ("A", "B"), "shares": (0.5, 0.5), "thresholds": (1.0,)},
    ],
)
def test_classes_that_make_no_sense(wrong) -> None:
    with pytest.raises(DataError):
        Classes(**wrong)


def test_pairs_are_counted() -> None:
    result = uncertainty(index(figures(8)), replicates=100, assumptions=[Weights(1.0)])
    pairs = result.pairwise()
    assert len(pairs) == 28
    row = pairs.row(by_predicate=(pl.col("first") == "u002") & (pl.col("second") == "u005"), named=True)
    assert row["above"] == pytest.approx((result.ranks[:, 2] < result.ranks[:, 5]).mean())
    assert row["above"] + row["tied"] + row["below"] == pytest.approx(1)
    assert result.pairwise(["u005", "u002"])["above"].to_list() == [row["below"]]
    verdict = result.compare("u002", "u005", level=max(row["above"], row["below"]))
    assert verdict.verdict == ("above" if row["above"] > row["below"] else "below")


def test_pairs_of_unknown_or_too_many_units() -> None:
    result = uncertainty(index(figures(2_001, 2)), replicates=2)
    with pytest.raises(DataError, match="paires"):
        result.pairwise()
    with pytest.raises(DataError, match="nulle-part"):
        result.compare("u000", "nulle-part")


def test_the_result_says_how_it_converged_and_stops_when_asked() -> None:
    made = index(figures(30))
    whole = uncertainty(made, replicates=1_000)
    half = np.quantile(whole.ranks[:500], 0.5, axis=0)
    shift = np.abs(np.quantile(whole.ranks, 0.5, axis=0) - half)
    row = whole.convergence.row(by_predicate=pl.col("quantile") == 0.5, named=True)
    assert (row["mean_shift"], row["largest_shift"]) == pytest.approx((shift.mean(), shift.max()))
    assert "puissance de deux" in whole.notes[0]
    early = uncertainty(made, replicates=2**14, tolerance=0.5)
    assert early.settings["replicates"] < 2**14
    assert len(early.ranks) == early.settings["replicates"]
    np.testing.assert_array_equal(early.ranks, uncertainty(made, replicates=2**14).ranks[: len(early.ranks)])


def test_quasi_random_draws_converge_faster() -> None:
    made = index(figures(30))
    truth = uncertainty(made, replicates=2**14, seed=77).units["rank_mean"]

    def error(seed: int, sampling: str) -> float:
        found = uncertainty(made, replicates=256, seed=seed, sampling=sampling).units["rank_mean"]
        return (found - truth).abs().mean()

    errors = {sampling: sum(error(seed, sampling) for seed in range(5)) for sampling in ("sobol", "random")}
    assert errors["sobol"] < errors["random"]


def test_progress_reaches_the_end() -> None:
    told = []
    uncertainty(index(figures()), replicates=512, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_measurement_error_in_the_unit_of_the_indicator() -> None:
    values = np.column_stack([np.arange(10.0), np.arange(10.0)])
    still = uncertainty(index(values), replicates=50, assumptions=[MeasurementError({"i0": 0.0})])
    assert (still.ranks == still.units["rank"].to_numpy()).all()
    moved = uncertainty(index(values), replicates=50, assumptions=[MeasurementError({"i0": 5.0})])
    assert not (moved.ranks == moved.units["rank"].to_numpy()).all()
    np.testing.assert_array_equal(rankdata(-values[:, 0], "min"), moved.units["rank"])


def test_a_replicate_that_cannot_be_made_stops_everything() -> None:
    data, meta = tables(holes(figures(), 0.3))
    with pytest.raises(DataError, match="au-dessus de zéro"):
        uncertainty(data, meta, assumptions=[Aggregation(("arithmetic", "geometric"))], impute="mean")
    assumptions = [Imputation(("mean", "none"))]
    with pytest.raises(DataError, match="n’a pas pu être recalculé"):
        uncertainty(data, meta, assumptions=assumptions, impute="mean", coverage=0.9, replicates=8)


def test_a_unit_without_score_has_no_rank() -> None:
    values = figures(6)
    values[2] = np.nan
    result = uncertainty(index(values), replicates=4)
    assert result.codes == ("u000", "u001", "u003", "u004", "u005")
    assert result.units["rank"][2] is None
    assert result.classes["A"][2] is None
    assert "n’ont pas de rang" in " ".join(result.notes)


def test_one_territory_alone() -> None:
    meta = tables(figures(2))[1].with_columns(goalpost_lower=pl.lit(0.0), goalpost_upper=pl.lit(9.0))
    result = uncertainty(tables(figures(1))[0], meta, replicates=4, normalise="goalposts")
    assert result.units["rank_max"].to_list() == [1]


@pytest.mark.parametrize(
    ("making", "words"),
    [
        ({"replicates": 0}, "tirages"),
        ({"replicates": 2**40}, "tirages"),
        ({"seed": -1}, "graine"),
        ({"sampling": "halton"}, "tirage"),
        ({"tolerance": -1.0}, "tolérance"),
        ({"threads": 0}, "fils"),
        ({"meta": None}, "métadonnées"),
    ],
)
def test_requests_that_cannot_be_met(making, words) -> None:
    data, meta = tables(figures())
    with pytest.raises(DataError, match=words):
        uncertainty(data, **({"meta": meta} | making))


def test_absurd_sizes_are_refused_before_any_work() -> None:
    with pytest.raises(DataError, match="mémoire"):
        uncertainty(index(figures(500, 2)), replicates=2**23)


def test_constant_indicator_and_empty_table() -> None:
    values = figures()
    values[:, 1] = 3
    with pytest.raises(DataError, match="même valeur"):
        uncertainty(index(values), replicates=2)
    with pytest.raises(DataError, match="aucune"):
        uncertainty(index(np.full((3, 4), np.nan)), replicates=2)


def test_an_indicator_without_weight_keeps_nothing_from_being_made() -> None:
    values = figures()
    values[:, 0] -= 10
    values[3, 0] = np.nan
    data, meta = tables(values, weights=[0, 1, 1, 1, 1, 1])
    making = {"normalise": "goalposts:0:100", "aggregate": "geometric", "goalposts": {"i0": (-100.0, -99.0)}}
    making["goalposts"] |= {f"i{place}": (-1.0, 100.0) for place in range(1, 6)}
    result = uncertainty(data, meta, replicates=4, assumptions=[Weights(0.0)], **making)
    assert (result.ranks == result.units["rank"].to_numpy()).all()
    weighed = [Weights(samples={"i0": [1.0, 2.0]})]
    with pytest.raises(DataError):
        uncertainty(data, meta, replicates=4, assumptions=weighed, **(making | {"goalposts": {"i0": (0.0, 1.0)}}))


def test_several_years_are_refused() -> None:
    data, meta = tables(figures())
    years = pl.concat([data.with_columns(Time=pl.lit(2020)), data.with_columns(Time=pl.lit(2021))])
    with pytest.raises(DataError, match="plusieurs fois"):
        uncertainty(read_index(years, meta, panel=True))


def test_what_is_covered_does_not_depend_on_the_weights_drawn() -> None:
    values = figures(8)
    values[0, :3], values[1, 0] = np.nan, np.nan
    data, meta = tables(values)
    making = {"coverage": 0.5, "assumptions": [Weights(0.9)], "replicates": 64}
    for aggregate in ("arithmetic", ["arithmetic", "copeland"]):
        result = uncertainty(data, meta, aggregate=aggregate, **making)
        assert result.units["rank"].null_count() == 0
    values = figures(6)
    np.fill_diagonal(values, np.nan)
    with pytest.raises(DataError, match="aucune unité"):
        uncertainty(index(values), coverage=1.0)
