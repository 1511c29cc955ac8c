"""Sharing between floors and caps: everyone in proportion to its weight, within its bounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.exact import Number, listed, numbers_of, rounded_to, scaled, weights_of
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.problem import Problem
from maillon.rules.wording import _

Floats = NDArray[np.float64]
Exact: TypeAlias = int | Fraction
_STEPS = 100
LARGEST = 10**100  # beyond, floats cannot look for the level


@dataclass(frozen=True, slots=True)
class Level:
    """The exact solution of x_i = clip(λ·w_i, l_i, u_i) with Σx = E.

    Attributes:
        scale: λ; when several give the same amounts (everyone at a bound), the smallest.
        amounts: x_i, exact fractions.
        at_floor: ranks held up by their floor.
        at_cap: ranks held down by their cap.
    """

    scale: Fraction
    amounts: tuple[Fraction, ...]
    at_floor: tuple[int, ...]
    at_cap: tuple[int, ...]


@overload
def fill(
    total: int,
    weights: Iterable[Number],
    floors: Iterable[int | None] | None,
    caps: Iterable[int | None] | None,
) -> list[int]: ...


@overload
def fill(
    total: Number,
    weights: Iterable[Number],
    floors: Iterable[Number | None] | None,
    caps: Iterable[Number | None] | None,
) -> list[int] | list[float]: ...


def fill(
    total: Number,
    weights: Iterable[Number],
    floors: Iterable[Number | None] | None,
    caps: Iterable[Number | None] | None,
) -> list[int] | list[float]:
    """Share `total` so that x_i = clip(λ·w_i, l_i, u_i); the amounts are unique.

    Whole numbers in, whole numbers out: when the total and every bound are integers (cents, posts), the amounts are
    rounded by largest remainder, their sum is exact and no bound is passed. Otherwise real amounts are returned.

    Args:
        total: E.
        weights: w_i, 0 or more; a weight of zero receives its floor.
        floors: l_i; None for no floor, of one or of all.
        caps: u_i; None for no cap, of one or of all.

    Returns:
        The amount of each, in the order given.

    Raises:
        DataError: lists of different lengths, a floor above its cap, a total below the floors or above the caps (which
            one, and by how much).

    Source: maximum of Σ w_i·ln x_i, or least Σ x_i²/w_i, under bounds and sum: continuous knapsack, "water-filling"
    (Boyd and Vandenberghe, Convex Optimization, 5.5.3).
    """
    weights, floors, caps = _lists(weights, floors, caps)
    level = fill_level(total, weights, floors, caps)
    figures = (total, *floors, *(cap for cap in caps if cap is not None and not _is_free(cap)))
    if all(_is_whole(figure) for figure in figures):
        return rounded_to(int(total), level.amounts)
    return [float(amount) for amount in level.amounts]


def _is_whole(value: Number) -> bool:
    return isinstance(value.item() if hasattr(value, "item") else value, int)


def _is_free(cap: Number | None) -> bool:
    return cap is None or (isinstance(cap, float) and cap == math.inf)


def fill_level(
    total: Number,
    weights: Iterable[Number],
    floors: Iterable[Number | None] | None,
    caps: Iterable[Number | None] | None,
) -> Level:
    """Return the scale λ, the exact amounts and the bounds that hold; arguments and errors as `fill`."""
    weights, floors, caps = _lists(weights, floors, caps)
    lengths = {len(weights), len(floors), len(caps)}
    if len(lengths) > 1:
        raise data_error(
            _("il y a {weights} poids, {floors} planchers et {caps} plafonds").format(
                weights=len(weights), floors=len(floors), caps=len(caps)
            ),
            "fill",
            expected=_("Autant de planchers et de plafonds que de poids"),
        )
    w, low = weights_of(weights, "weights"), numbers_of(floors, "floors")
    (envelope,) = numbers_of([total], "total")
    high = _caps(caps, envelope, low)
    for name, column in (("total", [envelope]), ("weights", w), ("floors", low), ("caps", high)):
        if any(abs(value) > LARGEST for value in column):
            raise data_error(_("valeurs démesurées"), name)
    _feasible(envelope, w, low, high)
    scale = _scale(envelope, w, low, high)
    amounts = tuple(min(max(scale * w[i], low[i]), high[i]) for i in range(len(w)))
    at_floor = tuple(i for i, x in enumerate(amounts) if x == low[i] and x > scale * w[i])
    at_cap = tuple(i for i, x in enumerate(amounts) if x == high[i] and x < scale * w[i])
    return Level(scale, amounts, at_floor, at_cap)


def _lists(
    weights: Iterable[Number], floors: Iterable[Number | None] | None, caps: Iterable[Number | None] | None
) -> tuple[list[Number], list[Number], list[Number | None]]:
    shares = listed(weights, "weights")
    low = [0] * len(shares) if floors is None else listed(floors, "floors")
    high = [None] * len(shares) if caps is None else listed(caps, "caps")
    return shares, [0 if floor is None else floor for floor in low], high


def _caps(caps: Sequence[Number | None], envelope: Fraction, low: Sequence[Fraction]) -> list[Fraction]:
    """Return caps as numbers: without one, nobody can receive more than everything above the others' floors."""
    most = max(envelope - sum(floor for floor in low if floor < 0), *low, Fraction(0))
    found = numbers_of([most if _is_free(cap) else cap or 0 for cap in caps], "caps")
    crossed = [rank for rank, cap in enumerate(found) if cap < low[rank]]
    if crossed:
        raise DataError(
            *(
                Problem(
                    _("au rang {rank}, le plancher ({floor}) passe le plafond ({cap})").format(
                        rank=rank + 1, floor=_said(low[rank]), cap=_said(found[rank])
                    ),
                    "floors",
                )
                for rank in crossed[:10]
            )
        )
    return found


