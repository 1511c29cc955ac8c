"""Parts of a contract that parties negotiate one by one: read a part, put another in its place.

A part is named as changes name it (`difference`): `articles[finances]`, `clauses.review`, `title`. Its value is what
stands there in the portable document; None means that the part is absent, or is to be removed. The order of the
articles is a part of its own, `order.articles`: the list of their identifiers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from maillon.documents.contract import checking, faults, words
from maillon.documents.contract.actions import Action, Envelope
from maillon.documents.contract.base import Period
from maillon.documents.contract.clauses import Clauses
from maillon.documents.contract.content import Article, Commitment, Goal, Theme
from maillon.documents.contract.document import ContractDocument, Positioning
from maillon.documents.contract.loading import tree_of
from maillon.documents.contract.parties import Body, Party, Perimeter
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

Json = Any
LISTS = ("parties", "goals", "themes", "articles", "actions", "envelopes", "bodies", "commitments")
"""Lists whose elements are negotiated one by one."""
SINGLE = ("title", "summary", "period", "perimeter", "positioning")
"""Fields that are negotiated whole."""
ORDERED = ("articles",)
"""Lists whose order is negotiated, as a part of its own."""
_ELEMENT = re.compile(r"([a-z]+)\[([^\[\]]{1,120})\]")
_CLAUSE = re.compile(r"clauses\.([a-z_]+)")
_ORDER = re.compile(rf"order\.({'|'.join(ORDERED)})")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where a part stands: a field of the document, and the element's identifier or the clause's name."""

    field: str
    name: str = ""

    @property
    def path(self) -> str:
        """The part's name, as it is written."""
        if not self.name:
            return self.field
        return f"{self.field}.{self.name}" if self.field in ("clauses", "order") else f"{self.field}[{self.name}]"


def locate(path: str) -> Fragment:
    """Return the place that `path` names.

    Raises:
        InputError: no part of a contract has this name.
    """
    if path in SINGLE:
        return Fragment(path)
    if (found := _ELEMENT.fullmatch(path)) and found[1] in LISTS:
        return Fragment(found[1], found[2])
    if (found := _CLAUSE.fullmatch(path)) and found[1] in Clauses.model_fields:
        return Fragment("clauses", found[1])
    if found := _ORDER.fullmatch(path):
        return Fragment("order", found[1])
    raise InputError(
        Problem(
            _("« {path} » n’est pas une partie de contrat").format(path=path[:80]),
            where=path[:80],
            expected=_("Par exemple articles[finances], clauses.review ou title"),
        )
    )


def label(document: ContractDocument, path: str) -> str:
    """Return how people name a part: "Articles › Les moyens"."""
    return label_of(path, read(document, path))


def label_of(path: str, value: Json) -> str:
    """Return the same as `label`, from what stands in the part."""
    place = locate(path)
    if place.field == "order":
        return _("{list} › Ordre").format(list=words.of_field(ContractDocument, place.name).title)
    field = words.of_field(ContractDocument, place.field).title
    if not place.name:
        return field
    if place.field == "clauses":
        return f"{field} › {words.of_field(Clauses, place.name).title}"
    held = {**(value or {}).get("institution", {}), **(value or {})}
    named = next((held[key] for key in ("title", "label", "name") if key in held), place.name)
    return f"{field} › {named}"


_CLASSES: dict[str, type[BaseModel]] = {
    "parties": Party,
    "goals": Goal,
    "themes": Theme,
    "articles": Article,
    "actions": Action,
    "envelopes": Envelope,
    "bodies": Body,
    "commitments": Commitment,
}


def class_of(place: Fragment) -> type[BaseModel]:
    """Return the class of what stands in a place; the whole document's for a field that is negotiated whole."""
    if not place.name or place.field == "order":
        return ContractDocument
    if place.field == "clauses":
        annotation = Clauses.model_fields[place.name].annotation
        return next(one for one in get_args(annotation) if isinstance(one, type) and issubclass(one, BaseModel))
    return _CLASSES[place.field]


def field_label(place: Fragment, name: str) -> str:
    """Return how people name a field of what stands in a place: "Titre"."""
    return words.of_field(class_of(place), name).title


def read(document: ContractDocument, path: str) -> Json:
    """Return the value of a part, None when it is absent.

    Raises:
        InputError: no part of a contract has this name.
    """
    return _value(tree_of(document), locate(path))


