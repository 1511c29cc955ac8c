"""An actor's letter follows where its money goes; no letter when nothing can be told."""

import numpy as np
import polars as pl
import pytest

from maillon.analytics.equalisation import assess
from maillon.analytics.refusal import DataError
from maillon.analytics.solidarity import Following, letter_of, needs, ranked, rate, rate_all, state_allocations


@pytest.fixture(scope="module")
def about() -> pl.DataFrame:
    frame = ranked("epci", replicates=0).frame.drop_nulls("score")
    return frame.select("code", "score", "rank").join(needs("epci").select("code", "population_dgf"), on="code")


def _given(about: pl.DataFrame, per_head: pl.Expr) -> pl.DataFrame:
    return about.select("code", (per_head * pl.col("population_dgf") * 100).round().cast(pl.Int64).alias("amount"))


def test_money_after_need_is_an_a(about: pl.DataFrame) -> None:
    found = rate(_given(about, pl.col("score") ** 3), "epci", actor="Région", replicates=200)
    assert found.finding is Following.FOLLOWS
    assert found.letter == "A"
    assert found.probability > 0.9
    assert found.neediest_share > found.neediest_people
    assert found.interval is not None
    assert found.interval.low < found.phi < found.interval.high


def test_money_against_need_is_told_without_blame(about: pl.DataFrame) -> None:
    found = rate(_given(about, (100 - pl.col("score")) ** 3), "epci", replicates=200)
    assert found.finding is Following.DEPARTS
    assert found.letter == "E"
    assert "autre but" in found.sentence


def test_equal_money_per_head_has_no_letter(about: pl.DataFrame) -> None:
    found = rate(_given(about, pl.lit(12.0)), "epci", replicates=200)
    assert found.finding is Following.NOT_DISTINGUISHABLE
    assert found.letter is None
    assert found.phi == pytest.approx(0, abs=1e-6)


def test_money_by_chance_seldom_has_a_letter(about: pl.DataFrame) -> None:
    lettered = 0
    for seed in range(12):
        noise = pl.Series("noise", np.random.default_rng(seed).lognormal(0, 0.5, about.height))
        found = rate(_given(about.with_columns(noise), pl.col("noise")), "epci", replicates=100)
        lettered += found.letter is not None
    assert lettered <= 3


def test_phi_is_the_concentration_of_the_equalisation_library(about: pl.DataFrame) -> None:
    amounts = _given(about, pl.col("score").sqrt())
    found = rate(amounts, "epci", replicates=0)
    both = about.join(amounts, on="code")
    per_head = both["amount"] / both["population_dgf"] / 100
    told = assess(100 - both["score"], per_head, both["population_dgf"], bootstrap=0)
    assert told.concentration is not None
    assert found.phi == pytest.approx(-told.concentration, abs=1e-12)
    assert found.interval is None


def test_scale_does_not_matter_and_cents_are_exact(about: pl.DataFrame) -> None:
    amounts = _given(about, pl.col("score"))
    one = rate(amounts, "epci", replicates=50)
    ten = rate(amounts.with_columns(pl.col("amount") * 10), "epci", replicates=50)
    assert one.phi == pytest.approx(ten.phi, abs=1e-12)
    assert one.letter == ten.letter
    assert ten.total_cents == 10 * one.total_cents == 10 * amounts["amount"].sum()


def test_letters_have_their_bounds() -> None:
    assert [letter_of(phi) for phi in (1, 0.2, 0.199, 0.05, 0.0, -0.05, -0.051, -0.2, -0.21, -1)] == list("AABBCCDDEE")


def test_probabilities_sum_to_one(about: pl.DataFrame) -> None:
    found = rate(_given(about, pl.col("score")), "epci", replicates=64)
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert found.letter is not None
    assert found.probability == max(found.probabilities.values()) == found.probabilities[found.letter]
    assert found.letter in found.plausible


def test_actors_of_one_table_are_rated_as_alone(about: pl.DataFrame) -> None:
    tables = {"a": _given(about, pl.col("score")), "b": _given(about.head(600), pl.col("score") ** 2)}
    together = pl.concat(table.with_columns(pl.lit(name).alias("actor")) for name, table in tables.items())
    for found, (name, table) in zip(rate_all(together, "epci", replicates=40), tables.items(), strict=True):
        assert found == rate(table, "epci", actor=name, replicates=40)
    assert [found.territories for found in rate_all(together, "epci", replicates=4)] == [about.height, 600]


def test_the_state_is_rated_too() -> None:
    found = {rating.actor: rating for rating in rate_all(state_allocations("epci"), "epci", replicates=32)}
    assert len(found) == 7
    everything = found["État, dotations aux communes réunies"]
    assert everything.total_cents == sum(
        rating.total_cents for name, rating in found.items() if name != everything.actor
    )
    assert everything.territories > 1_200


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"code": ["x"], "amount": [1]}, "inconnus"),
        ({"code": ["243700754"] * 2, "amount": [1, 2]}, "plusieurs fois"),
        ({"code": ["243700754"], "amount": [-1]}, "négatifs"),
        ({"code": ["243700754"], "amount": [1]}, "trop peu"),
        ({"code": ["243700754"]}, "amount"),
    ],
)
def test_allocations_that_cannot_be_judged_are_refused(rows: dict[str, list[object]], said: str) -> None:
    with pytest.raises(DataError, match=said):
        rate(pl.DataFrame(rows), "epci")


def test_nothing_allocated_is_refused(about: pl.DataFrame) -> None:
    with pytest.raises(DataError, match="rien n’est alloué"):
        rate(_given(about, pl.lit(0.0)), "epci")
