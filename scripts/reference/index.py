"""The look-up file: columns of text derived from the tables, read without any library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference.tables import Row

from maillon.analytics.territories.columns import write_columns
from maillon.analytics.territories.model import LEVELS
from maillon.analytics.territories.normalise import key, spell, without_kind

NAME, ALIAS, FORMER = "0", "1", "2"


@dataclass
class Tables:
    """Every table of the reference data, as rows."""

    communes: list[Row]
    parts: list[Row]
    groupings: list[Row]
    departments: list[Row]
    regions: list[Row]
    former_codes: list[Row]
    former_names: list[Row]
    splits: dict[str, list[str]]
    near: dict[str, list[str]]

    def territories(self) -> list[Row]:
        """Return every territory in the order of the look-up file, each with its level."""
        return [
            *({**row, "level": "commune"} for row in self.communes),
            *self.parts,
            *({**row, "siren": row["code"]} for row in self.groupings),
            *({**row, "level": "departement", "department": row["code"]} for row in self.departments),
            *({**row, "level": "region", "region": row["code"]} for row in self.regions),
        ]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return " ".join(map(str, cell))
    return f"{cell:.5f}".rstrip("0") if isinstance(cell, float) else str(cell)


def write_index(path: Path, tables: Tables) -> None:
    """Write the look-up file."""
    rows = tables.territories()
    plain = ["code", "name", "population", "population_total", "department", "region", "epci", "siren", "nature"]
    plain += ["lon", "lat", "parent", "postal_codes"]
    columns: dict[str, Sequence[str]] = {name: [_text(row.get(name)) for row in rows] for name in plain}
    columns["level"] = [str(LEVELS.index(row["level"])) for row in rows]
    columns["members"] = [_text(row["members"]) if row["level"] == "ept" else "" for row in rows]
    for name in ("code", "name", "until", "current", "reason", "level"):
        columns[f"former.{name}"] = [_text(row[name]) for row in tables.former_codes]
    columns["split.parent"] = list(tables.splits)
    columns["split.codes"] = [" ".join(codes) for codes in tables.splits.values()]
    place = {row["code"]: rank for rank, row in enumerate(tables.communes)}
    columns["near"] = [
        " ".join(str(place[code]) for code in tables.near.get(row["code"], ())) for row in tables.communes
    ]
    columns |= _search_columns(tables, rows)
    write_columns(path, columns)


def _search_columns(tables: Tables, rows: list[Row]) -> dict[str, list[str]]:
    entries: dict[tuple[str, int], tuple[str, str]] = {}

    def add(name: str, rank: int, kind: str, written: str | None = None) -> None:
        known = entries.get((written or key(name), rank))
        if known is None or kind < known[0]:
            entries[written or key(name), rank] = (kind, "" if name == rows[rank]["name"] else name)

    first: dict[str, int] = {}
    for rank, row in enumerate(rows):
        add(row["name"], rank, NAME)
        if row["level"] in ("epci", "ept"):
            add(row["name"], rank, ALIAS, key(without_kind(spell(row["name"]))))
            if row.get("short_name"):
                add(row["short_name"], rank, ALIAS, key(without_kind(spell(row["short_name"]))))
        if row["level"] in ("commune", "epci"):
            first[row["code"]] = rank
    for row in tables.former_codes:
        for code in row["current"]:
            add(row["name"], first[code], FORMER)
    for row in tables.former_names:
        add(row["name"], first[row["code"]], FORMER)
    ordered = sorted(entries.items())
    return {
        "search.key": [written for (written, _rank), _entry in ordered],
        "search.row": [str(rank) for (_written, rank), _entry in ordered],
        "search.kind": [kind for _place, (kind, _name) in ordered],
        "search.shown": [name for _place, (_kind, name) in ordered],
    }
