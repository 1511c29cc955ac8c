"""Hypothesis strategies that make whole contract documents from the classes themselves."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from pydantic import BaseModel

from maillon.documents.contract import outline, values
from maillon.documents.contract.actions import FinancingLine
from maillon.documents.contract.base import Disagreement, ExtraField, ExtraType, Period
from maillon.documents.contract.document import ContractDocument
from maillon.rules.money import Money

# one draw each: a document holds hundreds, and drawing is what its tests take longest at
SLUGS = st.text("abcdefghijklmnopqrstuvwxyz0123456789._-", min_size=1, max_size=16).map(
    lambda text: re.sub("[._-]+", lambda found: found[0][0], text).strip("._-") or "0"
)
_AWKWARD = [
    "no",
    "~",
    "null",
    "1e3",
    "01004",
    "12:30",
    "# x",
    "- a",
    "a: b",
    "{x}",
    "*a",
    "&b",
    "!t",
    "'",
    '"',
    "=1+1",
    "%",
    "@",
]
_LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs", "Zl", "Zp"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
LABELS = st.one_of(st.sampled_from(_AWKWARD), st.text(_LETTERS, min_size=1, max_size=30)).filter(str.strip)
TEXTS = st.one_of(LABELS, st.lists(LABELS, min_size=1, max_size=4).map("\n\n".join), st.just("  a\tb\r\n c\n")).filter(
    str.strip
)
AMOUNTS = st.integers(0, 10**12).map(Money)
RATES = st.decimals(0, 1, places=6)
NUMBERS = st.decimals(-(10**12), 10**12, places=5)
DAYS = st.integers(dt.date(1900, 1, 1).toordinal(), dt.date(2199, 12, 31).toordinal()).map(dt.date.fromordinal)
PARAMETERS = st.one_of(st.integers(-(10**20), 10**20), st.booleans(), NUMBERS, LABELS)
SIRENS = st.sampled_from(["243700754", "200072650", "356000000", "443061841"])
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    values.Text: TEXTS,
    values.Label: LABELS,
    values.Slug: SLUGS,
    values.Url: st.just("https://example.org/a?b=c#d"),
    values.FileBeside: st.just("tronc/commun.yaml"),
    values.Flag: st.booleans(),
    values.Count: st.integers(0, 10**9),
    values.Positive: st.integers(1, 10**9),
    values.Year: st.integers(1900, 2199),
    values.Day: DAYS,
    values.CommuneCode: st.sampled_from(["01004", "37261", "2A004", "97401"]),
    values.DepartementCode: st.sampled_from(["01", "37", "2A", "974"]),
    values.RegionCode: st.sampled_from(["01", "24", "94"]),
    values.Siren: SIRENS,
    values.Siret: st.just("35600000000048"),
    values.Amount: AMOUNTS,
    values.Rate: RATES,
    values.Number: NUMBERS,
    values.ParameterValue: PARAMETERS,
}


@cache
def _hints(kind: type[BaseModel]) -> dict[str, Any]:
    """Return the annotation of each field with its constraints, which pydantic sets apart."""
    return get_type_hints(kind, include_extras=True)


def _of(annotation: Any) -> st.SearchStrategy[Any]:
    for known, strategy in _BY_TYPE.items():
        if annotation == known:
            return strategy
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return st.lists(_of(parts[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(SLUGS, _of(parts[1]), max_size=2)
    if origin is Literal:
        return st.sampled_from(parts)
    if type(None) in parts:
        (other,) = (part for part in parts if part is not type(None))
        return st.none() | _of(other)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if outline.is_model(annotation):
        return model(annotation)
    raise TypeError(annotation)


@cache
def model(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Return a strategy for any class of the format."""
    if kind is Period:
        return st.tuples(st.none() | DAYS, st.none() | DAYS).map(_period)
    if kind is ExtraField:
        return st.sampled_from(ExtraType).flatmap(_extra)
    fields = {
        name: st.deferred(lambda name=name: _of(_hints(kind)[name]))  # type: ignore[misc]
        for name, field in kind.model_fields.items()
    }
    required = {name: strategy for name, strategy in fields.items() if kind.model_fields[name].is_required()}
    optional = {name: strategy for name, strategy in fields.items() if name not in required}
    return _built(kind, required, optional)


Fields = dict[str, st.SearchStrategy[Any]]


@st.composite
def _built(draw: Any, kind: type[BaseModel], required: Fields, optional: Fields) -> Any:
    given = {name: draw(strategy) for name, strategy in required.items()}
    size = len(optional)
    # half of the fields, or nine when they are many; fixed_dictionaries would draw twice for each
    for (name, strategy), chance in zip(optional.items(), draw(st.binary(min_size=size, max_size=size)), strict=True):
        if chance >= 256 - min(144, 2304 // size):
            given[name] = draw(strategy)
    return kind(**_repaired(kind, given))


def _period(ends: tuple[dt.date | None, dt.date | None]) -> Period:
    start, end = ends
    return Period(start=min(start, end), end=max(start, end)) if start and end else Period(start=start, end=end)


def _extra(kind: ExtraType) -> st.SearchStrategy[ExtraField]:
    value = {
        ExtraType.TEXT: TEXTS,
        ExtraType.NUMBER: NUMBERS,
        ExtraType.AMOUNT: AMOUNTS,
        ExtraType.DATE: DAYS,
        ExtraType.BOOLEAN: st.booleans(),
    }[kind]
    return st.builds(lambda label, one: ExtraField(label=label, type=kind, **{kind.value: one}), LABELS, value)


def _repaired(kind: type[BaseModel], given: dict[str, Any]) -> dict[str, Any]:
    if kind is FinancingLine:
        for low, high in (("granted", "base"), ("paid", "granted")):
            if given.get(low) and given.get(high) and given[high] < given[low]:
                given[low] = given[high]
    if kind is Disagreement:
        given["assertions"] = tuple(one.model_copy(update={"used": False}) for one in given["assertions"])
    return given


def documents() -> st.SearchStrategy[ContractDocument]:
    """Return a strategy for whole documents; identifiers need not lead anywhere."""
    return model(ContractDocument)
