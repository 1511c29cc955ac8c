"""What a redistribution answers: the means, what they cost in moves, and which constraints hold them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.exact import at_most, percentage
from maillon.analytics.allocation.means.problem import Means, posts
from maillon.analytics.allocation.means.program import distance
from maillon.analytics.allocation.solver import Floats, Ranks
from maillon.rules.wording import _

Kind = Literal["group_low", "group_high", "unit_low", "unit_high", "moves", "reduction"]
SAME = 1e-6
PRICE = 5e-3
MOST_BINDING = 20


@dataclass(frozen=True, slots=True)
class Binding:
    """A constraint that holds the answer back.

    Attributes:
        kind: a floor or a cap, of a group or of a unit; the limit on moves; the reduction asked.
        name: the group or the unit; empty for the others.
        limit: the bound, in posts.
        price: what one post more of room would gain on the objective; None when the objective has no price.
        because: one sentence.
    """

    kind: Kind
    name: str
    limit: float
    price: float | None
    because: str


@dataclass(frozen=True)
class Redistribution:
    """Means redistributed.

    Attributes:
        means: means of each unit, in the order given: whole numbers, or fractions of posts when asked so.
        target: M·w/Σw, the share that each unit's need gives it.
        objective: "l1", "max_min", "leximin" or "least_moves".
        value: value of the objective: Σ|m − target|, least coverage, or moves.
        status: "optimal" when proved, else "time_limit".
        gap: how far from the best the value may be, as a share of it; 0 when proved exactly.
        arrivals: posts added to units, in all.
        departures: posts taken from units, in all.
        distance_before, distance_after: Σ|m − target| today (for today's total) and then.
        hoover_before, hoover_after: Hoover's index, half the distance over the total: the share of posts that would
            have to move for everyone to have exactly its share of the need.
        coverage_before, coverage_after: least m/target.
        binding: what holds the answer back, dearest first; at most 20 of each kind.
        binding_count: how many constraints bind in all.
    """

    means: list[int] | list[float]
    target: Floats
    objective: str
    value: float
    status: str
    gap: float
    arrivals: float
    departures: float
    distance_before: float
    distance_after: float
    hoover_before: float
    hoover_after: float
    coverage_before: float
    coverage_after: float
    binding: tuple[Binding, ...]
    binding_count: int

    def sentences(self) -> list[str]:
        """Say the result: moves, inequality, least covered unit, proof, then what holds it back."""
        lines = [
            _("{arrivals} à créer ou à recevoir, {departures} à céder.").format(
                arrivals=posts(self.arrivals), departures=posts(self.departures)
            ),
            _("Indice de Hoover : de {before} à {after} des postes mal placés au regard des besoins.").format(
                before=percentage(self.hoover_before), after=percentage(self.hoover_after)
            ),
            _("L’unité la moins bien couverte passe de {before} à {after} de sa part du besoin.").format(
                before=percentage(self.coverage_before), after=percentage(self.coverage_after)
            ),
        ]
        if self.status == "optimal" and self.gap == 0:
            lines.append(_("Aucune autre répartition ne fait mieux sous ces contraintes."))
        else:
            lines.append(_("L’écart au meilleur possible ne passe pas {gap}.").format(gap=at_most(self.gap)))
        return lines + [held.because for held in self.binding]


def answered(
    means: Means,
    given: Floats,
    *,
    objective: str,
    value: float,
    status: str = "optimal",
    gap: float = 0.0,
    binding: list[Binding] | None = None,
) -> Redistribution:
    """Return the answer for given means."""
    change = given - means.current
    now = float(means.current.sum())
    target_now = means.target * (now / means.total if means.total else 0.0)
    before, after = float(np.abs(means.current - target_now).sum()), distance(means, given)
    held = binding or []
    whole: list[int] = [round(value) for value in given.tolist()]
    return Redistribution(
        means=whole if means.whole else given.tolist(),
        target=means.target,
        objective=objective,
        value=value,
        status=status,
        gap=gap,
        arrivals=float(change[change > 0].sum()),
        departures=float(-change[change < 0].sum()),
        distance_before=before,
        distance_after=after,
        hoover_before=before / (2 * now) if now else 0.0,
        hoover_after=after / (2 * means.total) if means.total else 0.0,
        coverage_before=_least(means.current, target_now),
        coverage_after=_least(given, means.target),
        binding=_shown(held),
        binding_count=len(held),
    )


def _least(given: Floats, target: Floats) -> float:
    concerned = target > 0
    return float((given[concerned] / target[concerned]).min()) if concerned.any() else 1.0


def _shown(held: list[Binding]) -> tuple[Binding, ...]:
    order: list[Kind] = ["moves", "reduction", "group_low", "group_high", "unit_low", "unit_high"]
    shown: list[Binding] = []
    for kind in order:
        same = [one for one in held if one.kind == kind]
        shown += sorted(same, key=lambda one: -(one.price or 0.0))[:MOST_BINDING]
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a post more or less weighs in the program solved: its distance to the target, its move.

    Attributes:
        distance: weight of Σ|m − t|: 1 when it is what is minimised, else the price of the reduction asked.
        moves: weight of Σ|m − m⁰|: 1 when it is what is minimised, else the price of the limit on moves.
        of_moves: whether what is gained is moves rather than distance.
    """

    distance: float
    moves: float
    of_moves: bool = False


def priced(means: Means, given: Floats, prices: Floats, banded: Ranks, weighing: Weighing) -> list[Binding]:
    """Return what binds in a linear program, with the price of each post of room.

    Args:
        means: the problem.
        given: the means found.
        prices: prices of the rows: the total, then the groups of `banded`.
        banded: ranks of the groups that have a row.
        weighing: what a post weighs in the cost.
    """
    of_group = np.zeros(len(means.groups))
    of_group[banded] = prices[1 : 1 + len(banded)]
    held = []
    for rank in banded[np.abs(of_group[banded]) > PRICE].tolist():
        price, name = float(of_group[rank]), means.groups[rank]
        kind: Kind = "group_high" if price < 0 else "group_low"
        limit = float((means.group_high if price < 0 else means.group_low)[rank])
        held.append(Binding(kind, name, limit, abs(price), _held(kind, name, limit, abs(price), weighing)))
    return held + _units(means, given, prices[0] + of_group[means.group], weighing)


def _units(means: Means, given: Floats, level: Floats, weighing: Weighing) -> list[Binding]:
    """Return the bounds of units that hold back: what the next post there would gain, over the price of a post."""
    step = 1.0 if means.whole else SAME

    def slope(change: float) -> Floats:
        slopes = np.zeros(len(given))
        for weight, centre in ((weighing.distance, means.target), (weighing.moves, means.current)):
            slopes += weight * (np.abs(given + change - centre) - np.abs(given - centre)) / change
        return slopes

    capped = np.where(given >= means.high - SAME, level - slope(step), 0.0)
    floored = np.where(given <= means.low + SAME, slope(-step) - level, 0.0)
    held = []
    sides: tuple[tuple[Kind, Floats, Floats], ...] = (
        ("unit_high", capped, means.high),
        ("unit_low", floored, means.low),
    )
    for kind, gains, limits in sides:
        for rank in np.flatnonzero(gains > PRICE).tolist():
            name, limit, price = means.names[rank], float(limits[rank]), float(gains[rank])
            held.append(Binding(kind, name, limit, price, _held(kind, name, limit, price, weighing)))
    return held


def _held(kind: str, name: str, limit: float, price: float, weighing: Weighing) -> str:
    if kind.endswith("high"):
        said = _("{name} est à son plafond ({limit}) : un poste de plus y rapprocherait l’ensemble de {price}.")
        if weighing.of_moves:
            said = _("{name} est à son plafond ({limit}) : un poste de plus y épargnerait {price} de mouvement.")
    else:
        said = _("{name} est à son plancher ({limit}) : un poste de moins y rapprocherait l’ensemble de {price}.")
        if weighing.of_moves:
            said = _("{name} est à son plancher ({limit}) : un poste de moins y épargnerait {price} de mouvement.")
    return said.format(name=name or _("L’ensemble"), limit=posts(limit), price=posts(price))


def bounded(means: Means, given: Floats, level: float) -> list[Binding]:
    """Return what keeps units away from the level, in words: no price exists for a coverage poured level by level.

    Args:
        means: the problem.
        given: the means found.
        level: the coverage of the target, 1.
    """
    coverage = np.divide(given, means.target, out=np.full(len(given), np.inf), where=means.target > 0)
    sums, needy = means.in_groups(given), means.target > 0
    held = []
    for rank in np.flatnonzero(sums >= means.group_high - SAME).tolist():
        least = float(coverage[means.group == rank].min())
        if least < level - SAME:
            held.append(_pinned("group_high", means.groups[rank], float(means.group_high[rank]), least))
    for rank in np.flatnonzero((means.group_low > 0) & (sums <= means.group_low + SAME)).tolist():
        most = float(coverage[(means.group == rank) & needy].max(initial=0.0))
        if most > level + SAME:
            held.append(_pinned("group_low", means.groups[rank], float(means.group_low[rank]), most))
    sides: tuple[tuple[Kind, Floats, NDArray[np.bool_], int], ...] = (
        ("unit_high", means.high, (given >= means.high - SAME) & (coverage < level - SAME), 1),
        ("unit_low", means.low, (given <= means.low + SAME) & (coverage > level + SAME) & needy, -1),
    )
    for kind, limits, stuck, way in sides:
        ranks = np.flatnonzero(stuck)
        held += [
            _pinned(kind, means.names[rank], float(limits[rank]), float(coverage[rank]))
            for rank in ranks[np.argsort(way * coverage[ranks], kind="stable")].tolist()
        ]
    return held


def _pinned(kind: Kind, name: str, limit: float, coverage: float) -> Binding:
    if kind.endswith("high"):
        said = _("{name} est à son plafond ({limit}) et reste à {coverage} de sa part du besoin.")
    else:
        said = _("{name} est à son plancher ({limit}) et garde {coverage} de sa part du besoin.")
    because = said.format(name=name or _("L’ensemble"), limit=posts(limit), coverage=percentage(coverage))
    return Binding(kind, name, limit, None, because)
