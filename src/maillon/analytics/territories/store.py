"""The reference data in memory, column by column, each opened the first time it is asked."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from maillon.analytics.territories.columns import Columns
from maillon.analytics.territories.model import LEVELS, Level, Territory

REFERENCE_DIR = Path(str(files("maillon.data"))) / "reference"
_COMMUNE, _EPCI, _EPT = (str(LEVELS.index(level)) for level in ("commune", "epci", "ept"))


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


class Store:
    """Territories as parallel columns; a territory is a row number."""

    def __init__(self, path: Path) -> None:
        self._columns = Columns(path)
        self._rows: dict[Level, dict[str, int]] = {}

    def cells(self, name: str) -> list[str]:
        """Return a column of the look-up file, kept in memory once read."""
        kept: list[str] | None = self.__dict__.get(f"_{name}")
        if kept is None:
            kept = self.__dict__[f"_{name}"] = self._columns.cells(name)
        return kept

    def text(self, name: str) -> str:
        """Return a column as one text, one cell a line."""
        return self._columns.text(name)

    @cached_property
    def levels(self) -> list[Level]:
        """Level of each row."""
        return [LEVELS[int(digit)] for digit in self.cells("level")]

    def rows(self, level: Level) -> dict[str, int]:
        """Return code → row for one level."""
        known = self._rows.get(level)
        if known is None:
            codes, digit = self.cells("code"), str(LEVELS.index(level))
            levels = self.cells("level")
            # rows of a level follow each other; the table of parts mixes three of them
            first = levels.index(digit)
            last = len(levels) - levels[::-1].index(digit)
            known = dict(zip(codes[first:last], range(first, last), strict=True))
            if levels.count(digit) != last - first:
                known = {codes[row]: row for row in range(first, last) if levels[row] == digit}
            self._rows[level] = known
        return known

    @cached_property
    def siren_rows(self) -> dict[str, int]:
        """SIREN of a commune, EPCI or EPT → row."""
        return {siren: row for row, siren in enumerate(self.cells("siren")) if siren}

    @cached_property
    def commune_count(self) -> int:
        """Communes come first: rows 0 to this number excluded."""
        return self.cells("level").count(_COMMUNE)

    @cached_property
    def members(self) -> dict[tuple[Level, str], tuple[str, ...]]:
        """(level, code) of an EPCI, EPT, département or région → its communes' codes, sorted."""
        inside: dict[tuple[Level, str], list[str]] = defaultdict(list)
        codes = self.cells("code")[: self.commune_count]
        levels: tuple[tuple[Level, str], ...] = (("epci", "epci"), ("departement", "department"), ("region", "region"))
        for level, column in levels:
            for code, group in zip(codes, self.cells(column), strict=False):
                if group:
                    inside[level, group].append(code)
        for row, listed in enumerate(self.cells("members")):
            if listed:
                inside["ept", self.cells("code")[row]] = listed.split()
        return {place: tuple(codes) for place, codes in inside.items()}

    @cached_property
    def ept_of(self) -> dict[str, str]:
        """Commune → EPT."""
        return {code: ept for (level, ept), codes in self.members.items() if level == "ept" for code in codes}

    @cached_property
    def former(self) -> dict[str, int]:
        """Former code → row of the `former.*` columns."""
        return {code: row for row, code in enumerate(self.cells("former.code"))}

    @cached_property
    def born_of_split(self) -> dict[str, tuple[str, ...]]:
        """Commune of today → communes that have left it since 2019."""
        pairs = zip(self.cells("split.parent"), self.cells("split.codes"), strict=True)
        return {parent: tuple(codes.split()) for parent, codes in pairs}

    def populations(self) -> dict[str, int]:
        """Commune → municipal population; communes without one are absent."""
        return self._populations

    @cached_property
    def _populations(self) -> dict[str, int]:
        pairs = zip(self.cells("code"), self.cells("population")[: self.commune_count], strict=False)
        return {code: int(count) for code, count in pairs if count}

    def near(self, row: int) -> tuple[str, ...]:
        """Return the codes of the communes that share a border with the commune of a row."""
        codes = self.cells("code")
        return tuple(codes[int(other)] for other in self.cells("near")[row].split())

    def at(self, row: int) -> Territory:
        """Return the territory of a row."""

        def cell(name: str) -> str | None:
            return self.cells(name)[row] or None

        lon, lat = cell("lon"), cell("lat")
        return Territory(
            code=self.cells("code")[row],
            name=self.cells("name")[row],
            level=LEVELS[int(self.cells("level")[row])],
            population=_number(self.cells("population")[row]),
            population_total=_number(self.cells("population_total")[row]),
            department=cell("department"),
            region=cell("region"),
            epci=cell("epci"),
            siren=cell("siren"),
            nature=self.cells("nature")[row],
            point=(float(lon), float(lat)) if lon and lat else None,
            parent=cell("parent"),
        )


@cache
def store() -> Store:
    """Return the reference data that ships, opened once per process."""
    return Store(REFERENCE_DIR / "lookup.bin")
