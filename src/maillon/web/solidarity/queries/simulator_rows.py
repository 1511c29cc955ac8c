"""Scenarios as tables: one row per measure, one row per territory, the terms of each in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.analytics.simulation import Noise, Outcome
from maillon.analytics.verdicts import number as figure
from maillon.rules.decision import Decision
from maillon.rules.money import Money
from maillon.web.common.templatetags.figures import euros, number, percent
from maillon.web.solidarity.queries.simulator import Scenario

MOST_NAMES = 8


def per_head(cents: int, people: int) -> Money:
    """Return cents per inhabitant, rounded to the cent, halves away from zero."""
    return Money(int((Decimal(cents) / people).quantize(Decimal(1), ROUND_HALF_UP)))


def signed(amount: Money) -> str:
    """Write a gain with its sign."""
    return f"+{euros(amount)}" if amount.cents > 0 else euros(amount)


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the comparison: its name, what it is in each scenario, what it means."""

    name: str
    cells: tuple[str, ...]
    note: str = ""
    letters: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Each cell with the letter of its scenario."""
        return tuple(zip(self.letters, self.cells, strict=True))


def measures(scenarios: Sequence[Scenario]) -> list[Measure]:
    """Return the rows of the comparison of the scenarios that give something."""
    outcomes = [one.outcome for one in scenarios if one.outcome is not None]
    beside = [one.difference for one in scenarios]
    letters = tuple(one.letter for one in scenarios)

    def row(name: str, cells: list[str], note: str = "") -> Measure:
        return Measure(name, tuple(cells), note, letters)

    people = sum(one.population for one in outcomes[0].units) if outcomes else 0
    gains = [f"{one.winners} (+{euros(Money(one.gained))})" if one else "–" for one in beside]
    losses = [f"{one.losers} ({euros(Money(-one.lost))})" if one else "–" for one in beside]
    own = [sum(one.own) for one in outcomes]
    heads = [per_head(cents, people) for cents in own] if people else []
    return [
        row(_("Enveloppe"), [euros(Money(one.terms.envelope)) for one in outcomes]),
        row(_("Réserve d’évaluation"), [euros(Money(one.split.evaluation)) for one in outcomes]),
        row(_("Accordé aux territoires"), [euros(Money(one.available)) for one in outcomes]),
        row(_("dont territoires prioritaires"), list(map(_priority, outcomes))),
        row(_("Territoires qui gagnent face à A"), gains),
        row(_("Territoires qui perdent face à A"), losses),
        row(
            _("Plus forte marche"),
            [euros(Money(one.largest_jump)) if one.largest_jump else _("aucune") for one in outcomes],
            _("Ce que coûte, au projet le plus cher, de se trouver juste sous le seuil."),
        ),
        row(_("Reste à la charge des territoires"), [euros(Money(cents)) for cents in own]),
        row(_("soit, par habitant"), [euros(one) for one in heads]),
        row(
            _("Nul n’est dépassé"),
            list(map(_order, outcomes)),
            _("Son reste à charge payé, un territoire plus pauvre ne se trouve pas au-dessus d’un plus riche."),
        ),
        row(_("Péréquation"), list(map(_verdict, outcomes))),
        row(
            _("Intervalle de Kakwani à 95 %"),
            list(map(_interval, outcomes)),
            _("S’il contient zéro, on ne peut pas dire si l’allocation réduit les écarts."),
        ),
        row(_("Écarts de potentiel financier corrigés"), [_corrected(one) for one in outcomes]),
        *_cautious(scenarios, row),
    ]


def _cautious(scenarios: Sequence[Scenario], row: Callable[[str, list[str], str], Measure]) -> list[Measure]:
    """Return the rows of smoothing and of uncertainty, when a scenario asks for them."""
    known = [(one, one.outcome) for one in scenarios if one.outcome is not None]
    found = []
    if any(outcome.terms.delta is not None for _one, outcome in known):
        largest = [outcome.largest_move for _one, outcome in known]
        held = [number(len(out.held)) if out.terms.delta is not None else _("sans lissage") for _one, out in known]
        found = [
            row(
                _("Plus forte variation d’un taux depuis l’an dernier"),
                ["–" if move is None else points(move) for move in largest],
                _("L’an dernier : le taux unique que dit le scénario ou, sans lui, les taux du scénario A."),
            ),
            row(
                _("Gardent leur taux de l’an dernier"),
                [number(len(out.kept)) if out.previous else "–" for _one, out in known],
                "",
            ),
            row(_("Retenus par le lissage"), held, _("Leur taux continuera de changer l’année suivante.")),
        ]
    if any(one.noise is not None for one, _outcome in known):
        moved = [_noise(one.noise) for one, _outcome in known]
        note = _(
            "Territoires dont le taux pourrait s’écarter de plus que l’écart admis, si leur besoin est mal mesuré."
        )
        found.append(row(_("Exposés à l’incertitude de l’indicateur"), moved, note))
    return found


def _noise(found: Noise | None) -> str:
    if found is None:
        return _("non vérifié")
    return number(len(found.moved)) if found.moved else _("aucun")


def points(share: float) -> str:
    """Write a difference of rates or of needs, in points."""
    value = Decimal(repr(share * 100)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    said = _("{n} point") if abs(value) < 2 else _("{n} points")
    return said.format(n=number(value, 0 if value == value.to_integral_value() else 1))


def _priority(outcome: Outcome) -> str:
    count = sum(one.priority for one in outcome.units)
    said = ngettext("%(sum)s (%(n)s territoire)", "%(sum)s (%(n)s territoires)", count)
    told = said % {"sum": euros(Money(outcome.to_priority)), "n": number(count)}
    return _("{told}, part réservée à part").format(told=told) if outcome.earmark_binds else told


def _order(outcome: Outcome) -> str:
    if not outcome.overtaken.count:
        return _("vérifié")
    said = ngettext("%(n)s territoire dépassé", "%(n)s territoires dépassés", outcome.overtaken.count)
    told = said % {"n": outcome.overtaken.count}
    most = number(Decimal(repr(outcome.overtaken.largest)), 2)
    return _("{told}, de {most} € par habitant au plus").format(told=told, most=most)


def _verdict(outcome: Outcome) -> str:
    return outcome.equity.verdict.label() if outcome.equity else _("sans objet")


def _interval(outcome: Outcome) -> str:
    found = outcome.equity.interval if outcome.equity else None
    return _("{low} à {high}").format(low=figure(found.low), high=figure(found.high)) if found else "–"


def _corrected(outcome: Outcome) -> str:
    rate = outcome.equity.correction_rate if outcome.equity else None
    return percent(rate, 2) if rate is not None else "–"


@dataclass(frozen=True, slots=True)
class Share:
    """What a scenario gives to a territory.

    Attributes:
        letter: of the scenario.
        granted: what it receives.
        head: that, per inhabitant.
        own: what is left to it.
        own_head: that, per inhabitant.
        rate: share of its projects that is paid.
        change: gained or lost beside A, with its sign; empty for A.
        change_head: that, per inhabitant.
        way: "up", "down" or "".
    """

    letter: str
    granted: Money
    head: Money
    own: Money
    own_head: Money
    rate: float | None
    change: str
    change_head: str
    way: str


def rows_of(scenarios: Sequence[Scenario]) -> list[dict[str, Any]]:
    """Return one row per territory, the greatest need first."""
    known = [(one, one.outcome) for one in scenarios if one.outcome is not None]
    if not known:
        return []
    found = []
    for place, unit in enumerate(known[0][1].units):
        shares = []
        for one, outcome in known:
            cents, cost = outcome.granted[place], outcome.costs[place]
            change = one.difference.each[place] if one.difference else None
            shares.append(
                Share(
                    letter=one.letter,
                    granted=Money(cents),
                    head=per_head(cents, unit.population),
                    own=Money(outcome.own[place]),
                    own_head=per_head(outcome.own[place], unit.population),
                    rate=cents / cost if cost else None,
                    change="" if change is None else signed(Money(change)),
                    change_head="" if change is None else signed(per_head(change, unit.population)),
                    way="up" if (change or 0) > 0 else "down" if (change or 0) < 0 else "",
                )
            )
        found.append({"unit": unit, "need": unit.need * 100, "shares": shares})
    return found


def ceiling(outcome: Outcome) -> Decision:
    """Tell whether the highest rate of a scenario leaves the project owner what the law asks."""
    return outcome.terms.scale.public_ceiling(localdate())


def terms_told(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario says in words: equity, ceiling, shift, earmark, bounds."""
    outcome = scenario.outcome
    if outcome is None:
        return {}
    shifts = [scale.shift for scale, _places in outcome.scales]
    return {
        "equity": outcome.equity.sentence if outcome.equity else "",
        "ceiling": ceiling(outcome),
        "shift": [points(shift) for shift in shifts if abs(shift) >= 0.0005],
        "binds": outcome.earmark_binds,
        "held": _held(outcome),
        "noise": _uncertain(scenario.noise, outcome),
        "bounded": [outcome.units[place].name for place in outcome.bounded],
        "cliffs": [
            (
                number(Decimal(repr(one.need * 100)), 1),
                percent(one.below),
                percent(one.above),
                Money(one.cents),
                one.near,
            )
            for one in outcome.cliffs
        ],
    }


