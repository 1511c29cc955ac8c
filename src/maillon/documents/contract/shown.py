"""A value of the document as a French reader writes it, and as a file holds it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from maillon.documents.contract import words
from maillon.documents.contract.labels import label, yes_no
from maillon.rules.money import Money
from maillon.rules.wording import _

_NAMES = ("title", "name", "label", "policy", "what", "funder", "party", "reference", "path", "on", "kind")


def number(value: Decimal | int) -> str:
    """Return a number in French: narrow no-break spaces between thousands, a decimal comma."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\u202f").replace(".", ",").replace("-", "−")


def percent(rate: Decimal) -> str:
    """Return a rate between 0 and 1 as a percentage: 0.25 → "25 %"."""
    return f"{number(rate * 100)}\u00a0%"


def day(value: dt.date) -> str:
    """Return a date as 15/03/2026."""
    return value.strftime("%d/%m/%Y")


def name_of(part: BaseModel) -> str:
    """Return the words by which people know a part of a contract: its title, its name, its label, or its identifier."""
    institution = getattr(part, "institution", None)
    if institution is not None:
        return str(institution.name)
    for attribute in _NAMES:
        value = getattr(part, attribute, None)
        if value and not isinstance(value, BaseModel):
            return text(value)
    return str(getattr(part, "id", "")) or summary(part)


def summary(part: BaseModel) -> str:
    """Return the fields that `part` gives, in one line: "Hors taxes : 5 000 € ; Section : investissement"."""
    model = type(part)
    said = []
    for attribute, field in model.model_fields.items():
        if attribute in part.model_fields_set and attribute not in ("sources", "extra"):
            title = words.of_field(model, field.alias or attribute).title
            said.append(_("{title} : {value}").format(title=title, value=text(getattr(part, attribute))))
    return _(" ; ").join(said) or words.of_class(model).title


def text(value: Any) -> str:
    """Return any value of a document for a reader."""
    if value is None:
        return _("rien")
    if isinstance(value, bool):
        return yes_no(value=value)
    if isinstance(value, Enum):
        return label(value)
    if isinstance(value, Money | str):
        return str(value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, BaseModel):
        return name_of(value)
    if isinstance(value, dict):
        return _(" ; ").join(f"{key} : {text(one)}" for key, one in value.items()) or _("rien")
    return ", ".join(text(one) for one in value) or _("rien")


def portable(value: Any) -> Any:
    """Return a value as a JSON file holds it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Money):
        return value.euros
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [portable(one) for one in value]
    return {key: portable(one) for key, one in value.items()} if isinstance(value, dict) else value
