"""What the ranks of many replicates say of each unit, and of two units."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from maillon.analytics.composite.kernel import Floats, Integers

QUANTILES = (0.05, 0.5, 0.95)
UNITS_AT_ONCE, ROWS_AT_ONCE = 128, 64


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Ranks of each unit over the replicates.

    Attributes:
        mean: (n,) mean rank.
        quantiles: (n, q) quantiles, interpolated between ranks (type 7 of Hyndman and Fan).
        smallest: (n,) smallest rank.
        largest: (n,) largest rank.
        within: (b, n) how many replicates put the unit at one of the bounds given, or before.
        half: (n, q) quantiles of the first half of the replicates, when asked.
    """

    mean: Floats
    quantiles: Floats
    smallest: Integers
    largest: Integers
    within: Integers
    half: Floats | None


def spread(
    ranks: Integers,
    *,
    quantiles: Sequence[float] = QUANTILES,
    bounds: Sequence[int] = (),
    half: bool = False,
    threads: int | None = None,
) -> Spread:
    """Return the spread of the ranks of each unit.

    Args:
        ranks: (R, n).
        quantiles: shares between 0 and 1.
        bounds: ranks at which to count.
        half: whether to find the quantiles of the first half of the replicates too.
        threads: how many at once; None: one a processor.
    """
    replicates, units = ranks.shape
    found = Spread(
        np.empty(units),
        np.empty((units, len(quantiles))),
        np.empty(units, dtype=np.int64),
        np.empty(units, dtype=np.int64),
        np.empty((len(bounds), units), dtype=np.int64),
        np.empty((units, len(quantiles))) if half and replicates > 1 else None,
    )

    def summarise(begin: int) -> None:
        own = slice(begin, begin + UNITS_AT_ONCE)
        block = np.ascontiguousarray(ranks[:, own].T, dtype=np.int32)
        if found.half is not None:
            found.half[own] = _quantiles(np.sort(block[:, : replicates // 2], axis=1), quantiles)
        block.sort(axis=1)
        found.quantiles[own] = _quantiles(block, quantiles)
        found.mean[own] = block.sum(axis=1, dtype=np.int64) / replicates
        found.smallest[own], found.largest[own] = block[:, 0], block[:, -1]
        for row, ordered in enumerate(block):
            found.within[:, begin + row] = np.searchsorted(ordered, bounds, side="right")

    with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
        list(pool.map(summarise, range(0, units, UNITS_AT_ONCE)))
    return found


def _quantiles(ordered: Integers, quantiles: Sequence[float]) -> Floats:
    """Return quantiles of type 7 of rising rows: (n, R) → (n, q)."""
    last = ordered.shape[1] - 1
    places = np.asarray(quantiles) * last
    below = np.floor(places).astype(np.intp)
    low, high = ordered[:, below], ordered[:, np.minimum(below + 1, last)]
    found: Floats = low + (places - below) * (high - low)
    return found


def above(ranks: Integers, first: int, others: Sequence[int]) -> tuple[Integers, Integers]:
    """Return how many replicates put the unit `first` above each of the others, and how many tie them.

    Args:
        ranks: (R, n).
        first: position of a unit.
        others: positions of the others.
    """
    own, rest = ranks[:, first, None], ranks[:, list(others)]
    return np.count_nonzero(own < rest, axis=0), np.count_nonzero(own == rest, axis=0)


def pairs_above(
    ranks: Integers, *, threads: int | None = None, progress: Callable[[float], None] | None = None
) -> tuple[Integers, Integers]:
    """Return how many replicates put each unit above each other, and how many tie them.

    Args:
        ranks: (R, n).
        threads: how many at once; None: one a processor.
        progress: told the share that is done.

    Returns:
        (n, n) each; only what is above the diagonal is counted.
    """
    units = ranks.shape[1]
    higher, tied = np.zeros((2, units, units), dtype=np.int32)
    ties = bool((ranks.sum(axis=1, dtype=np.int64) != units * (units + 1) // 2).any())

    def count(begin: int) -> int:
        own = slice(begin, begin + ROWS_AT_ONCE)
        first, others = np.ascontiguousarray(ranks[:, own]), np.ascontiguousarray(ranks[:, begin:])
        higher[own, begin:] = _counted(np.less, first, others)
        if ties:
            tied[own, begin:] = _counted(np.equal, first, others)
        return len(first[0])

    with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
        done = 0
        for some in pool.map(count, range(0, units, ROWS_AT_ONCE)):
            done += some
            if progress is not None:
                progress(done / units)
    return higher, tied


def _counted(compare: np.ufunc, first: Integers, others: Integers) -> Integers:
    """Count over the replicates where `compare` holds: (R, a), (R, b) → (a, b). Bytes first, which are fast to add."""
    shape = first.shape[1], others.shape[1]
    total, some = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.uint8)
    holds = np.empty(shape, dtype=bool)
    for rank, (one, other) in enumerate(zip(first, others, strict=True)):
        compare(one[:, None], other, out=holds)
        np.add(some, holds.view(np.uint8), out=some)
        if rank % 255 == 254:
            total += some
            some[:] = 0
    total += some
    return total
