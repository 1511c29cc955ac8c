"""The linear program of a redistribution.

Each unit's means are cut at its bounds, its target and its present means, m_i = l_i + Σ_k s_ik: both the distance to
the target and the moves are convex in m_i, so that the pieces fill in order and no row is needed per unit. The only
rows are the total and the groups. They are nested, hence the matrix is totally unimodular: with whole breakpoints, the
corners of the linear program are whole (Hoffman and Kruskal, 1956), and whole posts are solved as fast as fractions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from maillon.analytics.allocation.means.problem import Means
from maillon.analytics.allocation.solver import INF, Floats, Program, Ranks, Solved, solve, solve_integer

NULL_PRICE = 1e-7


@dataclass(frozen=True)
class Pieces:
    """The pieces s_ik: the unit of each, its length, the slopes of the distance and of the moves along it."""

    unit: Ranks
    length: Floats
    distance: Floats
    moves: Floats


def pieces(means: Means) -> Pieces:
    """Cut every unit's means into pieces where distance and moves are linear."""
    points = [means.low, means.high]
    for centre in (means.target, means.current):
        points += [np.floor(centre), np.ceil(centre)] if means.whole else [centre]
    cuts = np.sort(np.clip(np.column_stack(points), means.low[:, None], means.high[:, None]), axis=1)
    start, end = cuts[:, :-1], cuts[:, 1:]
    unit, _piece = np.nonzero(end - start > 1e-12)
    begin, finish = start[end - start > 1e-12], end[end - start > 1e-12]
    length = finish - begin

    def slope(centre: Floats) -> Floats:
        there = centre[unit]
        slopes: Floats = (np.abs(finish - there) - np.abs(begin - there)) / length
        return slopes

    return Pieces(unit.astype(np.int64), length, slope(means.target), slope(means.current))


def program(means: Means, cut: Pieces) -> Program:
    """Return the program without its cost: row 0 is the total, then one row per group that has a band."""
    count, used = len(cut.unit), means.in_groups(means.low)
    banded = np.flatnonzero((means.group_low > used) | (means.group_high < INF))
    row_of = np.full(len(means.groups), -1, dtype=np.int64)
    row_of[banded] = np.arange(1, len(banded) + 1)
    row = row_of[means.group[cut.unit]]
    columns = np.arange(count, dtype=np.int64)
    left = means.total - means.low.sum()
    return Program(
        cost=np.zeros(count),
        lower=np.zeros(count),
        upper=cut.length,
        row_lower=np.concatenate([[left], means.group_low[banded] - used[banded]]),
        row_upper=np.concatenate([[left], means.group_high[banded] - used[banded]]),
        rows=np.concatenate([np.zeros(count, dtype=np.int64), row[row > 0]]),
        columns=np.concatenate([columns, columns[row > 0]]),
        values=np.ones(count + int((row > 0).sum())),
    )


def filled(means: Means, cut: Pieces, values: Floats) -> Floats:
    """Return the means of each unit from the filled pieces, whole when they must be."""
    found: Floats = means.low + np.bincount(cut.unit, weights=values, minlength=len(means.low))
    return np.rint(found) if means.whole else np.clip(found, means.low, means.high)


def distance(means: Means, given: Floats) -> float:
    """Return Σ|m − target|."""
    return float(np.abs(given - means.target).sum())


def constants(means: Means) -> tuple[float, float]:
    """Return the distance and the moves of the means at their lower bounds, which the pieces add to."""
    return distance(means, means.low), float(np.abs(means.low - means.current).sum())


def solve_whole(means: Means, linear: Program, *, constant: float, seconds: float, gap: float) -> Solved:
    """Solve the program, in whole posts when they must be; `constant` is what its cost lacks of the value shown."""
    if not means.whole:
        return solve(linear, seconds=seconds)
    whole = replace(linear, integer=np.ones(len(linear.cost), dtype=bool))
    return solve_integer(whole, constant=constant, seconds=seconds, gap=gap)


def fewest_moves(linear: Program, found: Solved, cut: Pieces) -> Program:
    """Return the program that looks, among the answers as good as `found`, for the one that moves the least.

    On the optimal face, columns with a reduced cost stay where they are, and so do rows with a price.
    """
    stuck = np.abs(found.reduced) > NULL_PRICE
    priced = np.abs(found.prices) > NULL_PRICE
    activity = np.bincount(
        linear.rows, weights=linear.values * found.values[linear.columns], minlength=len(linear.row_lower)
    )
    return replace(
        linear,
        cost=cut.moves,
        lower=np.where(stuck, found.values, linear.lower),
        upper=np.where(stuck, found.values, linear.upper),
        row_lower=np.where(priced, activity, linear.row_lower),
        row_upper=np.where(priced, activity, linear.row_upper),
    )
