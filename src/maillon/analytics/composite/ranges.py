"""The range of ranks of the units of an index over the weights that parties could defend."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Literal, Unpack

import numpy as np
import polars as pl

from maillon.analytics.arguments import FUNCTION, NUMBER, TEXT, WHOLE, a, accepts
from maillon.analytics.composite.aggregation import read_aggregations
from maillon.analytics.composite.kernel import Floats, Integers, Places
from maillon.analytics.composite.meta import UNIT, Index
from maillon.analytics.composite.pipeline import run
from maillon.analytics.composite.polytope import (
    Limits,
    Polytope,
    RankRange,
    interval_bounds,
    pairwise_range,
    reached_ranks,
)
from maillon.analytics.composite.ranking import falling_ranks
from maillon.analytics.composite.regeneration import Progress
from maillon.analytics.composite.result import CompositeResult
from maillon.analytics.composite.uncertainty import Making, Table, nominal
from maillon.analytics.composite.weights import whole_weights
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.phrases import some
from maillon.rules.problem import Problem
from maillon.rules.wording import _

Method = Literal["interval", "pairwise", "exact"]
METHODS: tuple[Method, ...] = ("interval", "pairwise", "exact")
CORNERS = 256
UNITS = a(list, tuple, said=lambda: _("Une liste de codes d’unités"))
PAIRWISE_UNITS, EXACT_UNITS = 2_000, 200


@accepts(units=UNITS.optional, level=WHOLE, method=TEXT, seed=WHOLE, seconds=NUMBER, progress=FUNCTION.optional)
def rank_range(
    data: Table | Index,
    meta: Table | None = None,
    *,
    limits: Limits = 0.25,
    level: int = 1,
    units: Sequence[str] | None = None,
    method: Method = "pairwise",
    seed: int = 1,
    seconds: float = 10.0,
    progress: Progress | None = None,
    **making: Unpack[Making],
) -> pl.DataFrame:
    """Return the best and worst ranks that weights within limits can give.

    Args:
        data: iData (see `read_index`), or an index already read.
        meta: iMeta; None with an index already read.
        limits: how far each nominal share may move, relatively (0.25: ± 25 %), or (least, largest) share by iCode.
        level: Level of the elements whose weights vary (1: indicators); the others keep theirs.
        units: uCode of the units wanted; None: all.
        method: "interval": bounds from the range of each score, for all at once; "pairwise": tighter, from the largest
            gap of each pair, 2,000 units at most; "exact": mixed integer programs close the rest, 200 units at most.
        seed: seed of the weights tried to reach the bounds.
        seconds: time given to each program of "exact"; what it could not close stays a bound.
        progress: told the share that is done.
        **making: how the nominal index is made: the options of `compute`, by name.

    Returns:
        uCode, rank (nominal), best, best_reached, worst_reached, worst, exact: no weights go beyond best and worst,
        some weights give the ranks reached, and the range is exact when they are the same.

    Raises:
        DataError: aggregations not arithmetic from this level up, missing figures there, unknown or too many units.
    """
    if method not in METHODS:
        raise data_error(_("cette méthode n’est pas connue"), "method", expected=some(METHODS))
    index, options = nominal(data, meta, making)
    made = run(index, options)
    parts, polytope = _linear(made, level, limits)
    wanted = _wanted(made.index.units, units, method)
    table = _wide(parts, polytope, _nominal_shares(made.index, level), seed)
    if method != "interval":
        _tighten(
            table,
            wanted,
            progress,
            lambda unit: pairwise_range(parts, unit, polytope, exact=method == "exact", seconds=seconds),
        )
    return _frame(made, table, wanted)


def _tighten(table: Integers, wanted: Places, progress: Progress | None, ranged: Callable[[int], RankRange]) -> None:
    """Bring the bounds of the units wanted closer, in place."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        jobs = [pool.submit(copy_context().run, ranged, unit) for unit in wanted.tolist()]
        for done, (unit, job) in enumerate(zip(wanted.tolist(), jobs, strict=True)):
            own = job.result()
            low, low_reached, high_reached, high = table[unit]
            table[unit, :2] = max(low, own.best), min(low_reached, own.best_reached)
            table[unit, 2:] = max(high_reached, own.worst_reached), min(high, own.worst)
            if progress is not None:
                progress((done + 1) / len(wanted))