def paths(document: ContractDocument) -> tuple[str, ...]:
    """Return the name of every part that stands in a document, in its order."""
    return tuple(path for path, _value in parts_of(tree_of(document)))


def parts_of(tree: Json) -> Iterator[tuple[str, Json]]:
    """Give the name and the value of every part of a document in its portable form, in its order."""
    yield from ((field, tree[field]) for field in SINGLE if field in tree)
    for field in LISTS:
        yield from ((Fragment(field, one["id"]).path, one) for one in tree.get(field, []))
    yield from ((Fragment("clauses", name).path, one) for name, one in tree.get("clauses", {}).items())


def _value(tree: dict[str, Any], place: Fragment) -> Json:
    if not place.name:
        return tree.get(place.field)
    if place.field == "order":
        return [one["id"] for one in tree.get(place.name, [])] or None
    if place.field == "clauses":
        return tree.get("clauses", {}).get(place.name)
    return next((one for one in tree.get(place.field, []) if one["id"] == place.name), None)


def replaced(document: ContractDocument, path: str, value: Json, *, whole: bool = True) -> ContractDocument:
    """Return the document with another value in a part; a new element goes to the end of its list.

    Args:
        document: the working text.
        path: the part.
        value: what it becomes; None to remove it.
        whole: False when the document inherits from a trunk, where what it refers to may live.

    Raises:
        InputError: the name or the value is wrong, or the document would no longer agree with itself.
    """
    return replaced_together(document, [(path, value)], whole=whole)


def replaced_together(
    document: ContractDocument, changes: Iterable[tuple[str, Json]], *, whole: bool = True
) -> ContractDocument:
    """Return the document with several parts changed at once; only the whole has to agree with itself.

    Raises:
        InputError: as `replaced`.
    """
    tree = tree_of(document)
    for path, value in changes:
        place = locate(path)
        if place.field == "order":
            _put_order(tree, place, value)
        elif place.name and place.field != "clauses":
            _put_element(tree, place, value)
        else:
            _put_field(tree if not place.name else tree.setdefault("clauses", {}), place.name or place.field, value)
    try:
        after = ContractDocument.model_validate(tree)
    except ValidationError as error:
        raise InputError(*faults.problems(error, tree, {})) from None
    findings = checking.examine(after, whole=whole)
    if findings.errors:
        raise InputError(*findings.errors)
    return after


def _put_field(tree: dict[str, Any], name: str, value: Json) -> None:
    if value is None:
        tree.pop(name, None)
    else:
        tree[name] = value


def _put_element(tree: dict[str, Any], place: Fragment, value: Json) -> None:
    if value is not None and (not isinstance(value, dict) or value.get("id") != place.name):
        what = _("l’identifiant de la partie ne change pas : « {name} »").format(name=place.name)
        raise InputError(Problem(what, where=place.path))
    elements = tree.setdefault(place.field, [])
    ranks = [rank for rank, one in enumerate(elements) if one["id"] == place.name]
    if ranks and value is not None:
        elements[ranks[0]] = value
    elif ranks:
        del elements[ranks[0]]
    elif value is not None:
        elements.append(value)


def _put_order(tree: dict[str, Any], place: Fragment, value: Json) -> None:
    """Put the elements of a list in an order; those that it does not name, newer than it, stay at the end."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError(Problem(_("un ordre est la liste des identifiants"), where=place.path))
    ranks = {name: rank for rank, name in enumerate(value)}
    elements = tree.get(place.name, [])
    tree[place.name] = sorted(elements, key=lambda one: ranks.get(one["id"], len(ranks)))


def portable(place: Fragment, value: Json) -> Json:
    """Return the value of a part as the document would hold it: read by its class, fields of default value left out.

    Raises:
        ValidationError: the class refuses it; what is wrong, with the path inside the value.
    """
    if not isinstance(value, dict):
        return value
    return whole_class_of(place).model_validate(value).model_dump(mode="json", exclude_defaults=True)


def whole_class_of(place: Fragment) -> type[BaseModel]:
    """Return the class of what stands in a place, that of a group of fields negotiated whole included."""
    return _WHOLE.get(place.field) or class_of(place)


_WHOLE: dict[str, type[BaseModel]] = {"period": Period, "perimeter": Perimeter, "positioning": Positioning}


def digest(value: Json) -> str:
    """Return the SHA-256 of a part, by which one tells whether it has changed since; of "null" for an absent part."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
