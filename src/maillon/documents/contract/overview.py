"""The essentials of a contract on one screen."""

from __future__ import annotations

from collections import Counter
from typing import Any

from maillon.documents.contract import shown
from maillon.documents.contract.base import Period
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.labels import label
from maillon.documents.contract.parties import PartyClass
from maillon.rules.contracts.frameworks import framework
from maillon.rules.money import Money, total
from maillon.rules.wording import _, ngettext

_COUNTED = ("parties", "goals", "themes", "articles", "actions", "envelopes", "bodies", "commitments", "references")


def money_of(document: ContractDocument) -> dict[str, Money | None]:
    """Return the totals of a contract: cost of its actions, financing known, envelopes; None when nothing is known."""
    return {
        "cost": total(action.cost.total if action.cost else None for action in document.actions),
        "financing": total(line.amount for action in document.actions for line in action.financing),
        "envelopes": total(envelope.amount for envelope in document.envelopes if envelope.delegated_by is None),
    }


def as_dict(document: ContractDocument) -> dict[str, Any]:
    """Return the stable JSON shape of the essentials."""
    tree = document.model_dump(mode="json", include={"id", "title", "kind", "state", "period", "signed_on"})
    return {
        **tree,
        "extends": document.extends.contract if document.extends else None,
        "counts": {name: len(getattr(document, name)) for name in _COUNTED},
        "clauses": [name for name in type(document.clauses).model_fields if getattr(document.clauses, name)],
        "money": {name: shown.portable(amount) for name, amount in money_of(document).items()},
    }


def as_text(document: ContractDocument) -> str:
    """Return the essentials for a terminal."""
    kind = framework(document.kind)
    lines = [document.title, "─" * min(len(document.title), 100)]
    facts = [
        (_("Identifiant"), document.id),
        (_("Type"), _(kind.name) if kind else document.kind),
        (_("État"), label(document.state) if document.state else None),
        (_("Période"), period(document.period)),
        (_("Signé le"), shown.day(document.signed_on) if document.signed_on else None),
        (_("Tronc commun"), document.extends.contract if document.extends else None),
    ]
    lines += [f"{name} : {value}" for name, value in facts if value]
    if document.excerpt:
        lines.append(_("Document reconstitué : ce qui n’y figure pas peut figurer au contrat."))
    if document.summary:
        lines += ["", document.summary]
    lines += _people(document)
    lines += _themes(document)
    lines += _money(document)
    return "\n".join(lines)


def period(given: Period) -> str | None:
    """Return a period in words; None when both ends are open."""
    if given.start and given.end:
        return _("du {start} au {end}").format(start=shown.day(given.start), end=shown.day(given.end))
    if given.start:
        return _("à partir du {start}").format(start=shown.day(given.start))
    return _("jusqu’au {end}").format(end=shown.day(given.end)) if given.end else None


def _people(document: ContractDocument) -> list[str]:
    lines = []
    for kind in PartyClass:
        names = [party.institution.name for party in document.parties if party.party_class is kind]
        if names:
            lines.append(f"{label(kind).capitalize()} : {', '.join(names)}")
    return ["", *lines] if lines else []


def _themes(document: ContractDocument) -> list[str]:
    if not document.themes and not document.actions:
        return []
    held = Counter(action.theme for action in document.actions)
    lines = ["", _("Thèmes et actions")]
    counts = [(one.title, held[one.id]) for one in document.themes]
    if held[None]:
        counts.append((_("sans thème"), held[None]))
    for title, count in counts:
        words = ngettext("{count} action", "{count} actions", count).format(count=count)
        lines.append(f"  {title} : {words}")
    return lines


def _money(document: ContractDocument) -> list[str]:
    titles = {"cost": _("Coût des actions"), "financing": _("Financements"), "envelopes": _("Enveloppes")}
    known = [f"{titles[name]} : {amount}" for name, amount in money_of(document).items() if amount is not None]
    return ["", *(known or [_("Aucun montant : ce contrat ne porte pas d’argent, ou ne le dit pas.")])]
