"""Scores and ranks of an index for blocks of weight vectors, on plain arrays.

Shapes: k indicators, n units, B replicates, c children and m parents of a level. Scores are computed by products of
matrices; scores equal within 1e-12 of the largest are tied, so that the order of additions parts no equal units.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 6 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.composite.aggregation import COPELAND, power_of
from maillon.analytics.composite.ranking import TIE, dense_ranks
from maillon.analytics.refusal import data_error
from maillon.rules.wording import _

Floats = NDArray[np.float64]
Integers = NDArray[Any]
Truths = NDArray[np.bool_]
Places = NDArray[np.intp]

COPELAND_UNITS = 2_000
BLOCK_REPLICATES = 8
BLOCK_PRODUCTS = 250_000
_POSITIONS = np.arange(65_536, dtype=np.uint64)
_POSITION_BITS, _LAST_POSITION = np.uint64(16), np.uint64(65_535)
_KEYS = 2.0**47


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
        present: (k, n), 1 where there is a value, 0 where it is missing; None when nothing is.
    """

    values: Floats
    present: Floats | None = field(init=False)
    _spaces: dict[str, Floats] = field(init=False, default_factory=dict)
    _parts: list[tuple[Places, Source]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        present = ~np.isnan(self.values)
        self.present = None if present.all() else present.astype(np.float64)
        self.values = np.ascontiguousarray(self.values, dtype=np.float64)

    def parts(self) -> list[tuple[Places, Source]]:
        """Return the units without and with a missing value, apart: the first are much faster to aggregate.

        Returns:
            The positions of the units of each part, and their own matrix; one part, itself, when there is nothing
            to set apart.
        """
        if self._parts is None:
            whole = np.asarray(~np.isnan(self.values).any(axis=0))
            if whole.all() or not whole.any():
                self._parts = [(np.arange(len(whole)), self)]
            else:
                both = (np.flatnonzero(whole), np.flatnonzero(~whole))
                self._parts = [(places, Source(self.values[:, places])) for places in both]
        return self._parts

    def prepare(self, method: str) -> None:
        """Compute once what aggregations that begin with `method` need.

        Raises:
            DataError: as `columns`.
        """
        for _places, part in self.parts() if method != COPELAND else [(None, self)]:
            part.columns(method)

    def columns(self, method: str) -> Floats:
        """Return the matrix in the space where `method` is a weighted mean; 0 where a value is missing.

        Raises:
            DataError: a value is not above zero and `method` is geometric or harmonic.
        """
        if method not in self._spaces:
            filled = self.values
            if _power(method) <= 0:
                require_positive(self.values, method)
            if self.present is not None:
                filled = np.where(self.present > 0, self.values, 1.0)
            moved = into(filled, method)
            self._spaces[method] = moved if self.present is None else np.where(self.present > 0, moved, 0.0)
        return self._spaces[method]


def require_positive(values: Floats, method: str) -> None:
    """Refuse values at or below zero for a mean that is not defined there."""
    if bool(np.any(values <= 0)):
        raise data_error(
            _("une moyenne géométrique ou harmonique demande des valeurs au-dessus de zéro"),
            method,
            remedy=_("Normaliser entre 1 et 100 : minmax:1:100"),
        )


def _power(method: str) -> float:
    return 1.0 if method == COPELAND else power_of(method)


def into(values: Floats, method: str) -> Floats:
    """Return `values` in the space where `method` is a weighted mean: x^q, ln x for q = 0."""
    power = _power(method)
    if power == 0.0:
        return np.log(values)
    return values if power == 1.0 else 1.0 / values if power == -1.0 else values**power


def out_of(values: Floats, method: str) -> Floats:
    """Return values of the space of `method` as scores: the inverse of `into`."""
    power = _power(method)
    if power == 0.0:
        return np.exp(values)
    return values if power == 1.0 else 1.0 / values if power == -1.0 else values ** (1.0 / power)


def aggregate(
    source: Source,
    structure: Structure,
    weights: Sequence[Floats],
    methods: Sequence[str],
    *,
    coverage: float = 0.0,
    nominal: Sequence[Floats] | None = None,
) -> Floats:
    """Return the scores of the index for a block of weight vectors.

    Power means M_q = (sum w x^q / sum w)^(1/q), level by level; with missing values the weights of the children that
    are there are renormalised.

    Args:
        source: the normalised matrix.
        structure: who belongs to whom.
        weights: per level but the last, (B, c): any positive scale, each parent renormalises its children.
        methods: per level but the last, as `read_aggregations` gives them.
        coverage: least share of weight present behind an aggregate for it to have a score.
        nominal: per level but the last, (c,), the weights that count for this share; None: those of the replicate.

    Returns:
        (B, n): NaN for a unit without a score.

    Raises:
        DataError: a value is not above zero where a mean needs it; too many units for Copeland.
    """
    spreads = [_spread(own, parent) for own, parent in zip(weights, structure.parents, strict=True)]
    covers = spreads
    if nominal is not None:
        covers = [_spread(own[None, :], parent) for own, parent in zip(nominal, structure.parents, strict=True)]
    if COPELAND in methods:
        return _aggregate(source.columns(methods[0]), source.present, spreads, covers, methods, coverage)
    scores = np.empty((len(weights[0]), source.values.shape[1]))
    tile = _tile(spreads)
    for places, part in source.parts():
        columns, present = part.columns(methods[0]), part.present
        for begin in range(0, len(places), tile):
            own = slice(begin, begin + tile)
            there = None if present is None else present[:, own]
            scores[:, places[own]] = _aggregate(columns[:, own], there, spreads, covers, methods, coverage)
    return scores


def _tile(spreads: Sequence[Floats]) -> int:
    """How many units to take at once: what fits in cache, and that no linear algebra library cuts among threads."""
    replicates, parents, children = spreads[0].shape
    return max(64, int(BLOCK_PRODUCTS // (children * max(replicates, parents))))


def _aggregate(
    columns: Floats,
    present: Floats | None,
    spreads: Sequence[Floats],
    covers: Sequence[Floats],
    methods: Sequence[str],
    coverage: float,
) -> Floats:
    """Do as `aggregate` for some units: (c, n) in the space of the first method → (B, n).

    `present` is the share of weight behind each figure, 0 where there is none; None when all are there.
    """
    method = methods[0]
    mixing: Floats | None = None  # levels of the same method, not yet applied: a mean of means is one mean
    for spread, cover, wanted in zip(spreads, covers, methods, strict=True):
        if mixing is not None and (wanted != method or method == COPELAND):
            columns, mixing = _product(mixing, columns), None
        if wanted != method:
            columns, method = _moved(columns, present, method, wanted), wanted
        if method == COPELAND:
            columns, present = _covered(*_copeland(columns, present, spread, cover), coverage)
        elif present is None:
            shares = spread / spread.sum(axis=2, keepdims=True)
            mixing = shares if mixing is None else shares @ mixing
        else:
            columns, present = _means_of_present(columns, present, spread, cover, coverage)
    if mixing is not None:
        columns = np.matmul(mixing[:, 0], columns) if columns.ndim == 2 else np.matmul(mixing[:, :1], columns)[:, 0]
        return out_of(columns, method)
    scores = _moved(columns, present, method, "arithmetic")[:, 0]
    return scores if present is None else np.where(present[:, 0] > 0, scores, np.nan)


def _covered(columns: Floats, present: Floats | None, coverage: float) -> tuple[Floats, Floats | None]:
    """Take away the aggregates behind which too little is present."""
    if present is None:
        return columns, present
    known = (present > 0) & (present >= coverage - TIE)
    return np.where(known, columns, 0.0), np.where(known, present, 0.0)


def _spread(weights: Floats, parent: Places) -> Floats:
    """Return weights (B, c) as matrices (B, m, c): each child in the row of its parent."""
    spread = np.zeros((len(weights), int(parent.max()) + 1, len(parent)))
    spread[:, parent, np.arange(len(parent))] = weights
    return spread


def _moved(columns: Floats, present: Floats | None, method: str, wanted: str) -> Floats:
    """Take a level from the space of one mean to that of another."""
    if _power(method) == _power(wanted):
        return columns
    if present is not None:
        columns = np.where(present > 0, columns, 1.0)
    scores = out_of(columns, method)
    if _power(wanted) <= 0:
        require_positive(scores, wanted)
    moved = into(scores, wanted)
    return moved if present is None else np.where(present > 0, moved, 0.0)


def _product(weights: Floats, columns: Floats) -> Floats:
    """Return the weighted sums of children (B, m, n); of the same children for all, (c, n), parent by parent."""
    sums: Floats = np.empty((*weights.shape[:2], columns.shape[-1]))
    if columns.ndim == 3:
        return np.asarray(np.matmul(weights, columns))
    for parent in range(weights.shape[1]):
        own = np.flatnonzero(weights[:, parent].any(axis=0))
        sums[:, parent] = weights[:, parent, own] @ columns[own]
    return sums


def _means_of_present(
    columns: Floats, present: Floats, weights: Floats, cover: Floats, coverage: float
) -> tuple[Floats, Floats]:
    """Weighted means (B, m, n) of the children that are there, and the share of weight behind each."""
    sums, totals = _product(weights, columns), _product(weights, (present > 0).astype(np.float64))
    known = totals > 0
    if coverage > 0:
        behind = _behind(present, cover)
        known &= behind >= coverage - TIE
    np.divide(sums, totals, out=sums, where=known)
    np.copyto(sums, 0.0, where=~known)
    return sums, np.where(known, behind, 0.0) if coverage > 0 else known.astype(np.float64)


def _behind(present: Floats, cover: Floats) -> Floats:
    """Return the share of weight behind each parent."""
    shares: Floats = _product(cover, present) / cover.sum(axis=2, keepdims=True)
    return shares


def _copeland(columns: Floats, present: Floats | None, weights: Floats, cover: Floats) -> tuple[Floats, Floats | None]:
    """Copeland scores (B, m, n): how many units one outranks by weighted majority, less how many outrank it."""
    units = columns.shape[-1]
    if units > COPELAND_UNITS:
        raise data_error(
            _("recalculée à chaque tirage, la règle de Copeland demande peu d’unités"),
            COPELAND,
            expected=_("{n} unités au plus").format(n=COPELAND_UNITS),
        )
    shares = None
    if present is not None:
        columns = np.where(present > 0, columns, np.nan)
        shares = np.broadcast_to(_behind(present, cover), (*weights.shape[:2], units))
    columns = _placed(columns, 0.0 if columns.ndim == 2 else TIE)  # above the indicators, figures are computed
    scores = np.empty((*weights.shape[:2], units))
    for replicate, parent in np.ndindex(scores.shape[:2]):
        own = weights[replicate, parent]
        used = np.flatnonzero(own)
        table = (columns if columns.ndim == 2 else columns[replicate])[used]
        majority = np.zeros((units, units))
        for weight, figures in zip(own[used].tolist(), table, strict=True):
            majority += weight * np.nan_to_num(np.sign(figures[:, None] - figures[None, :]))
        majority[np.abs(majority) <= TIE * own.sum()] = 0.0
        scores[replicate, parent] = np.sign(majority).sum(axis=1)
    return scores, shares


def _placed(columns: Floats, tie: float) -> Floats:
    """Return the place of each unit in its row among the distinct figures (see `dense_ranks`), NaN where missing."""
    placed = np.full(columns.shape, np.nan)
    for row in np.ndindex(columns.shape[:-1]):
        there = ~np.isnan(columns[row])
        placed[row][there] = dense_ranks(columns[row][there], tie)
    return placed


def rank_type(units: int) -> type[np.unsignedinteger[Any]]:
    """Return the smallest integers that hold a rank among `units` units."""
    return np.uint16 if units < 65_536 else np.uint32


def rank(scores: Floats) -> Integers:
    """Return ranks along the last axis: 1 is the greatest score, equal scores share the best rank ("min").

    Scores that follow one another within 1e-12 of the largest are equal, as in `falling_ranks`: the order in which a
    machine adds does not part units that are equal.

    Args:
        scores: (B, n) without NaN.

    Returns:
        (B, n) unsigned integers.
    """
    replicates, units = scores.shape
    places = np.arange(1, units + 1, dtype=rank_type(units))
    ranks = np.empty(scores.shape, dtype=places.dtype)
    for row in range(replicates):
        order = _falling(scores[row])
        ordered = scores[row][order]
        same = ordered[:-1] - ordered[1:] <= TIE * max(abs(ordered[0]), abs(ordered[-1]))
        ranks[row, order] = _shared(places, same) if same.any() else places
    return ranks


def _falling(scores: Floats) -> Places:
    """Return the order of falling scores.

    The score, cut to 48 bits of its range, and the position are sorted as one integer: twice as fast as `argsort`.
    What is cut, 4e-15 of the range, is far below what makes a tie.
    """
    units, high = len(scores), scores.max()
    span = high - scores.min()
    if units > 65_535 or not 0 < span < np.inf:
        return np.argsort(-scores)
    keys = ((high - scores) * (_KEYS / span)).astype(np.uint64)
    keys <<= _POSITION_BITS
    keys |= _POSITIONS[:units]
    keys.sort()
    keys &= _LAST_POSITION
    order: Places = keys.view(np.intp)
    return order


def _shared(places: Integers, same: Truths) -> Integers:
    """Give each unit that equals the one before it the place where their tie begins."""
    shared, tied = places.copy(), np.flatnonzero(same) + 1
    begins = np.concatenate([[True], np.diff(tied) > 1])
    shared[tied] = places[np.maximum.accumulate(np.where(begins, tied - 1, 0))]
    return shared


def block_length(children: int, units: int) -> int:
    """Return how many replicates to compute at once: little memory for many units, few calls for few."""
    return max(BLOCK_REPLICATES, BLOCK_PRODUCTS // max(1, children * units))


def combined(shares: Floats, columns: Floats) -> Floats:
    """Return shares @ columns, (B, c) and (c, n), by tiles as `aggregate` does: several threads may call it at once."""
    tile = _tile([shares[:, None, :]])
    units = columns.shape[1]
    scores = np.empty((len(shares), units))
    for begin in range(0, units, tile):
        own = slice(begin, begin + tile)
        np.matmul(shares, columns[:, own], out=scores[:, own])
    return scores
