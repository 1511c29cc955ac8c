"""The French name and description of every class and field of the format, read from `words.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, get_origin

from pydantic import BaseModel

from maillon.documents.contract import yaml_form
from maillon.documents.contract.labels import LABELS, label
from maillon.rules.money import Money
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Words:
    """What people read for a class or a field: a short title, and one sentence."""

    title: str
    about: str


@cache
def _all() -> Mapping[str, Any]:
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml_form.parse(text, "words.yaml")
    return found


@cache
def of_class(model: type[BaseModel]) -> Words:
    """Return the words of a class of the format."""
    entry = _all()[model.__name__]
    return Words(entry["title"], entry["about"])


@cache
def of_field(model: type[BaseModel], name: str) -> Words:
    """Return the words of the field that files call `name`, wherever the classes above `model` declare it."""
    for ancestor in model.__mro__:
        entry = _all().get(ancestor.__name__, {}).get("fields", {}).get(name)
        if entry:
            return Words(*entry)
    raise KeyError(f"{model.__name__}.{name}")


def fields(model: type[BaseModel]) -> dict[str, str]:
    """Return the field name for each French title, so that a title written as a field name is understood."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return {of_field(model, name).title: name for name in names}


def choices(annotation: Any) -> dict[str, str]:
    """Return the value for each French label of a closed list; empty for anything else."""
    if isinstance(annotation, type) and issubclass(annotation, Enum) and annotation.__name__ in LABELS:
        return {label(member): str(member.value) for member in annotation}
    return {}


def expected(annotation: Any) -> str:
    """Say in one sentence what a value of this type looks like; empty when the type is not one of the format."""
    if get_origin(annotation) is tuple:
        return _("une liste est attendue, un élément par ligne commençant par « - »")
    if get_origin(annotation) is dict:
        return _("un groupe « nom: valeur » est attendu")
    if not isinstance(annotation, type):
        return ""
    if issubclass(annotation, BaseModel):
        return _("un groupe de champs « {title} » est attendu").format(title=of_class(annotation).title)
    if issubclass(annotation, Enum):
        values = ", ".join(str(member.value) for member in annotation)
        return _("une de ces valeurs est attendue : {choices}").format(choices=values)
    return {
        bool: _("true ou false est attendu"),
        int: _("un nombre entier est attendu"),
        str: _("du texte est attendu"),
        Decimal: _("un nombre est attendu"),
        Money: _("un montant en euros est attendu, par exemple 5000 ou 5000.50"),
        dt.date: _("une date est attendue, sous la forme 2026-03-15"),
    }.get(annotation, "")
