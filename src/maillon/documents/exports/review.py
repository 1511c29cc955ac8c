"""The file of a review as a PDF to print and hand out, from the frozen JSON and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from maillon.documents.exports.blocks import Block, Cover, Facts, Heading, Paragraph, Reading, Table, paragraphs
from maillon.documents.exports.pdf import pdf
from maillon.rules.contracts.commitments import Standing, standing_name
from maillon.rules.contracts.progress import Progress, progress_name
from maillon.rules.money import Money
from maillon.rules.phrases import day
from maillon.rules.wording import _

UNKNOWN = "–"


def review_pdf(told: Mapping[str, Any], *, number: int, sha256: str) -> bytes:
    """Return the PDF of a review's file.

    Args:
        told: the file, as `maillon-review/1` says it.
        number: rank of the review in its contract.
        sha256: fingerprint of the frozen JSON, printed on the first page.
    """
    on = dt.date.fromisoformat(told["on"])
    return pdf(reading(told, number=number, sha256=sha256), on)


def reading(told: Mapping[str, Any], *, number: int, sha256: str) -> Reading:
    """Lay out a review's file for reading."""
    on = dt.date.fromisoformat(told["on"])
    contract = told["contract"]
    cover = Cover(
        title=contract["title"],
        kind=_("Dossier de la revoyure n° {number}").format(number=number),
        lines=(
            _("Arrêté le {day}").format(day=day(on)),
            _("Empreinte du dossier : {sha256}").format(sha256=sha256),
            _("Empreinte du contrat : {sha256}").format(sha256=contract["sha256"]),
        ),
        notices=(),
    )
    return Reading(cover, (*_clause(told), *_figures(told), *_actions(told), *_commitments(told)))


def _clause(told: Mapping[str, Any]) -> tuple[Block, ...]:
    clause = told["clause"]
    heading = Heading(1, _("Ce que dit la clause"))
    if clause is None:
        return heading, Paragraph(_("Le contrat n’a pas de clause de revoyure."))
    rows = []
    if clause.get("midterm"):
        rows.append((_("À mi-parcours"), _("oui")))
    if clause.get("dates"):
        rows.append((_("Dates"), ", ".join(_day(one) for one in clause["dates"])))
    if clause.get("every_months"):
        rows.append((_("Tous les"), _("{n} mois").format(n=clause["every_months"])))
    if clause.get("force_majeure"):
        rows.append((_("Cas de force majeure"), ", ".join(clause["force_majeure"])))
    facts = (Facts("", tuple(rows)),) if rows else ()
    return heading, *paragraphs(clause.get("text")), *facts


def _figures(told: Mapping[str, Any]) -> tuple[Block, ...]:
    rows = [(progress_name(Progress(name)), str(count)) for name, count in told["progress"].items()]
    money = told["money"]
    named = (
        ("planned_cents", _("Prévu")),
        ("granted_cents", _("Accordé")),
        ("paid_cents", _("Payé")),
    )
    rows += [(title, _money(money[name])) for name, title in named]
    return Heading(1, _("Où en est le contrat")), Facts(_("Actions et argent"), tuple(rows))


def _actions(told: Mapping[str, Any]) -> tuple[Block, ...]:
    if not told["actions"]:
        return ()
    rows = tuple(
        (
            one["title"],
            progress_name(Progress(one["progress"])),
            _day(one["end"]),
            *(_money(one[name]) for name in ("planned_cents", "granted_cents", "paid_cents")),
        )
        for one in told["actions"]
    )
    headings = (_("Action"), _("Où elle en est"), _("Fin prévue"), _("Prévu"), _("Accordé"), _("Payé"))
    return Heading(1, _("Actions")), Table(_("Actions, à la date du dossier"), headings, rows, numbers=(3, 4, 5))


def _commitments(told: Mapping[str, Any]) -> tuple[Block, ...]:
    if not told["commitments"]:
        return ()
    rows = tuple(
        (one["what"], one["by"], standing_name(Standing(one["standing"])), one["because"])
        for one in told["commitments"]
    )
    headings = (_("Engagement"), _("Promis par"), _("Suite"), _("Pourquoi"))
    return Heading(1, _("Engagements")), Table(_("Engagements, à la date du dossier"), headings, rows)


def _day(written: str | None) -> str:
    return day(dt.date.fromisoformat(written)) if written else UNKNOWN


def _money(cents: int | None) -> str:
    return str(Money(cents)) if cents is not None else UNKNOWN
