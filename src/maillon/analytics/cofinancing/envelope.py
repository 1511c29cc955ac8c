"""Meeting an envelope to the cent by shifting a scale: r(z + lambda), which leaves the Lipschitz constant unchanged.

Scaling the rates would multiply the constant; shifting moves every territory along the same curve. The sum of the
grants never falls when lambda grows, so lambda is found by bisection, down to the last bit of a float.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import sub
from typing import TYPE_CHECKING

import numpy as np

from maillon.analytics.cofinancing.checks import cents, scores
from maillon.analytics.cofinancing.smoothing import bounds
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import Values, Vector, vector
from maillon.rules.money import Money
from maillon.rules.wording import _

if TYPE_CHECKING:
    from maillon.analytics.cofinancing.scale import Scale

SAME_RATE = 1e-9
DIGITS = 14  # those of a float that a few products leave exact
MARGIN = 1.0  # of the need score, on both sides of the curve: beyond, rates are constant


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """A scale that meets an envelope.

    Attributes:
        scale: the shifted scale.
        shift: lambda, added to every need score.
        rates: one per unit, before rounding to the cent.
        granted: cents, one per unit; they sum to the envelope.
        own: cents left to each unit.
        envelope: cents.
        shared_at_step: units that stand exactly on a step of the shifted scale and share what remains, at a rate
            between those of both sides; 0 where the scale has no step.
    """

    scale: Scale
    shift: float
    rates: Vector
    granted: tuple[int, ...]
    own: tuple[int, ...]
    envelope: int
    shared_at_step: int

    @property
    def lipschitz(self) -> float:
        """The constant of the shifted scale: that of the scale asked."""
        return self.scale.lipschitz

    def rate(self, z: float | Values) -> float | Vector:
        """Return the rate of the shifted scale at any score, as `Scale.rate` does."""
        return self.scale.rate(z)


def fit(
    scale: Scale,
    z: Values,
    costs: Values,
    envelope: int,
    *,
    previous: Values | None = None,
    delta: float | None = None,
) -> Fit:
    """Shift a scale so that the grants sum to the envelope, to the cent.

    Args:
        scale: the scale.
        z: need scores, one per unit.
        costs: cents, one per unit, as the envelope.
        envelope: cents.
        previous: last year's rates, one per unit; missing where there was none.
        delta: greatest move of a rate from last year, with `previous`.

    Returns:
        The fit. Cents are rounded once, by largest remainder; at equal remainders the needier, the dearer, the first.

    Raises:
        DataError: lengths differ, missing scores, costs that are not whole cents, `previous` without `delta`, an
            envelope that no shift can meet (the refusal says the bounds).
    """
    score, amounts, (wanted,) = scores(z), cents(costs, "costs"), cents([envelope], "envelope")
    if score.size != len(amounts):
        raise data_error(_("les listes n’ont pas la même longueur"), "costs", expected=_("Un coût par territoire"))
    cost = np.array(amounts, dtype=np.float64)
    low, high = _limits(previous, delta, score.size)

    def rated(shift: float) -> Vector:
        return np.clip(replace(scale, shift=shift).rate(score), low, high)

    below, above = _bracket(scale, score, cost, wanted, rated, held=delta is not None)
    floor, ceiling = rated(below), rated(above)
    spent, most = _total(floor, cost), _total(ceiling, cost)
    share = (wanted - spent) / (most - spent) if most > spent else 0.0
    rates = floor + min(1.0, max(0.0, share)) * (ceiling - floor)
    granted = _whole(rates * cost, amounts, wanted, score)
    return Fit(
        scale=replace(scale, shift=below),
        shift=below,
        rates=rates,
        granted=tuple(granted),
        own=tuple(map(sub, amounts, granted)),
        envelope=wanted,
        shared_at_step=int(np.count_nonzero((ceiling - floor > SAME_RATE) & (cost > 0))),
    )


def _limits(previous: Values | None, delta: float | None, size: int) -> tuple[float | Vector, float | Vector]:
    if previous is not None and delta is not None:
        return bounds(vector(previous, "previous"), delta, size)
    if previous is not None or delta is not None:
        raise data_error(_("il faut les taux précédents et leur variation annuelle, ensemble"), "previous, delta")
    return 0.0, 1.0


def _bracket(
    scale: Scale, score: Vector, cost: Vector, wanted: int, rated: Callable[[float], Vector], *, held: bool
) -> tuple[float, float]:
    """Return two neighbouring shifts between which the grants reach the envelope."""
    start, end = (bound + scale.shift for bound in scale.span)
    lowest, highest = float(score.min(initial=0.0)), float(score.max(initial=0.0))
    below, above = start - highest - MARGIN, end - lowest + MARGIN
    least, most = _total(rated(below), cost), _total(rated(above), cost)
    if not math.floor(least) <= wanted <= math.ceil(most):
        remedy = _("Changer l’enveloppe, les taux extrêmes ou la liste des projets")
        if held:
            remedy = _("Laisser les taux s’écarter davantage de ceux de l’an dernier, ou changer l’enveloppe")
        bound = _("Au moins {least}") if wanted < least else _("Au plus {most}")
        raise data_error(
            _("aucun décalage du barème n’atteint cette enveloppe"),
            "envelope",
            expected=bound.format(least=Money(math.floor(least)), most=Money(math.ceil(most))),
            remedy=remedy,
        )
    while below < (middle := (below + above) / 2) < above:
        if _total(rated(middle), cost) <= wanted:
            below = middle
        else:
            above = middle
    return below, above


def _total(rates: Vector, cost: Vector) -> float:
    """Return the exact sum, so that the order of units cannot matter."""
    return math.fsum((rates * cost).tolist())


def _whole(exact: Vector, most: list[int], wanted: int, score: Vector) -> list[int]:
    """Round to cents that sum to `wanted`, by largest remainder, without going above a cost or below 0."""
    floor = np.floor(exact)
    granted = [int(amount) for amount in floor]
    missing = wanted - sum(granted)
    # the last digits of a product are rounding: they must not part remainders that are equal
    sure = max(0, DIGITS - len(str(max(most, default=0))))
    order = np.lexsort((-np.array(most, dtype=float), -score, -np.round(exact - floor, sure))).tolist()
    for unit in order if missing > 0 else reversed(order):
        if missing == 0:
            break
        step = 1 if missing > 0 else -1
        if 0 <= granted[unit] + step <= most[unit]:
            granted[unit] += step
            missing -= step
    return granted
