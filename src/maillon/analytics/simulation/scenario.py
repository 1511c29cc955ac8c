"""A scenario worked out: what each territory would receive, what it would pay, what that does to gaps.

1. The evaluation is kept first; the rest funds a programme of projects of a given cost.
2. The key divides that cost between territories, to the cent.
3. The scale gives each its rate; it is shifted so that the grants add up to what is available (`cofinancing.fit`), no
   rate leaving last year's by more than the terms allow.
4. Floors and caps per inhabitant, and the cost itself, bound each grant (`allocation.fill`).
5. When the priority territories would receive less than their share, they share it apart, and the others the rest.

Nothing here is a fact: it is what would follow from the terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillon.analytics.allocation import Split, share, split_envelope
from maillon.analytics.cofinancing import Overtaken, Scale
from maillon.analytics.cofinancing.overtaking import reversals
from maillon.analytics.equalisation import Assessment, assess
from maillon.analytics.refusal import data_error
from maillon.analytics.simulation.serving import Group, served
from maillon.analytics.simulation.terms import Terms, keys, programme
from maillon.analytics.simulation.units import Unit
from maillon.rules.money import Money
from maillon.rules.wording import _

Scales = tuple[tuple[Scale, tuple[int, ...]], ...]
BOOTSTRAP = 500
SAME_RATE = 0.0005
"""Rates nearer than this are told the same: half a tenth of a point."""


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
        previous: last year's rate of each, None where it had none; empty when nothing is said of last year.
    """

    terms: Terms
    units: tuple[Unit, ...]
    split: Split
    programme: int
    costs: tuple[int, ...]
    granted: tuple[int, ...]
    own: tuple[int, ...]
    scales: Scales
    earmark_binds: bool
    bounded: tuple[int, ...]
    equity: Assessment | None
    cliffs: tuple[Cliff, ...]
    overtaken: Overtaken
    previous: tuple[float | None, ...] = ()

    @property
    def rates(self) -> tuple[float | None, ...]:
        """The share of its projects that each receives; None where it has none."""
        return tuple(cents / cost if cost else None for cents, cost in zip(self.granted, self.costs, strict=True))

    @property
    def moves(self) -> tuple[float | None, ...]:
        """By how much each rate leaves last year's; None where one of both is not known."""
        before = self.previous or (None,) * len(self.units)
        pairs = zip(self.rates, before, strict=True)
        return tuple(None if rate is None or old is None else rate - old for rate, old in pairs)

    @property
    def largest_move(self) -> float | None:
        """The largest change of a rate from last year, up or down; None when nothing is known of it."""
        return max((abs(move) for move in self.moves if move is not None), default=None)

    @property
    def kept(self) -> tuple[int, ...]:
        """Positions of the territories that keep last year's rate, to a tenth of a point."""
        return tuple(place for place, move in enumerate(self.moves) if move is not None and abs(move) < SAME_RATE)

    @property
    def held(self) -> tuple[int, ...]:
        """Positions of the territories whose rate goes as far from last year's as the terms allow, and no further."""
        if self.terms.delta is None:
            return ()
        edge = float(self.terms.delta) - SAME_RATE
        return tuple(place for place, move in enumerate(self.moves) if move is not None and abs(move) >= edge)

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


def simulate(
    terms: Terms,
    units: Sequence[Unit],
    programme_cents: int | None = None,
    previous: Sequence[float | None] | None = None,
) -> Outcome:
    """Work a scenario out.

    Args:
        terms: the scenario.
        units: the territories; one at least.
        programme_cents: cost of all the projects; by default, what the scale as written funds.
        previous: last year's rates, one per territory, None for one that had none; read when the terms bound how far
            a rate may go from it.

    Raises:
        DataError: no territory; rates of last year that are wanted and not given; terms that contradict each other, an
            envelope that no shift of the scale meets, floors or caps that do not hold the total: which one, and by
            how much.
    """
    if not units:
        raise data_error(_("ce périmètre n’a aucun territoire dont le besoin soit connu"), "dans")
    before = _before(terms, units, previous)
    split = split_envelope(terms.envelope, evaluation_share=terms.evaluation_share, priority_share=terms.priority_share)
    available = split.priority + split.projects
    total = programme(terms, units, available) if programme_cents is None else programme_cents
    costs = share(total, keys(terms, units))
    granted, shifted, binds = _shared(terms, units, costs, split, before)
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
        previous=before,
    )


def _shared(
    terms: Terms, units: Sequence[Unit], costs: Sequence[int], split: Split, before: tuple[float | None, ...]
) -> tuple[list[int], Scales, bool]:
    """Return what each receives, the scales as shifted, and whether the priority share had to be kept apart."""
    everyone = tuple(range(len(units)))
    scales = [(Group(terms, units, costs, everyone, before), split.priority + split.projects)]
    granted, shifted = served(scales, len(units))
    priority = tuple(place for place in everyone if units[place].priority)
    binds = bool(priority) and sum(granted[place] for place in priority) < split.priority
    if binds:
        others = tuple(place for place in everyone if not units[place].priority)
        scales = [
            (Group(terms, units, costs, priority, before), split.priority),
            (Group(terms, units, costs, others, before), split.projects),
        ]
        granted, shifted = served([pair for pair in scales if pair[0].places], len(units))
    return granted, shifted, binds


def _before(terms: Terms, units: Sequence[Unit], previous: Sequence[float | None] | None) -> tuple[float | None, ...]:
    if previous is not None and len(previous) != len(units):
        raise data_error(_("les listes n’ont pas la même longueur"), "avant", expected=_("Un taux par territoire"))
    if previous is None and terms.delta is not None:
        what = _("le lissage a besoin des taux de l’an dernier, que rien ne dit")
        raise data_error(what, "avant", remedy=_("Dire le taux de l’an dernier, ou retirer le lissage"))
    return tuple(previous or ())


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
