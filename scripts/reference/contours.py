"""Contours with shared borders: clean coverage, simplify it, cut it into arcs that neighbours share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from reference.tables import DataFrance, Row

# side of the triangles that simplification removes, degrees; about 400 m, 1 km and 2 km
TOLERANCES = {"commune": 0.004, "epci": 0.01, "departement": 0.02}
SCALE = 10_000  # coordinates are kept to 1/10 000 degree, about 10 m
_X_OFFSET = 1 << 24
Ring = list[int]
Shapes = dict[str, list[list[Ring]]]
Geometries = NDArray[Any]


def commune_coverage(extra: DataFrance) -> tuple[list[str], Geometries, list[str]]:
    """Return codes, cleaned geometries and codes rebuilt from their parts, for communes that have a contour."""
    found = {
        code: shapely.from_wkb(bytes.fromhex(wkb)) for (kind, code), wkb in extra.contours.items() if kind == "COM"
    }
    rebuilt = []
    for code, parts in extra.parents.items():
        if code not in found and parts:
            kinds = ("COMD", "COMA")
            shapes = [extra.contours[kind, part] for part in parts for kind in kinds if (kind, part) in extra.contours]
            found[code] = shapely.union_all([shapely.from_wkb(bytes.fromhex(wkb)) for wkb in shapes])
            rebuilt.append(code)
    codes = sorted(found)
    raw = np.array([found[code] for code in codes], dtype=object)
    return codes, shapely.coverage_clean(raw), sorted(rebuilt)


def dissolve(codes: list[str], geometries: Geometries, group_of: dict[str, str]) -> tuple[list[str], Geometries]:
    """Union the coverage by group."""
    inside: dict[str, list[int]] = defaultdict(list)
    for rank, code in enumerate(codes):
        if group_of.get(code):
            inside[group_of[code]].append(rank)
    groups = sorted(inside)
    merged = [shapely.coverage_union_all(geometries[inside[group]]) for group in groups]
    return groups, np.array(merged, dtype=object)


class Topology:
    """Arcs of one simplified coverage and the rings of its shapes, as numbers of arcs (1-based; negative: reversed)."""

    def __init__(self, codes: list[str], geometries: Geometries, tolerance: float) -> None:
        simplified = shapely.coverage_simplify(geometries, tolerance)
        self.arcs: list[NDArray[np.int64]] = []
        self.shapes: Shapes = {}
        self._known: dict[tuple[int, int, int], int] = {}
        rings = [
            (code, number, ring)
            for code, shape in zip(codes, simplified, strict=True)
            for number, polygon in enumerate(shapely.get_parts(shape))
            for ring in _integer_rings(polygon)
        ]
        junctions = _junctions(ring for _code, _number, ring in rings)
        polygons: dict[tuple[str, int], list[Ring]] = defaultdict(list)
        for code, number, ring in rings:
            polygons[code, number].append(self._cut(ring, junctions))
        for (code, _number), parts in polygons.items():
            self.shapes.setdefault(code, []).append(parts)

    def _cut(self, ring: NDArray[np.int64], junctions: set[int]) -> Ring:
        ids = _ids(ring)
        stops = [rank for rank, vertex in enumerate(ids[:-1].tolist()) if vertex in junctions]
        if not stops:
            start = int(np.argmin(ids[:-1]))
            closed = np.vstack([ring[start:-1], ring[:start], ring[start : start + 1]])
            return [self._number(closed)]
        turned = np.vstack([ring[stops[0] : -1], ring[: stops[0] + 1]])
        places = [stop - stops[0] for stop in stops] + [len(turned) - 1]
        return [self._number(turned[first : last + 1]) for first, last in pairwise(places)]

    def _number(self, arc: NDArray[np.int64]) -> int:
        ids = _ids(arc)
        forward = (int(ids[0]), int(ids[1]), int(ids[-1]))
        # first, second and last vertex name an arc: two arcs never leave a vertex along the same edge
        backward = (int(ids[-1]), int(ids[-2]), int(ids[0]))
        if forward in self._known:
            return self._known[forward]
        if backward in self._known:
            return -self._known[backward]
        self.arcs.append(arc)
        self._known[forward] = len(self.arcs)
        return len(self.arcs)

    def neighbours(self) -> dict[str, list[str]]:
        """Return, for each shape, the shapes that share at least one arc with it."""
        users: dict[int, set[str]] = defaultdict(set)
        for code, polygons in self.shapes.items():
            for arc in (abs(number) for rings in polygons for ring in rings for number in ring):
                users[arc].add(code)
        near: dict[str, set[str]] = {code: set() for code in self.shapes}
        for codes in users.values():
            for code in codes:
                near[code] |= codes - {code}
        return {code: sorted(found) for code, found in near.items()}


def _ids(points: NDArray[np.int64]) -> NDArray[np.int64]:
    ids: NDArray[np.int64] = (points[:, 0] + _X_OFFSET) * (_X_OFFSET * 4) + points[:, 1] + _X_OFFSET
    return ids


def _integer_rings(polygon: shapely.Polygon) -> Iterable[NDArray[np.int64]]:
    for line in (polygon.exterior, *polygon.interiors):
        whole = np.rint(shapely.get_coordinates(line) * SCALE).astype(np.int64)
        keep = np.ones(len(whole), dtype=bool)
        keep[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
        ring = whole[keep]
        if len(ring) > 3:
            yield ring


def _junctions(rings: Iterable[NDArray[np.int64]]) -> set[int]:
    """Return the vertices where more or fewer than two distinct edges meet."""
    starts, ends = [], []
    for ring in rings:
        ids = _ids(ring)
        starts.append(ids[:-1])
        ends.append(ids[1:])
    first, second = np.concatenate(starts), np.concatenate(ends)
    edges = np.unique(np.column_stack([np.minimum(first, second), np.maximum(first, second)]), axis=0)
    vertices, degrees = np.unique(edges, return_counts=True)
    return set(vertices[degrees != 2].tolist())


def topologies(extra: DataFrance, communes: list[Row]) -> tuple[dict[str, Topology], list[str]]:
    """Build one topology per level and say which communes were rebuilt from their parts."""
    codes, clean, rebuilt = commune_coverage(extra)
    built = {"commune": Topology(codes, clean, TOLERANCES["commune"])}
    for level, column in (("epci", "epci"), ("departement", "department")):
        groups, merged = dissolve(codes, clean, {str(row["code"]): row[column] for row in communes})
        built[level] = Topology(groups, merged, TOLERANCES[level])
    return built, rebuilt


def frames(built: dict[str, Topology]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (arcs, shapes): arcs as first point then steps in 1/10 000 degree; shapes as polygons, rings, arcs."""
    arcs, shapes = [], []
    for level, topology in built.items():
        for arc in topology.arcs:
            steps = np.vstack([arc[:1], np.diff(arc, axis=0)])
            arcs.append({"topology": level, "dx": steps[:, 0].tolist(), "dy": steps[:, 1].tolist()})
        for code, polygons in sorted(topology.shapes.items()):
            shapes.append({"topology": level, "code": code, "polygons": polygons})
    steps_type = pl.List(pl.Int32)
    return (
        pl.DataFrame(arcs, schema={"topology": pl.String, "dx": steps_type, "dy": steps_type}),
        pl.DataFrame(
            shapes,
            schema={"topology": pl.String, "code": pl.String, "polygons": pl.List(pl.List(pl.List(pl.Int32)))},
        ),
    )
