"""Which values of a draft the rules refuse, and which they allow while a rule is then not met."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment
from maillon.rules.contracts.terms import BOUNDED, METHOD, set_field, set_parameter
from maillon.rules.decision import Decision


def agreed(document: ContractDocument) -> dict[str, object]:
    """Return the parameters that the method agreement of a text sets."""
    agreement = document.clauses.method_agreement
    return {name: one.value for name, one in agreement.parameters.items()} if agreement else {}


def judged(place: Fragment, tree: Any, document: ContractDocument, on: dt.date, accepted: Any) -> dict[str, Decision]:
    """Return the refusals of what a clause would hold, by field; what the working text already holds is not judged.

    Args:
        place: the clause; another part has no refusal.
        tree: what it would hold, in portable form.
        document: the working text.
        on: the day whose values hold.
        accepted: what the working text holds there.
    """
    told = {name: one for name, one in _decisions(place, tree, document, on, accepted).items() if not one.allowed}
    if place.field == "clauses" and place.name == METHOD and isinstance(tree, dict):
        before = _values(accepted)
        for name, value in _values(tree).items():
            decision = set_parameter(name, value, kind=document.kind, on=on)
            if value != before.get(name) and not decision.allowed:
                told[f"parameters.{name}"] = decision
    return told


def beyond(place: Fragment, tree: Any, document: ContractDocument, on: dt.date) -> list[Decision]:
    """Return what is allowed in a clause but leaves a rule unmet."""
    told = _decisions(place, tree, document, on, None).values()
    return [one for one in told if one.allowed and one.state]


def _values(clause: Any) -> dict[str, Any]:
    return {name: one.get("value") for name, one in ((clause or {}).get("parameters") or {}).items()}


def _decisions(
    place: Fragment, tree: Any, document: ContractDocument, on: dt.date, accepted: Any
) -> dict[str, Decision]:
    if place.field != "clauses" or not isinstance(tree, dict):
        return {}
    before, held = accepted if isinstance(accepted, dict) else {}, agreed(document)
    return {
        name: set_field(clause, name, _read(tree[name]), kind=document.kind, on=on, agreement=held)
        for clause, name in BOUNDED
        if clause == place.name and name in tree and tree[name] != before.get(name)
    }


def _read(value: Any) -> Any:
    """Read a portable value as the rules do: a share is a Decimal."""
    if isinstance(value, bool | int):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value
