"""What each sheet of the workbook holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from maillon.documents.contract import shown, words
from maillon.documents.contract.clauses import Clauses
from maillon.documents.contract.consolidate import Consolidated
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.labels import label, yes_no
from maillon.documents.exports.action_chapter import status_of
from maillon.documents.exports.chapters import kind_name, notices
from maillon.documents.exports.naming import Names
from maillon.rules.money import total
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, whether its amounts are summed, whether its numbers are rates."""

    title: str
    total: bool = False
    rate: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of typed lines; a cell is a text, a date, a number, an amount, or None."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    title: str = ""
    total_title: str = field(default_factory=lambda: _("Total des lignes visibles"))


def sheets(contract: Consolidated, on: dt.date) -> Iterator[Sheet]:
    """Return the sheets of a contract, in order."""
    document = contract.document
    names = Names(document)
    yield _read_me(contract, on)
    yield _parties(document, names)
    yield _aims(document, names)
    yield _actions(document, names)
    yield _financing(document, names)
    yield _calendar(document)
    yield _clauses(document, names)
    yield _references(document)


def _columns(*titles: str, sums: tuple[str, ...] = (), rates: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(Column(title, title in sums, title in rates) for title in titles)


def _mark(part: Any) -> str:
    return _("illustratif") if part.illustrative else ""


def _read_me(contract: Consolidated, on: dt.date) -> Sheet:
    document = contract.document
    facts: list[tuple[str, Any]] = [
        (_("Contrat"), document.title),
        (_("Identifiant"), document.id),
        (_("Type de contrat"), kind_name(document)),
        (_("État"), label(document.state) if document.state else None),
        (_("Début"), document.period.start),
        (_("Fin"), document.period.end),
        (_("Signé le"), document.signed_on),
        (_("Résumé"), document.summary),
        (_("Format d’origine"), document.format),
        (_("Classeur produit le"), on),
        (_("Montants"), _("En euros, hors taxes quand le coût hors taxes est connu.")),
        (_("Totaux"), _("Calculés par formule sur les lignes visibles : filtrer une feuille change son total.")),
        (_("Sources"), _("La colonne Source renvoie aux numéros de la feuille Sources.")),
    ]
    facts += [(_("Attention"), notice) for notice in notices(contract)]
    return Sheet(_("Lisez-moi"), _columns(_("Champ"), _("Valeur")), tuple(facts), document.title[:200])


def _parties(document: ContractDocument, names: Names) -> Sheet:
    columns = _columns(
        _("Identifiant"), _("Institution"), _("Nature"), _("SIREN"), _("Qualité"), _("Rôle"), _("Entrée"), _("Sortie"),
        _("Mention"), _("Source"),
    )  # fmt: skip
    rows = tuple(
        (
            one.id,
            one.institution.name,
            label(one.institution.kind),
            one.institution.siren,
            label(one.party_class),
            one.role,
            one.period.start,
            one.period.end,
            _mark(one),
            names.cited(one.sources or one.institution.sources),
        )
        for one in document.parties
    )
    return Sheet(_("Parties"), columns, rows)


def _aims(document: ContractDocument, names: Names) -> Sheet:
    columns = _columns(
        _("Niveau"), _("Identifiant"), _("Intitulé"), _("Description"), _("Rattaché à"), _("Choisi par"), _("Mention"),
        _("Source"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []

    def line(level: str, one: Any, above: str | None, chosen_by: Any = None) -> None:
        chooser = label(chosen_by) if chosen_by else None
        rows.append((level, one.id, one.title, one.description, above, chooser, _mark(one), names.cited(one.sources)))

    for goal in document.goals:
        line(_("Finalité"), goal, None, goal.chosen_by)
    for theme in document.themes:
        line(_("Thème"), theme, names.name("goals", theme.goal), theme.chosen_by)
        for objective in theme.objectives:
            line(_("Objectif"), objective, theme.title)
    return Sheet(_("Thèmes et finalités"), columns, tuple(rows))


def _actions(document: ContractDocument, names: Names) -> Sheet:
    cost, financed = _("Coût"), _("Financements connus")
    columns = _columns(
        _("Numéro"), _("Identifiant"), _("Intitulé"), _("Description"), _("État"), _("Thème"), _("Finalités"),
        _("Maître d’ouvrage"), _("Pilotes"), _("Début"), _("Fin"), _("Participation"), cost, financed, _("Mention"),
        _("Source"),
        sums=(cost, financed),
    )  # fmt: skip
    rows = tuple(
        (
            one.number,
            one.id,
            one.title,
            one.description,
            label(one.state) if one.state else None,
            names.name("themes", one.theme),
            names.names("goals", one.goals),
            names.party(one.owner),
            names.names("parties|bodies", one.pilots),
            one.calendar.start,
            one.calendar.end,
            label(one.participation) if one.participation else None,
            one.cost.total if one.cost else None,
            total(line.amount for line in one.financing),
            _mark(one),
            names.cited(one.sources),
        )
        for one in document.actions
    )
    return Sheet(_("Actions"), columns, rows)


def _financing(document: ContractDocument, names: Names) -> Sheet:
    amount, requested, planned, granted, paid = _("Montant"), _("Demandé"), _("Prévu"), _("Accordé"), _("Payé")
    rate = _("Taux")
    columns = _columns(
        _("Action"), _("Intitulé"), _("Financeur"), _("Dispositif"), _("Année"), _("Assiette"), rate, requested,
        planned, granted, paid, amount, _("Statut"), _("Autofinancement"), _("Mention"), _("Source"),
        sums=(requested, planned, granted, paid, amount), rates=(rate,),
    )  # fmt: skip
    rows = tuple(
        (
            action.id,
            action.title,
            names.party(line.funder),
            line.scheme,
            line.year,
            line.base,
            line.rate,
            line.requested,
            line.planned,
            line.granted,
            line.paid,
            line.amount,
            status_of(line),
            yes_no(value=line.own_contribution),
            _mark(line) or _mark(action),
            names.cited(line.sources),
        )
        for action in document.actions
        for line in action.financing
    )
    return Sheet(_("Financements"), columns, rows)


def _calendar(document: ContractDocument) -> Sheet:
    columns = _columns(_("Quoi"), _("Intitulé"), _("Début ou échéance"), _("Fin ou réalisation"), _("Mention"))
    rows: list[tuple[Any, ...]] = []
    if document.period.start or document.period.end:
        rows.append((_("Contrat"), document.title, document.period.start, document.period.end, _mark(document)))
    review = document.clauses.review
    if review:
        rows += [(_("Revoyure"), _("Révision du contrat"), day, None, _mark(review)) for day in review.dates]
    for one in document.actions:
        if one.calendar.start or one.calendar.end:
            rows.append((_("Action"), one.title, one.calendar.start, one.calendar.end, _mark(one)))
        rows += [
            (_("Étape"), f"{one.title} : {step.label}", step.due, step.done_on, _mark(step) or _mark(one))
            for step in one.milestones
        ]
    rows += [(_("Engagement"), one.what, one.due, None, _mark(one)) for one in document.commitments if one.due]
    return Sheet(_("Calendrier"), columns, tuple(rows))


def _clauses(document: ContractDocument, names: Names) -> Sheet:
    columns = _columns(_("Clause"), _("Champ"), _("Valeur"), _("Mention"), _("Source"))
    rows: list[tuple[Any, ...]] = []
    for name in Clauses.model_fields:
        clause = getattr(document.clauses, name)
        if clause is None:
            continue
        title = words.of_field(Clauses, name).title
        told = names.rows(clause, leave=("parameters",)) or ((_("Présente"), _("oui")),)
        told += tuple((key, shown.text(one.value)) for key, one in (getattr(clause, "parameters", None) or {}).items())
        rows += [(title, field_title, value, _mark(clause), names.cited(clause.sources)) for field_title, value in told]
    return Sheet(_("Clauses"), columns, tuple(rows))


def _references(document: ContractDocument) -> Sheet:
    columns = _columns(
        _("N°"),
        _("Identifiant"),
        _("Document"),
        _("Éditeur"),
        _("Publié le"),
        _("Licence"),
        _("Adresse"),
        _("Remarque"),
    )
    rows = tuple(
        (rank, one.id, one.title, one.publisher, one.published_on, one.licence, one.url, one.note)
        for rank, one in enumerate(document.references, start=1)
    )
    return Sheet(_("Sources"), columns, rows)
