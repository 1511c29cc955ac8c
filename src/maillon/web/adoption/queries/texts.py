"""The text that holds on a day, part by part, each with the version that made it so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import class_of, label_of, locate, parts_of
from maillon.documents.contract.shown import text as in_words
from maillon.documents.contract.totals import written_total
from maillon.rules.money import Money
from maillon.rules.phrases import day
from maillon.web.adoption.models import OF_THE_CONTRACT, Outcome, Version
from maillon.web.common.actor import Actor
from maillon.web.contracts.describe import Fact, Reader
from maillon.web.contracts.models import Contract


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text.

    Attributes:
        path: its name in the document.
        group: what it is one of: "Articles".
        title: how people name it.
        text: its words, when it is mostly words.
        details: its other fields, named.
        version: number of the version that made it so.
        recent: whether that version is the last one of the text.
    """

    path: str
    group: str
    title: str
    text: str
    details: tuple[tuple[str, str], ...]
    version: int
    recent: bool


def holding(contract: Contract, by: Actor, on: date) -> Version | None:
    """Return the version that holds on a day: the last one of those in effect; None when no version does."""
    rows = Version.objects.visible_to(by).filter(OF_THE_CONTRACT, contract=contract, end__outcome=Outcome.SIGNED)
    rows = rows.filter(end__effective_on__lte=on).defer("pdf", "docx", "own").select_related("end", "amendment")
    return rows.order_by("end__effective_on", "number").last()


def tree_of(version: Version) -> dict[str, Any]:
    """Return the whole text of a version in its portable form."""
    whole: dict[str, Any] = json.loads(version.canonical)["document"]
    return whole


def chapters(version: Version) -> list[tuple[str, list[Passage]]]:
    """Return the text of a version, part by part, by kind of part."""
    return [(group, list(held)) for group, held in groupby(_passages(version), lambda passage: passage.group)]


def _passages(version: Version) -> Iterator[Passage]:
    tree = tree_of(version)
    names = {one["id"]: one["institution"]["name"] for one in tree.get("parties", ())}
    names |= {one["id"]: one["title"] for field in ("goals", "themes", "actions") for one in tree.get(field, ())}
    names |= {one["id"]: one["name"] for one in tree.get("bodies", ())}
    reader = Reader((), names)
    for path, value in parts_of(tree):
        group, _sep, title = label_of(path, value).partition(" › ")
        made = int(version.lineage[path][1])
        if path.startswith("parties["):
            title = names[value["id"]]
        elif path.startswith("articles[") and value.get("number"):
            title = f"{value['number']}. {title}"
        text, details = _content(path, value, reader)
        yield Passage(path, group, title or group, text, details, made, made == version.number)


_NAMED = frozenset({"title", "label", "name", "number", "description", "what", "institution"})
"""Fields that a passage shows as its title or its words."""


def _content(path: str, value: Any, reader: Reader) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the words of a part, then all its other fields in words, amounts included, parties by their names."""
    place = locate(path)
    if place.field == "articles":
        return value.get("text", ""), ()
    if not place.name:
        return _whole(value), ()
    part = class_of(place).model_validate(value)
    silent = (type(part).model_fields.keys() & _NAMED) | (part.model_fields_set ^ type(part).model_fields.keys())
    rest = part.model_copy(update=dict.fromkeys(silent - {"extra"}))
    details = tuple(line for fact in reader.facts(rest) for line in _lines(fact))
    return value.get("text") or value.get("description") or value.get("what") or "", details


def _lines(fact: Fact) -> list[tuple[str, str]]:
    """Return a fact as named lines: one for each of the things that a list holds."""
    listed = fact.under and all(not one.name for one in fact.under)
    return [(fact.name, _said(one)) for one in fact.under] if listed else [(fact.name, _said(fact))]


def _said(fact: Fact, *, inside: bool = False) -> str:
    """Return the value of a fact, or of all that it holds, in one line; inside another, a lone value needs no name."""
    if inside and len(fact.under) == 1 and not fact.under[0].under:
        return fact.under[0].value
    told = [f"{one.name}\u00a0: {_said(one, inside=True)}" if one.name else _said(one) for one in fact.under]
    return "\u00a0; ".join(told) or fact.value


def _whole(value: Any) -> str:
    """Return a field that is negotiated whole, in words."""
    if not isinstance(value, dict):
        return in_words(value)
    if days := [date.fromisoformat(value[name]) for name in ("start", "end") if name in value]:
        return " – ".join(map(day, days))
    return _(" ; ").join(
        _("{title} : {value}").format(title=name, value=", ".join(held))
        for name, held in value.items()
        if isinstance(held, list)
    )


def total_of(version: Version) -> Money | None:
    """Return the total that a version writes down; None when it writes no action and no envelope."""
    tree = tree_of(version)
    if not tree.get("actions") and not tree.get("envelopes"):
        return None
    return written_total(ContractDocument.model_validate(tree))


def before_and_after(version: Version) -> tuple[ContractDocument, ContractDocument]:
    """Return the whole text that a version replaced, and its own; the first one replaced nothing but itself."""
    rows = Version.objects.filter(contract=version.contract, number__lt=version.number, end__outcome=Outcome.SIGNED)
    rows = rows.filter(OF_THE_CONTRACT)
    before = rows.order_by("number").last() or version
    return ContractDocument.model_validate(tree_of(before)), ContractDocument.model_validate(tree_of(version))


def portable(contract: Contract, version: Version, on: date) -> dict[str, Any]:
    """Return the stable JSON shape of the text that holds on a day."""
    return {
        "format": "maillon-text/1",
        "contract": contract.slug,
        "on": on.isoformat(),
        "version": {
            "number": version.number,
            "origin": version.origin,
            "amendment": version.amendment.number if version.amendment else None,
            "effective_on": (version.end.effective_on or on).isoformat(),
            "canonical_sha256": version.sha256,
        },
        "total_cents": total.cents if (total := total_of(version)) else None,
        "passages": {path: made for path, (mark, made) in version.lineage.items() if mark},
        "removed": {path: made for path, (mark, made) in version.lineage.items() if not mark},
        "document": tree_of(version),
    }
