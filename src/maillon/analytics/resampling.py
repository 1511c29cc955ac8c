"""Weighted bootstrap of units: how far a measure would move had other territories of the same kind been observed.

Each replicate draws n units out of n with equal chances (multinomial counts) and multiplies their weights by the
counts; orders made beforehand stay valid, so nothing is sorted again. Blocks of replicates run in threads, each from
its own stream of the seed: the draws do not depend on the number of processors. Percentile intervals: B. Efron,
R. Tibshirani, An Introduction to the Bootstrap (1993).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from maillon.analytics.arguments import WHOLE
from maillon.analytics.pool import pooled
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import Vector, figure
from maillon.rules.wording import _

BLOCK = 50
MOST_REPLICATES = 1_000_000
LEAST_SHARE = 0.9  # below this share of usable replicates, an interval would describe only those that could be computed

Statistic = Callable[[Vector], Sequence[float]]
"""From the weights of one replicate to figures; may keep arrays to work in, which no other thread sees."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval.

    Attributes:
        low: lower bound.
        high: upper bound.
        level: share of the replicates between the bounds, such as 0.95.
        replicates: replicates that could be computed.
        undefined: replicates where the measure is not defined (no unit with a grant was drawn, say).
    """

    low: float
    high: float
    level: float
    replicates: int
    undefined: int = 0

    def __iter__(self) -> Iterator[float]:
        return iter((self.low, self.high))

    def holds(self, value: float, margin: float = 0.0) -> bool:
        """Say whether `value` lies between the bounds, `margin` being rounding."""
        return self.low - margin <= value <= self.high + margin


def replicate(mass: Vector, replicates: int, seed: int, prepare: Callable[[], Statistic]) -> Vector:
    """Compute a statistic on bootstrap replicates.

    Args:
        mass: weights of the units, in the order that the statistic expects.
        replicates: how many.
        seed: any integer that is not negative.
        prepare: makes the statistic of one thread, from weights to figures, NaN where undefined.

    Returns:
        An array of shape (replicates, figures).

    Raises:
        DataError: a number of replicates or a seed that cannot be used.
    """
    if not WHOLE.holds(replicates) or not 1 <= replicates <= MOST_REPLICATES:
        expected = _("Un nombre entier de 1 à 1 000 000, ou 0 pour ne pas en faire")
        raise data_error(_("nombre de rééchantillonnages impossible"), "bootstrap", expected=expected)
    if not WHOLE.holds(seed) or seed < 0:
        raise data_error(_("graine impossible"), "seed", expected=_("Un entier positif ou nul"))
    sizes = [min(BLOCK, replicates - start) for start in range(0, replicates, BLOCK)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))

    def block(stream: np.random.SeedSequence, size: int) -> Vector:
        draw, count, statistic = np.random.Generator(np.random.SFC64(stream)), mass.size, prepare()
        chosen, weighed = np.empty(count, dtype=np.intp), np.empty_like(mass)
        found = []
        for _each in range(size):
            chosen[:] = draw.integers(0, count, count, dtype=np.uint32)
            np.multiply(mass, np.bincount(chosen, minlength=count), out=weighed)
            found.append(statistic(weighed))
        return np.array(found, dtype=np.float64)

    with pooled() as pool:
        return np.concatenate(list(pool.map(block, streams, sizes)))


def intervals(drawn: Vector, names: Sequence[str], level: float) -> dict[str, Interval]:
    """Return the percentile interval of each column of `drawn`; none where too few replicates could be computed.

    Raises:
        DataError: a level that is not strictly between 0 and 1.
    """
    found = ((name, percentiles(drawn[:, rank], level)) for rank, name in enumerate(names))
    return {name: interval for name, interval in found if interval is not None}


def percentiles(drawn: Vector, level: float = 0.95) -> Interval | None:
    """Return the percentile interval of replicates, None when fewer than nine in ten are defined.

    Raises:
        DataError: a level that is not strictly between 0 and 1.
    """
    expected = _("Un nombre entre 0 et 1, par exemple 0,95")
    level = figure(level, "level", expected=expected)
    if not 0 < level < 1:
        raise data_error(_("niveau de confiance impossible"), "level", expected=expected)
    usable = drawn[np.isfinite(drawn)]
    if usable.size < LEAST_SHARE * drawn.size:
        return None
    low, high = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level, int(usable.size), int(drawn.size - usable.size))
