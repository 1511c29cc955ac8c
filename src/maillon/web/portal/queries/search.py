"""Search over everything: territories, contracts, actions, actors, goals."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from maillon.analytics.territories import Match, find
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Action, Contract, ContractTerritory, EntryKind, Goal, Theme
from maillon.web.contracts.queries.actors import present
from maillon.web.contracts.queries.search import (
    MAX_TEXT,
    Asked,
    Hit,
    answering,
    ask,
    contracts_answering,
    institutions_answering,
    kinds_answering,
)
from maillon.web.contracts.words import fold

_WORD = re.compile(r"[0-9a-z]+")
MOST = 200
FEW = 5
EXACT = 99.0
SURE, LIKELY = 85.0, 68.0  # likeness from which a territory's name answers, and from which it is worth proposing
SUGGESTED = 8


class Group(StrEnum):
    """What a search looks through; the values are those of the address."""

    TERRITORIES = "territoires"
    CONTRACTS = "contrats"
    ACTIONS = "actions"
    ACTORS = "acteurs"
    GOALS = "finalites"


@dataclass(frozen=True, slots=True)
class FoundTerritory:
    """A territory, and how many real contracts cover it."""

    match: Match
    contracts: int


@dataclass(slots=True)
class Found:
    """What answers a text.

    Attributes:
        text: what was asked, as it was read.
        results: group → what was found, best first, at most `MOST` each.
        near: True when the register holds no such words and near ones were taken.
        guessed: True when territories are only near in spelling.
    """

    text: str
    results: dict[Group, list[Any]] = field(default_factory=dict)
    near: bool = False
    guessed: bool = False

    @property
    def total(self) -> int:
        """How many things were found."""
        return sum(len(found) for found in self.results.values())


def clean(given: str) -> str:
    """Return what was typed, fit to be compared: no control characters, one space between words, not too long."""
    printable = "".join(char if char.isprintable() else " " for char in given[: 4 * MAX_TEXT])
    return " ".join(printable.split())[:MAX_TEXT]


def search(text: str, *, by: Actor) -> Found:
    """Look for `text` everywhere that the actor may look, in ten queries at most."""
    found = Found(text)
    if not text:
        return found
    asked, kinds = ask(text), frozenset[EntryKind]()
    for near in (False, True):
        asked = ask(text, near=near)
        kinds = kinds_answering(asked, by=by)
        if kinds:
            found.near = near
            break
    _territories(found, by=by, propose=not kinds)
    _register(found, asked, kinds, by=by)
    return found


def _territories(found: Found, *, by: Actor, propose: bool) -> None:
    matches = find(found.text, limit=20)
    sure = [match for match in matches if match.score >= SURE]
    if sure and sure[0].score >= EXACT:
        sure = [match for match in sure if match.score >= EXACT or _holds(match.matched, found.text)]
    if not sure and propose:
        sure = [match for match in matches if match.score >= LIKELY][:FEW]
        found.guessed = bool(sure)
    if not sure:
        return
    refs = [match.territory.ref for match in sure]
    rows = ContractTerritory.objects.visible_to(by).filter(territory__in=refs, contract__illustrative=False)
    counts = dict(rows.values_list("territory").annotate(number=Count("pk")).order_by())
    found.results[Group.TERRITORIES] = [FoundTerritory(match, counts.get(match.territory.ref, 0)) for match in sure]


def _holds(name: str, text: str) -> bool:
    """Tell whether each word of `text` begins a word of `name`: with an exact answer, names merely alike are noise."""
    held = _WORD.findall(fold(name))
    return all(any(word.startswith(asked) for word in held) for asked in _WORD.findall(fold(text)))


def _register(found: Found, asked: Asked, kinds: frozenset[EntryKind], *, by: Actor) -> None:
    if EntryKind.CONTRACT in kinds:
        found.results[Group.CONTRACTS] = list(contracts_answering(Contract.objects.visible_to(by), asked)[:MOST])
    if EntryKind.ACTION in kinds:
        found.results[Group.ACTIONS] = answering(asked, EntryKind.ACTION, by=by, limit=MOST)
    if EntryKind.INSTITUTION in kinds:
        found.results[Group.ACTORS] = _actors(institutions_answering(asked, by=by, limit=MOST), by=by)
    if EntryKind.GOAL in kinds:
        found.results[Group.GOALS] = answering(asked, EntryKind.GOAL, by=by, limit=MOST)


def _actors(keys: list[str], *, by: Actor) -> list[Any]:
    """Return the institutions of these keys, each with `contracts`, the most present first."""
    rows = present(by=by).filter(pk__in=[UUID(key) for key in keys])
    return list(rows.order_by("-contracts", "name"))


def made_up(hits: Iterable[Hit]) -> set[tuple[str, str]]:
    """Return contract and identifier of the actions and goals that are illustrative themselves, in one query."""
    asked = [hit for hit in hits if not hit.illustrative]
    if not asked:
        return set()
    slugs, refs = {hit.contract_slug for hit in asked}, {hit.ref for hit in asked}
    held = Q(contract__slug__in=slugs, ref__in=refs, illustrative=True)
    actions = Action.objects.filter(held).order_by().values_list("contract__slug", "ref")
    return set(actions.union(Goal.objects.filter(held).order_by().values_list("contract__slug", "ref")))


def suggestions(*, by: Actor) -> list[str]:
    """Return the themes that most contracts share, to start from."""
    rows = Theme.objects.visible_to(by).filter(illustrative=False, contract__illustrative=False).order_by()
    titles = rows.values_list("title").annotate(number=Count("contract")).order_by("-number", "title")
    return [title for title, _number in titles[:SUGGESTED]]
