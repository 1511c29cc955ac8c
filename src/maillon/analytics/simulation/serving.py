"""Territories that share one amount: their rates under a scale, last year's rates, floors and caps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maillon.analytics.allocation import fill
from maillon.analytics.cofinancing import Scale
from maillon.analytics.refusal import data_error
from maillon.analytics.simulation.terms import Terms
from maillon.analytics.simulation.units import Unit
from maillon.rules.money import Money
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Group:
    """Territories that share one amount under one scale.

    Attributes:
        terms: the scenario.
        units: every territory of the simulation.
        costs: cents, of the projects of each.
        places: positions of those that share.
        previous: last year's rate of every territory; empty when nothing is said of it.
    """

    terms: Terms
    units: Sequence[Unit]
    costs: Sequence[int]
    places: tuple[int, ...]
    previous: tuple[float | None, ...] = ()

    def served(self, amount: int) -> tuple[list[int], Scale]:
        """Return what each receives, in cents that add up to the amount, and the scale as it was shifted.

        Raises:
            DataError: no shift of the scale gives this amount, or floors and caps do not hold it.
        """
        needs = [self.units[place].need for place in self.places]
        costs = [self.costs[place] for place in self.places]
        weights, scale = self._weighed(needs, costs, amount)
        bounds = [self._bounds(place) for place in self.places]
        floors, caps = [low for low, _high in bounds], [high for _low, high in bounds]
        _holdable(amount, floors, caps, smoothed=self.terms.delta is not None)
        return [int(cents) for cents in fill(amount, weights, floors, caps)], scale

    def _weighed(
        self, needs: Sequence[float], costs: Sequence[int], amount: int
    ) -> tuple[Sequence[float | int], Scale]:
        scale = self.terms.scale
        if self.terms.delta is not None:
            old = [math.nan if rate is None else rate for rate in map(self.previous.__getitem__, self.places)]
            fitted = scale.fit_envelope(needs, costs, amount, previous=old, delta=float(self.terms.delta))
            return fitted.granted, fitted.scale
        exact = [rate * cost for rate, cost in zip(scale.rate(needs).tolist(), costs, strict=True)]
        if abs(sum(exact) - amount) <= len(exact) + 1:  # the scale as written spends it, but for rounding
            return exact, scale
        fitted = scale.fit_envelope(needs, costs, amount)
        return fitted.granted, fitted.scale

    def _bounds(self, place: int) -> tuple[int, int]:
        """Return the least and the most cents of a territory: per inhabitant first, then from last year."""
        cost, people = self.costs[place], self.units[place].population
        low = min(cost, (self.terms.floor or 0) * people)
        high = cost if self.terms.cap is None else min(cost, self.terms.cap * people)
        old = self.previous[place] if self.previous else None
        if self.terms.delta is None or old is None or low > high:
            return low, high
        delta = float(self.terms.delta)
        least, most = math.floor((old - delta) * cost), math.ceil((old + delta) * cost)
        return min(max(low, least), high), max(min(high, most), low)


def _holdable(amount: int, floors: Sequence[int], caps: Sequence[int], *, smoothed: bool) -> None:
    """Refuse bounds that cannot hold the amount, in euros."""
    given = {"amount": Money(amount), "least": Money(sum(floors)), "most": Money(sum(caps))}
    if sum(floors) > amount and smoothed:
        what = _("les planchers et les taux de l’an dernier demandent {least}, il n’y a que {amount}").format(**given)
        raise data_error(what, "plancher", remedy=_("Baisser le plancher, ou laisser les taux varier davantage"))
    if sum(floors) > amount:
        what = _("les planchers par habitant demandent {least}, il n’y a que {amount}").format(**given)
        raise data_error(what, "plancher", remedy=_("Baisser le plancher, ou augmenter l’enveloppe"))
    if sum(caps) < amount:
        what = _("les plafonds et les coûts n’admettent que {most}, il y a {amount}").format(**given)
        raise data_error(what, "plafond", remedy=_("Relever le plafond ou le coût des projets, ou réduire l’enveloppe"))


def served(
    groups: Sequence[tuple[Group, int]], count: int
) -> tuple[list[int], tuple[tuple[Scale, tuple[int, ...]], ...]]:
    """Return what each of `count` territories receives of the amount of its group, and the scale of each group."""
    granted, scales = [0] * count, []
    for group, amount in groups:
        found, scale = group.served(amount)
        for place, cents in zip(group.places, found, strict=True):
            granted[place] = cents
        scales.append((scale, group.places))
    return granted, tuple(scales)
