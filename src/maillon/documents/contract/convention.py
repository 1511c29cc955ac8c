"""The convention d'exécution of a year: what a contract plans for that year, as a document that stands alone.

An action is of the year when one of its financing lines is, or when its calendar crosses it and no line says
otherwise. Money that the contract gives to no year is left out, and told. An action that the contract gives to no
year at all comes when the parties ask for it, and its money is then the year's. The convention adds to the contract
and changes nothing in it: clauses stay where they are, and the same money counts once, in the contract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from maillon.documents.contract.actions import Action, ActionState
from maillon.documents.contract.document import FORMAT, ContractDocument
from maillon.documents.contract.kept import Kept, checked, only, without
from maillon.documents.contract.loading import tree_of
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.money import Money, total
from maillon.rules.wording import _

OVER = frozenset({ActionState.CLOSED, ActionState.REFUSED, ActionState.ABANDONED, ActionState.LAPSED})
"""States of the actions that a new convention leaves out."""
OBJECT = "objet"
"""Identifier of the article that a convention begins with."""
_ACTION = (
    "id", "number", "title", "description", "theme", "goals", "objective", "owner", "delegate", "pilots", "partners",
    "location", "indicators", "participation", "participation_note", "sources", "illustrative", "extra",
)  # fmt: skip
_SPENT = ("paid", "payments", "notified_on")


@dataclass(frozen=True, slots=True)
class Year:
    """What a contract plans for a year.

    Attributes:
        year: the year.
        actions: the actions of the year, in the contract's order.
        money: sum of the financing lines of the year at their firmest known amount; None when none is known.
        undated: titles of the actions of the year that have money which the contract gives to no year.
    """

    year: int
    actions: tuple[Action, ...]
    money: Money | None
    undated: tuple[str, ...]


def years_of(document: ContractDocument) -> tuple[int, ...]:
    """Return the years of a contract: those of its period, and those that its financing lines name."""
    named = {line.year for action in document.actions for line in action.financing if line.year}
    named |= {one.year for one in document.envelopes if one.year}
    start, end = document.period.start, document.period.end
    if start and end:
        named |= set(range(start.year, end.year + 1))
    return tuple(sorted(named))


def planned(document: ContractDocument, year: int) -> Year:
    """Return what a contract plans for a year."""
    actions = tuple(one for one in document.actions if _is_of(one, year))
    lines = [line.amount for one in actions for line in one.financing if line.year == year]
    undated = tuple(one.title for one in actions if any(line.year is None for line in one.financing))
    return Year(year, actions, total(lines), undated)


def without_year(document: ContractDocument) -> tuple[Action, ...]:
    """Return the actions, still to do, that no date of their calendar and no financing line gives to a year."""
    return tuple(one for one in document.actions if one.state not in OVER and _no_year(one))


def _no_year(action: Action) -> bool:
    dated = action.calendar.start is not None or action.calendar.end is not None
    return not dated and all(line.year is None for line in action.financing)


def _is_of(action: Action, year: int) -> bool:
    if action.state in OVER:
        return False
    named = {line.year for line in action.financing if line.year}
    if year in named:
        return True
    start, end = action.calendar.start, action.calendar.end
    begun = start is None or start.year <= year
    return not named and (start is not None or end is not None) and begun and (end is None or end.year >= year)


def convention_id(document: ContractDocument, year: int) -> str:
    """Return the identifier of the convention of a year."""
    return f"{document.id[:100]}-convention-{year}"


def convention(
    document: ContractDocument, year: int, *, absent: Collection[str] = (), taken: Collection[str] = ()
) -> ContractDocument:
    """Return the first text of the convention of a year.

    Args:
        document: the contract, with what it inherits.
        year: the year.
        absent: identifiers of the parties that have left by then.
        taken: identifiers of the actions `without_year` that the convention takes in; their money becomes the year's.

    Raises:
        InputError: the text would not agree with itself.
    """
    tree, found = tree_of(document), planned(document, year)
    gone = {*absent, *(one.id for one in document.parties if _away(one.period.start, one.period.end, year))}
    undated = {one.id for one in without_year(document)} & set(taken)
    ids = {one.id for one in found.actions} | undated
    actions = [one for one in tree.get("actions", ()) if one["id"] in ids]
    kept = {"goals": tree.get("goals", []), "themes": _themes(tree, actions), "actions": actions}
    held = Kept(tree, kept, gone)
    draft: dict[str, Any] = {
        "format": FORMAT,
        "id": convention_id(document, year),
        "title": _("Convention d’exécution {year} – {title}").format(year=year, title=document.title)[:400],
        "kind": document.kind,
        "language": document.language,
        "state": ContractState.NEGOTIATION.value,
        "illustrative": document.illustrative,
        "parent": {"contract": document.id},
        "period": _within(document, year),
        "parties": [one for one in tree.get("parties", ()) if one["id"] in held.parties],
        "bodies": [held.body(one) for one in tree.get("bodies", ())],
        "goals": kept["goals"],
        "themes": [held.linked(one, goal=held.goals) for one in kept["themes"]],
        "articles": [_object(document, year)],
        "actions": [_action(held, _dated(one, year, undated), document.id, year) for one in actions],
        "envelopes": _envelopes(held, tree, year),
        "references": tree.get("references", []),
    }
    return checked(draft)


def _away(start: dt.date | None, end: dt.date | None, year: int) -> bool:
    return bool((start and start.year > year) or (end and end.year < year))


def _within(document: ContractDocument, year: int) -> dict[str, str]:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    start, end = document.period.start or first, document.period.end or last
    return {"start": max(first, start).isoformat(), "end": min(last, end).isoformat()}


def _themes(tree: dict[str, Any], actions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    named = {one.get("theme") for one in actions}
    return [one for one in tree.get("themes", ()) if one["id"] in named]


def _object(document: ContractDocument, year: int) -> dict[str, str]:
    text = _(
        "La présente convention fixe les actions du contrat « {title} » à engager ou à poursuivre en {year}, et leur "
        "plan de financement pour cette année. Elle s’ajoute au contrat sans le modifier."
    )
    return {"id": OBJECT, "number": "1", "title": _("Objet"), "text": text.format(title=document.title, year=year)}


def _dated(part: dict[str, Any], year: int, taken: Collection[str]) -> dict[str, Any]:
    if part["id"] not in taken:
        return part
    return {**part, "financing": [{**line, "year": year} for line in part.get("financing", ())]}


def _action(held: Kept, part: dict[str, Any], contract: str, year: int) -> dict[str, Any]:
    who = held.parties | held.bodies
    found = held.linked(
        only(part, _ACTION), theme=held.themes, goals=held.goals, objective=held.objectives, owner=held.parties,
        delegate=held.parties, pilots=who, partners=who,
    )  # fmt: skip
    if "indicators" in found:
        found["indicators"] = [held.linked(one, owner=who) for one in found["indicators"]]
    milestones = [one for one in part.get("milestones", ()) if _due_in(one, year)]
    lines = [without(one, *_SPENT) for one in part.get("financing", ()) if one.get("year") == year]
    funded = [one for one in lines if one["funder"] in held.parties]
    return {**found, "milestones": milestones, "financing": funded, "shared_with": [contract]}


def _due_in(milestone: dict[str, Any], year: int) -> bool:
    return str(milestone.get("due", year)).startswith(str(year)) and "done_on" not in milestone


def _envelopes(held: Kept, tree: dict[str, Any], year: int) -> list[dict[str, Any]]:
    found = [one for one in tree.get("envelopes", ()) if one.get("year") == year]
    ids = {one["id"] for one in found} | held.parties
    return [
        held.linked(one, theme=held.themes, funder=held.parties, delegated_by=ids, delegated_to=held.parties)
        for one in found
    ]
