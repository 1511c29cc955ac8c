"""Read the parameters and sources that ship with Maillon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from maillon.rules.decision import Citation
from maillon.rules.parameters.model import READERS, Dated, Kind, Origin, Parameter, Range, Source, Value
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

FOLDER = Path(__file__).parent / "contracts"
SOURCES = FOLDER / "sources.yaml"
CARD = "report_card_"
REPORT = "Rapport INET"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> object:
    """Read a shipped YAML file with the fastest safe loader.

    Raises:
        InputError: the file is not YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise InputError(
            Problem(what=_("ce n’est pas du YAML lisible"), where=path.name, expected=str(error))
        ) from error


def fault(path: Path, key: str, what: str, expected: str = "") -> InputError:
    """Return the error of a shipped file that does not say what it must."""
    return InputError(Problem(what=what, where=f"{path.name}, {key}", expected=expected))


def mapping(path: Path, key: str, given: object) -> Mapping[str, object]:
    """Return `given` as a mapping with text keys.

    Raises:
        InputError: it is something else.
    """
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise fault(path, key, _("une liste de clés et de valeurs est attendue"))
    return given


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by its slug; the report's cards are `report_card_1` to `report_card_25`."""
    found = {f"{CARD}{rank}": _card(rank) for rank in range(1, 26)}
    for slug, given in mapping(SOURCES, "", read_yaml(SOURCES)).items():
        found[slug] = _source(slug, mapping(SOURCES, slug, given))
    return MappingProxyType(found)


def source(slug: str) -> Source:
    """Return one source.

    Raises:
        KeyError: no such source; a test checks that shipped files name none.
    """
    return sources()[slug]


@cache
def parameters() -> Mapping[str, Parameter]:
    """Return every parameter by its name."""
    found: dict[str, Parameter] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        if path != SOURCES:
            for name, given in mapping(path, "", read_yaml(path)).items():
                found[name] = _parameter(path, name, mapping(path, name, given))
    return MappingProxyType(found)


def read_range(kind: Kind, given: Mapping[str, object]) -> Range:
    """Read the bounds `min`, `max` or the list `allowed` of a parameter or of a framework."""
    low, high = given.get("min"), given.get("max")
    return Range(
        minimum=None if low is None else Decimal(str(low)),
        maximum=None if high is None else Decimal(str(high)),
        allowed=READERS[Kind.WORDS](given.get("allowed")) or () if kind is Kind.CHOICE else (),  # type: ignore[arg-type]  # words are a tuple
    )


def _card(rank: int) -> Source:
    return Source(f"{CARD}{rank}", Citation(f"{REPORT}, fiche action {rank}"))


def _source(slug: str, given: Mapping[str, object]) -> Source:
    checked = given.get("last_checked_on")
    citation = Citation(
        text=str(given["text"]),
        url=str(given.get("url", "")),
        checked_on=checked.isoformat() if isinstance(checked, dt.date) else "",
    )
    return Source(slug, citation, law=bool(given.get("law", False)), blocking=bool(given.get("blocking", True)))


def _parameter(path: Path, name: str, given: Mapping[str, object]) -> Parameter:
    try:
        kind = Kind(str(given["kind"]))
        cited = tuple(source(str(slug)) for slug in _list(given.get("sources")))
        return Parameter(
            name=name,
            label=str(given["label"]),
            kind=kind,
            unit=str(given.get("unit", "")),
            origin=Origin(str(given["origin"])),
            values=tuple(_dated(path, name, kind, value) for value in _list(given["values"])),
            range=read_range(kind, mapping(path, name, given.get("range", {}))),
            overridable=bool(given.get("overridable", False)),
            sources=cited,
        )
    except (KeyError, ValueError) as error:
        raise fault(path, name, _("paramètre incomplet ou inconnu : {error}").format(error=error)) from error


def _dated(path: Path, name: str, kind: Kind, given: object) -> Dated:
    told = mapping(path, name, given)
    value: Value | None = READERS[kind](told.get("value"))
    start = told.get("from")
    if value is None:
        raise fault(path, name, _("la valeur n’a pas le type « {kind} »").format(kind=kind))
    return Dated(value, start if isinstance(start, dt.date) else None)


def _list(given: object) -> list[object]:
    return given if isinstance(given, list) else []
