"""The actions of a contract and its money, laid out for reading."""

from __future__ import annotations

from collections.abc import Iterator

from maillon.documents.contract import shown
from maillon.documents.contract.actions import Action, FinancingLine
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.labels import label
from maillon.documents.contract.overview import money_of
from maillon.documents.exports.blocks import Block, Facts, Heading, Paragraph, paragraphs, trimmed
from maillon.documents.exports.naming import Names
from maillon.rules.money import Money, total
from maillon.rules.wording import _

_TOLD_APART = (
    *("id", "number", "title", "description", "milestones", "indicators", "financing", "brings", "receives"),
    "participation_note",
)


def action_blocks(document: ContractDocument, names: Names) -> Iterator[Block]:
    """Return the chapter of the actions; nothing when there are none."""
    if not document.actions:
        return
    yield Heading(1, _("Actions"))
    for action in document.actions:
        number = f"{action.number} – " if action.number else ""
        yield Heading(2, f"{number}{action.title}")
        yield from paragraphs(action.description)
        rows = names.rows(action, leave=_TOLD_APART)
        if rows:
            yield Facts(action.title, rows)
        yield from paragraphs(action.participation_note)
        yield from _calendar(action)
        yield from _brought(action, names)
        yield from _financing(action, names)
        yield from _indicators(action)
        yield from names.free_fields(action, _("Autres faits"))
        yield from names.sources(action)


def _calendar(action: Action) -> Iterator[Block]:
    if action.milestones:
        rows = tuple(
            (step.label, shown.day(step.due) if step.due else "", shown.day(step.done_on) if step.done_on else "")
            for step in action.milestones
        )
        yield trimmed(_("Étapes"), (_("Étape"), _("Échéance"), _("Réalisée le")), rows)


def _brought(action: Action, names: Names) -> Iterator[Block]:
    for title, held in ((_("Ce que chacun apporte"), action.brings), (_("Ce que chacun reçoit"), action.receives)):
        if held:
            rows = tuple((names.party(one.party), one.what, str(one.amount or "")) for one in held)
            yield trimmed(title, (_("Partie"), _("Quoi"), _("Montant")), rows, numbers=(2,))


def _financing(action: Action, names: Names) -> Iterator[Block]:
    if not action.financing:
        return
    rows = [_line(line, names) for line in action.financing]
    known = total(line.amount for line in action.financing)
    if known is not None and len(rows) > 1:
        rows.append((_("Total"), "", "", "", "", str(known), ""))
    headings = (
        _("Financeur"),
        _("Dispositif"),
        _("Année"),
        _("Assiette"),
        _("Taux"),
        _("Montant"),
        _("Statut"),
    )
    yield trimmed(
        _("Plan de financement"), headings, tuple(rows), numbers=(2, 3, 4, 5), total=known is not None and len(rows) > 1
    )
    cost = action.cost.total if action.cost else None
    if known is not None and cost is not None and known != cost:
        gap = cost - known if known < cost else known - cost
        what = _("Il reste {gap} à financer.") if known < cost else _("Les financements dépassent le coût de {gap}.")
        yield Paragraph(what.format(gap=gap))


def _line(line: FinancingLine, names: Names) -> tuple[str, ...]:
    funder = names.party(line.funder)
    if line.own_contribution:
        funder = _("{funder} (autofinancement)").format(funder=funder)
    return (
        funder,
        line.scheme or "",
        str(line.year or ""),
        str(line.base or ""),
        shown.percent(line.rate) if line.rate is not None else "",
        str(line.amount) if line.amount is not None else "",
        status_of(line),
    )


def status_of(line: FinancingLine) -> str:
    """Return where a line stands: its status, otherwise what its amount says."""
    if line.status:
        return label(line.status)
    if line.granted is not None:
        return _("accordé")
    return _("prévu") if line.planned is not None else ""


def _indicators(action: Action) -> Iterator[Block]:
    if not action.indicators:
        return
    rows = []
    for one in action.indicators:
        measured = [one.baseline, *one.measures]
        latest = max((measure for measure in measured if measure), key=lambda measure: measure.on, default=None)
        told = [
            f"{shown.number(measure.value)} ({shown.day(measure.on)})" if measure else ""
            for measure in (one.baseline, latest, one.target)
        ]
        rows.append((one.label, one.unit or "", *told))
    headings = (_("Indicateur"), _("Unité"), _("Départ"), _("Dernière mesure"), _("Cible"))
    yield trimmed(_("Indicateurs"), headings, tuple(rows), numbers=(2, 3, 4))


def money_blocks(document: ContractDocument, names: Names) -> Iterator[Block]:
    """Return the chapter of the money: totals, what each funder brings, envelopes."""
    totals = money_of(document)
    if not any(amount is not None for amount in totals.values()):
        if document.actions:
            yield Heading(1, _("Financement"))
            yield Paragraph(_("Le document ne porte aucun montant."))
        return
    yield Heading(1, _("Financement"))
    titles = {"cost": _("Coût des actions"), "financing": _("Financements connus"), "envelopes": _("Enveloppes")}
    yield Facts(
        _("Totaux"), tuple((titles[name], str(amount)) for name, amount in totals.items() if amount is not None)
    )
    yield from _funders(document, names)
    yield from _envelopes(document, names)


def _funders(document: ContractDocument, names: Names) -> Iterator[Block]:
    sums: dict[str, Money] = {}
    for action in document.actions:
        for line in action.financing:
            if line.amount is not None:
                sums[line.funder] = sums.get(line.funder, Money(0)) + line.amount
    if sums:
        rows = [
            (names.party(funder), str(amount)) for funder, amount in sorted(sums.items(), key=lambda one: -one[1].cents)
        ]
        rows.append((_("Total"), str(total(sums.values()))))
        yield trimmed(_("Par financeur"), (_("Financeur"), _("Montant")), tuple(rows), numbers=(1,), total=True)


def _envelopes(document: ContractDocument, names: Names) -> Iterator[Block]:
    if document.envelopes:
        rows = tuple(
            (
                one.label,
                names.party(one.funder),
                label(one.purpose) if one.purpose else "",
                str(one.year or ""),
                str(one.amount or ""),
            )
            for one in document.envelopes
        )
        headings = (_("Enveloppe"), _("Financeur"), _("Emploi"), _("Année"), _("Montant"))
        yield trimmed(_("Enveloppes"), headings, rows, numbers=(3, 4))
    shared: dict[Paragraph, list[str]] = {}
    for one in document.envelopes:
        for note in names.sources(one):
            shared.setdefault(note, []).append(one.label)
    yield from (Paragraph(f"{', '.join(labels)} – {note.text}", note.style) for note, labels in shared.items())
