"""The look-up file: columns of text derived from the tables, read without any library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maillon.analytics.territories.columns import write_columns
from maillon.analytics.territories.model import LEVELS
from maillon.analytics.territories.normalise import key, spell, without_kind
from reference.tables import Row

NAME, ALIAS, FORMER = "0", "1", "2"
_ARTICLE = re.compile("^(le|la|les|l) ")


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


class _Names:
    """Every name a territory is searched by; of two alike for one territory, the worthier kind stays."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._entries: dict[tuple[str, int], tuple[str, str]] = {}

    def add(self, name: str, rank: int, kind: str, written: str | None = None) -> None:
        """Note that the territory of a rank is found under a name, or under a key written from it."""
        place = (written or key(name), rank)
        if place not in self._entries or kind < self._entries[place][0]:
            self._entries[place] = (kind, "" if name == self._rows[rank]["name"] else name)

    def columns(self) -> dict[str, list[str]]:
        """Return the search columns, in order of keys."""
        ordered = sorted(self._entries.items())
        return {
            "search.key": [written for (written, _rank), _entry in ordered],
            "search.row": [str(rank) for (_written, rank), _entry in ordered],
            "search.kind": [kind for _place, (kind, _name) in ordered],
            "search.shown": [name for _place, (_kind, name) in ordered],
        }


def _search_columns(tables: Tables, rows: list[Row]) -> dict[str, list[str]]:
    names = _Names(rows)
    first: dict[str, int] = {}
    for rank, row in enumerate(rows):
        names.add(row["name"], rank, NAME)
        names.add(row["name"], rank, ALIAS, _ARTICLE.sub("", key(row["name"])))
        if row["level"] in ("epci", "ept"):
            for name in filter(None, (row["name"], row["short_name"])):
                names.add(name, rank, ALIAS, key(without_kind(spell(name))))
        if row["level"] in ("commune", "epci"):
            first[row["code"]] = rank
    for row in tables.former_codes:
        for code in row["current"]:
            names.add(row["name"], first[code], FORMER)
    for row in tables.former_names:
        names.add(row["name"], first[row["code"]], FORMER)
    return names.columns()
