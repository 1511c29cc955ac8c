"""A scenario worked out: what each territory would receive, what it would pay, what that does to gaps.

1. The evaluation is kept first; the rest funds a programme of projects of a given cost.
2. The key divides that cost between territories, to the cent.
3. The scale gives each its rate; it is shifted so that the grants add up to what is available (`cofinancing.fit`).
4. Floors and caps per inhabitant, and the cost itself, bound each grant (`allocation.fill`).
5. When the priority territories would receive less than their share, they share it apart, and the others the rest.

Nothing here is a fact: it is what would follow from the terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillon.analytics.allocation import Split, fill, share, split_envelope
from maillon.analytics.cofinancing import Overtaken, Scale
from maillon.analytics.cofinancing.overtaking import reversals
from maillon.analytics.equalisation import Assessment, assess
from maillon.analytics.refusal import data_error
from maillon.analytics.simulation.terms import Terms, keys, programme
from maillon.analytics.simulation.units import Unit
from maillon.rules.money import Money
from maillon.rules.wording import _

BOOTSTRAP = 500


@dataclass(frozen=True, slots=True)
class Cliff:
    """A step of the scale, in euros.

    Attributes:
        need: score at which the rate jumps, 0 to 1.
        below: rate just below.
        above: rate from there on.
        cents: what it is worth on the dearest projects.
        near: territories within a hundredth of it.
    """

    need: float
    below: float
    above: float
    cents: int
    near: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario gives; lists are in the order of the territories, amounts are cents.

    Attributes:
        terms: the scenario.
        units: the territories.
        split: evaluation, priority share, projects.
        programme: cost of all the projects.
        costs: cost of each territory's projects; they add up to the programme.
        granted: what each receives; they add up to the envelope without the evaluation.
        own: what is left to each.
        scales: (scale as shifted, positions of the territories it serves): one, or two when the priority share binds.
        earmark_binds: whether the priority share had to be kept apart.
        bounded: positions of the territories held at their floor or cap.
        equity: what the grants do to gaps in potentiel financier; None with fewer than two territories.
        cliffs: steps of the scale; none when it is continuous.
        overtaken: territories that a poorer one overtakes, once each has paid its own part.
    """

    terms: Terms
    units: tuple[Unit, ...]
    split: Split
    programme: int
    costs: tuple[int, ...]
    granted: tuple[int, ...]
    own: tuple[int, ...]
    scales: tuple[tuple[Scale, tuple[int, ...]], ...]
    earmark_binds: bool
    bounded: tuple[int, ...]
    equity: Assessment | None
    cliffs: tuple[Cliff, ...]
    overtaken: Overtaken

    @property
    def available(self) -> int:
        """What is granted in all."""
        return self.split.priority + self.split.projects

    @property
    def largest_jump(self) -> int:
        """What the largest step is worth on the dearest projects; 0 without steps."""
        return max((one.cents for one in self.cliffs), default=0)

    @property
    def to_priority(self) -> int:
        """What the priority territories receive."""
        return sum(cents for one, cents in zip(self.units, self.granted, strict=True) if one.priority)


