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
from maillon.analytics.territories.normalise import key, spell, without_article
from maillon.analytics.territories.popular import abbreviated, called, initials
from maillon.analytics.territories.reading import Reading, around, heads, labelled_code, readings, unposted
from maillon.analytics.territories.store import Store, store

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
_IN_REGION = 3.0  # groupings are named after their région: “Rouen Normandie”
_OTHER_KIND = 25.0  # a commune when a métropole was named comes after the groupings that begin alike
_SURE = 95.0  # from this likeness on, nothing else was meant
_HEAD, _SHORTER_HEAD = 82.0, 4.0  # likeness of a name whose qualifier is left out; of each shorter one, less
_KNOWN = (4, 5_000)  # a head of so few letters is a common word unless so many people live there
_HOMONYMS = 3  # of the places that a head names, the most populated
_INITIALS, _ABBREVIATED, _OF_COMMUNE = 92.0, 91.0, 84.0
_OF_KIND, _TOLD = 6.0, 98.0  # of the kind that was told, and its name holds all the rest; a whole name is surer
_KNOWN_FOR = 3.0  # times its weight more: “aix” begins the name of a city better than that of a village
_PROMISING = 80  # candidates kept among names that begin alike or hold the same words


@dataclass(frozen=True, slots=True)
class _Answer:
    """A row, what places it among the others, and what is said of it."""

    row: int
    rank: float
    near: float
    shown: str
    reason: str


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

    def reason(self, number: int) -> str:
        """Return why a name answers."""
        return "former_name" if self.kinds[number] == "2" else "name"

    @cached_property
    def by_department(self) -> dict[str, list[int]]:
        """Département → its names."""
        places = self._data.cells("department")
        found: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            found[places[row]].append(number)
        return found

    def inside(self, reading: Reading) -> list[int]:
        """Return the names of the place that a query names."""
        if reading.department:
            return self.by_department.get(reading.department, [])
        if reading.region:
            places = self._data.cells("region")
            return [number for number, row in enumerate(self.rows) if places[row] == reading.region]
        codes = self._data.cells("postal_codes")
        there = {row for row, held in enumerate(codes) if reading.postal_code in held}
        if not there:  # the post's own codes, for a CEDEX, still tell the département
            return [number for code in _departments(reading.postal_code) for number in self.by_department.get(code, [])]
        return [number for number, row in enumerate(self.rows) if row in there]

    def nearest(self, written: str, among: list[int] | None = None) -> set[int]:
        """Return the names closest in spelling, spaces and leading article left aside."""
        from rapidfuzz import process  # 30 ms that an exact code never needs
        from rapidfuzz.distance import OSA

        asked = without_article(written).replace(" ", "")
        names = self.compact if among is None else [self.compact[number] for number in among]
        found = process.extract(asked, names, scorer=OSA.normalized_similarity, limit=_NEAREST, score_cutoff=_ALIKE)
        return {rank if among is None else among[rank] for _name, _score, rank in found}


def _departments(postal_code: str) -> tuple[str, ...]:
    """Return the départements whose postal codes begin as this one."""
    if postal_code.startswith("20"):
        return ("2A", "2B")
    return (postal_code[: 3 if postal_code[:2] in ("97", "98") else 2],)


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
    labelled, told = labelled_code(query)
    coded = _by_code(clean(query)) or _by_code(labelled)
    by_code = [match for match in coded if {level, told} <= {None, match.territory.level}]
    return by_code[:limit] or _by_name(unposted(query), level, limit)


def _by_code(code: str) -> list[Match]:
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


def _by_name(query: str, level: Level | None, limit: int) -> list[Match]:
    data, best = store(), dict[int, _Answer]()

    def keep(answers: Iterator[_Answer]) -> None:
        for answer in answers:
            if level in (None, data.levels[answer.row]) and (
                answer.row not in best or answer.rank > best[answer.row].rank
            ):
                best[answer.row] = answer

    keep(_plain(query, data))
    if max((answer.near for answer in best.values()), default=0.0) < _SURE:
        keep(_headed(query, data))
    ordered = sorted(best.values(), key=lambda answer: (-answer.rank, data.cells("code")[answer.row]))
    return [
        Match(
            data.at(answer.row), min(answer.near, 100.0), answer.shown or data.cells("name")[answer.row], answer.reason
        )
        for answer in ordered[:limit]
    ]