def _wide(parts: Floats, polytope: Polytope, shares: Floats, seed: int) -> Integers:
    """Return best, best reached, worst reached and worst of each unit (n, 4), from its score alone and some weights."""
    best, worst = interval_bounds(parts, polytope)
    tried = polytope.corners(CORNERS, seed)
    low, high = reached_ranks(parts, np.vstack([shares, tried]) if polytope.holds(shares) else tried)
    return np.column_stack([best, low, high, worst])


def _frame(made: CompositeResult, table: Integers, wanted: Places) -> pl.DataFrame:
    ranks = falling_ranks(made.scores[made.index.top].to_numpy()[:, None])[:, 0]
    columns = {name: table[:, place] for place, name in enumerate(("best", "best_reached", "worst_reached", "worst"))}
    frame = pl.DataFrame({UNIT: made.index.units, "rank": ranks.astype(np.int64), **columns})
    closed = (pl.col("best") == pl.col("best_reached")) & (pl.col("worst") == pl.col("worst_reached"))
    return frame.select(pl.all().gather(wanted)).with_columns(exact=closed)


def _linear(made: CompositeResult, level: int, limits: Limits) -> tuple[Floats, Polytope]:
    """Return what each child of a level brings to the index per unit of its share (n, c), and the shares allowed."""
    index = made.index
    steps = {step.level - 1: step for step in index.levels}
    if level not in steps:
        expected = _("Un niveau parmi {levels}").format(levels=some([str(rank) for rank in steps]))
        raise data_error(_("aucun élément pondéré à ce niveau"), "level", expected=expected)
    names = read_aggregations(made.options.aggregate, len(index.levels))
    curved = [
        name for step, name in zip(index.levels, names, strict=True) if step.level > level and name != "arithmetic"
    ]
    if curved:
        remedy = _("Employer uncertainty, qui accepte toutes les agrégations")
        told = _("l’intervalle des rangs demande des moyennes arithmétiques à partir de ce niveau")
        raise data_error(told, "aggregate", remedy=remedy)
    step = steps[level]
    values = made.matrix(step.children, "normalised" if level == 1 else "aggregated")
    missing = [step.children[place] for place in np.flatnonzero(np.isnan(values).any(axis=0)).tolist()]
    if missing:
        remedy = _("Imputer, ou écarter les unités incomplètes")
        raise data_error(_("il manque des valeurs à {codes}").format(codes=some(missing)), "data", remedy=remedy)
    above = whole_weights(index)
    weights = np.array([above[step.codes[parent]] for parent in step.parents.tolist()])
    in_top = _under_top(index, level)
    return values * weights * in_top, Polytope.around(step, limits)


def _under_top(index: Index, level: int) -> Floats:
    """Return 1 for the elements of a level that belong to the index itself, 0 for those of another top."""
    kept = np.zeros(len(index.levels[-1].codes))
    kept[0] = 1.0
    for step in reversed(index.levels):
        kept = kept[step.parents]
        if step.level - 1 == level:
            break
    return kept


def _nominal_shares(index: Index, level: int) -> Floats:
    step = next(step for step in index.levels if step.level - 1 == level)
    shares: Floats = step.matrix()[np.arange(len(step.children)), step.parents]
    return shares


def _wanted(codes: Sequence[str], units: Sequence[str] | None, method: Method) -> Places:
    places = {code: place for place, code in enumerate(codes)}
    units = None if units is None else [str(unit) for unit in units]
    unknown = [unit for unit in units or () if unit not in places]
    if unknown:
        raise DataError(*(Problem(_("cette unité n’est pas dans l’indice"), unit) for unit in unknown))
    wanted = np.array([places[unit] for unit in units], dtype=np.intp) if units is not None else np.arange(len(codes))
    most = {"interval": len(codes), "pairwise": PAIRWISE_UNITS, "exact": EXACT_UNITS}[method]
    if len(wanted) > most:
        remedy = _("Choisir des unités, ou la méthode interval")
        raise data_error(
            _("trop d’unités pour cette méthode"), method, expected=_("{n} au plus").format(n=most), remedy=remedy
        )
    return wanted
