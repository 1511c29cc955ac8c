"""The indicator for all territories of a level, with other weights, in the time of a click.

What does not depend on weights (figures, goalposts, normalised matrix) is prepared once per level and kept. A set of
weights then costs one product of matrices, and its uncertainty one sort per replicate. Same figures, same draws and
same results as `composite.compute` and `composite.uncertainty`, which a test compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from maillon.analytics.composite import design as designs
from maillon.analytics.composite import kernel
from maillon.analytics.composite.assumptions import Weights
from maillon.analytics.composite.classes import Classes, probabilities
from maillon.analytics.composite.kernel import Floats, Integers, Places, Source, Structure
from maillon.analytics.composite.meta import Index
from maillon.analytics.composite.normalisation import normalise
from maillon.analytics.composite.reading import read_index
from maillon.analytics.composite.weights import reweighted
from maillon.analytics.pool import pooled
from maillon.analytics.refusal import data_error
from maillon.analytics.solidarity.definition import IndexDefinition, Level, default_index
from maillon.analytics.solidarity.quantities import figures
from maillon.rules.wording import _

REPLICATES: Mapping[str, int] = {"commune": 128, "epci": 1_024}
"""Draws at each level: powers of two keep the balance of a Sobol' sequence."""
SPREAD = 0.25
"""Each weight varies by this share, up or down, in the uncertainty that is published."""
UNITS_AT_ONCE = 1_024
ARITHMETIC = ("arithmetic", "arithmetic")


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What every set of weights shares at a level.

    Attributes:
        definition: the indicator.
        level: "commune" or "epci".
        index: figures and tree, all territories.
        scored: (n,) positions in `index.units` of the territories that can have a score.
        values: (k, n) their normalised indicators, 0 to 100, NaN where missing.
        structure: the tree.
        filled: (k, n) the same, 0 where missing.
        known: (k, n) 1 where there is a figure, 0 where it is missing.
        whole: the matrix of all n territories, 0 where missing: what it gives holds for those that lack nothing.
        lacking: (m,) positions among the n of the territories that lack a figure.
        partial: their matrix, with what is missing.
        names: code and name of every territory.
        codes: (n,) codes of the scored territories.
    """

    definition: IndexDefinition
    level: Level
    index: Index
    scored: Places
    values: Floats
    filled: Floats
    known: Floats
    structure: Structure
    whole: Source
    lacking: Places
    partial: Source
    names: pl.DataFrame
    codes: pl.Series

    def scores(self, weights: list[Floats]) -> Floats:
        """Return the scores (B, n) of B sets of weights; NaN where too little is known under one of them.

        Args:
            weights: raw weights of the indicators (B, k) and of the dimensions (B, d).
        """
        made = kernel.aggregate(self.whole, self.structure, weights, ARITHMETIC)
        if len(self.lacking):
            made[:, self.lacking] = kernel.aggregate(
                self.partial, self.structure, weights, ARITHMETIC, coverage=self.definition.making["coverage"]
            )
        return made

    def drawn_scores(self, weights: list[Floats]) -> Floats:
        """Return scores (B, n) without NaN: a draw that rests too much on what a territory lacks reads what is known.

        Who has a score is settled by the weights themselves, not by their draws.
        """
        made = self.scores(weights)
        wrong = np.isnan(made).any(axis=1)
        if wrong.any():
            again = [level[wrong] for level in weights]
            known = kernel.aggregate(self.partial, self.structure, again, ARITHMETIC)
            rows = made[wrong]
            rows[:, self.lacking] = np.where(np.isnan(rows[:, self.lacking]), known, rows[:, self.lacking])
            made[wrong] = rows
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Scores, ranks and classes under one set of weights, and how sure they are.

    Attributes:
        level: "commune" or "epci".
        weights: raw weights by code, of dimensions then indicators.
        frame: in the order of the codes: code, name, score (0 to 100, the greater the need), rank (1: the greatest
            need, ties "min"), class (A: the greatest needs), class_probability, class_best and class_worst (those of
            the ranks at 5 % and 95 %), settled (they are the same), rank_q5, rank_q95, then one column of scores per
            dimension. Null for a territory without score.
        probabilities: (n, 5) probability of each class, for the scored territories in order.
        replicates: draws of weights behind the intervals.
        seed: of the draws.
        spread: share by which each weight varied.
        classes: how ranks became letters.
    """

    level: Level
    weights: Mapping[str, float]
    frame: pl.DataFrame
    probabilities: Floats
    replicates: int
    seed: int
    spread: float
    classes: Classes


def prepared(level: Level, definition: IndexDefinition | None = None) -> Prepared:
    """Return what every set of weights shares at a level, kept in memory.

    Raises:
        DataError: a level that is neither "commune" nor "epci".
    """
    return _prepared(level) if definition is None else _prepare(level, definition)


