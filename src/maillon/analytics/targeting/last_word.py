"""The last word on a perimeter belongs to people: each change to what was computed is kept with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from maillon.analytics.arguments import FLAG, LABEL, TEXT, accepts, rows_of
from maillon.analytics.refusal import DataError
from maillon.analytics.targeting.area import PriorityArea
from maillon.analytics.targeting.assessment import AREA
from maillon.rules.problem import Problem
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Change:
    """A territory added to a perimeter or taken out of it by decision.

    Attributes:
        code: the territory.
        inside: whether it is in, from now on.
        reason: why, in words.
        decided_by: the office that decides, such as « préfet de région »; never a person's name.
        decided_on: the day.
    """

    code: str
    inside: bool
    reason: str
    decided_by: str
    decided_on: dt.date

    def as_dict(self) -> dict[str, Any]:
        """Return the portable form of the change."""
        return {
            "code": self.code,
            "inside": self.inside,
            "reason": self.reason,
            "decided_by": self.decided_by,
            "decided_on": self.decided_on.isoformat(),
        }


@dataclass(frozen=True)
class DecidedArea:
    """A perimeter as decided, with what was computed and every change between the two."""

    computed: PriorityArea
    decided: PriorityArea
    changes: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the portable form: both lists of codes, and the changes with their reasons."""
        return {
            "rule": self.computed.rule,
            "computed": self.computed.kept,
            "decided": self.decided.kept,
            "changes": [change.as_dict() for change in self.changes],
        }

    def sentences(self) -> list[str]:
        """Say how many territories the decision moved, and what it does to the population covered."""
        added = sum(change.inside for change in self.changes)
        told = _("Territoires ajoutés par décision : {added} ; retirés : {removed}.")
        line = told.format(added=added, removed=len(self.changes) - added)
        return [line, *self.decided.sentences()]


@accepts(area=AREA)
def decide(area: PriorityArea, changes: Sequence[Change]) -> DecidedArea:
    """Apply decided changes to a computed perimeter, without losing what was computed.

    Raises:
        DataError: territories unknown or changed twice, changes without reason or that change nothing; all at once.

    Source: rapport INET, proposition 12: the perimeter is negotiated, the prefect decides in the end.
    """
    changes = rows_of(changes, Change, "changes", code=LABEL, inside=FLAG, reason=TEXT, decided_by=TEXT)
    rank_of = {code: rank for rank, code in enumerate(area.codes)}
    problems = []
    seen: set[str] = set()
    for change in changes:
        problems += [Problem(what, change.code) for what in _faults(area, rank_of, change, seen)]
        seen.add(change.code)
    if problems:
        raise DataError(*problems)
    inside = area.inside.copy()
    for change in changes:
        inside[rank_of[change.code]] = change.inside
    least = float(area.index[inside].min()) if inside.any() else None
    return DecidedArea(area, replace(area, inside=np.asarray(inside), threshold=least), tuple(changes))


def _faults(area: PriorityArea, rank_of: dict[str, int], change: Change, seen: set[str]) -> list[str]:
    if change.code not in rank_of:
        return [_("ce territoire n’est pas de ceux que l’indice classe")]
    found = []
    if change.code in seen:
        found.append(_("ce territoire est changé deux fois"))
    if not change.reason.strip():
        found.append(_("un changement se motive : il faut dire pourquoi"))
    if not change.decided_by.strip():
        found.append(_("il faut dire quelle autorité décide"))
    if bool(area.inside[rank_of[change.code]]) == change.inside:
        found.append(_("ce changement ne change rien : le calcul dit déjà cela"))
    return found
