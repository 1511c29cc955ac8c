"""Contours with shared borders: clean coverage, simplify it, cut it into arcs that neighbours share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from reference.tables import DataFrance, Row

# side of the triangles that simplification removes, degrees (mainland, overseas); 0.003 is about 300 m
TOLERANCES = {"commune": (0.003, 0.003), "epci": (0.008, 0.003), "departement": (0.015, 0.003)}
GAP_WIDTH = 0.002  # gaps narrower than this between two contours are slips of the source
MERGED_IN = "2025"  # mergers of that vintage whose contour lacks a part in the source
MAINLAND_SOUTH = 41.0  # degrees of latitude
SCALE = 10_000  # coordinates are kept to 1/10 000 degree, about 10 m
_X_OFFSET = 1 << 24
Ring = list[int]
Shapes = dict[str, list[list[Ring]]]
Geometries = NDArray[Any]


@dataclass(frozen=True)
class Coverage:
    """Contours of communes that touch without overlap, and what had to be mended.

    Attributes:
        codes: commune of each geometry.
        geometries: cleaned contours.
        rebuilt: communes without contour in the source, made of their parts.
        filled: communes merged in 2025 that were given back a hole left by an absorbed commune.
    """

    codes: list[str]
    geometries: Geometries
    rebuilt: list[str]
    filled: list[str]


def commune_coverage(extra: DataFrance, former: list[Row]) -> Coverage:
    """Clean the contours of communes and mend those that the source leaves without a part of their territory."""
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
    clean = shapely.coverage_clean(np.array([found[code] for code in codes], dtype=object), gap_width=GAP_WIDTH)
    merged = {row["current"][0] for row in former if row["level"] == "commune" and row["until"] == MERGED_IN}
    return Coverage(codes, clean, sorted(rebuilt), _fill(codes, clean, merged))


def _fill(codes: list[str], geometries: Geometries, merged: set[str]) -> list[str]:
    """Give each hole of the country to the commune merged in 2025 that borders it; return those communes.

    Where two such communes border a hole, one that has been given nothing comes first, then the longer border.
    """
    whole = shapely.coverage_union_all(geometries)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    tree = shapely.STRtree(geometries)
    claims = []
    for hole in holes:
        beside = [rank for rank in tree.query(hole, predicate="intersects") if codes[rank] in merged]
        borders = {rank: shapely.length(shapely.intersection(geometries[rank], hole)) for rank in beside}
        claims.append((hole, {rank: length for rank, length in borders.items() if length > 0}))
    filled: set[str] = set()
    for hole, borders in sorted(claims, key=lambda claim: len(claim[1])):
        if borders:
            owner = max(borders, key=lambda rank: (codes[rank] not in filled, borders[rank]))
            geometries[owner] = shapely.union(geometries[owner], hole)
            filled.add(codes[owner])
    return sorted(filled)


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

    def __init__(self, codes: list[str], geometries: Geometries, tolerances: tuple[float, float]) -> None:
        overseas = shapely.bounds(geometries)[:, 1] < MAINLAND_SOUTH
        simplified = geometries.copy()
        for inside, tolerance in zip((~overseas, overseas), tolerances, strict=True):
            simplified[inside] = shapely.coverage_simplify(geometries[inside], tolerance)
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


def topologies(coverage: Coverage, communes: list[Row]) -> dict[str, Topology]:
    """Build one topology per level."""
    codes, clean = coverage.codes, coverage.geometries
    built = {"commune": Topology(codes, clean, TOLERANCES["commune"])}
    for level, column in (("epci", "epci"), ("departement", "department")):
        groups, merged = dissolve(codes, clean, {str(row["code"]): row[column] for row in communes})
        built[level] = Topology(groups, merged, TOLERANCES[level])
    return built


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
