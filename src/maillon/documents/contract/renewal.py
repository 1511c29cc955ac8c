"""The first draft of a contract's next generation: what was chosen of the present one, and nothing of its money.

Amounts, calendars and clauses are negotiated anew; granted money stays in the contract that granted it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from pydantic import ValidationError

from maillon.documents.contract import checking, faults
from maillon.documents.contract.document import FORMAT, ContractDocument
from maillon.documents.contract.fragments import locate
from maillon.documents.contract.loading import tree_of
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.problem import InputError
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


def renewed(
    document: ContractDocument, chosen: Collection[str], *, title: str, lessons: str, absent: Collection[str] = ()
) -> ContractDocument:
    """Return the draft of the next generation.

    Args:
        document: the present contract, with what it inherits.
        chosen: what is carried over, as "actions[navettes]"; what is not in the document is ignored.
        title: title of the new contract.
        lessons: what the present one taught; may be empty.
        absent: identifiers of the parties that have left.

    Raises:
        InputError: a name is wrong, or the draft would not agree with itself.
    """
    tree = tree_of(document)
    kept = {field: _kept(tree, field, chosen) for field in LISTS}
    ids = _Ids(tree, kept, absent)
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
        "parties": [_without(one, "period") for one in tree.get("parties", ()) if one["id"] in ids.parties],
        "bodies": [ids.body(one) for one in tree.get("bodies", ())],
        "goals": kept["goals"],
        "themes": [ids.linked(one, goal=ids.goals) for one in kept["themes"]],
        "actions": [ids.action(one) for one in kept["actions"]],
        "commitments": [ids.commitment(one) for one in kept["commitments"] if one["by"] in ids.parties],
        "references": tree.get("references", []),
    }
    draft |= {name: tree[name] for name in ("family", "perimeter") if name in tree}
    if lessons.strip():
        heading = _("Leçons de la génération précédente")
        draft["articles"] = [{"id": LESSONS, "title": heading, "text": lessons.strip()}]
    return _checked(draft)


def _kept(tree: dict[str, Any], field: str, chosen: Collection[str]) -> list[dict[str, Any]]:
    names = {place.name for place in map(locate, chosen) if place.field == field}
    return [one for one in tree.get(field, ()) if one["id"] in names]


def _without(part: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in names}


def _only(part: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: part[name] for name in names if name in part}


class _Ids:
    """What may still be referred to in the draft."""

    def __init__(self, tree: dict[str, Any], kept: dict[str, list[dict[str, Any]]], absent: Collection[str]) -> None:
        self.parties = {one["id"] for one in tree.get("parties", ())} - set(absent)
        self.bodies = {one["id"] for one in tree.get("bodies", ())}
        self.goals = {one["id"] for one in kept["goals"]}
        self.themes = {one["id"] for one in kept["themes"]}
        self.actions = {one["id"] for one in kept["actions"]}
        self.objectives = {one["id"] for theme in kept["themes"] for one in theme.get("objectives", ())}

    def linked(self, part: dict[str, Any], **allowed: Collection[str]) -> dict[str, Any]:
        """Drop from a part each reference that no longer leads anywhere; a list keeps those that do."""
        found = dict(part)
        for name, ids in allowed.items():
            value = found.get(name)
            if isinstance(value, list):
                found[name] = [one for one in value if one in ids]
            elif value is not None and value not in ids:
                del found[name]
        return found

    def action(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return an action sheet without its money, its calendar and its dead references."""
        who = self.parties | self.bodies
        found = self.linked(
            _only(part, _ACTION), theme=self.themes, goals=self.goals, objective=self.objectives, owner=who,
            delegate=who, pilots=who, partners=who,
        )  # fmt: skip
        for side in ("brings", "receives"):
            if side in found:
                found[side] = [_without(one, "amount") for one in found[side] if one["party"] in self.parties]
        if "indicators" in found:
            found["indicators"] = [self.linked(one, owner=who) for one in found["indicators"]]
        return found

    def commitment(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return a commitment without its due date and what became of it."""
        return self.linked(_only(part, _COMMITMENT), to=self.parties, action=self.actions)

    def body(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return a governance body without the parties that have left."""
        found = self.linked(part, goal=self.goals, theme=self.themes, run_by=self.parties | self.bodies)
        if "members" in found:
            found["members"] = [one for one in found["members"] if one["party"] in self.parties]
        if "presidency" in found:
            found["presidency"] = self.linked(found["presidency"], order=self.parties)
        return found


def _checked(tree: dict[str, Any]) -> ContractDocument:
    try:
        draft = ContractDocument.model_validate(tree)
    except ValidationError as error:
        raise InputError(*faults.problems(error, tree, {})) from None
    findings = checking.examine(draft)
    if findings.errors:
        raise InputError(*findings.errors)
    return draft
