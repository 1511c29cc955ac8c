"""What a draft leaves to look at: figures that do not agree, rules that it leaves unmet, the financing plan's sums."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from maillon.documents.contract.actions import Action
from maillon.documents.contract.checking import examine
from maillon.documents.contract.fragments import Fragment, locate, replaced
from maillon.documents.contract.paths import read as steps_of
from maillon.rules.money import Money, total
from maillon.rules.problem import InputError
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Draft
from maillon.web.negotiation.queries.terms import beyond


def doubts(subject: Subject, draft: Draft, on: dt.date) -> list[str]:
    """Return what a person should look at in a draft, though nothing forbids it.

    Args:
        subject: what is negotiated.
        draft: the draft.
        on: the day whose allowed ranges hold.
    """
    place = locate(draft.path)
    told = [f"{one.because} {one.remedy}".strip() for one in beyond(place, draft.value, subject.document, on)]
    try:
        after = replaced(subject.document, draft.path, draft.value, whole=subject.whole)
    except InputError:  # it only stands with the party's other drafts
        return told
    ids = (
        [one.id for one in getattr(after, place.field)]
        if place.name and place.field not in ("clauses", "order")
        else []
    )
    rank = ids.index(place.name) if place.name in ids else -1
    for problem in examine(after, whole=subject.whole).warnings:
        if rank >= 0 and steps_of(problem.where)[:2] == (place.field, rank):
            said = problem.what[:1].upper() + problem.what[1:]
            told.append(f"{said}." if not problem.remedy else f"{said}. {problem.remedy}.")
    return told


@dataclass(frozen=True, slots=True)
class Plan:
    """The sums of a financing plan.

    Attributes:
        cost: reference cost of the action; None when it is not known.
        brought: sum of its lines, each at its firmest known amount.
        gap: what the lines leave to find, negative when they exceed the cost; None when one of the two is not known.
    """

    cost: Money | None
    brought: Money | None

    @property
    def gap(self) -> Money | None:
        """What is left to find."""
        return self.cost - self.brought if self.cost is not None and self.brought is not None else None

    @property
    def over(self) -> Money | None:
        """What the lines bring beyond the cost, when they do."""
        return -self.gap if self.gap is not None and self.gap.cents < 0 else None


def plan(place: Fragment, value: Any) -> Plan | None:
    """Return the sums of an action's financing plan; None for another part, or when it has none."""
    if place.field != "actions" or not isinstance(value, dict):
        return None
    try:
        action = Action.model_validate(value)
    except ValidationError:
        return None
    if not action.financing:
        return None
    cost = action.cost.total if action.cost else None
    return Plan(cost, total(line.amount for line in action.financing))
