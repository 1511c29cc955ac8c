"""Find a territory from what a person types.

A query is read in several ways at once (a whole name; a name and a département; a name and a postal code; a code).
Each reading gathers candidates (exact, prefix, words inside, closest spellings) and each candidate gets a score of
0–100 for its name alone. Names equally near are told apart by the place asked for, then by level and population.
"""

from __future__ import annotations

import heapq
import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from maillon.analytics.territories.likeness import WORTH, likeness
from maillon.analytics.territories.lookup import clean, resolve, territory
from maillon.analytics.territories.model import Level, Match
from maillon.analytics.territories.normalise import key, spell, without_article, without_kind
from maillon.analytics.territories.store import Store, store

_DEPARTMENT = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-8]|98[46-9])")
_POSTAL = re.compile(r"\d{5}")
_CODE = re.compile(r"(?:REG|DEP|COM|COMD|COMA|ARM|EPCI|EPT)-?\w+|\d[\dAB]\d{3}|\d[\dAB]|\d{3}|\d{9}|\d{14}")
_NEAREST, _ALIKE = 100, 0.5  # candidates kept by their spelling, and from which share of letters in place
_MOST = 100  # answers at most, whatever is asked
_KIND_PENALTY = {"0": 0.0, "1": 1.0, "2": 3.0}
_INEXACT_FORMER_NAME = 7.0  # a former name that is only near comes after the near names of today
_LEVEL_PENALTY: dict[Level, float] = {
    "commune": 0.0,
    "departement": 0.6,
    "region": 0.8,
    "epci": 1.2,
    "ept": 1.2,
    "arrondissement_municipal": 2.0,
    "commune_deleguee": 5.0,
    "commune_associee": 5.0,
}
_IN_PLACE = 2.0
_LINKS = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"))
_PROMISING = 80  # candidates kept among names that begin alike or hold the same words


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a query: a name, and where it is said to be."""

    name: str
    department: str = ""
    postal_code: str = ""

    @property
    def is_placed(self) -> bool:
        """Tell whether the query says where."""
        return bool(self.department or self.postal_code)


class _Index:
    """Names in alphabetical order of their keys, with the row and the kind of each."""

    def __init__(self, data: Store) -> None:
        self._data = data
        self.keys = data.cells("search.key")
        self.rows = [int(row) for row in data.cells("search.row")]
        self.kinds = data.cells("search.kind")
        self.shown = data.cells("search.shown")
        self.compact = [without_article(written).replace(" ", "") for written in self.keys]

    @cached_property
    def text(self) -> str:
        """Every key, one a line, between spaces."""
        return " \n ".join(["", *self.keys, ""])

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each key starts in `text`."""
        starts, offset = [], 3
        for written in self.keys:
            starts.append(offset)
            offset += len(written) + 3
        return starts

    def prefixed(self, start: str) -> range:
        """Return the names that start with a text."""
        first = bisect_left(self.keys, start)
        return range(first, bisect_left(self.keys, start + "{", lo=first))

    def holding(self, words: list[str]) -> Iterator[int]:
        """Yield the names that hold words which start with each of these."""
        longest = max(words, key=len)
        others = [f" {word}" for word in words if word is not longest]
        place = self.text.find(f" {longest}")
        while place >= 0:
            number = bisect_left(self.line_starts, place + 2) - 1
            if all(other in f" {self.keys[number]}" for other in others):
                yield number
            place = self.text.find(f" {longest}", self.line_starts[number] + len(self.keys[number]))

    @cached_property
    def by_department(self) -> dict[str, list[int]]:
        """Département → its names."""
        places = self._data.cells("department")
        found: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            found[places[row]].append(number)
        return found

    def inside(self, reading: _Reading) -> list[int]:
        """Return the names of the place that a query names."""
        if reading.department:
            return self.by_department.get(reading.department, [])
        codes = self._data.cells("postal_codes")
        there = {row for row, held in enumerate(codes) if reading.postal_code in held}
        return [number for number, row in enumerate(self.rows) if row in there]

    def nearest(self, written: str, among: list[int] | None = None) -> set[int]:
        """Return the names closest in spelling, spaces and leading article left aside."""
        from rapidfuzz import process  # 30 ms that an exact code never needs
        from rapidfuzz.distance import OSA

        asked = without_article(written).replace(" ", "")
        names = self.compact if among is None else [self.compact[number] for number in among]
        found = process.extract(asked, names, scorer=OSA.normalized_similarity, limit=_NEAREST, score_cutoff=_ALIKE)
        return {rank if among is None else among[rank] for _name, _score, rank in found}


@cache
def _index() -> _Index:
    return _Index(store())


def find(query: str, *, level: Level | None = None, limit: int = 10) -> list[Match]:
    """Return the territories that a query names, best first.

    Args:
        query: a name with or without accents, hyphens, articles; abbreviations (st, ste), typing mistakes, a former
            name, a postal code, an INSEE code, a SIREN; a département beside the name ("saint martin 37") counts.
        level: only answer with this level.
        limit: how many answers at most; never more than 100.
    """
    limit = min(limit, _MOST)
    if limit <= 0 or not spell(query):
        return []
    by_code = [match for match in _by_code(query) if level in (None, match.territory.level)]
    return by_code[:limit] or _by_name(query, level, limit)


