"""What each element changes: the ranks of the index without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from maillon.analytics.composite.aggregation import gather, read_aggregations
from maillon.analytics.composite.meta import Floats, Level
from maillon.analytics.composite.pipeline import yearly_ranks
from maillon.analytics.composite.result import CompositeResult


def removal(result: CompositeResult, level: int | None = None) -> pl.DataFrame:
    """Return how the ranks of the index move when each element is taken out, the others keeping their weights.

    Args:
        result: an index.
        level: level of the elements taken out; default: every level below the top.

    Returns:
        `iCode`, `level`, `mean_shift` (mean of |rank without - rank with|), `largest_shift`; null for an element
        without which there is no index. Normalised figures are not made again: only the aggregation is.

    Source: remove_elements of COINr.
    """
    index = result.index
    names = read_aggregations(result.options.aggregate, len(index.levels))
    values = result.matrix(index.codes, "normalised")
    before = result.ranks[index.top].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    rows: list[tuple[str, int, float | None, float | None]] = []
    for place, step in enumerate(index.levels):
        if level is not None and step.level - 1 != level:
            continue
        for code in step.children:
            levels = without(index.levels, place, code)
            if levels is None:
                rows.append((code, step.level - 1, None, None))
                continue
            scores, _shares = gather(values, levels, names, least=result.options.coverage)
            top = scores[:, [len(index.aggregates) - len(index.levels[-1].codes)]]
            rows.append((code, step.level - 1, *_shift(before, yearly_ranks(top, index.times)[:, 0])))
    schema = {"iCode": pl.String, "level": pl.Int64, "mean_shift": pl.Float64, "largest_shift": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("mean_shift", descending=True, nulls_last=True)


def without(levels: Sequence[Level], place: int, code: str) -> tuple[Level, ...] | None:
    """Return the levels with an element's weight at zero, and that of the aggregates that it leaves empty.

    Args:
        levels: bottom first.
        place: rank in `levels` of the step where the element is a child.
        code: the element.

    Returns:
        The levels, or None when nothing is left at the top.
    """
    changed = list(levels)
    gone = {code}
    for rank in range(place, len(changed)):
        step = changed[rank]
        weights = step.weights.copy()
        weights[[step.children.index(name) for name in gone]] = 0.0
        idle = {name for name, members in zip(step.codes, step.members, strict=True) if weights[members].sum() <= 0}
        changed[rank] = replace(step, weights=weights)
        if not idle:
            return tuple(changed)
        if rank == len(changed) - 1:
            return None
        gone = idle
    return tuple(changed)


def _shift(before: Floats, after: Floats) -> tuple[float | None, float | None]:
    moved = np.abs(after - before)
    moved = moved[~np.isnan(moved)]
    return (float(moved.mean()), float(moved.max())) if moved.size else (None, None)
