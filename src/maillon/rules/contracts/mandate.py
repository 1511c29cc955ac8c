"""The State's negotiating mandate: who holds it, over what, and what is asked of it or offered by it outside.

What stands outside the mandate is flagged with its reason, never blocked: the holder may ask for a wider mandate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from maillon.rules.decision import Citation, Decision
from maillon.rules.money import Money
from maillon.rules.phrases import day, quoted
from maillon.rules.wording import _

MANDATE = Citation(
    "Rapport INET, proposition 8 et fiche action 8 : le préfet de région, partenaire de négociation unique"
)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What the State's negotiator may commit it to.

    Attributes:
        themes: names of the themes it covers, by identifier; empty for all.
        ministries: ministries and services that it binds, as they are written.
        ceiling: most of the State's credits in the contract; None when the mandate sets none.
        start, end: the years it covers; None where it is open.
        act: reference of the act that gives it.
    """

    themes: Mapping[str, str]
    ministries: tuple[str, ...] = ()
    ceiling: Money | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proposal offers from the State or asks of it.

    Attributes:
        concerns_state: whether the State proposes it, or is named in it, or pays more by it.
        themes: names of the themes it is about, by identifier.
        total: the State's credits in the text with it.
        grows: whether it adds to what the State brings.
        days: every date that it sets.
    """

    concerns_state: bool
    themes: Mapping[str, str]
    total: Money
    grows: bool
    days: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """One way in which a proposal leaves the mandate."""

    rule: str
    because: str
    citations: tuple[Citation, ...] = (MANDATE,)


def may_record(mandate: Mandate, *, holder_is_state: bool) -> Decision:
    """Tell whether a mandate can be recorded: by the State, on the ground of an act, over a period in order."""
    if not holder_is_state:
        return _no(_("Seul l’État inscrit son mandat de négociation."))
    if not mandate.act.strip():
        return _no(_("Un mandat se fonde sur un acte."), _("Donner la référence de la lettre ou de l’acte."))
    if mandate.start and mandate.end and mandate.end < mandate.start:
        return _no(_("La fin du mandat précède son début."), _("Corriger les dates."))
    if mandate.ceiling is not None and mandate.ceiling.cents < 0:
        return _no(_("Un plafond n’est pas négatif."))
    because = _("Le mandat est inscrit ; les autres parties ne le lisent pas avant son ouverture.")
    return Decision(allowed=True, because=because, rule="mandate.record", citations=(MANDATE,), state="recorded")


def may_open(*, recorded: bool, opened: bool) -> Decision:
    """Tell whether the mandate can be shown to the parties: once, and for good."""
    if opened:
        return _no(_("Ce mandat est déjà ouvert aux parties."), _("En inscrire un nouveau pour le changer."))
    if not recorded:
        return _no(_("Aucun mandat n’est inscrit."), _("L’inscrire d’abord."))
    because = _("Le mandat est ouvert à toutes les parties ; il ne se réécrit plus.")
    return Decision(allowed=True, because=because, rule="mandate.open", citations=(MANDATE,), state="opened")


def flags(mandate: Mandate, asked: Asked) -> tuple[Flag, ...]:
    """Return every way in which what is proposed leaves the mandate; none when it does not concern the State."""
    if not asked.concerns_state:
        return ()
    found = []
    strangers = [name for theme, name in asked.themes.items() if theme not in mandate.themes] if mandate.themes else []
    if strangers:
        because = _("Hors du mandat de l’État : le thème {themes} n’y figure pas.").format(themes=quoted(strangers))
        found.append(Flag("mandate.theme", because))
    if mandate.ceiling is not None and mandate.ceiling < asked.total and asked.grows:
        because = _("Hors du mandat de l’État : ses crédits seraient de {total}, pour un plafond de {ceiling}.")
        said = because.format(total=asked.total, ceiling=mandate.ceiling)
        found.append(Flag("mandate.amount", said))
    outside = [one for one in asked.days if _outside(mandate, one)]
    if outside:
        because = _("Hors du mandat de l’État : le {date} n’est pas dans sa période.").format(date=day(min(outside)))
        found.append(Flag("mandate.period", because))
    return tuple(found)


def _outside(mandate: Mandate, one: dt.date) -> bool:
    return bool((mandate.start and one < mandate.start) or (mandate.end and mandate.end < one))


def _no(because: str, remedy: str = "") -> Decision:
    return Decision(allowed=False, because=because, rule="mandate.record", citations=(MANDATE,), remedy=remedy)
