"""A party leaves: from which day, at which price, what falls with it, and whether the contract lives on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from maillon.rules.decision import Citation, Decision
from maillon.rules.money import Money
from maillon.rules.parameters.resolution import ParameterSet
from maillon.rules.phrases import day, percent, some
from maillon.rules.wording import _

CARD = Citation(
    "Rapport INET, fiche action 14 : pénalités en cas de retrait d’un acteur, fixées par l’accord de méthode"
)
DELIBERATION = Citation(
    "CGCT, art. L2121-29, L3211-1, L4221-1 et L5211-1 : l’assemblée règle les affaires par délibération"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What leaving asks for.

    Attributes:
        days: notice, in days.
        days_from: where the notice comes from, in words.
        rate: penalty as a share of what the party still owes, 0 for none.
        rate_from: where it comes from, in words.
        fixed: penalty in money, zero for none.
        fixed_from: where it comes from, in words.
        text: what the clause says of the penalty; empty when it says nothing.
    """

    days: int
    days_from: str
    rate: Decimal
    rate_from: str
    fixed: Money
    fixed_from: str
    text: str = ""


def terms(parameters: ParameterSet, *, clause_days: int | None, clause_text: str) -> Terms:
    """Return the terms of leaving: the clause's own notice, otherwise the parameter's.

    Args:
        parameters: those of the contract on the day of the notice.
        clause_days: notice that the withdrawal clause says; None when it says none.
        clause_text: what it says of the penalty.
    """
    notice = parameters.read("withdrawal_notice_days")
    rate, fixed = parameters.read("withdrawal_penalty_rate"), parameters.read("withdrawal_penalty_euros")
    return Terms(
        days=notice.whole if clause_days is None else clause_days,
        days_from=notice.origin_label if clause_days is None else _("clause de retrait"),
        rate=rate.rate,
        rate_from=rate.origin_label,
        fixed=Money(fixed.whole * 100),
        fixed_from=fixed.origin_label,
        text=clause_text,
    )


@dataclass(frozen=True, slots=True)
class Penalty:
    """What leaving costs.

    Attributes:
        amount: the sum; None when there is none to compute, or when it cannot be.
        how: one sentence: how it is computed, or why it is not.
    """

    amount: Money | None
    how: str


def penalty(asked: Terms, owed: Money | None) -> Penalty:
    """Compute a penalty, rounded to the nearest cent, halves upwards.

    Args:
        asked: the terms.
        owed: what the party still has to bring; None when no amount is known.
    """
    if not asked.rate and not asked.fixed.cents:
        return Penalty(None, _("L’accord de méthode ne fixe ni taux ni montant : aucune pénalité n’est calculée."))
    if not asked.rate:
        return Penalty(asked.fixed, _("Montant fixe ({origin}).").format(origin=asked.fixed_from))
    if owed is None:
        how = _("La pénalité est de {rate} de ce qui reste à apporter, dont aucun montant n’est connu.")
        return Penalty(None, how.format(rate=percent(asked.rate)))
    share = Money(int((asked.rate * max(owed.cents, 0)).to_integral_value(ROUND_HALF_UP)))
    how = _("{rate} de {owed} qui restent à apporter ({origin})").format(
        rate=percent(asked.rate), owed=owed, origin=asked.rate_from
    )
    if asked.fixed.cents:
        fixed = _("{how}, plus {fixed} fixes ({origin}).")
        return Penalty(share + asked.fixed, fixed.format(how=how, fixed=asked.fixed, origin=asked.fixed_from))
    return Penalty(share, f"{how}.")


def effect(notice_on: dt.date, days: int, *, today: dt.date) -> dt.date:
    """Return the first day on which the party is no longer bound: never before the day on which the others read it."""
    return max(notice_on + dt.timedelta(days=days), today)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the rule reads of a departure.

    Attributes:
        party: identifier of the party that leaves.
        bound: names of the signatories that are bound today, by identifier, those that have given notice included.
        noticed: those that have given notice already.
        notice_on: the day of the notice.
        act: reference of the resolution or decision.
        reason: why, in words.
        end: last day of the contract, when it is known.
        start: first day of the contract, when it is known.
    """

    party: str
    bound: Mapping[str, str]
    noticed: frozenset[str]
    notice_on: dt.date
    act: str
    reason: str
    end: dt.date | None = None
    start: dt.date | None = None


def remaining(leaving: Leaving) -> list[str]:
    """Return the names of the signatories that remain once all notices have run."""
    return [name for key, name in leaving.bound.items() if key != leaving.party and key not in leaving.noticed]


def leave(leaving: Leaving, asked: Terms, *, today: dt.date) -> Decision:
    """Tell whether a party may give notice, and whether the contract lives on (`state`: "lives_on" or "alone").

    Args:
        leaving: who leaves, when, by which act.
        asked: the terms.
        today: the day of the act on the site.
    """
    if leaving.party not in leaving.bound:
        return _no(_("Seul un signataire encore lié par le contrat s’en retire."))
    if leaving.party in leaving.noticed:
        return _no(_("Votre institution a déjà donné son préavis ; il ne se réécrit pas."))
    if leaving.notice_on > today:
        return _no(_("Un préavis ne se date pas d’un jour à venir."), _("Corriger la date de la notification."))
    if leaving.start is not None and leaving.notice_on < leaving.start:
        because = _("Le préavis précède le début du contrat, le {start}.").format(start=day(leaving.start))
        return _no(because, _("Corriger la date de la notification."))
    if not leaving.act.strip():
        because = _("Un retrait se décide par une délibération, ou par une décision de l’État.")
        return _no(because, _("Donner sa référence et sa date."), DELIBERATION)
    if not leaving.reason.strip():
        return _no(_("Un retrait se motive."), _("Écrire pourquoi votre institution part."))
    on = effect(leaving.notice_on, asked.days, today=today)
    if leaving.end is not None and on > leaving.end:
        because = _("Le préavis courrait jusqu’au {on}, après la fin du contrat, le {end}.")
        return _no(because.format(on=day(on), end=day(leaving.end)), _("Attendre la fin du contrat."))
    left = remaining(leaving)
    if len(left) < 2:
        because = _(
            "Le retrait prend effet le {on}. Il restera moins de deux parties : le secrétariat pourra constater la fin."
        )
        return _yes(because.format(on=day(on)), "alone")
    because = _("Le retrait prend effet le {on}. Le contrat continue entre {names}.")
    return _yes(because.format(on=day(on), names=some(left)), "lives_on")


def _no(because: str, remedy: str = "", source: Citation = CARD) -> Decision:
    return Decision(allowed=False, because=because, rule="withdrawal.leave", citations=(source,), remedy=remedy)


def _yes(because: str, state: str) -> Decision:
    return Decision(allowed=True, because=because, rule="withdrawal.leave", citations=(CARD,), state=state)
