"""Territories that a document names: each code is a commune, an EPCI, a département or a région of today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from maillon.analytics.territories import Level, level_label, resolve, territory
from maillon.documents.contract.parties import Institution, Perimeter
from maillon.documents.contract.paths import Path, written
from maillon.documents.contract.walk import ByClass
from maillon.rules.problem import Problem
from maillon.rules.wording import _

_CODES: tuple[tuple[str, Level], ...] = (
    ("communes", "commune"),
    ("excluded_communes", "commune"),
    ("epci", "epci"),
    ("departements", "departement"),
    ("regions", "region"),
)


@lru_cache(maxsize=100_000)
def _current(code: str, level: Level) -> bool:
    return territory(code, level) is not None


def suspect(held: ByClass) -> bool:
    """Tell whether a code is at fault or in doubt; `faults` and `doubts` then say which."""
    for perimeter in held.get(Perimeter, ()):
        for name, level in _CODES:
            codes = perimeter[name]
            if codes and (len(set(codes)) < len(codes) or not all(_current(code, level) for code in codes)):
                return True
    named = [code for institution in held.get(Institution, ()) if (code := institution["territory"])]
    return not all(map(_any, named))


def faults(parts: Iterable[tuple[Path, Any]]) -> Iterator[tuple[Path, Problem]]:
    """Return one problem for each code that is not a current territory; a former code is told with today's."""
    for path, part in parts:
        if type(part) is Perimeter:
            for name, level in _CODES:
                for rank, code in enumerate(getattr(part, name)):
                    if not _current(code, level):
                        place = (*path, name, rank)
                        yield place, _problem(place, code, level)


def _problem(path: Path, code: str, level: Level) -> Problem:
    found = resolve(code)
    other = territory(code)
    if found.status in ("former", "delegated"):
        codes = ", ".join(found.current)
        remedy = _("Remplacer {code} par {codes}").format(code=code, codes=codes) if codes else ""
        return Problem(found.note.removesuffix("."), written(path), remedy=remedy)
    if other is not None and other.level != level:
        what = _("{code} est le code de {name} ({other}), pas d’un territoire de niveau {level}").format(
            code=code, name=other.name, other=level_label(other.level), level=level_label(level)
        )
        return Problem(what, written(path), remedy=_("Le déplacer dans la liste de son niveau"))
    what = _("aucun territoire de niveau {level} n’a le code {code}").format(level=level_label(level), code=code)
    return Problem(what, written(path), remedy=_("Chercher le code : « maillon territory find NOM »"))


def doubts(parts: Iterable[tuple[Path, Any]]) -> Iterator[tuple[Path, Problem]]:
    """Return one problem for each territory that is named twice, or that an institution names and nobody knows."""
    for path, part in parts:
        if type(part) is Perimeter:
            for name, _level in _CODES:
                seen: set[str] = set()
                for rank, code in enumerate(getattr(part, name)):
                    if code in seen:
                        place = (*path, name, rank)
                        yield place, Problem(_("{code} est écrit deux fois").format(code=code), written(place))
                    seen.add(code)
        elif type(part) is Institution and part.territory and not _any(part.territory):
            place = (*path, "territory")
            what = _("« {code} » n’est le code d’aucun territoire actuel").format(code=part.territory[:60])
            yield place, Problem(what, written(place), remedy=_("Chercher le code : « maillon territory find NOM »"))


@lru_cache(maxsize=100_000)
def _any(code: str) -> bool:
    return territory(code) is not None