@lru_cache(maxsize=4)
def _prepared(level: Level) -> Prepared:
    return _prepare(level, default_index())


def _prepare(level: Level, definition: IndexDefinition) -> Prepared:
    index = read_index(figures(level, definition), definition.meta(level))
    scaled = normalise(index.values, index.indicators, definition.making["normalise"])
    scored = np.flatnonzero(~np.isnan(scaled).all(axis=1))
    values = np.ascontiguousarray(scaled[scored].T)
    lacking = np.flatnonzero(np.isnan(values).any(axis=0))
    filled = np.where(np.isnan(values), 0.0, values)
    structure = Structure(tuple(step.parents for step in index.levels))
    names = pl.DataFrame({"code": index.units, "name": index.names})
    return Prepared(
        definition=definition,
        level=level,
        index=index,
        scored=scored,
        values=values,
        filled=filled,
        known=(~np.isnan(values)).astype(np.float64),
        structure=structure,
        whole=Source(filled),
        lacking=lacking,
        partial=Source(values[:, lacking]),
        names=names,
        codes=names["code"].gather(scored),
    )


def weighed(
    level: Level, weights: Mapping[str, float] | None = None, definition: IndexDefinition | None = None
) -> tuple[Prepared, Index, Floats]:
    """Return the territories that have a score under these weights, the index so weighted, and their scores (n,).

    Weights may rest on figures that some territories lack: those have no score then, and are left out.

    Raises:
        DataError: an unknown level or code, a weight that is not one, no territory left.
    """
    ready = prepared(level, definition)
    index = reweighted(ready.index, dict(weights or {}))
    scores = ready.scores([step.weights[None, :] for step in index.levels])[0]
    kept = np.flatnonzero(np.isfinite(scores))
    if len(kept) == len(scores):
        return ready, index, scores
    if not len(kept):
        raise data_error(_("aucun territoire n’a de score sous ces poids"), level)
    return _narrowed(ready, kept), index, scores[kept]


def _narrowed(ready: Prepared, kept: Places) -> Prepared:
    """Return what is prepared, for some of the territories only."""
    values, filled = ready.values[:, kept], ready.filled[:, kept]
    lacking = np.flatnonzero(np.isnan(values).any(axis=0))
    return replace(
        ready,
        scored=ready.scored[kept],
        values=values,
        filled=filled,
        known=ready.known[:, kept],
        whole=Source(filled),
        lacking=lacking,
        partial=Source(values[:, lacking]),
        codes=ready.codes.gather(kept),
    )


def ranked(
    level: Level,
    weights: Mapping[str, float] | None = None,
    *,
    replicates: int | None = None,
    seed: int = 1,
    spread_by: float = SPREAD,
    definition: IndexDefinition | None = None,
    classes: Classes | None = None,
) -> Ranked:
    """Score, rank and class every territory of a level under these weights.

    Args:
        level: "commune" or "epci".
        weights: raw weights ≥ 0 by code of dimension or indicator; those left out keep the definition's.
        replicates: draws of weights around these; by default `REPLICATES`. 0: none, and the intervals are null.
        seed: of the draws.
        spread_by: share by which each weight varies, up or down.
        definition: another indicator than the one that ships.
        classes: other classes of ranks than the definition's, under as many letters.

    Raises:
        DataError: an unknown level or code, a weight that is not one, a dimension whose weights are all zero.
    """
    ready, index, scores = weighed(level, weights, definition)
    count = REPLICATES[level] if replicates is None else replicates
    ranks = kernel.rank(scores[None, :])[0]
    kinds = classes or ready.definition.classes
    letters, bounds = pl.Series(kinds.labels), kinds.last_ranks(len(ranks))
    places = np.searchsorted(bounds, ranks.astype(np.int64), side="left")
    columns = {"score": scores, "rank": ranks.astype(np.int64), "class": letters.gather(places)}
    shares = np.full((len(ranks), len(letters)), np.nan)
    if count:
        varied = Weights(spread=spread_by)
        varied.check(index.levels)
        shares, more = _uncertain(_draw(ready, index, varied, count, seed), letters, bounds, places)
        columns |= more
    used = {code: element.weight for code, element in index.elements.items() if code in ready.definition.weights}
    frame = _frame(ready, columns, _dimension_scores(ready, index))
    return Ranked(level, used, frame, shares, count, seed, spread_by, kinds)


def _uncertain(drawn: Integers, letters: pl.Series, bounds: Integers, places: Places) -> tuple[Floats, dict[str, Any]]:
    """Return the probability of each class (n, K), and the columns that say how sure ranks and classes are."""
    low, high, reached = _edges(drawn, bounds)
    shares = probabilities(reached, len(drawn))
    best, worst = (np.searchsorted(bounds, edge, side="left") for edge in (low, high))
    return shares, {
        "class_probability": shares[np.arange(len(places)), places],
        "class_best": letters.gather(best),
        "class_worst": letters.gather(worst),
        "settled": best == worst,
        "rank_q5": low,
        "rank_q95": high,
    }


