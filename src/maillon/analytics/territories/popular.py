"""Names that the reference data lacks: those of `usual`, those that an official name holds in brackets, initials.

An exact name answers, accents, hyphens and case aside; a long one also when its end is not typed yet or when a letter
is wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from maillon.analytics.territories.likeness import likeness
from maillon.analytics.territories.model import Level
from maillon.analytics.territories.normalise import key, spell, without_kind
from maillon.analytics.territories.store import store
from maillon.analytics.territories.usual import ADJECTIVES, FORMER, FORMER_DEPARTMENTS, FORMER_REGIONS, OWN, Named

_SILENT = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"))
_SHORTEST, _LONGEST = 3, 8
_ABBREVIATED: frozenset[Level] = frozenset(("epci", "ept", "region"))
_RURAL = "CC"  # a thousand groupings: their initials are heard with those of their kind only
_KIND = re.compile(
    r"^(?:communaute (?:de communes|d agglomeration|urbaine)|metropole) (?:(?:de la|de l|du|des|de|d) )?"
)
_BRACKETED = re.compile(r"\(([^)]+)\)|«([^»]+)»")
_EXACT = 97.0
_LONG = 8  # letters of a name of use from which one that is only near answers
_ALIKE, _NEAR_LEAST, _NEAR_PENALTY = 0.75, 85.0, 3.0


@dataclass(frozen=True, slots=True)
class Called:
    """A territory that a name of use calls.

    Attributes:
        row: of the territory.
        shown: the name as it is written.
        reason: "name" or "former_name".
        near: how near what was typed is, 0–100.
    """

    row: int
    shown: str
    reason: str
    near: float = _EXACT


@cache
def popular() -> dict[str, tuple[Called, ...]]:
    """Return key of a name → the territories that it calls."""
    found: dict[str, dict[int, Called]] = defaultdict(dict)
    for places, reason in ((_former(), "former_name"), (FORMER, "former_name"), (OWN, "name")):
        for (level, code), names in places.items():
            row = store().rows(level)[code]
            for name in names:
                bare = without_kind(key(name)) if reason == "former_name" else key(name)
                for written in dict.fromkeys((key(name), bare)):
                    found[written][row] = Called(row, name, reason)
    for row, name in _groupings():
        for bracketed in (held for pair in _BRACKETED.findall(name) for held in pair if held):
            for written in dict.fromkeys((key(bracketed), key(bracketed).replace(" ", ""))):
                found[written][row] = Called(row, "", "name")
    return {written: tuple(rows.values()) for written, rows in found.items()}


def _former() -> Named:
    """Return the territories of before by the one of today: départements, régions, groupings of the former codes."""
    data, places = store(), defaultdict[tuple[Level, str], list[str]](list)
    for name, code in FORMER_DEPARTMENTS.items():
        places["departement", code].append(name)
    for name, code in FORMER_REGIONS.items():
        places["region", code].append(name)
    for code, row in data.former.items():
        for heir in data.cells("former.current")[row].split() if len(code) == 9 else ():
            places["epci", heir].append(data.cells("former.name")[row])
    return {place: tuple(names) for place, names in places.items()}


def _groupings() -> Iterator[tuple[int, str]]:
    data = store()
    for row in range(data.commune_count, len(data.levels)):
        if data.levels[row] in _ABBREVIATED:
            yield row, data.cells("name")[row]


@cache
def _adjectives() -> dict[str, Called]:
    rows = ((store().rows(level)[code], names) for (level, code), names in ADJECTIVES.items())
    return {key(name): Called(row, "", "name") for row, names in rows for name in names}


def called(written: str, *, after_kind: bool = False) -> Iterator[Called]:
    """Yield the territories that a name of use calls, or nearly: “dunkerque grand lit” is being typed.

    Args:
        written: key of the name.
        after_kind: whether the kind of a grouping stands before, as in « métropole lilloise ».
    """
    if after_kind and written in _adjectives():
        yield _adjectives()[written]
    if written in popular():
        yield from popular()[written]
    elif len(written) >= _LONG:
        yield from _nearly(written)


def _nearly(written: str) -> Iterator[Called]:
    from rapidfuzz import process  # 30 ms that an exact code never needs
    from rapidfuzz.distance import OSA

    alike = process.extract(written, _long_names(), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
    scored = {name: likeness(written, name) for name, _similar, _rank in alike}
    scored = {name: near - _NEAR_PENALTY for name, near in scored.items() if near >= _NEAR_LEAST}
    begun = {name: 85 + 12 * len(written) / len(name) for name in _long_names() if name.startswith(written)}
    for name, score in {**scored, **begun}.items():
        for one in popular()[name]:
            yield Called(one.row, one.shown, one.reason, min(score, _EXACT - 1))


@cache
def _long_names() -> list[str]:
    return [name for name in popular() if len(name) >= _LONG]


def abbreviated(word: str) -> set[int]:
    """Return the rows of the groupings that one word stands for, as initials or as a name of use."""
    levels, rows = store().levels, {*initials(word), *(one.row for one in popular().get(word, ()))}
    return {row for row in rows if levels[row] in ("epci", "ept")}


def initials(written: str) -> tuple[int, ...]:
    """Return the rows of the groupings and régions that a word abbreviates: “cctvi”, “idf”, “alm”."""
    return _initials().get(written, ()) if _SHORTEST <= len(written) <= _LONGEST else ()


@cache
def _initials() -> dict[str, tuple[int, ...]]:
    natures, found = store().cells("nature"), defaultdict(set)
    for row, name in _groupings():
        spelt = spell(_BRACKETED.sub(" ", name)) or spell(name)
        for said in {spelt} if natures[row] == _RURAL else {spelt, _KIND.sub("", spelt)}:
            words = said.split()
            for kept in (words, [word for word in words if word not in _SILENT]):
                found["".join(word[0] for word in kept)].add(row)
    return {letters: tuple(sorted(rows)) for letters, rows in found.items()}
