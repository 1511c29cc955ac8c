"""Raising the worst covered units: the best minimum, then the next, and so on, exactly and without a solver.

Coverage is means over target, m_i / t_i: 1 is the unit's share of the need. With nested constraints (bounds, bands of
groups, total) the leximin distribution pours the same level everywhere it can: level λ, within each group its own
λ_g when a band holds it (lexicographically optimal base: Fujishige, 1980). In whole posts, each post goes to the
worst covered unit that may still receive, and at equal coverage to the one that it raises most.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.means.problem import Means
from maillon.analytics.allocation.solver import Floats

_STEPS = 200
_NEXT_TO_NOTHING = 1e-15


def best_minimum(means: Means) -> float:
    """Return the greatest z such that every unit with a need can have m_i ≥ z·t_i (whole posts counted as such)."""
    concerned = means.target > 0
    if not concerned.any():  # nothing to share: everyone is covered
        return 0.0
    most = float((means.high[concerned] / means.target[concerned]).min())
    low, high = 0.0, min(most, means.total / float(means.target.min(where=concerned, initial=np.inf)))
    if _reachable(means, high):
        return high
    for _step in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _reachable(means, middle) else (low, middle)
    # what whole posts really cover: the margin for rounding, taken twice, would ask of a unit one post too many
    return float((raised(means, low)[concerned] / means.target[concerned]).min()) if means.whole else low


def raised(means: Means, level: float) -> Floats:
    """Return the lower bounds that a least coverage asks of the units."""
    asked = level * means.target
    if means.whole:
        asked = np.ceil(asked - 1e-9 * np.maximum(1.0, asked))
    return np.maximum(means.low, asked)


def _reachable(means: Means, level: float) -> bool:
    asked = raised(means, level)
    if (asked > means.high * (1 + 1e-12) + 1e-12).any():
        return False
    used = means.in_groups(asked)
    within = bool((used <= means.group_high * (1 + 1e-12) + 1e-12).all())
    return within and float(np.maximum(used, means.group_low).sum()) <= means.total * (1 + 1e-12) + 1e-12


def leximin(means: Means) -> Floats:
    """Return the means that raise the worst coverage first, then the next worst, and so on."""
    return _whole(means) if means.whole else _real(means)


def _real(means: Means) -> Floats:
    if not means.target.any():  # nothing to share: everyone keeps its least
        return means.low.copy()
    # a unit without need is served last: it counts for next to nothing, until nobody else may receive
    weight = np.where(means.target > 0, means.target, _NEXT_TO_NOTHING * means.target.max())

    def at(level: Floats | float) -> Floats:
        return np.clip(level * weight, means.low, means.high)

    def in_bands(level: float) -> Floats:
        return np.clip(means.in_groups(at(level)), means.group_low, means.group_high)

    top = float((np.minimum(means.high, means.total + 1) / weight).max()) + 1.0
    low, high = 0.0, top
    for _step in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if float(in_bands(middle).sum()) < means.total else (low, middle)
    wanted = in_bands(high)
    lows, highs = np.zeros(len(means.groups)), np.full(len(means.groups), top)
    for _step in range(_STEPS):
        middles = (lows + highs) / 2
        short = means.in_groups(at(middles[means.group])) < wanted
        lows, highs = np.where(short, middles, lows), np.where(short, highs, middles)
    return at(highs[means.group])


def _whole(means: Means) -> Floats:
    given = means.low.copy()
    for group in np.flatnonzero(means.in_groups(means.low) < means.group_low).tolist():
        inside = np.flatnonzero(means.group == group).astype(np.int64)
        _pour(means, given, inside, int(means.group_low[group] - given[inside].sum()), None)
    room = means.group_high - means.in_groups(given)
    _pour(means, given, np.arange(len(given), dtype=np.int64), round(means.total - given.sum()), room)
    return given


def _pour(means: Means, given: Floats, units: NDArray[np.int64], count: int, room: Floats | None) -> None:
    """Give `count` posts one by one to the worst covered of `units`, in place."""
    target, high, group = means.target.tolist(), means.high.tolist(), means.group.tolist()
    held, left = given.tolist(), None if room is None else room.tolist()
    heap = [
        (_coverage(held[unit], target[unit]), target[unit], unit) for unit in units.tolist() if held[unit] < high[unit]
    ]
    heapq.heapify(heap)
    while count and heap:
        unit = heap[0][2]
        if left is not None and left[group[unit]] < 1:
            heapq.heappop(heap)
            continue
        held[unit] += 1
        count -= 1
        if left is not None:
            left[group[unit]] -= 1
        if held[unit] < high[unit]:
            heapq.heapreplace(heap, (_coverage(held[unit], target[unit]), target[unit], unit))
        else:
            heapq.heappop(heap)
    given[:] = held


def _coverage(held: float, target: float) -> float:
    return held / target if target else np.inf
