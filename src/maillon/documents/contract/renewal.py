"""The first draft of a contract's next generation: what was chosen of the present one, and nothing of its money.

Amounts, calendars and clauses are negotiated anew; granted money stays in the contract that granted it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from maillon.documents.contract.document import FORMAT, ContractDocument
from maillon.documents.contract.fragments import locate
from maillon.documents.contract.kept import Kept, checked, only, without
from maillon.documents.contract.loading import tree_of
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.wording import _

LISTS = ("goals", "themes", "actions", "commitments")
"""Lists of which elements are chosen one by one."""
_ACTION = (
    "id", "number", "title", "description", "state", "theme", "goals", "objective", "owner", "delegate", "pilots",
    "partners", "location", "indicators", "participation", "participation_note", "chef_de_file", "brings", "receives",
    "sources", "illustrative", "extra",
)  # fmt: skip
_COMMITMENT = ("id", "by", "to", "what", "action", "sources", "illustrative", "extra")
_SUFFIX = re.compile(r"-g[0-9]+$")
LESSONS = "lecons-de-la-generation-precedente"
"""Identifier of the article that holds what the present generation taught."""


def next_id(document: ContractDocument) -> str:
    """Return the identifier of the next generation: the same, with its rank."""
    return f"{_SUFFIX.sub('', document.id)[:110]}-g{document.generation + 1}"


def carriable(document: ContractDocument) -> dict[str, str]:
    """Return what may be chosen, as "actions[navettes]", with the party that promised when it is a commitment."""
    return {f"{field}[{one.id}]": getattr(one, "by", "") for field in LISTS for one in getattr(document, field)}


def renewed(
    document: ContractDocument, chosen: Collection[str], *, title: str, lessons: str, absent: Collection[str] = ()
) -> ContractDocument:
    """Return the draft of the next generation.

    Args:
        document: the present contract, with what it inherits.
        chosen: what is carried over, as "actions[navettes]"; only what `carriable` names is carried.
        title: title of the new contract.
        lessons: what the present one taught; may be empty.
        absent: identifiers of the parties that have left.

    Raises:
        InputError: a name is wrong, or the draft would not agree with itself.
    """
    tree = tree_of(document)
    kept = {field: _kept(tree, field, chosen) for field in LISTS}
    ids = Kept(tree, kept, absent)
    draft: dict[str, Any] = {
        "format": FORMAT,
        "id": next_id(document),
        "title": title,
        "kind": document.kind,
        "language": document.language,
        "generation": document.generation + 1,
        "predecessor": document.id,
        "state": ContractState.DIAGNOSIS.value,
        "illustrative": document.illustrative,
        "parties": [without(one, "period") for one in tree.get("parties", ()) if one["id"] in ids.parties],
        "bodies": [ids.body(one) for one in tree.get("bodies", ())],
        "goals": kept["goals"],
        "themes": [ids.linked(one, goal=ids.goals) for one in kept["themes"]],
        "actions": [_action(ids, one) for one in kept["actions"]],
        "commitments": [_commitment(ids, one) for one in kept["commitments"] if one["by"] in ids.parties],
        "references": tree.get("references", []),
    }
    draft |= {name: tree[name] for name in ("family", "perimeter") if name in tree}
    if lessons.strip():
        heading = _("Leçons de la génération précédente")
        draft["articles"] = [{"id": LESSONS, "title": heading, "text": lessons.strip()}]
    return checked(draft)


def _kept(tree: dict[str, Any], field: str, chosen: Collection[str]) -> list[dict[str, Any]]:
    names = {place.name for place in map(locate, chosen) if place.field == field}
    return [one for one in tree.get(field, ()) if one["id"] in names]


def _action(ids: Kept, part: dict[str, Any]) -> dict[str, Any]:
    """Return an action sheet without its money, its calendar and its dead references."""
    who = ids.parties | ids.bodies
    found = ids.linked(
        only(part, _ACTION), theme=ids.themes, goals=ids.goals, objective=ids.objectives, owner=who,
        delegate=who, pilots=who, partners=who,
    )  # fmt: skip
    for side in ("brings", "receives"):
        if side in found:
            found[side] = [without(one, "amount") for one in found[side] if one["party"] in ids.parties]
    if "indicators" in found:
        found["indicators"] = [ids.linked(one, owner=who) for one in found["indicators"]]
    return found


def _commitment(ids: Kept, part: dict[str, Any]) -> dict[str, Any]:
    """Return a commitment without its due date and what became of it."""
    return ids.linked(only(part, _COMMITMENT), to=ids.parties, action=ids.actions)
