"""Scores and ranks of an index for blocks of weight vectors, on plain arrays.

Shapes: k indicators, n units, B replicates, m elements of a level. Every sum runs over the children in their
written order with separate products and additions, so that units with the same figures get the same score to the
last bit wherever they stand, and ranks see ties exactly.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 6 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.refusal import data_error
from maillon.rules.wording import _

Floats = NDArray[np.float64]
Integers = NDArray[Any]
Truths = NDArray[np.bool_]
Places = NDArray[np.intp]

POWERS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
COPELAND = "copeland"
COPELAND_UNITS = 2_000
BLOCK_CELLS = 32_768


@dataclass(frozen=True)
class Structure:
    """Which element belongs to which, level by level, bottom first.

    Attributes:
        parents: for each level but the last, the position of the parent of each element among the elements of the
            level above. The last level has one element: the index.
    """

    parents: tuple[Places, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many elements each weighted level has, bottom first."""
        return tuple(len(parent) for parent in self.parents)


@dataclass
class Source:
    """A normalised matrix, with what the aggregations need of it computed once.

    Attributes:
        values: (k, n), a row per indicator; NaN where a value is missing.
    """

    values: Floats
    present: Truths | None = field(init=False)
    _spaces: dict[str, Floats] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        present = ~np.isnan(self.values)
        self.present = None if present.all() else present
        self.values = np.ascontiguousarray(self.values, dtype=np.float64)

    def columns(self, method: str) -> Floats:
        """Return the matrix in the space where `method` is a weighted mean; 0 where a value is missing.

        Raises:
            DataError: a value is not above zero and `method` is geometric or harmonic.
        """
        if method not in self._spaces:
            filled = self.values
            if POWERS.get(method, 1.0) != 1.0 and bool(np.any(self.values <= 0)):
                raise data_error(
                    _("une moyenne géométrique ou harmonique demande des valeurs au-dessus de zéro"),
                    method,
                    remedy=_("Normaliser entre 1 et 100 : minmax:1:100"),
                )
            if self.present is not None:
                filled = np.where(self.present, self.values, 1.0)
            moved = into(filled, method)
            self._spaces[method] = moved if self.present is None else np.where(self.present, moved, 0.0)
        return self._spaces[method]


def into(values: Floats, method: str) -> Floats:
    """Return `values` in the space where `method` is a weighted mean: x, ln x or 1/x."""
    power = POWERS.get(method, 1.0)
    if power == 0.0:
        return np.log(values)
    return values if power == 1.0 else 1.0 / values


def out_of(values: Floats, method: str) -> Floats:
    """Return values of the space of `method` as scores: the inverse of `into`."""
    power = POWERS.get(method, 1.0)
    if power == 0.0:
        return np.exp(values)
    return values if power == 1.0 else 1.0 / values


def aggregate(source: Source, structure: Structure, weights: Sequence[Floats], methods: Sequence[str]) -> Floats:
    """Return the scores of the index for a block of weight vectors.

    Power means M_q = (sum w x^q / sum w)^(1/q), level by level; with missing values the weights of the children that
    are there are renormalised.

    Args:
        source: the normalised matrix.
        structure: who belongs to whom.
        weights: per level but the last, (B, m): any positive scale, each parent renormalises its children.
        methods: per level but the last: "arithmetic", "geometric", "harmonic" or "copeland".

    Returns:
        (B, n): NaN for a unit with nothing present.
    """
    method = methods[0]
    columns = source.columns(method)[:, None, :]
    present = None if source.present is None else source.present[:, None, :]
    for parent, shares, wanted in zip(structure.parents, weights, methods, strict=True):
        if wanted != method:
            columns = _moved(columns, present, method, wanted)
            method = wanted
        if method == COPELAND:
            columns, present = _copeland(columns, parent, shares), None
        elif present is None:
            columns = _means(columns, parent, shares)
        else:
            columns, present = _means_of_present(columns, present, parent, shares)
    scores = out_of(columns[0], method) if present is None else _moved(columns, present, method, "arithmetic")[0]
    return scores if present is None else np.where(present[0], scores, np.nan)