def _feasible(total: Fraction, w: Sequence[Fraction], low: Sequence[Fraction], high: Sequence[Fraction]) -> None:
    least = sum((low[i] if w[i] else _idle(low[i], high[i]) for i in range(len(w))), Fraction(0))
    if total < least:
        raise data_error(
            _("le total ({total}) ne couvre pas les planchers, dont la somme est {least}").format(
                total=_said(total), least=_said(least)
            ),
            "floors",
            remedy=_("Baisser les planchers de {gap}, ou augmenter le total").format(gap=_said(least - total)),
        )
    most = sum((high[i] if w[i] else _idle(low[i], high[i]) for i in range(len(w))), Fraction(0))
    if total > most:
        raise data_error(
            _("les plafonds, dont la somme est {most}, ne laissent pas placer tout le total ({total})").format(
                total=_said(total), most=_said(most)
            ),
            "caps",
            remedy=_("Relever les plafonds de {gap}, ou réduire le total").format(gap=_said(total - most)),
        )


def _idle(low: Fraction, high: Fraction) -> Fraction:
    """Return what a weight of zero receives: nothing, within its bounds."""
    return min(max(Fraction(0), low), high)


def _said(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):.6g}".replace(".", ",")


def _scale(total: Fraction, w: Sequence[Fraction], low: Sequence[Fraction], high: Sequence[Fraction]) -> Fraction:
    """Return λ: found in floating point, made exact on the units between their bounds, then checked exactly."""
    floats = [np.array([float(value) for value in column]) for column in (w, low, high)]
    near = _near(float(total), *floats)
    poured = near * floats[0]
    free = np.flatnonzero((floats[1] < poured) & (poured < floats[2])).tolist()
    capped = (poured >= floats[2]).tolist()
    heavy, factor = scaled(w)
    bounds, unit = scaled([*low, *high])
    lows, highs = bounds[: len(w)], bounds[len(w) :]
    weight = sum((heavy[i] for i in free), 0)
    if weight:
        inside = set(free)
        held = sum(highs[i] if capped[i] else lows[i] for i in range(len(w)) if i not in inside)
        scale = Fraction(total * unit - held) / weight
        p, q = scale.numerator, scale.denominator
        if all(_stands(p * heavy[i], lows[i] * q, highs[i] * q, i in inside, capped[i]) for i in range(len(w))):
            return scale * factor / unit
    return _walked(total, w, low, high)


def _stands(poured: Exact, low: Exact, high: Exact, free: bool, capped: bool) -> bool:  # noqa: FBT001 - private
    """Tell whether a unit is where it was taken to be: between its bounds, at its cap or at its floor."""
    return low <= poured <= high if free else poured >= high if capped else poured <= low


def _near(total: float, w: Floats, low: Floats, high: Floats) -> float:
    """Return λ to the precision of floating point, by bisection."""
    weighty = w > 0
    first, last = float((low[weighty] / w[weighty]).min()), float((high[weighty] / w[weighty]).max())
    for _step in range(_STEPS):
        middle = (first + last) / 2
        short = float(np.clip(middle * w, low, high).sum()) < total
        first, last = (middle, last) if short else (first, middle)
    return last


def _walked(total: Fraction, w: Sequence[Fraction], low: Sequence[Fraction], high: Sequence[Fraction]) -> Fraction:
    """Return λ by walking the breakpoints l_i/w_i (the slope gains w_i) and u_i/w_i (it loses it), exactly."""
    constant = sum((_idle(low[i], high[i]) for i in range(len(w)) if not w[i]), Fraction(0))
    constant += sum((low[i] for i in range(len(w)) if w[i]), Fraction(0))
    steps: list[tuple[Fraction, Fraction]] = []
    for i, weight in enumerate(w):
        if weight:
            steps += [(low[i] / weight, weight), (high[i] / weight, -weight)]
    steps.sort(key=lambda step: step[0])
    reached, slope, at = constant, Fraction(0), steps[0][0]
    for point, change in steps:
        following = reached + slope * (point - at)
        if following >= total:
            return at + (total - reached) / slope if slope else at
        reached, at, slope = following, point, slope + change
    return at