def drawn_ranks(found: Ranked) -> tuple[pl.Series, Integers]:
    """Return the codes (n,) and the ranks (R, n) of the draws behind a result, made again from its seed.

    A result keeps no draw, which would weigh 14 MB for all communes.
    """
    ready, index, _scores = weighed(found.level, found.weights)
    return ready.codes, _draw(ready, index, Weights(spread=found.spread), found.replicates, found.seed)


def score_errors(
    level: Level, weights: Mapping[str, float] | None, codes: Iterable[str], *, replicates: int = 256, seed: int = 1
) -> dict[str, float]:
    """Return the standard error of the score, 0 to 100, of some territories, under weights drawn around these.

    Args:
        level: "commune" or "epci".
        weights: as `ranked` reads them.
        codes: the territories; those without score are left out.
        replicates: draws of weights, at least two.
        seed: of the draws.

    Returns:
        Code → standard deviation (divided by draws less one) of its scores, each weight varying by `SPREAD`.

    Raises:
        DataError: as `ranked`.
    """
    ready, index, _scores = weighed(level, weights)
    wanted = pl.Series(list(codes), dtype=pl.String)
    some = _narrowed(ready, np.flatnonzero(ready.codes.is_in(wanted.implode()).to_numpy()))
    varied = Weights(spread=SPREAD)
    drawn = varied.draw(designs.draw(replicates, varied.width(index.levels), seed=seed), index.levels)
    found = some.drawn_scores(drawn).std(axis=0, ddof=1)
    return dict(zip(some.codes.to_list(), found.tolist(), strict=True))


def _draw(ready: Prepared, index: Index, varied: Weights, count: int, seed: int) -> Integers:
    """Return the ranks (R, n) under drawn weights, blocks of replicates in threads."""
    design = designs.draw(count, varied.width(index.levels), seed=seed)
    weights = varied.draw(design, index.levels)
    ranks = np.empty((count, len(ready.scored)), dtype=kernel.rank_type(len(ready.scored)))
    step = max(8, min(128, 2_000_000 // max(1, len(ready.scored))))

    def block(begin: int) -> None:
        own = slice(begin, begin + step)
        ranks[own] = kernel.rank(ready.drawn_scores([level[own] for level in weights]))

    with pooled() as pool:
        list(pool.map(block, range(0, count, step)))
    return ranks


def _edges(drawn: Integers, bounds: Integers) -> tuple[Floats, Floats, Integers]:
    """Return quantiles 5 % and 95 % (type 7) of the ranks (R, n) of each territory, and how often it is within bounds.

    The same as `composite.summary.spread`, without what is not shown, for large blocks of territories.
    """
    last, units = len(drawn) - 1, drawn.shape[1]
    low, high = np.empty(units), np.empty(units)
    reached = np.empty((len(bounds), units), dtype=np.int64)
    for begin in range(0, units, UNITS_AT_ONCE):
        own = slice(begin, begin + UNITS_AT_ONCE)
        block = np.ascontiguousarray(drawn[:, own].T, dtype=np.int32)
        block.sort(axis=1)
        for share, edge in ((0.05, low), (0.95, high)):
            below = int(share * last)
            first, second = block[:, below], block[:, min(below + 1, last)]
            edge[own] = first + (share * last - below) * (second - first)
        for row, bound in enumerate(bounds.tolist()):
            reached[row, own] = np.count_nonzero(block <= bound, axis=1)
    return low, high, reached


def _dimension_scores(ready: Prepared, index: Index) -> dict[str, Floats]:
    """Return the score of each dimension (n,): the mean of its known indicators."""
    base = index.levels[0]
    found = {}
    for place, code in enumerate(base.codes):
        weights = np.where(base.parents == place, base.weights, 0.0)
        total = weights @ ready.known
        found[code] = np.divide(weights @ ready.filled, total, out=np.full(total.size, np.nan), where=total > 0)
    return found


_ORDER = (
    "score", "rank", "class", "class_probability", "class_best", "class_worst", "settled", "rank_q5", "rank_q95",
)  # fmt: skip


def _frame(ready: Prepared, columns: dict[str, Any], dimensions: dict[str, Floats]) -> pl.DataFrame:
    empty = {"class_best": pl.String, "class_worst": pl.String, "settled": pl.Boolean}
    shown = {name: columns[name] for name in _ORDER if name in columns}
    found = pl.DataFrame({"code": ready.codes} | shown | dimensions)
    absent = [pl.lit(None, dtype=empty.get(name, pl.Float64)).alias(name) for name in _ORDER if name not in columns]
    found = found.with_columns(absent).select("code", *_ORDER, *dimensions)
    return ready.names.join(found, on="code", how="left", maintain_order="left")