def simulate(terms: Terms, units: Sequence[Unit], programme_cents: int | None = None) -> Outcome:
    """Work a scenario out.

    Args:
        terms: the scenario.
        units: the territories; one at least.
        programme_cents: cost of all the projects; by default, what the scale as written funds.

    Raises:
        DataError: no territory; terms that contradict each other, an envelope that no shift of the scale meets, floors
            or caps that do not hold the total: which one, and by how much.
    """
    if not units:
        raise data_error(_("ce périmètre n’a aucun territoire dont le besoin soit connu"), "dans")
    split = split_envelope(terms.envelope, evaluation_share=terms.evaluation_share, priority_share=terms.priority_share)
    available = split.priority + split.projects
    total = programme(terms, units, available) if programme_cents is None else programme_cents
    costs = share(total, keys(terms, units))
    everyone = tuple(range(len(units)))
    scales = [(_Group(terms, units, costs, everyone), available)]
    granted, shifted = _served(scales, len(units))
    priority = tuple(place for place in everyone if units[place].priority)
    binds = bool(priority) and sum(granted[place] for place in priority) < split.priority
    if binds:
        others = tuple(place for place in everyone if not units[place].priority)
        scales = [
            (_Group(terms, units, costs, priority), split.priority),
            (_Group(terms, units, costs, others), split.projects),
        ]
        granted, shifted = _served([pair for pair in scales if pair[0].places], len(units))
    own = tuple(cost - cents for cost, cents in zip(costs, granted, strict=True))
    return Outcome(
        terms=terms,
        units=tuple(units),
        split=split,
        programme=total,
        costs=tuple(costs),
        granted=tuple(granted),
        own=own,
        scales=shifted,
        earmark_binds=binds,
        bounded=_bounded(terms, units, granted),
        equity=_equity(units, granted),
        cliffs=_cliffs(shifted, units, costs),
        overtaken=_order(units, own),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Territories that share one amount under one scale."""

    terms: Terms
    units: Sequence[Unit]
    costs: Sequence[int]
    places: tuple[int, ...]

    def served(self, amount: int) -> tuple[list[int], Scale]:
        needs = [self.units[place].need for place in self.places]
        costs = [self.costs[place] for place in self.places]
        scale = self.terms.scale
        exact = [rate * cost for rate, cost in zip(scale.rate(needs).tolist(), costs, strict=True)]
        if abs(sum(exact) - amount) <= len(exact) + 1:  # the scale as written spends it, but for rounding
            weights: Sequence[float | int] = exact
        else:
            fitted = scale.fit_envelope(needs, costs, amount)
            weights, scale = fitted.granted, fitted.scale
        floors, caps = [], []
        for place, cost in zip(self.places, costs, strict=True):
            people = self.units[place].population
            floors.append(min(cost, (self.terms.floor or 0) * people))
            caps.append(cost if self.terms.cap is None else min(cost, self.terms.cap * people))
        _holdable(amount, floors, caps)
        return [int(cents) for cents in fill(amount, weights, floors, caps)], scale


def _holdable(amount: int, floors: Sequence[int], caps: Sequence[int]) -> None:
    """Refuse bounds that cannot hold the amount, in euros."""
    given = {"amount": Money(amount), "least": Money(sum(floors)), "most": Money(sum(caps))}
    if sum(floors) > amount:
        what = _("les planchers par habitant demandent {least}, il n’y a que {amount}").format(**given)
        raise data_error(what, "plancher", remedy=_("Baisser le plancher, ou augmenter l’enveloppe"))
    if sum(caps) < amount:
        what = _("les plafonds et les coûts n’admettent que {most}, il y a {amount}").format(**given)
        raise data_error(what, "plafond", remedy=_("Relever le plafond ou le coût des projets, ou réduire l’enveloppe"))


def _served(
    groups: Sequence[tuple[_Group, int]], count: int
) -> tuple[list[int], tuple[tuple[Scale, tuple[int, ...]], ...]]:
    granted, scales = [0] * count, []
    for group, amount in groups:
        found, scale = group.served(amount)
        for place, cents in zip(group.places, found, strict=True):
            granted[place] = cents
        scales.append((scale, group.places))
    return granted, tuple(scales)


def _bounded(terms: Terms, units: Sequence[Unit], granted: Sequence[int]) -> tuple[int, ...]:
    found = []
    for place, one in enumerate(units):
        limits = [bound * one.population for bound in (terms.floor, terms.cap) if bound]
        if granted[place] in limits:
            found.append(place)
    return tuple(found)


def _equity(units: Sequence[Unit], granted: Sequence[int]) -> Assessment | None:
    if len(units) < 2 or not any(granted):
        return None
    resource = [one.resource for one in units]
    grant = [cents / 100 / one.population for one, cents in zip(units, granted, strict=True)]
    return assess(resource, grant, [one.population for one in units], bootstrap=BOOTSTRAP)


def _cliffs(
    scales: Sequence[tuple[Scale, tuple[int, ...]]], units: Sequence[Unit], costs: Sequence[int]
) -> tuple[Cliff, ...]:
    found = []
    for scale, places in scales:
        dearest = max((costs[place] for place in places), default=0)
        for jump in scale.jumps:
            near = sum(abs(units[place].need - jump.z) <= 0.01 for place in places)
            found.append(Cliff(jump.z, jump.below, jump.above, round((jump.above - jump.below) * dearest), near))
    return tuple(found)


def _order(units: Sequence[Unit], own: Sequence[int]) -> Overtaken:
    resource = np.array([one.resource for one in units])
    burden = np.array([cents / 100 / one.population for one, cents in zip(units, own, strict=True)])
    return reversals(resource, resource - burden)


@dataclass(frozen=True, slots=True)
class Difference:
    """A scenario beside the reference one, over the same territories.

    Attributes:
        each: cents gained or lost by each territory.
        winners: how many gain.
        losers: how many lose.
        gained: cents, in all, of those who gain.
        lost: cents, in all, of those who lose, as a positive amount.
    """

    each: tuple[int, ...]
    winners: int
    losers: int
    gained: int
    lost: int


def compare(reference: Outcome, other: Outcome) -> Difference:
    """Return who gains and who loses from one scenario to another; gains less losses is the change of the total."""
    each = tuple(after - before for before, after in zip(reference.granted, other.granted, strict=True))
    gains, losses = [cents for cents in each if cents > 0], [-cents for cents in each if cents < 0]
    return Difference(each, len(gains), len(losses), sum(gains), sum(losses))


def sentence(outcome: Outcome) -> str:
    """Say what a scenario does, in one sentence."""
    given = {
        "granted": Money(outcome.available),
        "programme": Money(outcome.programme),
        "own": Money(sum(outcome.own)),
    }
    said = _("{granted} sur {programme} de projets ; il reste {own} aux territoires.")
    return said.format(**given)
