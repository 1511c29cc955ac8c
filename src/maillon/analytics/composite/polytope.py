"""The best and the worst rank that a territory can have when weights vary within limits.

The shares of the children of each aggregate, at one level, vary within limits and sum to 1; the weights above stay.
With arithmetic means the score is linear in these shares, so that the largest gap between two units is known exactly:
give each child its least share, then the rest to the most favourable ones (a continuous knapsack).

Bounds follow: a unit is never better than 1 + those who are above it whatever the weights, never worse than 1 + those
who can be above it. They are reached only when the same weights suit all the others at once: the exact range asks a
mixed integer program (HiGHS), or is known when weights that reach a bound are found.

Source: S. Greco, A. Ishizaka, M. Tasiou, G. Torrisi, On the methodological framework of composite indices: a review of
the issues of weighting, aggregation, and robustness, Social Indicators Research 141 (2019), section on robustness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from maillon.analytics.arguments import NUMBER
from maillon.analytics.composite.kernel import Floats, Places, combined, rank
from maillon.analytics.composite.meta import Level
from maillon.analytics.composite.ranking import TIE
from maillon.analytics.refusal import DataError, data_error
from maillon.analytics.vectors import LARGEST
from maillon.rules.problem import Problem
from maillon.rules.wording import _

CORNERS, MARGIN, ROUNDING = 32, 1e-5, 1e-12
Limits = float | Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Polytope:
    """The shares that the children of each aggregate may take.

    Attributes:
        parents: (c,) position of the parent of each child.
        low: (c,) least share of each child among its siblings.
        high: (c,) largest share.
    """

    parents: Places
    low: Floats
    high: Floats

    @classmethod
    def around(cls, level: Level, limits: Limits) -> Polytope:
        """Return the shares within limits of a level.

        Args:
            level: the children, their parents and nominal weights.
            limits: a share x: each nominal share may be multiplied by 1 - x to 1 + x; or (least, largest) share by
                iCode: a child that is not named may take any share.

        Raises:
            DataError: limits that are not shares, unknown codes, limits between which no shares sum to 1.
        """
        nominal = level.matrix()[np.arange(len(level.children)), level.parents]
        _check_kind(limits)
        if isinstance(limits, Mapping):
            unknown = sorted(set(limits) - set(level.children))
            if unknown:
                raise DataError(*(Problem(_("cet élément n’est pas pondéré à ce niveau"), code) for code in unknown))
            pairs = np.array([limits.get(code, (0.0, 1.0)) for code in level.children], dtype=float)
            low, high = pairs[:, 0], np.minimum(pairs[:, 1], 1.0)
        else:
            spread = min(float(limits), LARGEST)
            low, high = nominal * (1 - spread), np.minimum(nominal * (1 + spread), 1.0)
        found = cls(level.parents, low, high)
        found._check(level)
        return found

    def _check(self, level: Level) -> None:
        wrong = ~((self.low >= 0) & (self.low <= self.high))
        if wrong.any():
            code = level.children[int(np.flatnonzero(wrong)[0])]
            expected = _("Une part la plus basse et une part la plus haute, entre 0 et 1")
            raise data_error(_("ces limites de poids ne conviennent pas"), code, expected=expected)
        least, most = np.bincount(self.parents, self.low), np.bincount(self.parents, self.high)
        empty = np.flatnonzero((least > 1 + 1e-9) | (most < 1 - 1e-9))
        if empty.size:
            told = _("entre ces limites, aucune répartition des poids ne fait 1")
            raise data_error(told, level.codes[int(empty[0])])

    def highest(self, gains: Floats) -> tuple[Floats, Floats]:
        """Return the largest weighted sum of gains, and shares that reach it.

        Args:
            gains: (n, c) what each child brings.

        Returns:
            (n,) the largest sum; (n, c) the shares.
        """
        shares = np.empty(gains.shape)
        for parent in range(int(self.parents.max()) + 1):
            own = np.flatnonzero(self.parents == parent)
            order = np.argsort(-gains[:, own], axis=1)
            room = (self.high - self.low)[own][order]
            before = np.cumsum(room, axis=1) - room
            given = np.clip(1 - self.low[own].sum() - before, 0.0, room)
            np.put_along_axis(room, order, given, axis=1)
            shares[:, own] = self.low[own] + room
        return (shares * gains).sum(axis=1), shares

    def spans(self, gains: Floats) -> tuple[Floats, Floats]:
        """Return the smallest and the largest weighted sums of gains: (n, c) → (n,), (n,)."""
        base = gains @ self.low
        least, most = base.copy(), base
        for parent in range(int(self.parents.max()) + 1):
            own = np.flatnonzero(self.parents == parent)
            order = np.argsort(gains[:, own], axis=1)
            room = (self.high - self.low)[own][order]
            rising = np.take_along_axis(gains[:, own], order, axis=1)
            filled = np.cumsum(room, axis=1)
            budget = 1 - self.low[own].sum()
            least += (np.clip(budget - filled + room, 0.0, room) * rising).sum(axis=1)
            most += (np.clip(budget - filled[:, -1:] + filled, 0.0, room) * rising).sum(axis=1)
        return least, most

    def holds(self, shares: Floats) -> bool:
        """Say whether shares (c,) are within the limits, to rounding."""
        return bool(np.all((shares >= self.low - ROUNDING) & (shares <= self.high + ROUNDING)))

    def corners(self, count: int, seed: int) -> Floats:
        """Return some vertices, drawn by directions: (count, c)."""
        if seed < 0:
            raise data_error(_("cette graine ne convient pas"), "seed", expected=_("Un nombre entier positif ou nul"))
        directions = np.random.default_rng(seed).standard_normal((count, len(self.low)))
        return self.highest(directions)[1]


def _check_kind(limits: Limits) -> None:
    """Refuse what is neither a number nor pairs of numbers by code."""
    one = limits if isinstance(limits, Mapping) or NUMBER.holds(limits) else ()
    pairs = one.values() if isinstance(one, Mapping) else [(one, one)]
    try:
        shapes = {np.asarray(pair, dtype=float).shape for pair in pairs}
    except (TypeError, ValueError, OverflowError):
        shapes = {()}
    if shapes - {(2,)}:
        expected = _("Une part, comme 0,25, ou par code une part la plus basse et une part la plus haute")
        raise data_error(_("ces limites de poids ne conviennent pas"), "limits", expected=expected)


@dataclass(frozen=True, slots=True)
class RankRange:
    """What is known of the ranks of a unit.

    Attributes:
        best: no weights give a better rank.
        best_reached: some weights give this rank.
        worst_reached: some weights give this rank.
        worst: no weights give a worse rank.
    """

    best: int
    best_reached: int
    worst_reached: int
    worst: int

    @property
    def exact(self) -> bool:
        """Whether both bounds are reached."""
        return self.best == self.best_reached and self.worst == self.worst_reached


def reached_ranks(parts: Floats, shares: Floats) -> tuple[Places, Places]:
    """Return the best and worst rank of each unit over some weights.

    Args:
        parts: (n, c) what each child brings to the index per unit of share.
        shares: (K, c).
    """
    best = np.full(len(parts), len(parts) + 1)
    worst = np.zeros(len(parts), dtype=best.dtype)
    for begin in range(0, len(shares), 16):
        ranks = rank(combined(shares[begin : begin + 16], parts.T))
        best, worst = np.minimum(best, ranks.min(axis=0)), np.maximum(worst, ranks.max(axis=0))
    return best, worst


def interval_bounds(parts: Floats, polytope: Polytope) -> tuple[Places, Places]:
    """Return bounds of the rank of each unit from the range of its score alone: wide, but at once for all units.

    Args:
        parts: (n, c).
        polytope: the shares.
    """
    top = polytope.highest(parts)[0]
    bottom = -polytope.highest(-parts)[0]
    slack = TIE * max(float(np.abs(top).max()), float(np.abs(bottom).max()))
    surely = len(parts) - np.searchsorted(np.sort(bottom), top + slack, side="right")
    perhaps = len(parts) - np.searchsorted(np.sort(top), bottom + slack, side="right")
    own = top > bottom + slack
    return 1 + surely, 1 + perhaps - own


def pairwise_range(parts: Floats, unit: int, polytope: Polytope, *, exact: bool, seconds: float) -> RankRange:
    """Return the range of ranks of one unit from its largest gaps with each other.

    Args:
        parts: (n, c).
        unit: position.
        polytope: the shares.
        exact: whether to close what remains open with a mixed integer program.
        seconds: time given to each of the two programs.
    """
    gaps = parts - parts[unit]
    least, most = polytope.spans(gaps)
    slack = TIE * max(1e-300, float(np.abs(parts).max()))
    always, never = least > slack, most <= slack
    open_to = np.flatnonzero(~always & ~never)
    best, worst = 1 + int(always.sum()), 1 + int((~never).sum())
    low, high = _ranks_at_corners(parts, unit, gaps[open_to], polytope)
    found = RankRange(best, low, high, worst)
    if exact and not found.exact:
        return _closed(gaps, open_to, (most, least), found, polytope, seconds)
    return found


def _ranks_at_corners(parts: Floats, unit: int, gaps: Floats, polytope: Polytope) -> tuple[int, int]:
    """Return the best and worst rank of one unit at the weights that suit it best or least against some others."""
    some = gaps[np.unique(np.linspace(0, len(gaps) - 1, min(CORNERS, len(gaps))).astype(int))] if len(gaps) else gaps
    mean = gaps.sum(axis=0, keepdims=True)
    corners = polytope.highest(np.vstack([some, -some, mean, -mean]))[1]
    scores = combined(corners, parts.T)
    slack = TIE * np.abs(scores).max(axis=1, keepdims=True)
    ranks = 1 + np.count_nonzero(scores > scores[:, [unit]] + slack, axis=1)
    return int(ranks.min()), int(ranks.max())


def _closed(
    gaps: Floats, open_to: Places, reach: tuple[Floats, Floats], found: RankRange, polytope: Polytope, seconds: float
) -> RankRange:
    """Return the range after the two mixed integer programs."""
    above = found.best - 1
    rows, most, least = gaps[open_to], reach[0][open_to], reach[1][open_to]
    best, best_reached = found.best, found.best_reached
    if best < best_reached:
        bound, shares = _program(rows, most, polytope, seconds)
        best = max(best, 1 + above + bound)
        best_reached = min(best_reached, 1 + _count_above(gaps, shares)) if shares is not None else best_reached
    worst, worst_reached = found.worst, found.worst_reached
    if worst_reached < worst:
        bound, shares = _program(-rows, -least, polytope, seconds)
        worst = min(worst, 1 + above + len(open_to) - bound)
        apart = _program(-rows, -least, polytope, seconds, margin=MARGIN)[1]  # the first may rest on ties
        for weights in (shares, apart):
            worst_reached = (
                max(worst_reached, 1 + _count_above(gaps, weights)) if weights is not None else worst_reached
            )
    return RankRange(best, best_reached, worst_reached, worst)


def _program(
    rows: Floats, most: Floats, polytope: Polytope, seconds: float, margin: float = 0.0
) -> tuple[int, Floats | None]:
    """Minimise how many rows have rows · w > 0; return a proved lower bound and the weights found.

    With z_j ∈ {0, 1}: rows_j · w ≤ most_j z_j, the shares of each aggregate summing to 1. With a margin, a share of
    most_j, the weights found keep the other rows that far below zero, and the bound holds for such weights only.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to load, for exact ranges only

    count, children = rows.shape
    scale = np.maximum(most, 1e-300)
    below = np.hstack([rows / scale[:, None], -(1 + margin) * np.eye(count)])
    parents = int(polytope.parents.max()) + 1
    sums = np.zeros((parents, children + count))
    sums[polytope.parents, np.arange(children)] = 1
    found: Any = milp(
        np.concatenate([np.zeros(children), np.ones(count)]),
        integrality=np.concatenate([np.zeros(children), np.ones(count)]),
        bounds=Bounds(np.concatenate([polytope.low, np.zeros(count)]), np.concatenate([polytope.high, np.ones(count)])),
        constraints=[LinearConstraint(below, -np.inf, -margin), LinearConstraint(sums, 1, 1)],
        options={"time_limit": seconds},
    )
    proved = getattr(found, "mip_dual_bound", None)
    bound = 0 if proved is None or not np.isfinite(proved) else max(0, int(np.ceil(proved - 1e-6)))
    return bound, None if found.x is None else np.clip(found.x[:children], polytope.low, polytope.high)


def _count_above(gaps: Floats, shares: Floats) -> int:
    """How many units are above at these weights."""
    return int(np.count_nonzero(gaps @ shares > TIE * np.abs(gaps).max()))
