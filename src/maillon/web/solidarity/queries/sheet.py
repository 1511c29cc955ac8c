"""The sheet of a territory: what weighs on it, how sure its place is, whom it cannot be told from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from maillon.analytics.composite.kernel import Integers
from maillon.analytics.solidarity import Level, default_index, drawn_ranks, needs
from maillon.analytics.solidarity.changes import ClassChange, Toward, class_change
from maillon.analytics.territories import Territory, territory
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.reading import made

SURE = 0.95
MOST = 12


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension on the sheet.

    Attributes:
        name: its name.
        share: its share of the weights.
        score: 0 to 100, the greater the need; None when unknown.
        median: that of the territories of the level.
        around: that of those of its département.
        above: share of the territories whose need is lower in this dimension.
    """

    name: str
    share: float
    score: float | None
    median: float
    around: float | None
    above: float | None

    @property
    def length(self) -> int:
        """Length of the bar, of 1,000."""
        return round(10 * (self.score or 0))

    @property
    def mark(self) -> int:
        """Place of the median on the bar."""
        return round(10 * self.median)


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A figure of the territory: name, dimension, value, unit, decimals, source with its year.

    `around` and `median` are the medians of its département and of France, at its scale.
    """

    name: str
    dimension: str
    value: float | None
    around: float | None
    median: float | None
    unit: str
    decimals: int
    source: str


@dataclass(frozen=True, slots=True)
class Near:
    """A territory that draws do not tell apart: who, its rank and class, how often it is in greater need."""

    place: Territory
    rank: int
    letter: str
    probability: float


def dimensions(choice: Choice, code: str) -> list[DimensionScore]:
    """Return the scores of a territory by dimension, in the order of the indicator."""
    frame = made(choice).frame
    own = frame.row(by_predicate=pl.col("code") == code, named=True)
    near = frame.filter(pl.col("code").is_in(_around(choice.level, code)))
    found = []
    for one in default_index().dimensions:
        column, score = frame[one.code].drop_nulls().drop_nans(), own[one.code]
        known = score is not None and not np.isnan(score)
        above = float((column < score).mean() or 0) if known else None
        share = choice.shares.get(one.code, 0.0)
        median = float(str(column.median() or 0))
        found.append(
            DimensionScore(one.name, share, float(score) if known else None, median, _median(near[one.code]), above)
        )
    return found


def _around(level: Level, code: str) -> list[str]:
    """Return the codes of a territory's département, at its scale."""
    table = needs(level)
    inside = table.filter(pl.col("department") == table.filter(pl.col("code") == code)["department"].first())
    return inside["code"].to_list()


def _median(column: pl.Series) -> float | None:
    known = column.drop_nulls().drop_nans()
    return float(str(known.median())) if known.len() else None


def values(level: Level, code: str) -> list[IndicatorValue]:
    """Return the figures of a territory, each with its source and its year."""
    definition = default_index()
    names = {one.code: one.name for one in definition.dimensions}
    table = needs(level)
    row: dict[str, Any] = table.row(by_predicate=pl.col("code") == code, named=True)
    near = table.filter(pl.col("department") == row["department"])
    return [
        IndicatorValue(
            one.name,
            names[one.parent],
            row[one.code],
            _median(near[one.code]),
            _median(table[one.code]),
            one.unit,
            one.decimals,
            f"{one.source}, {one.year}",
        )
        for one in definition.indicators
    ]


@lru_cache(maxsize=2)
def _drawn(choice: Choice) -> tuple[list[str], Integers]:
    codes, ranks = drawn_ranks(made(choice))
    return codes.to_list(), ranks


def probabilities(choice: Choice, code: str) -> dict[str, float]:
    """Return the probability of each class for a territory; empty when it has no score."""
    result = made(choice)
    scored = result.frame.filter(pl.col("score").is_not_null())["code"].to_list()
    if code not in scored:
        return {}
    shares = result.probabilities[scored.index(code)].tolist()
    return dict(zip(default_index().class_names, shares, strict=True))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would change a class, all else equal: a weight or a figure.

    Attributes:
        name: the dimension or the indicator.
        now: its share of the weights, in percent, or its figure.
        wanted: what it would have to be.
        unit: of both.
        decimals: how many to show.
    """

    name: str
    now: float
    wanted: float
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Change:
    """What would move a territory to a neighbouring class.

    Attributes:
        letter: the class to reach.
        greater: whether it tells a greater need.
        gap: points of score to it, on 100.
        weights: dimensions whose share alone would do it, the nearest first.
        figures: indicators whose figure alone would do it, in the order of the indicator.
    """

    letter: str
    greater: bool
    gap: float
    weights: tuple[Step, ...]
    figures: tuple[Step, ...]


def changes(choice: Choice, code: str) -> list[Change]:
    """Return what would change the class of a territory, towards a greater need and towards a lesser one."""
    result = made(choice)
    if not probabilities(choice, code):
        return []
    toward: tuple[Toward, ...] = ("greater", "lesser")
    found = [class_change(result, code, side, classes=choice.classes) for side in toward]
    return [_change(one, side == "greater") for one, side in zip(found, toward, strict=True) if one is not None]


def _change(found: ClassChange, greater: bool) -> Change:  # noqa: FBT001  # a side
    definition = default_index()
    names = {one.code: one.name for one in definition.dimensions}
    indicators = {one.code: one for one in definition.indicators}
    moved = [one for one in found.weights if one.wanted is not None and one.change is not None]
    weights = tuple(
        Step(names[one.code], 100 * one.now, 100 * (one.wanted or 0.0), _("% des poids"), 0)
        for one in sorted(moved, key=lambda one: abs(one.change or 0.0))
    )
    steps = tuple(
        Step(indicators[one.code].name, one.now, one.wanted, one.unit, indicators[one.code].decimals)
        for one in found.indicators
        if one.wanted is not None
    )
    return Change(found.neighbour, greater, abs(found.boundary - found.score), weights, steps)


def indistinct(choice: Choice, code: str) -> tuple[list[Near], int]:
    """Return the nearest territories that the draws do not tell from one, and how many there are.

    Two territories are told apart when one is in greater need in 95 % of the draws at least.
    """
    codes, ranks = _drawn(choice.made)
    if code not in codes:
        return [], 0
    own = ranks[:, [codes.index(code)]]
    before = (ranks < own).mean(axis=0)
    tied = (ranks == own).mean(axis=0)
    open_ = (before < SURE) & (1 - before - tied < SURE)
    open_[codes.index(code)] = False
    frame = made(choice).frame.filter(pl.col("rank").is_not_null())
    nominal = frame["rank"].to_numpy()
    letters = frame["class"].to_list()
    rank = int(nominal[codes.index(code)])
    places = np.flatnonzero(open_)
    nearest = places[np.argsort(np.abs(nominal[places] - rank), kind="stable")][:MOST]
    found = []
    for at in sorted(nearest.tolist(), key=lambda at: int(nominal[at])):
        place = territory(codes[at], choice.level)
        if place is not None:
            found.append(Near(place, int(nominal[at]), letters[at], float(before[at])))
    return found, len(places)
