"""Ranks of units, ties at the smallest rank.

Figures of the data are tied when they are equal: those of a column may differ by more than 1e12 times. Computed scores
are tied when they follow one another within 1e-12 of the largest of the column: the order in which a machine adds must
not part units that are equal. Every rank and every duel of an index follows this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.composite.meta import Floats

TIE = 1e-12


def rising_ranks(values: Floats) -> Floats:
    """Return, column by column, 1 + the number of units strictly below; NaN stays NaN.

    Args:
        values: (n, C) figures; only exact equality makes a tie.

    Source: ranks with ties "min", as COINr's n_rank.
    """
    ranks = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        present = np.flatnonzero(~np.isnan(values[:, column]))
        figures = values[present, column]
        ranks[present, column] = np.searchsorted(np.sort(figures), figures, side="left") + 1.0
    return ranks


def dense_ranks(figures: Floats, tie: float) -> NDArray[np.intp]:
    """Return the number of distinct figures below each; tied figures are one.

    Args:
        figures: (n,) without NaN.
        tie: 0, or `TIE` for computed scores: share of the largest within which figures that follow one another are
            tied.
    """
    order = np.argsort(figures)
    apart = np.diff(figures[order]) > tie * np.abs(figures).max(initial=0.0)
    ranks = np.zeros(len(figures), dtype=np.intp)
    ranks[order[1:]] = np.cumsum(apart)
    return ranks


def falling_ranks(scores: Floats, tie: float = TIE) -> Floats:
    """Return, column by column, the rank of each unit: 1 for the highest score, ties "min", NaN where it has none.

    Args:
        scores: (n, C) figures.
        tie: scores that follow one another within `tie` times the largest of the column are tied.
    """
    ranks = np.full(scores.shape, np.nan)
    for column in range(scores.shape[1]):
        present = np.flatnonzero(~np.isnan(scores[:, column]))
        order = present[np.argsort(-scores[present, column], kind="stable")]
        falling = scores[order, column]
        apart = -np.diff(falling) > tie * np.abs(falling).max(initial=0.0)
        first = np.concatenate([[True], apart])[: len(order)]
        ranks[order, column] = np.flatnonzero(first)[np.cumsum(first) - 1] + 1.0
    return ranks


def falling_rank(scores: Floats, row: int, tie: float = TIE) -> Floats:
    """Return the rank of one row in each column, as `falling_ranks` would, NaN where it has no score.

    Args:
        scores: (n, C) figures.
        row: the row ranked.
        tie: as for `falling_ranks`.
    """
    own = scores[row]
    largest = np.where(np.isnan(scores), 0.0, np.abs(scores)).max(axis=0)
    with np.errstate(invalid="ignore"):
        ahead = (scores > own + tie * largest).sum(axis=0)
    return np.where(np.isnan(own), np.nan, ahead + 1.0)
