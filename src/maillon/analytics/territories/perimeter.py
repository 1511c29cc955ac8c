"""A perimeter: any set of communes with a validity period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from maillon.analytics.territories.lookup import communes_of, neighbours, resolve, territory
from maillon.analytics.territories.model import Crossing, Level, Overlap
from maillon.analytics.territories.store import store
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Perimeter:
    """Any set of today's communes: a Pays, a PETR, a SCOT, a living area, a contract's perimeter.

    Attributes:
        communes: current commune codes.
        name: what people call it.
        start: first day on which it holds; None when it always did.
        end: last day on which it holds; None when open.
    """

    communes: frozenset[str]
    name: str = ""
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise InputError(
                Problem(
                    what=_("la fin ({end}) précède le début ({start})").format(end=self.end, start=self.start),
                    where=self.name,
                    remedy=_("Échanger ou corriger les deux dates"),
                )
            )

    @classmethod
    def of(cls, *codes: str, name: str = "", start: date | None = None, end: date | None = None) -> Perimeter:
        """Gather the communes of any territories; former codes are resolved.

        Raises:
            InputError: unknown codes, all at once, each with a suggestion; reversed dates.
        """
        inside: set[str] = set()
        problems = []
        for code in codes:
            found = resolve(code)
            if found.status == "unknown":
                problems.append(unknown(code))
            for current in found.current:
                inside.update(communes_of(current))
        if problems:
            raise InputError(*problems)
        return cls(frozenset(inside), name, start, end)

    def __or__(self, other: Perimeter) -> Perimeter:
        """Return the communes of either; holds while both hold."""
        return self._combined(other, self.communes | other.communes)

    def __and__(self, other: Perimeter) -> Perimeter:
        """Return the communes of both; holds while both hold."""
        return self._combined(other, self.communes & other.communes)

    def __sub__(self, other: Perimeter) -> Perimeter:
        """Return the communes of this one that the other lacks; holds while both hold."""
        return self._combined(other, self.communes - other.communes)

    def _combined(self, other: Perimeter, communes: frozenset[str]) -> Perimeter:
        starts = [day for day in (self.start, other.start) if day]
        ends = [day for day in (self.end, other.end) if day]
        start, end = max(starts, default=None), min(ends, default=None)
        if start and end and end < start:
            return Perimeter(frozenset(), start=start, end=start)
        return Perimeter(communes, start=start, end=end)

    @property
    def population(self) -> int:
        """Municipal population, inhabitants; communes without a known population count for nothing."""
        return _people(self.communes)

    def coverage(self, of: Perimeter) -> Overlap:
        """Say how much of `of` this perimeter covers: `share_of_second` of the answer."""
        return self.overlap(of)

    def overlap(self, other: Perimeter) -> Overlap:
        """Say what both perimeters share: communes, population and the share of each."""
        shared = self.communes & other.communes
        people = _people(shared)
        return Overlap(shared, people, _share(people, self.population), _share(people, other.population))

    def parts(self) -> tuple[frozenset[str], ...]:
        """Return its connected parts by land borders, most populated first; one part means not disjoint."""
        left = set(self.communes - self.unlocated())
        parts = []
        while left:
            part = {left.pop()}
            border = list(part)
            while border:
                reached = left.intersection(neighbours(border.pop()))
                left -= reached
                part |= reached
                border.extend(reached)
            parts.append(frozenset(part))
        return tuple(sorted(parts, key=lambda part: (-_people(part), min(part))))

    def unlocated(self) -> frozenset[str]:
        """Return its communes of overseas collectivities, whose contour is unknown, left out of `parts`."""
        rows, points = store().rows("commune"), store().cells("lon")
        return frozenset(code for code in self.communes if code not in rows or not _drawn(code, points))

    def departments(self) -> tuple[Crossing, ...]:
        """Return the départements that it touches, most populated first."""
        return self._crossed("departement", "department")

    def regions(self) -> tuple[Crossing, ...]:
        """Return the régions that it touches, most populated first."""
        return self._crossed("region", "region")

    def _crossed(self, level: Level, column: str) -> tuple[Crossing, ...]:
        data = store()
        cells = data.cells(column)
        people: Counter[str] = Counter()
        communes: Counter[str] = Counter()
        for code in self.communes:
            row = data.rows("commune").get(code)
            if row is not None:
                communes[cells[row]] += 1
                people[cells[row]] += data.populations().get(code, 0)
        everyone = self.population
        crossed = []
        for code in sorted(communes, key=lambda code: (-people[code], code)):
            found = territory(code, level)
            if found is not None:
                crossed.append(Crossing(found, communes[code], people[code], _share(people[code], everyone)))
        return tuple(crossed)

    def valid_on(self, day: date) -> bool:
        """Tell whether the perimeter holds on a day, both ends included."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def _people(communes: Iterable[str]) -> int:
    known = store().populations()
    return sum(known.get(code, 0) for code in communes)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _drawn(code: str, points: list[str]) -> bool:
    return bool(neighbours(code)) or bool(points[store().rows("commune")[code]])


def unknown(code: str) -> Problem:
    """Return what to say of a code that stands for nothing, with the nearest territory."""
    from maillon.analytics.territories.search import find  # only an unknown code pays for the search

    near = find(code, limit=1)
    remedy = _("Chercher le code avec « maillon territory find NOM »")
    if near:
        remedy = _("Voulait-on dire {code} ({name}) ?").format(code=near[0].territory.ref, name=near[0].territory.name)
    return Problem(
        what=_("« {code} » n’est le code d’aucun territoire").format(code=code[:40]),
        expected=_("Un code Insee (37261), le SIREN d’une intercommunalité ou REG-24 pour une région"),
        remedy=remedy,
    )
