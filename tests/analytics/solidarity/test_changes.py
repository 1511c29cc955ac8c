"""What would change a class does change it, and nothing smaller does."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from maillon.analytics.composite import Classes, compute
from maillon.analytics.refusal import DataError
from maillon.analytics.solidarity import Ranked, class_change, default_index, figures, ranked
from maillon.analytics.solidarity.changes import Toward

SIDES: tuple[Toward, ...] = ("greater", "lesser")


@pytest.fixture(scope="module")
def found() -> Ranked:
    return ranked("epci", replicates=0)


@pytest.fixture(scope="module")
def some_codes(found: Ranked) -> list[str]:
    scored = found.frame.drop_nulls("score").sort("rank")
    return [scored["code"][int(place)] for place in np.linspace(3, scored.height - 4, 12)]


@cache
def _figures() -> pl.DataFrame:
    return figures("epci")


def _class_with(code: str, indicator: str, figure: float) -> str:
    """Make the whole index again, by the library, with one figure changed."""
    index = default_index()
    data = _figures().with_columns(
        pl.when(pl.col("uCode") == code).then(figure).otherwise(pl.col(indicator)).alias(indicator)
    )
    made = compute(data, index.meta("epci"), **index.making)
    row = made.ranks.filter(pl.col("uCode") == code)["need"].item()
    last = index.classes.last_ranks(made.ranks["need"].count())
    return str(np.array(index.classes.labels)[np.searchsorted(last, row)])


@pytest.mark.parametrize("side", SIDES)
def test_a_figure_just_there_changes_the_class_and_just_short_does_not(
    found: Ranked, some_codes: list[str], side: Toward
) -> None:
    tried = 0
    for code in some_codes[::3]:
        told = class_change(found, code, side)
        if told is None:
            continue
        for change in told.indicators[::4]:
            if change.wanted is None or change.change is None:
                continue
            tried += 1
            assert _class_with(code, change.code, change.wanted) == told.neighbour
            assert _class_with(code, change.code, change.now + 0.999 * change.change) in (told.letter, told.neighbour)
            short = change.now + 0.99 * change.change
            if abs(change.change) > 1e-3 * abs(change.now) + 1e-6:
                assert _class_with(code, change.code, short) == told.letter
    assert tried > 4


def _with_share(found: Ranked, code: str, share: float) -> pl.DataFrame:
    shares = {dimension.code: found.weights[dimension.code] for dimension in default_index().dimensions}
    rest = sum(weight for name, weight in shares.items() if name != code)
    moved = {name: (1 - share) * weight / rest for name, weight in shares.items() if name != code} | {code: share}
    return ranked("epci", moved, replicates=0).frame


@pytest.mark.parametrize("side", SIDES)
def test_a_share_just_there_changes_the_class_and_none_before_does(
    found: Ranked, some_codes: list[str], side: Toward
) -> None:
    letters = "ABCDE"
    tried = 0
    for code in some_codes:
        told = class_change(found, code, side)
        if told is None:
            continue
        own = letters.index(told.letter)
        for change in told.weights:
            if change.wanted is None or change.change is None:
                continue
            tried += 1
            reached = _with_share(found, change.code, change.wanted).filter(pl.col("code") == code)["class"].item()
            assert (letters.index(reached) < own) if side == "greater" else (letters.index(reached) > own)
            for part in (0.25, 0.6, 0.98):
                before = _with_share(found, change.code, change.now + part * change.change)
                now = letters.index(before.filter(pl.col("code") == code)["class"].item())
                assert now >= own if side == "greater" else now <= own
    assert tried > 20


def test_a_share_that_reaches_nothing_is_none(found: Ranked, some_codes: list[str]) -> None:
    """Where no share is told, a fine sweep of all shares finds none either."""
    letters = "ABCDE"
    checked = 0
    for code in some_codes[:6]:
        for side in SIDES:
            told = class_change(found, code, side)
            for change in () if told is None else told.weights:
                if change.wanted is not None or told is None or checked >= 3:
                    continue
                checked += 1
                own = letters.index(told.letter)
                for share in np.linspace(0, 1, 41):
                    frame = _with_share(found, change.code, float(share)).filter(pl.col("code") == code)
                    at = letters.index(frame["class"].item())
                    assert at >= own if side == "greater" else at <= own
    assert checked


def test_there_is_nothing_beyond_the_ends(found: Ranked) -> None:
    scored = found.frame.drop_nulls("score").sort("rank")
    assert class_change(found, scored["code"][0], "greater") is None
    assert class_change(found, scored["code"][-1], "lesser") is None


def test_indicators_without_weight_or_figure_are_left_out(found: Ranked) -> None:
    told = class_change(found, "243700754", "greater")
    assert told is not None
    assert "second_homes" not in {change.code for change in told.indicators}
    overseas = class_change(found, "249730045", "lesser")
    assert overseas is not None
    assert "fiscal_effort" not in {change.code for change in overseas.indicators}


def test_other_weights_give_other_changes(found: Ranked) -> None:
    other = ranked("epci", {"access": 60.0}, replicates=0)
    code = "243700754"
    assert class_change(other, code, "greater") != class_change(found, code, "greater")


@pytest.mark.parametrize(("code", "said"), [("000000000", "inconnu"), ("200060457", "pas de score")])
def test_a_territory_that_is_not_ranked_is_refused(found: Ranked, code: str, said: str) -> None:
    unscored = found.frame.filter(pl.col("score").is_null())["code"].to_list()
    asked = code if said == "inconnu" else unscored[0]
    with pytest.raises(DataError, match=said):
        class_change(found, asked)


def test_other_classes_have_other_boundaries() -> None:
    halves = Classes(("A", "B"), shares=(0.5, 0.5))
    found = ranked("epci", replicates=0, classes=halves)
    told = class_change(found, "243700754", "greater")
    scored = found.frame.drop_nulls("score")
    assert scored["class"].unique().sort().to_list() == ["A", "B"]
    (row,) = scored.filter(pl.col("code") == "243700754").to_dicts()
    if row["class"] == "A":
        assert told is None
        told = class_change(found, "243700754", "lesser")
    assert told is not None
    middle = scored.sort("rank")["score"][int(halves.last_ranks(scored.height)[0]) - 1]
    assert told.boundary == pytest.approx(middle, abs=0.5)


def test_a_dimension_alone_has_no_other_share(found: Ranked) -> None:
    alone = {dimension.code: float(dimension.code == "social") for dimension in default_index().dimensions}
    told = class_change(ranked("epci", alone, replicates=0), "243700754", "lesser")
    assert told is not None
    (social,) = [change for change in told.weights if change.code == "social"]
    assert social.wanted is None
    assert replace(social, now=1.0) == social
