"""The words of the territories: levels, territory, resolution of a code, match of a search."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from maillon.rules.wording import _

Level = Literal[
    "commune",
    "epci",
    "ept",
    "departement",
    "region",
    "arrondissement_municipal",
    "commune_deleguee",
    "commune_associee",
]
LEVELS: tuple[Level, ...] = get_args(Level)

# COG prefixes that make a code unambiguous: département 24 and région 24 share their digits
PREFIXES: dict[str, Level] = {
    "COM": "commune",
    "EPCI": "epci",
    "EPT": "ept",
    "DEP": "departement",
    "REG": "region",
    "ARM": "arrondissement_municipal",
    "COMD": "commune_deleguee",
    "COMA": "commune_associee",
}
_PREFIX_OF: dict[Level, str] = {level: prefix for prefix, level in PREFIXES.items()}
_PREFIXED: frozenset[Level] = frozenset({"region", "commune_deleguee", "commune_associee"})


def level_label(level: Level) -> str:
    """Return the French name of a level, in the current language."""
    return {
        "commune": _("commune"),
        "epci": _("intercommunalité"),
        "ept": _("établissement public territorial"),
        "departement": _("département"),
        "region": _("région"),
        "arrondissement_municipal": _("arrondissement municipal"),
        "commune_deleguee": _("commune déléguée"),
        "commune_associee": _("commune associée"),
    }[level]


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory of the reference data.

    Attributes:
        code: INSEE code (commune, département, région) or SIREN (EPCI, EPT).
        name: full French name, article included.
        level: one of `LEVELS`.
        population: municipal population; None when the sources give none.
        population_total: total population; None when the sources give none.
        department: code of the département; for an EPCI or EPT, the one where most of its inhabitants live.
        region: code of the région, likewise.
        epci: SIREN of the EPCI with own taxation that the commune belongs to.
        siren: SIREN of the local authority itself.
        nature: CC, CA, CU, METRO, MET69 or EPT for a grouping; empty otherwise.
        point: (longitude, latitude) of the town hall or of a point inside; None when unknown.
        parent: code of the commune that a déléguée, associée or arrondissement is part of.
    """

    code: str
    name: str
    level: Level
    population: int | None = None
    population_total: int | None = None
    department: str | None = None
    region: str | None = None
    epci: str | None = None
    siren: str | None = None
    nature: str = ""
    point: tuple[float, float] | None = None
    parent: str | None = None

    @property
    def ref(self) -> str:
        """Code that names this territory alone, usable in an address: "37233", "37", "REG-24", "COMD-01015"."""
        return f"{_PREFIX_OF[self.level]}-{self.code}" if self.level in _PREFIXED else self.code

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of a territory."""
        return {
            "code": self.code,
            "ref": self.ref,
            "name": self.name,
            "level": self.level,
            "population": self.population,
            "population_total": self.population_total,
            "department": self.department,
            "region": self.region,
            "epci": self.epci,
            "siren": self.siren,
            "nature": self.nature or None,
            "point": list(self.point) if self.point else None,
            "parent": self.parent,
        }


ResolutionStatus = Literal["current", "former", "delegated", "unknown"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a code stands for today.

    Attributes:
        asked: the code as it was given.
        current: today's codes that hold its territory; several after a split, none when unknown.
        status: "current", "former" (code no longer used), "delegated" (part of a commune) or "unknown".
        note: one French sentence that says what happened.
        name: the name that the asked code had or has; empty when unknown.
        until: first year in which the code was no longer in use, as text ("2019-01-01" or "2020"); empty when unknown.
    """

    asked: str
    current: tuple[str, ...]
    status: ResolutionStatus
    note: str
    name: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One answer of a search, with why it is there.

    Attributes:
        territory: what was found.
        score: 0–100; 100 is the exact name or code.
        matched: the name or code that matched (a former name, an alias, a postal code).
        reason: "code", "name", "former_name", "postal_code", "siren".
    """

    territory: Territory
    score: float
    matched: str
    reason: str = "name"

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of a match: `code, name, level, department, population, score` and more."""
        found = self.territory
        return {
            "code": found.code,
            "name": found.name,
            "level": found.level,
            "department": found.department,
            "population": found.population,
            "score": round(self.score, 1),
            "ref": found.ref,
            "matched": self.matched,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two perimeters share.

    Attributes:
        communes: codes in both.
        population: municipal population of the shared communes.
        share_of_first: part of the first perimeter's population that is shared, 0–1; None when it has none.
        share_of_second: likewise for the second.
    """

    communes: frozenset[str]
    population: int
    share_of_first: float | None
    share_of_second: float | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """One département or région that a perimeter touches, with how much of the perimeter is there."""

    territory: Territory
    communes: int
    population: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where one shipped file comes from.

    Attributes:
        file: name of the file under data/reference.
        title: what it holds, French.
        package: public package and version it is built from.
        producer: who produces the data.
        licence: licence of the data.
        vintage: what date the data describes, French.
        transformation: what the build does to it, French.
        defects: known defects, French sentences.
        counts: rows by kind.
        sha256: digest of the shipped file.
    """

    file: str
    title: str
    package: str
    producer: str
    licence: str
    vintage: str
    transformation: str
    defects: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The reference data as a whole: version, vintages shown beside figures, packages and their sha256, sources."""

    version: str
    population_vintage: str
    population_total_vintage: str
    geography_vintage: str
    packages: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    defects: tuple[str, ...]
