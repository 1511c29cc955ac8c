"""Reads the rows of an iMeta table into elements, collecting every fault."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from maillon.analytics.composite.meta import Element
from maillon.analytics.vectors import LARGEST
from maillon.rules.phrases import listing, some
from maillon.rules.problem import Problem
from maillon.rules.wording import _

HEADING = 2
REQUIRED = ("Level", "iCode", "Parent", "Direction")
LOWER = ("goalpost_lower", "goalpost_min", "goalpost_low")
UPPER = ("goalpost_upper", "goalpost_max", "goalpost_high")
RESERVED = ("uCode", "uName", "Time", "data", "rank")
TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")


def read_elements(rows: pl.DataFrame) -> tuple[list[Element], list[Problem]]:
    """Return the indicators and aggregates of the metadata, and what is wrong with their rows.

    A faulty cell is read as its default, so that the tree can be checked too and every fault said at once.

    Args:
        rows: iMeta.

    Returns:
        The elements in the order of the table; the faults, each with its column and its line.
    """
    missing = [name for name in REQUIRED if name not in rows.columns]
    if missing:
        read = _("Colonnes lues : {columns}").format(columns=some(rows.columns, 8))
        return [], [Problem(_("cette colonne manque aux métadonnées"), name, expected=read) for name in missing]
    rows = rows.rename({name: name.lower() for name in rows.columns if name.lower() in (*LOWER, *UPPER)})
    elements: list[Element] = []
    faults: list[Problem] = []
    seen: set[str] = set()
    for rank, cells in enumerate(rows.iter_rows(named=True)):
        row = _Row(cells, rank + HEADING)
        element = row.element()
        if row.code in seen:
            row.fault("iCode", _("le code « {code} » est écrit plusieurs fois").format(code=row.code))
        elif element is not None and row.code:
            elements.append(element)
        if row.code:
            seen.add(row.code)
        faults += row.faults
    return elements, faults


class _Row:
    """One row of metadata, with the faults met while reading it."""

    def __init__(self, cells: Mapping[str, Any], line: int) -> None:
        self.cells = cells
        self.line = line
        self.faults: list[Problem] = []
        self.code = self.text("iCode")

    def fault(self, column: str, what: str, *, expected: str = "", remedy: str = "") -> None:
        where = f"{column} ({self.code})" if self.code else column
        self.faults.append(Problem(what, where, line=self.line, expected=expected, remedy=remedy))

    def text(self, column: str) -> str:
        value = self.cells.get(column)
        return "" if value is None else str(value).strip()

    def number(self, column: str) -> float | None:
        """Return a finite number, or None for an empty cell."""
        value = self.cells.get(column)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.inf
        if abs(number) <= LARGEST:
            return number
        self.fault(column, _("« {cell} » n’est pas un nombre").format(cell=str(value)[:40]))
        return None

    def flag(self, column: str, *, default: bool) -> bool:
        written = self.text(column).lower()
        return default if not written else written in {"true", "1", "1.0", "vrai", "oui"}

    def element(self) -> Element | None:
        kind = self.text("Type") if "Type" in self.cells else self._usual_kind()
        if not self.code:
            self.fault("iCode", _("ce code est vide"))
        if kind not in TYPES:
            self.fault("Type", _("« {kind} » n’est pas un type").format(kind=kind), expected=some(TYPES, 5))
        if kind not in ("Indicator", "Aggregate"):
            return None
        if self.code in RESERVED:
            self.fault(
                "iCode", _("ce code est réservé"), expected=_("Un autre que {codes}").format(codes=listing(RESERVED))
            )
        level, direction = self._level(kind), self._direction(kind)
        low, high = self._post(LOWER), self._post(UPPER)
        if low is not None and high is not None and low >= high:
            self.fault("goalpost_upper", _("la borne haute n’est pas au-dessus de la borne basse"))
        scale, weight = self.number("goalpost_scale"), self.number("Weight")
        if weight is not None and weight < 0:
            self.fault("Weight", _("un poids ne peut pas être négatif"), remedy=_("Changer Direction en -1"))
        return Element(
            code=self.code,
            name=self.text("iName") or self.code,
            kind="Indicator" if kind == "Indicator" else "Aggregate",
            level=level,
            parent=self.text("Parent") or None,
            direction=direction,
            weight=1.0 if weight is None else weight,
            unit=self.text("Unit"),
            target=self.number("Target"),
            denominator=self.text("Denominator") or None,
            goalposts=None if low is None or high is None else (low, high),
            scale=1.0 if scale is None else scale,
            truncated=self.flag("goalpost_trunc2posts", default=True),
            capped=self.flag("dist2targ_cap_max", default=False),
        )

    def _usual_kind(self) -> str:
        """Return the type of a row in a table that has no such column, by its level."""
        level = self.number("Level")
        return "Other" if level is None else "Indicator" if level == 1 else "Aggregate"

    def _post(self, names: tuple[str, ...]) -> float | None:
        return next((number for name in names if (number := self.number(name)) is not None), None)

    def _level(self, kind: str) -> int:
        level = self.number("Level")
        whole = level is not None and level.is_integer() and level >= 1
        if not whole or level is None or (kind == "Indicator") != (level == 1):
            expected = _("1 pour un indicateur, 2 ou plus pour un agrégat")
            self.fault("Level", _("ce niveau ne convient pas"), expected=expected)
            return 1
        return int(level)

    def _direction(self, kind: str) -> int:
        direction = self.number("Direction")
        if direction is None and kind == "Aggregate":
            return 1
        if direction not in (1, -1):
            self.fault("Direction", _("ce sens ne convient pas"), expected=_("1 (plus est mieux) ou -1"))
            return 1
        return int(direction)
