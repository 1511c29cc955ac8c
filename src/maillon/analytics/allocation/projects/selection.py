"""Choosing projects under an envelope: the best portfolio, proved or within a stated gap, and why each is in or out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.exact import Number, at_most, exact, refuse, share_problem
from maillon.analytics.allocation.projects.model import Conditions, Project, Reserve, checked, objections
from maillon.analytics.allocation.projects.program import Limit, chosen, limits_of, per_thousand, program
from maillon.analytics.allocation.solver import Floats, searchable
from maillon.analytics.arguments import FLAG, LABEL, NAMED, Kind, a, accepts, rows_of
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.money import Money
from maillon.rules.phrases import whole as count
from maillon.rules.problem import Problem
from maillon.rules.wording import _, ngettext

Why = Literal["required", "price", "reserve", "margin", "enough", "objection", "cap"]
_NULL = 1e-12
Row = Mapping[str, Any]
TAGS = Kind(
    lambda tags: isinstance(tags, list | tuple) and all(LABEL.holds(tag) for tag in tags),
    lambda: _("Une liste d’étiquettes"),
)
CONDITIONS = a(Conditions, said=lambda: _("Des conditions (Conditions)"))


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a project.

    Attributes:
        project: its identifier.
        chosen: whether it is in the portfolio.
        why: "required", "price" (its value per euro, against the entry price), "reserve" (a reserve lets it in),
            "cap" (a cap keeps it out), "margin" (whole projects do not fill an envelope exactly), "enough" (the money
            suffices for all) or "objection" (it does not meet a condition).
        because: one sentence.
    """

    project: str
    chosen: bool
    why: Why
    because: str


@dataclass(frozen=True, slots=True)
class Use:
    """What a group receives: spent cents, between its floor and its cap; `group` is empty for the envelope."""

    group: str
    spent: int
    low: int
    high: int
    projects: int


@dataclass(frozen=True)
class Portfolio:
    """The projects chosen.

    Attributes:
        fates: what becomes of each project, in the order given.
        value: sum of the values of those chosen.
        bound: no portfolio that meets the limits is worth more.
        gap: (bound − value) / value.
        status: "optimal" when the gap asked is reached, else "time_limit".
        spent: cents granted.
        uses: what the envelope and each reserve receive.
        entry_price: value per euro that the envelope asks for, outside reserves; 0 when it suffices for all.
    """

    fates: list[Fate]
    value: float
    bound: float
    gap: float
    status: str
    spent: int
    uses: list[Use]
    entry_price: float

    @property
    def chosen(self) -> list[str]:
        """Identifiers of the projects chosen."""
        return [fate.project for fate in self.fates if fate.chosen]

    def sentences(self) -> list[str]:
        """Say the result: how many, for how much, how close to the best."""
        kept = len(self.chosen)
        envelope = self.uses[0]
        first = ngettext("{n} projet retenu sur {all}.", "{n} projets retenus sur {all}.", kept)
        lines = [
            first.format(n=count(kept), all=count(len(self.fates))),
            _("{spent} accordés sur {high}.").format(spent=Money(self.spent), high=Money(envelope.high)),
        ]
        if self.gap <= _NULL:
            lines.append(_("Aucun autre choix ne vaut plus sous ces limites."))
        else:
            lines.append(_("Le meilleur choix vaut au plus {gap} de plus.").format(gap=at_most(self.gap)))
        return lines


@accepts(themes=NAMED.optional, conditions=CONDITIONS.optional)
def select_projects(
    projects: Iterable[Project | Row],
    envelope_cents: int,
    *,
    reserves: Iterable[Reserve | Row] = (),
    themes: Mapping[str, tuple[Number, Number | None]] | None = None,
    conditions: Conditions | None = None,
    seconds: float = 60.0,
    gap: float = 1e-4,
) -> Portfolio:
    """Choose the projects of greatest total value: Σ grant ≤ E, and low_g ≤ Σ_{p∈g} grant ≤ high_g for each reserve.

    A project is wholly kept or wholly left. Those that fail a condition are set aside first, each with its reason; an
    own share that is not given is taken to be all that the grant and other public money do not pay. Sentences compare
    each project's value per thousand euros with the price of the money, taken from the linear relaxation.

    Args:
        projects: the requests, or mappings that name their fields, as rows of a file do.
        envelope_cents: the envelope E.
        reserves: floors and caps of groups (priority territories, départements, programmes…).
        themes: theme → (least, most), as shares of the envelope between 0 and 1; None for no cap.
        conditions: what a project must meet; by default the law's least own share and a grant of at most the cost.
        seconds: time given to the search.
        gap: relative distance to the best at which it stops.

    Raises:
        DataError: figures that cannot be used; committed projects that fail a condition; limits that no choice meets,
            named; no answer within the time.

    Source: rapport INET, fiches action 11, 12 and 24; CGCT, art. L1111-10 III; HiGHS solves (Huangfu and Hall, 2018).
    """
    searchable(seconds, gap)
    projects, met = _requests(projects), conditions or Conditions()
    checked(projects, envelope_cents, met)
    against = [objections(project, met) for project in projects]
    _committed(projects, against)
    wanted = [*rows_of(reserves, Reserve, "reserves", group=LABEL), *_theme_reserves(themes or {})]
    limits = limits_of(projects, int(envelope_cents), wanted)
    eligible = np.array([not objection for objection in against])
    whole = program(projects, eligible, limits)
    found, kept = chosen(projects, whole, limits, seconds=seconds, gap=gap)
    # a price is what a euro more of a cap would gain; that of a floor is negative, it lowers the entry
    worth = -found.prices if len(found.prices) else np.zeros(len(limits))
    value = float(sum(project.value for project, keep in zip(projects, kept.tolist(), strict=True) if keep))
    bound = value * (1 + found.gap)
    uses = [_use(limit, projects, kept) for limit in limits]
    teller = _Teller(limits, worth, uses[0].high - uses[0].spent, len(projects))
    fates = [teller.fate(rank, project, bool(kept[rank]), against[rank]) for rank, project in enumerate(projects)]
    return Portfolio(fates, value, bound, found.gap, found.status, uses[0].spent, uses, float(max(worth[0], 0.0)))


