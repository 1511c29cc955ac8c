"""Deposit an evaluation report: what it must say of itself, and when it is the same one again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from maillon.rules.decision import Citation, Decision
from maillon.rules.wording import _

CARD = Citation(
    "Rapport INET, fiche action 17 : évaluer le contrat au regard de principes communs, et en tirer enseignement"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What is deposited.

    Attributes:
        on: the day that the report bears.
        given: whether a file or an address comes with it.
        mark: fingerprint of the file, or the address.
    """

    on: dt.date
    given: bool
    mark: str


def deposit(report: Report, *, start: dt.date | None, before: Collection[str], today: dt.date) -> Decision:
    """Tell whether a report may be deposited.

    Args:
        report: what is deposited.
        start: first day of the contract, when it is known.
        before: marks of the reports that were deposited.
        today: the day of the act.
    """
    if not report.given:
        return _no(_("Il manque le rapport."), _("Joindre le fichier, ou donner son adresse."))
    if report.on > today:
        return _no(_("Un rapport ne se date pas d’un jour à venir."), _("Corriger la date."))
    if start is not None and report.on < start:
        return _no(_("Ce rapport est daté d’avant le contrat qu’il évaluerait."), _("Vérifier la date du rapport."))
    if report.mark in before:
        return _no(_("Ce rapport est déjà versé."))
    because = _("Le rapport est versé ; le contrat peut être clos quand son évaluation s’achève.")
    return Decision(allowed=True, because=because, rule="reports.deposit", citations=(CARD,))


def _no(because: str, remedy: str = "") -> Decision:
    return Decision(allowed=False, because=because, rule="reports.deposit", citations=(CARD,), remedy=remedy)
