"""What a change of one part offers from the State, or asks of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import locate, read, replaced
from maillon.documents.contract.parties import InstitutionKind
from maillon.rules.contracts.mandate import Asked
from maillon.rules.money import Money
from maillon.rules.problem import InputError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROSE = {"text", "description", "title", "summary", "what", "note", "label"}


def state_parties(document: ContractDocument) -> frozenset[str]:
    """Return the identifiers of the State among the parties."""
    return frozenset(one.id for one in document.parties if one.institution.kind is InstitutionKind.ETAT)


def _brought(document: ContractDocument) -> tuple[int, int]:
    """Return the cents of the State's financing lines, and those of its envelopes.

    They are two views of the same money, which is why they are never added.
    """
    state = state_parties(document)
    held = [line for action in document.actions for line in action.financing if line.funder in state]
    whole = [one for one in document.envelopes if one.funder in state and one.delegated_by is None]
    lines = sum(line.amount.cents for line in held if line.amount)
    return lines, sum(one.amount.cents for one in whole if one.amount)


def asked(document: ContractDocument, path: str, value: Any, *, by_state: bool) -> Asked:
    """Return what the rule of the mandate reads of a proposal.

    Args:
        document: the working text.
        path: the part.
        value: what it would become, None when it is removed.
        by_state: whether the State proposes it.
    """
    before = _brought(document)
    try:
        after = _brought(replaced(document, path, value, whole=document.extends is None))
    except InputError:
        after = before
    grows = any(now > then for then, now in zip(before, after, strict=True))
    state, themes = state_parties(document), {theme.id: theme.title for theme in document.themes}
    words = set(_words(value))
    named = words & themes.keys() if isinstance(value, dict) else set()
    if locate(path).field == "themes" and isinstance(value, dict):
        named |= {value["id"]}
        themes.setdefault(value["id"], str(value.get("title", value["id"])))
    concerns = by_state or bool(words & state) or grows
    about = {one: themes[one] for one in themes if one in named}
    return Asked(concerns, about, Money(max(after)), grows, _days(document, path, value))


def _days(document: ContractDocument, path: str, value: Any) -> tuple[dt.date, ...]:
    """Return the dates that a proposal sets and that the text does not already have there."""
    held = set(_words(read(document, path)))
    fresh = sorted(set(_words(value)) - held)
    return tuple(dt.date.fromisoformat(word) for word in fresh if _DAY.fullmatch(word))


def _words(value: Any, name: str = "") -> Iterator[str]:
    """Give every short text of a value, prose left out: identifiers, dates."""
    if isinstance(value, str):
        if name not in _PROSE:
            yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from _words(held, key)
    elif isinstance(value, list):
        for held in value:
            yield from _words(held, name)