def _held(outcome: Outcome) -> str:
    if not outcome.held:
        return ""
    told = [
        _("{name} ({before} puis {now})").format(
            name=outcome.units[place].name, before=percent(outcome.previous[place], 1), now=percent(rate, 1)
        )
        for place in outcome.held
        if (rate := outcome.rates[place]) is not None
    ]
    return _("Le lissage retient {names}.").format(names=_some(told))


def _uncertain(found: Noise | None, outcome: Outcome) -> str:
    """Say what the uncertainty of needs does to rates."""
    if found is None:
        return ""
    given = {
        "sigma": points(found.sigma),
        "tolerance": points(float(found.tolerance)),
        "most": points(max(found.moves, default=0.0)),
    }
    if found.moved:
        names = _some([outcome.units[place].name for place in found.moved])
        said = _(
            "Le besoin est connu à {sigma} près (écart-type le plus grand). Cela pourrait changer de plus de"
            " {tolerance} le taux de {names} ; de {most} au plus."
        )
        return said.format(**given, names=names)
    said = _(
        "Le besoin est connu à {sigma} près (écart-type le plus grand). Aucun taux n’en serait changé de plus de"
        " {tolerance} ; de {most} au plus."
    )
    if found.tolerated:
        return said.format(**given)
    more = _("Le barème ne le promet pas pour autant : un territoire placé ailleurs pourrait l’être.")
    return f"{said.format(**given)} {more}"


def _some(names: Sequence[str]) -> str:
    """List names, the first eight of a long list."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    shown, rest = ", ".join(names[: MOST_NAMES - 1]), len(names) - MOST_NAMES + 1
    return _("{names} et {n} autres").format(names=shown, n=rest)


def amounts_of(scenario: Scenario) -> dict[str, int]:
    """Return what a scenario gives: code → cents; empty when it gives nothing."""
    outcome = scenario.outcome
    if outcome is None:
        return {}
    return {unit.code: cents for unit, cents in zip(outcome.units, outcome.granted, strict=True)}