def _by_code(query: str) -> list[Match]:
    code = clean(query)
    if not _CODE.fullmatch(code):
        return []
    data, matches = store(), []
    if len(code) == 14:
        code = code[:9]
    exact = territory(code)
    if exact is not None:
        reason = "siren" if len(code) == 9 else "code"
        matches.append(Match(exact, 100.0, code, reason))
    else:
        heirs = [territory(heir) for heir in resolve(code).current]
        matches += [Match(heir, 95.0, code, "code") for heir in heirs if heir is not None]
    if _POSTAL.fullmatch(code):
        rows = (row for row, codes in enumerate(data.cells("postal_codes")) if code in codes)
        found = sorted((data.at(row) for row in rows), key=lambda place: (_LEVEL_PENALTY[place.level], -_people(place)))
        matches += [Match(place, 99.0, code, "postal_code") for place in found if place != exact]
    elif len(code) < 4:
        region = territory(code, "region")
        if region is not None and region != exact:
            matches.append(Match(region, 99.0, code, "code"))
    return sorted(matches, key=lambda match: -match.score)  # a code of before 1968 may be a postal code of today


def _people(place: object) -> int:
    return getattr(place, "population", None) or 0


def _readings(query: str) -> list[_Reading]:
    words = spell(query).split()
    whole = key(query)
    readings = [_Reading(name) for name in dict.fromkeys((whole, without_kind(whole)))]
    for place in {0, len(words) - 1} if len(words) > 1 else ():
        rest = " ".join(words[:place] + words[place + 1 :])
        if _DEPARTMENT.fullmatch(words[place]):
            readings.append(_Reading(key(rest), department=words[place].upper()))
        elif _POSTAL.fullmatch(words[place]):
            readings.append(_Reading(key(rest), postal_code=words[place]))
    spelt = " ".join(words)
    for code, name in _department_keys():
        rest = spelt.removesuffix(f" {name}")
        rest = rest.removesuffix(" de") if rest != spelt else rest  # “Saint-Denis de La Réunion”
        if rest != spelt and rest.split()[-1:] not in ([link] for link in _LINKS):
            readings.append(_Reading(key(rest), department=code))
    return [reading for reading in readings if reading.name]


@cache
def _department_keys() -> tuple[tuple[str, str], ...]:
    data = store()
    spelt = ((code, spell(data.cells("name")[row])) for code, row in data.rows("departement").items())
    return tuple((code, name) for code, full in spelt for name in dict.fromkeys((full, without_article(full))))


def _by_name(query: str, level: Level | None, limit: int) -> list[Match]:
    data, index = store(), _index()
    best: dict[int, tuple[float, float, int]] = {}
    for reading in _readings(query):
        for number in _candidates(data, index, reading):
            row = index.rows[number]
            if level is not None and data.levels[row] != level:
                continue
            near = _nearness(reading.name, index, number)
            if near < WORTH:
                continue
            rank = near + _IN_PLACE * reading.is_placed - _LEVEL_PENALTY[data.levels[row]] + _weight(data, row)
            if row not in best or rank > best[row][0]:
                best[row] = (rank, near, number)
    ordered = sorted(best.items(), key=lambda item: (-item[1][0], data.cells("code")[item[0]]))
    return [
        Match(
            data.at(row),
            min(near, 100.0),
            index.shown[number] or data.cells("name")[row],
            "former_name" if index.kinds[number] == "2" else "name",
        )
        for row, (_rank, near, number) in ordered[:limit]
    ]


def _nearness(asked: str, index: _Index, number: int) -> float:
    kind = index.kinds[number]
    near = likeness(asked, index.keys[number])
    if kind == "2" and near < 99:
        near -= _INEXACT_FORMER_NAME
    return near - _KIND_PENALTY[kind]


def _candidates(data: Store, index: _Index, reading: _Reading) -> set[int]:
    words = reading.name.split()
    if reading.is_placed:
        inside = index.inside(reading)
        holding = {number for number in inside if all(f" {word}" in f" {index.keys[number]}" for word in words)}
        return index.nearest(reading.name, inside) | holding
    alike = set(index.prefixed(reading.name)) if len(reading.name) >= 2 else set()
    if max(map(len, words)) >= 3:
        alike.update(index.holding(words))

    def promise(number: int) -> float:
        return len(index.keys[number]) / 2 - 2 * _weight(data, index.rows[number])

    return index.nearest(reading.name) | set(heapq.nsmallest(_PROMISING, alike, key=promise))


def _weight(data: Store, row: int) -> float:
    """Return up to 3 points for many inhabitants: enough to choose between equals, not to beat a nearer name."""
    people = data.cells("population")[row]
    return 0.5 * math.log10(int(people) + 1) if people else 0.0