def _plain(query: str, data: Store) -> Iterator[_Answer]:
    """Yield what the whole of a query names, read in every way."""
    index = _index()
    for reading in readings(query):
        for number in _candidates(data, index, reading):
            near = _nearness(reading.name, index, number)
            if near >= WORTH:
                row = index.rows[number]
                rank = _fit(data, index, reading, number, near) - _LEVEL_PENALTY[data.levels[row]]
                yield _Answer(row, rank + _weight(data, row), near, index.shown[number], index.reason(number))
        for one in called(reading.name, after_kind=bool(reading.levels)):
            yield _Answer(one.row, one.near + _weight(data, one.row), one.near, one.shown, one.reason)
        for row in initials(reading.name):
            yield _Answer(row, _INITIALS + _weight(data, row), _INITIALS, "", "name")
        if "epci" in reading.levels:
            for row in _groupings_of(data, index, reading.name):
                yield _Answer(row, _OF_COMMUNE + _weight(data, row), _OF_COMMUNE, "", "name")
    for row in _beside(data, query):
        yield _Answer(row, _ABBREVIATED + _weight(data, row), _ABBREVIATED, "", "name")


def _fit(data: Store, index: _Index, reading: Reading, number: int, near: float) -> float:
    """Return how near a name is once the place and the kind that were told count."""
    row, name = index.rows[number], index.keys[number]
    if reading.levels and data.levels[row] not in reading.levels:
        return near - _OTHER_KIND
    if reading.levels:
        held = set(reading.name.split()) <= set(name.split())
        return min(near + _OF_KIND * held, _TOLD)
    if reading.is_placed:
        return near - _IN_REGION if reading.region else near + _IN_PLACE
    begun = data.levels[row] == "commune" and index.kinds[number] == "0" and name.startswith(f"{reading.name} ")
    return near + _KNOWN_FOR * _weight(data, row) * begun


def _groupings_of(data: Store, index: _Index, name: str) -> Iterator[int]:
    """Yield the groupings of the communes of a name: “interco de Vouvray” is Touraine-Est Vallées."""
    for number in _named(data, index, name):
        epci = data.cells("epci")[index.rows[number]]
        if epci in data.rows("epci"):
            yield data.rows("epci")[epci]


def _beside(data: Store, query: str) -> Iterator[int]:
    """Yield the groupings whose initials stand beside a part of their name or a commune of theirs: “cud dunkerque”."""
    for word, rest in around(query):
        for row in abbreviated(word):
            if set(rest.split()) <= set(key(data.cells("name")[row]).split()) or _holds(data, row, rest):
                yield row


def _holds(data: Store, row: int, town: str) -> bool:
    """Tell whether a grouping has a commune whose name begins with these words."""
    communes = data.members.get((data.levels[row], data.cells("code")[row]), ())
    names = (key(data.cells("name")[data.rows("commune")[code]]) for code in communes)
    return any(f"{name} ".startswith(f"{town} ") for name in names)


def _headed(query: str, data: Store) -> Iterator[_Answer]:
    """Yield the places that a query names once its last qualifiers are left out."""
    index = _index()
    for rank, head in enumerate(heads(query)):
        near = _HEAD - _SHORTER_HEAD * rank
        for number in _named(data, index, head):
            row = index.rows[number]
            yield _Answer(row, near + _weight(data, row), near, index.shown[number], index.reason(number))


def _named(data: Store, index: _Index, head: str) -> list[int]:
    """Return the most populated communes of exactly this name; a short common word is none."""

    def people(number: int) -> int:
        return int(data.cells("population")[index.rows[number]] or 0)

    least = 0 if len(head) > _KNOWN[0] else _KNOWN[1]
    alike = (number for number in index.prefixed(head) if index.keys[number] == head)
    there = [number for number in alike if data.levels[index.rows[number]] == "commune" and people(number) >= least]
    return heapq.nlargest(_HOMONYMS, there, key=people)


def _nearness(asked: str, index: _Index, number: int) -> float:
    kind = index.kinds[number]
    near = likeness(asked, index.keys[number])
    if kind == "2" and near < 99:
        near -= _INEXACT_FORMER_NAME
    return near - _KIND_PENALTY[kind]


def _candidates(data: Store, index: _Index, reading: Reading) -> set[int]:
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
