"""What the ranks of many replicates say of each unit, and of two units."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from maillon.analytics.composite.kernel import Floats, Integers

QUANTILES = (0.05, 0.5, 0.95)
UNITS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Ranks of each unit over the replicates.

    Attributes:
        mean: (n,) mean rank.
        quantiles: (n, q) quantiles, interpolated between ranks (type 7 of Hyndman and Fan).
        smallest: (n,) smallest rank.
        largest: (n,) largest rank.
        within: (b, n) how many replicates put the unit at one of the bounds given, or before.
    """

    mean: Floats
    quantiles: Floats
    smallest: Integers
    largest: Integers
    within: Integers


def spread(
    ranks: Integers,
    *,
    quantiles: Sequence[float] = QUANTILES,
    bounds: Sequence[int] = (),
    threads: int | None = None,
) -> Spread:
    """Return the spread of the ranks of each unit.

    Args:
        ranks: (R, n).
        quantiles: shares between 0 and 1.
        bounds: ranks at which to count.
        threads: how many at once; None: one a processor.
    """
    replicates, units = ranks.shape
    found = Spread(
        np.empty(units),
        np.empty((units, len(quantiles))),
        np.empty(units, dtype=np.int64),
        np.empty(units, dtype=np.int64),
        np.empty((len(bounds), units), dtype=np.int64),
    )
    places = np.asarray(quantiles) * (replicates - 1)
    below = np.floor(places).astype(np.intp)
    above, share = np.minimum(below + 1, replicates - 1), places - below

    def summarise(begin: int) -> None:
        own = slice(begin, begin + UNITS_AT_ONCE)
        ordered = np.ascontiguousarray(ranks[:, own].T, dtype=np.int32)
        ordered.sort(axis=1)
        found.mean[own] = ordered.mean(axis=1)
        found.quantiles[own] = ordered[:, below] + share * (ordered[:, above] - ordered[:, below])
        found.smallest[own], found.largest[own] = ordered[:, 0], ordered[:, -1]
        for rank, bound in enumerate(bounds):
            found.within[rank, own] = np.count_nonzero(ordered <= bound, axis=1)

    with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
        list(pool.map(summarise, range(0, units, UNITS_AT_ONCE)))
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
