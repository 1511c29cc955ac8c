"""What a part of a contract says, field by field, in words: parties and territories by their names, money in euros."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel

from maillon.analytics.territories import territory
from maillon.documents.contract import shown, words
from maillon.documents.contract.parties import Institution, Perimeter
from maillon.documents.contract.references import PLANS
from maillon.documents.contract.values import Rate
from maillon.rules.wording import _

_LEFT = frozenset({"id", "sources", "extra", "illustrative"})
_LEVELS = (("regions", "region"), ("departements", "departement"), ("epci", "epci"), ("communes", "commune"))


def spell(part: BaseModel, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a part says as (field, words), fields that keep their default left out.

    Args:
        part: an action, a clause, a party…
        names: what identifiers name.
    """
    return [(title, _block(value, said, names)) for title, value, said in _fields(part, names)]


def in_line(part: BaseModel, names: Mapping[str, str]) -> str:
    """Return the same in one line: "Financeur : Région ; Prévu : 5 000 €"."""
    if isinstance(part, Perimeter):
        return places(part)
    if isinstance(part, Institution):
        return part.name
    told = [_("{title} : {value}").format(title=title, value=said) for title, _value, said in _fields(part, names)]
    return _(" ; ").join(told)


def places(perimeter: Perimeter) -> str:
    """Return the territories of a perimeter by their names; its label first."""
    found = [perimeter.label] if perimeter.label else []
    for name, level in _LEVELS:
        for code in getattr(perimeter, name):
            place = territory(code, level)  # type: ignore[arg-type]  # one of the four levels
            found.append(place.name if place else code)
    return ", ".join(found)


def _fields(part: BaseModel, names: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    model, mentions = type(part), dict(PLANS[type(part)])
    for attribute, field in model.model_fields.items():
        value = getattr(part, attribute)
        if attribute in _LEFT or value in (None, (), {}) or value == field.get_default(call_default_factory=True):
            continue
        yield (
            words.of_field(model, field.alias or attribute).title,
            value,
            _said(value, field.annotation, names, mentioned=attribute in mentions),
        )


def _said(value: Any, annotation: Any, names: Mapping[str, str], *, mentioned: bool) -> str:
    if isinstance(value, dict):
        return _(" ; ").join(_entries(value, names))
    if mentioned:
        held = value if isinstance(value, tuple) else (value,)
        return ", ".join(names.get(one, one) for one in held)
    if isinstance(value, BaseModel):
        return in_line(value, names)
    if isinstance(value, Decimal):
        return shown.percent(value) if Rate in (annotation, *get_args(annotation)) else shown.number(value)
    if isinstance(value, tuple) and isinstance(value[0], Decimal):
        return ", ".join(map(shown.percent, value))
    if isinstance(value, tuple) and isinstance(value[0], BaseModel):
        return _(" ; ").join(in_line(one, names) for one in value)
    return shown.text(value)


def _block(value: Any, said: str, names: Mapping[str, str]) -> str:
    """Return a list of parts as a list, one a line."""
    if isinstance(value, tuple) and isinstance(value[0], BaseModel):
        return "\n".join(f"- {in_line(one, names)}" for one in value)
    if isinstance(value, dict):
        return "\n".join(f"- {one}" for one in _entries(value, names))
    return said


def _entries(value: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    return [f"{_named(key, names)} : {_value(one)}" for key, one in value.items()]


def _named(key: str, names: Mapping[str, str]) -> str:
    """Return what a key names: a part of the document, a question of the two questionnaires, or a parameter."""
    from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY
    from maillon.rules.parameters import parameters

    asked = {one.slug: one.shown for one in (*ENGAGEMENT, *TRANSVERSALITY)}
    held = parameters().get(key)
    return names.get(key) or (_(held.label) if held else asked.get(key, key))


def _value(one: Any) -> str:
    held = getattr(one, "value", one)
    told = shown.percent(held) if isinstance(held, Decimal) and 0 <= held <= 1 else shown.text(held)
    why = getattr(one, "why", None)
    return f"{told} ({why})" if why else told