def _requests(given: Iterable[Project | Row]) -> list[Project]:
    return rows_of(given, Project, "projects", id=LABEL, theme=LABEL, tags=TAGS, required=FLAG)


def _theme_reserves(themes: Mapping[str, tuple[Number, Number | None]]) -> list[Reserve]:
    for name, bounds in themes.items():
        if np.shape(np.asarray(bounds, dtype=object)) != (2,):
            expected = _("Au moins et au plus, en parts de l’enveloppe")
            raise data_error(_("la part de ce thème ne se comprend pas"), name, expected=expected)
    sides = [(name, least, 1 if most is None else most) for name, (least, most) in themes.items()]
    refuse(share_problem(bound, name) for name, *bounds in sides for bound in bounds)
    return [Reserve(name, exact(least) or Fraction(0), exact(most) or Fraction(0)) for name, least, most in sides]


def _committed(projects: Sequence[Project], against: Sequence[list[str]]) -> None:
    wrong = [rank for rank, project in enumerate(projects) if project.required and against[rank]]
    if wrong:
        what = _("ce projet déjà engagé ne remplit pas une condition")
        raise DataError(*(Problem(what, projects[rank].id, expected=against[rank][0]) for rank in wrong[:10]))


def _use(limit: Limit, projects: Sequence[Project], kept: NDArray[np.bool_]) -> Use:
    ranks = limit.members[kept[limit.members]].tolist()
    return Use(limit.group, sum(projects[rank].grant for rank in ranks), limit.low, limit.high, len(ranks))


class _Teller:
    """Says why each project is in or out, from the prices of the limits that it weighs on."""

    def __init__(self, limits: Sequence[Limit], worth: Floats, left: int, count: int) -> None:
        self.general, self.left = float(max(worth[0], 0.0)), left
        self.own = np.full(count, float(worth[0]))
        self.dearest = np.zeros(count)
        self.group = [""] * count
        for limit, price in zip(limits[1:], worth[1:].tolist(), strict=True):
            self.own[limit.members] += price
            for rank in limit.members[np.abs(self.dearest[limit.members]) < abs(price)].tolist():
                self.dearest[rank], self.group[rank] = price, limit.group

    def fate(self, rank: int, project: Project, keep: bool, against: list[str]) -> Fate:  # noqa: FBT001 - private
        if against:
            said = _("Écarté avant tout choix. {reasons}").format(reasons=" ".join(against))
            return Fate(project.id, chosen=False, why="objection", because=said)
        if project.required:
            return Fate(project.id, chosen=True, why="required", because=_("Retenu : l’engagement est déjà pris."))
        why, sentence = self._kept(rank, project) if keep else self._left(rank, project)
        price = max(float(self.own[rank]), 0.0)
        words = {
            "ratio": per_thousand(100 * project.value / project.grant),
            "price": per_thousand(price),
            "general": per_thousand(self.general),
            "group": self.group[rank],
            "grant": Money(project.grant),
            "left": Money(self.left),
        }
        return Fate(project.id, chosen=keep, why=why, because=sentence.format(**words))

    def _kept(self, rank: int, project: Project) -> tuple[Why, str]:
        ratio, price = 100 * project.value / project.grant, float(self.own[rank])
        if price <= _NULL and self.general <= _NULL:
            return "enough", _("Retenu : l’argent suffit pour tous les projets recevables de ce groupe.")
        if ratio < price * (1 - 1e-9):
            return "margin", _(
                "Retenu à la marge : {ratio} de valeur par millier d’euros, un peu sous le seuil de {price}, mais sa "
                "subvention tient dans ce qui restait."
            )
        if ratio < self.general:
            return "reserve", _(
                "Retenu au titre de «\u00a0{group}\u00a0» : {ratio} de valeur par millier d’euros, sous le seuil "
                "général de {general} ; la part réservée l’admet à partir de {price}."
            )
        return "price", _("Retenu : {ratio} de valeur par millier d’euros, le seuil d’entrée est de {price}.")

    def _left(self, rank: int, project: Project) -> tuple[Why, str]:
        ratio, price = 100 * project.value / project.grant, float(self.own[rank])
        if ratio > price * (1 + 1e-9):
            return "margin", _(
                "Écarté à la marge : {ratio} de valeur par millier d’euros passe le seuil de {price}, mais sa "
                "subvention ({grant}) ne tient pas avec les autres ; il reste {left}."
            )
        if ratio > self.general and self.dearest[rank] > _NULL:
            return "cap", _(
                "Écarté : le plafond de «\u00a0{group}\u00a0» est atteint ; il y faut {price} de valeur par millier "
                "d’euros, ce projet en a {ratio}."
            )
        return "price", _("Écarté : {ratio} de valeur par millier d’euros, le seuil d’entrée est de {price}.")
