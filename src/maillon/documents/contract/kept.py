"""What a document made from another may still refer to: parts that were not taken take their mentions with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from maillon.documents.contract import checking, faults
from maillon.documents.contract.document import ContractDocument
from maillon.rules.problem import InputError

Tree = dict[str, Any]


def without(part: Tree, *names: str) -> Tree:
    """Return a part without some of its fields."""
    return {name: value for name, value in part.items() if name not in names}


def only(part: Tree, names: Iterable[str]) -> Tree:
    """Return a part with these fields only, those that it has."""
    return {name: part[name] for name in names if name in part}


class Kept:
    """The identifiers that still lead somewhere.

    Args:
        tree: the document that the parts come from.
        kept: the parts taken, by list; parties and bodies are all taken.
        absent: identifiers of the parties that are left out.
    """

    def __init__(self, tree: Tree, kept: Mapping[str, Sequence[Tree]], absent: Collection[str] = ()) -> None:
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

    def body(self, part: dict[str, Any]) -> dict[str, Any]:
        """Return a governance body without the parties that have left."""
        found = self.linked(part, goal=self.goals, theme=self.themes, run_by=self.parties | self.bodies)
        if "members" in found:
            found["members"] = [one for one in found["members"] if one["party"] in self.parties]
        if "presidency" in found:
            found["presidency"] = self.linked(found["presidency"], order=self.parties)
        return found


def checked(tree: Tree) -> ContractDocument:
    """Return the document that a tree makes.

    Raises:
        InputError: it would not agree with itself.
    """
    try:
        draft = ContractDocument.model_validate(tree)
    except ValidationError as error:
        raise InputError(*faults.problems(error, tree, {})) from None
    findings = checking.examine(draft)
    if findings.errors:
        raise InputError(*findings.errors)
    return draft
