"""Copeland's method: each unit meets every other, indicator by indicator, and counts its wins less its losses.

Source: OECD/JRC Handbook, step 6 (non-compensatory aggregation); Copeland (1951).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.composite.meta import Floats
from maillon.analytics.composite.ranking import TIE, dense_ranks
from maillon.analytics.pool import pooled
from maillon.analytics.refusal import data_error
from maillon.rules.phrases import whole
from maillon.rules.wording import _

MOST_UNITS = 200_000
ROWS, COLUMNS = 16, 16384
PACKED = 4
Codes = NDArray[Any]


def copeland(values: Floats, weights: Floats, *, tie: float = 0.0) -> Floats:
    """Return the Copeland score of each row: sum over j of sign(o_ij - 1/2).

    o_ij = sum w [x_i > x_j] + sum w [x_i = x_j] / 2, weights normalised over the indicators that both have; hence the
    sign is that of sum w ([x_i > x_j] - [x_i < x_j]). A duel without common indicator, or even to 1e-12, counts 0.

    Work grows with n² C: 36 s of processor measured for 35,000 × 30, shared by the cores, in 0.1 GB with the program.

    Args:
        values: (n, C) figures, NaN where missing.
        weights: (C,) raw weights, positive.
        tie: see `dense_ranks`; 0 for figures of the data, `TIE` for computed scores.

    Returns:
        (n,) whole numbers between -(n - 1) and n - 1; NaN for a row without any figure.

    Raises:
        DataError: more than 200,000 rows.
    """
    count = len(values)
    if count > MOST_UNITS:
        what = _("Copeland compare chaque unité à toutes les autres : {count} unités sont trop").format(
            count=whole(count)
        )
        expected = _("{most} au plus").format(most=whole(MOST_UNITS))
        raise data_error(what, "aggregate", expected=expected, remedy=_("Choisir une moyenne"))
    duels = _Duels.between(values, weights / weights.sum(), tie)
    scores = np.zeros(count, dtype=np.int64)
    with pooled(min(4, os.cpu_count() or 1)) as pool:
        for start, wins, losses in pool.map(duels.stripe, range(0, count, ROWS)):
            scores[start : start + len(wins)] += wins
            scores[start + len(wins) :] -= losses
    return np.where(np.isnan(values).all(axis=1), np.nan, scores.astype(float))


@dataclass(frozen=True, slots=True)
class _Duels:
    """Ranks of the figures, in the smallest whole numbers that hold them, and what each pattern of wins weighs.

    Attributes:
        strong: (C, n) ranks, 0 where missing: beats nobody.
        weak: (C, n) ranks, the largest number where missing: beaten by nobody.
        balances: for each group of 4 indicators, the balance of each of the 256 patterns of wins and losses.
    """

    strong: Codes
    weak: Codes
    balances: tuple[Floats, ...]

    @classmethod
    def between(cls, values: Floats, weights: Floats, tie: float) -> _Duels:
        kind = np.uint16 if len(values) < np.iinfo(np.uint16).max else np.uint32
        strong = np.zeros(values.T.shape, dtype=kind)
        weak = np.full(values.T.shape, np.iinfo(kind).max, dtype=kind)
        for column, figures in enumerate(values.T):
            there = ~np.isnan(figures)
            strong[column, there] = weak[column, there] = dense_ranks(figures[there], tie) + 1
        patterns = np.arange(1 << (2 * PACKED))
        balances = []
        for first in range(0, len(weights), PACKED):
            balance = np.zeros(len(patterns))
            for place, weight in enumerate(weights[first : first + PACKED]):
                won, lost = patterns >> place & 1, patterns >> (place + PACKED) & 1
                balance += weight * (won - lost)
            balances.append(balance)
        return cls(strong, weak, tuple(balances))

    def stripe(self, start: int) -> tuple[int, NDArray[np.int64], NDArray[np.int8]]:
        """Return what the rows from `start` win among themselves and from the rows after them, and what these win less.

        A duel is settled once: the rows after get the opposite.
        """
        rows = slice(start, start + ROWS)
        own = self.strong[0, rows].size
        wins = np.zeros(own, dtype=np.int64)
        losses = np.zeros(self.strong.shape[1] - start, dtype=np.int8)
        for first in range(start, self.strong.shape[1], COLUMNS):
            columns = slice(first, first + COLUMNS)
            balance = self._balance(rows, columns)
            settled = (balance > TIE).view(np.int8) - (balance < -TIE).view(np.int8)
            wins += settled.sum(axis=1, dtype=np.int64)
            losses[first - start :][:COLUMNS] = settled.sum(axis=0, dtype=np.int8)
        return start, wins, losses[own:]

    def _balance(self, rows: slice, columns: slice) -> Floats:
        """Return, for each duel of a block, the weight won less the weight lost."""
        shape = self.strong[0, rows].size, self.strong[0, columns].size
        total, part = np.zeros(shape), np.empty(shape)
        pattern = np.empty(shape, dtype=np.uint8)
        for group, balance in enumerate(self.balances):
            pattern[:] = 0
            first = group * PACKED
            for place in range(min(PACKED, len(self.strong) - first)):
                at = first + place
                won = self.strong[at, rows, None] > self.weak[at, None, columns]
                lost = self.strong[at, None, columns] > self.weak[at, rows, None]
                pattern += won.view(np.uint8) * np.uint8(1 << place)
                pattern += lost.view(np.uint8) * np.uint8(1 << (place + PACKED))
            total += np.take(balance, pattern, out=part, mode="clip")
        return total
