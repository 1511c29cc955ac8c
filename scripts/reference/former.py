"""Former codes and former names, from the COG's history 1943–2019 and the vintages published since."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from maillon.analytics.territories.normalise import key
from reference.packages import VINTAGES, Packages
from reference.tables import Row


def former_communes(packages: Packages, today: list[Row]) -> list[Row]:
    """Return former commune codes: last name, end (date or first vintage without it), today's commune."""
    current = {old: row["code"] for row in today for old in row["former_codes"]}
    ends: dict[str, Row] = {}
    for entry in packages.decoupage("historique-communes", 2019):
        if entry["type"] != "COM" or entry["code"] not in current or "dateFin" not in entry:
            continue
        known = ends.get(entry["code"])
        if known is None or entry["dateFin"] >= known["until"]:
            ends[entry["code"]] = {"name": entry["nom"], "until": entry["dateFin"], "reason": entry["raisonFin"]}
    for vintage in list(VINTAGES)[:-1]:
        following = min(year for year in VINTAGES if year > vintage)
        for row in packages.decoupage("communes", vintage):
            if row["type"] == "commune-actuelle" and row["code"] in current:
                ends[row["code"]] = {"name": row["nom"], "until": str(following), "reason": ""}
    parts = {row["code"] for row in packages.decoupage("communes") if row["type"] != "commune-actuelle"}
    for code in set(current) - set(ends) - parts:
        ends[code] = _last_seen(packages, code)
    # two codes were born as communes déléguées and still are
    return [{"code": old, "level": "commune", "current": [current[old]], **ends[old]} for old in sorted(ends)]


def _last_seen(packages: Packages, code: str) -> Row:
    """Return the end of a code that never was a commune's: a commune déléguée since abolished."""
    for vintage in reversed(list(VINTAGES)[:-1]):
        for row in packages.decoupage("communes", vintage):
            if row["code"] == code:
                following = min(year for year in VINTAGES if year > vintage)
                return {"name": row["nom"], "until": str(following), "reason": ""}
    raise LookupError(f"{code} is in no vintage")


def former_epci(packages: Packages, today: list[Row]) -> list[Row]:
    """Return SIREN of EPCI seen since 2019 and gone since, with today's EPCI of their communes, most members first."""
    epci_of = {row["code"]: row["epci"] for row in today}
    moved = {old: row["code"] for row in today for old in row["former_codes"]}
    live = set(epci_of.values())
    rows: dict[str, Row] = {}
    for vintage in VINTAGES:
        following = str(vintage + 1) if vintage + 1 in VINTAGES else "2021" if vintage == 2019 else "2026"
        for group in packages.decoupage("epci", vintage):
            if group["code"] in live:
                continue
            members = (moved.get(m["code"], m["code"]) for m in group["membres"])
            heirs = Counter(epci_of.get(code) for code in members)
            rows[group["code"]] = {
                "code": group["code"],
                "level": "epci",
                "current": [siren for siren, _count in heirs.most_common() if siren],
                "name": group["nom"],
                "until": following,
                "reason": "",
            }
    return [rows[code] for code in sorted(rows)]


def former_names(packages: Packages, today: list[Row]) -> list[Row]:
    """Return other names that today's communes had under the same code; spelling variants are left out."""
    names = {row["code"]: row["name"] for row in today}
    seen: dict[tuple[str, str], Row] = {}

    def note(entry: dict[str, Any], until: str) -> None:
        code = entry["code"]
        if code in names and key(entry["nom"]) != key(names[code]):
            seen[code, key(entry["nom"])] = {"code": code, "name": entry["nom"], "until": until}

    for entry in packages.decoupage("historique-communes", 2019):
        if entry["type"] == "COM" and "dateFin" in entry:
            note(entry, entry["dateFin"])
    for vintage in list(VINTAGES)[:-1]:
        following = min(year for year in VINTAGES if year > vintage)
        for row in packages.decoupage("communes", vintage):
            if row["type"] == "commune-actuelle":
                note(row, str(following))
    return sorted(seen.values(), key=lambda row: (row["code"], row["until"], row["name"]))


def splits(packages: Packages, today: list[Row]) -> dict[str, list[str]]:
    """Return the communes born of a split since 2019: commune of today that held them → their codes."""
    current = {row["code"] for row in today}
    held: dict[str, set[str]] = defaultdict(set)
    for vintage in VINTAGES:
        for row in packages.decoupage("communes", vintage):
            parent = row.get("chefLieu")
            if row["type"] != "commune-actuelle" and row["code"] in current and parent not in (None, row["code"]):
                held[parent].add(row["code"])
    return {parent: sorted(codes) for parent, codes in sorted(held.items()) if parent in current}
