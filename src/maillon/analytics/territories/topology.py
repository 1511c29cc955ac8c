"""Contours as arcs that neighbours share: read once, dissolved at will by dropping the arcs used twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from maillon.analytics.territories.lookup import communes_of
from maillon.analytics.territories.model import Level
from maillon.analytics.territories.store import REFERENCE_DIR, store

SCALE = 10_000  # the files hold 1/10 000 degree
Points = NDArray[np.float64]
Polygons = list[list[Points]]
_OWN_TOPOLOGY: frozenset[Level] = frozenset({"commune", "epci", "departement"})


class Topology:
    """Arcs and shapes of one level; coordinates are (longitude, latitude) in degrees, WGS 84."""

    def __init__(self, level: Level, folder: Path = REFERENCE_DIR) -> None:
        arcs = pl.read_parquet(folder / "contour_arcs.parquet").filter(pl.col("topology") == level)
        shapes = pl.read_parquet(folder / "contour_shapes.parquet").filter(pl.col("topology") == level)
        ends = np.cumsum(arcs["dx"].list.len().to_numpy().astype(np.int64))
        self._starts = np.concatenate([[0], ends])
        steps = np.column_stack([arcs["dx"].explode().to_numpy(), arcs["dy"].explode().to_numpy()]).astype(np.int64)
        # one running sum over all arcs, then each arc's own beginning is taken off
        total = np.cumsum(steps, axis=0)
        before = np.vstack([[0, 0], total])[self._starts[:-1]]
        self._points = (total - np.repeat(before, np.diff(self._starts), axis=0)) / SCALE
        self.shapes: dict[str, list[list[list[int]]]] = dict(
            zip(shapes["code"].to_list(), shapes["polygons"].to_list(), strict=True)
        )

    def arc(self, number: int) -> Points:
        """Return the points of an arc; a negative number is the arc run backwards."""
        rank = abs(number) - 1
        points: Points = self._points[self._starts[rank] : self._starts[rank + 1]]
        return points if number > 0 else points[::-1]

    def ring(self, numbers: Iterable[int]) -> Points:
        """Join arcs end to end; the first point comes back at the end."""
        pieces = [self.arc(number) for number in numbers]
        return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])

    def polygons(self, code: str) -> Polygons:
        """Return the polygons of a shape, each an outer ring then its holes; empty when it has no contour."""
        return [[self.ring(ring) for ring in polygon] for polygon in self.shapes.get(code, ())]

    def dissolved(self, codes: Iterable[str]) -> list[Points]:
        """Return the rings around the union of shapes, holes among them (even-odd rule)."""
        uses = Counter(
            abs(number)
            for code in codes
            for polygon in self.shapes.get(code, ())
            for ring in polygon
            for number in ring
        )
        return [self.ring(ring) for ring in self._chained([number for number, count in uses.items() if count == 1])]

    def _chained(self, numbers: list[int]) -> list[list[int]]:
        leaving: dict[tuple[float, float], list[int]] = defaultdict(list)
        for number in numbers:
            for way in (number, -number):
                leaving[tuple(self.arc(way)[0])].append(way)
        free, rings = set(numbers), []
        for number in numbers:
            if number not in free:
                continue
            free.discard(number)
            ring = [number]
            first = tuple(self.arc(number)[0])
            while (here := tuple(self.arc(ring[-1])[-1])) != first:
                following = next(way for way in leaving[here] if abs(way) in free)
                free.discard(abs(following))
                ring.append(following)
            rings.append(ring)
        return rings


@cache
def topology(level: Level) -> Topology:
    """Return the topology of "commune", "epci" or "departement", read once per process."""
    return Topology(level)


def rings(code: str, level: Level) -> list[Points]:
    """Return the rings of any territory (even-odd rule); empty when it has no contour.

    Régions are dissolved from départements; établissements publics territoriaux from communes. Communes déléguées and
    associées and arrondissements municipaux are not drawn.
    """
    if level in _OWN_TOPOLOGY:
        return [ring for polygon in topology(level).polygons(code) for ring in polygon]
    if level == "region":
        data = store()
        inside = [other for other, row in data.rows("departement").items() if data.cells("region")[row] == code]
        return topology("departement").dissolved(inside)
    if level == "ept":
        return topology("commune").dissolved(communes_of(code, "ept"))
    return []