def _moved(columns: Floats, present: Truths | None, method: str, wanted: str) -> Floats:
    """Take a level from the space of one mean to that of another."""
    if POWERS.get(method, 1.0) == POWERS.get(wanted, 1.0):
        return columns
    if present is not None:
        columns = np.where(present, columns, into(np.ones(1), method))
    scores = out_of(columns, method)
    if POWERS.get(wanted, 1.0) != 1.0 and bool(np.any(scores <= 0)):
        raise data_error(
            _("une moyenne géométrique ou harmonique demande des valeurs au-dessus de zéro"),
            wanted,
            remedy=_("Normaliser entre 1 et 100 : minmax:1:100"),
        )
    moved = into(scores, wanted)
    return moved if present is None else np.where(present, moved, 0.0)


def _means(columns: Floats, parent: Places, shares: Floats) -> Floats:
    """Weighted means of complete children: (c, B or 1, n), (c,), (B, c) → (m, B, n)."""
    means = np.empty((int(parent.max()) + 1, len(shares), columns.shape[2]))
    totals, product = np.zeros(means.shape[:2]), np.empty(means.shape[1:])
    begun = [False] * len(means)
    for child, place in enumerate(parent):
        if begun[place]:
            np.multiply(columns[child], shares[:, child, None], out=product)
            np.add(means[place], product, out=means[place])
        else:
            np.multiply(columns[child], shares[:, child, None], out=means[place])
            begun[place] = True
        totals[place] += shares[:, child]
    return np.divide(means, totals[:, :, None], out=means)


def _means_of_present(columns: Floats, present: Truths, parent: Places, shares: Floats) -> tuple[Floats, Truths]:
    """Weighted means of the children that are there, and where there is one."""
    means = np.zeros((int(parent.max()) + 1, len(shares), columns.shape[2]))
    totals, product = np.zeros(means.shape), np.empty(means.shape[1:])
    for child, place in enumerate(parent):
        np.multiply(columns[child], shares[:, child, None], out=product)
        means[place] += product
        np.multiply(present[child], shares[:, child, None], out=product)
        totals[place] += product
    known = totals > 0
    return np.divide(means, totals, out=np.zeros(means.shape), where=known), known


def _copeland(columns: Floats, parent: Places, shares: Floats) -> Floats:
    """Copeland scores: how many units one outranks by weighted majority, less how many outrank it."""
    units = columns.shape[2]
    if units > COPELAND_UNITS:
        raise data_error(
            _("la règle de Copeland compare toutes les paires : trop d’unités ici"),
            COPELAND,
            expected=_("{n} unités au plus").format(n=COPELAND_UNITS),
        )
    scores = np.empty((int(parent.max()) + 1, len(shares), units))
    for replicate, own in enumerate(shares):
        majorities = np.zeros((len(scores), units, units))
        for child, place in enumerate(parent):
            values = columns[child, replicate if columns.shape[1] > 1 else 0]
            majorities[place] += own[child] * np.sign(values[:, None] - values[None, :])
        scores[:, replicate] = np.sign(majorities).sum(axis=2)
    return scores


def rank_type(units: int) -> type[np.unsignedinteger[Any]]:
    """Return the smallest integers that hold a rank among `units` units."""
    return np.uint16 if units < 65_536 else np.uint32


def rank(scores: Floats) -> Integers:
    """Return ranks along the last axis: 1 is the greatest score, equal scores share the best rank ("min").

    Args:
        scores: (B, n) without NaN.

    Returns:
        (B, n) unsigned integers.
    """
    replicates, units = scores.shape
    places = np.arange(1, units + 1, dtype=rank_type(units))
    ranks = np.empty(scores.shape, dtype=places.dtype)
    for row in range(replicates):
        order = np.argsort(-scores[row])
        ordered = scores[row][order]
        same = ordered[1:] == ordered[:-1]
        ranks[row, order] = _shared(places, same) if same.any() else places
    return ranks


def _shared(places: Integers, same: Truths) -> Integers:
    """Give each unit that equals the one before it the place where their tie begins."""
    begins = places.copy()
    begins[1:][same] = 1
    return np.maximum.accumulate(begins)


def block_length(units: int) -> int:
    """How many replicates to compute at once so that a block stays in the processor's cache."""
    return max(1, BLOCK_CELLS // max(units, 1))
