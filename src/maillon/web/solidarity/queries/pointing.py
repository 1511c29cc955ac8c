"""Which territory of a map is under a point of its picture."""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import NamedTuple

from maillon.analytics.territories import Territory, territory
from maillon.analytics.territories.grid import commune_grid, grid_codes
from maillon.web.solidarity.queries.choropleth import WIDTH, Extent, rings, sheet

Point = tuple[float, float]


class Outline(NamedTuple):
    """The rings of a territory, and the box that holds them: left, top, right, bottom."""

    code: str
    box: tuple[float, float, float, float]
    rings: list[list[Point]]


def pointed(extent: Extent, x: float, y: float) -> Territory | None:
    """Return the territory under a point, given as shares of the picture's width and height; None over the sea."""
    if not (0 <= x < 1 and 0 <= y < 1):
        return None
    code = _drawn(extent, x, y) if extent.drawable else _painted(x, y)
    return territory(code, extent.level) if code else None


def _painted(x: float, y: float) -> str:
    grid = commune_grid()
    return grid_codes()[int(grid[int(y * grid.shape[0]), int(x * grid.shape[1])])]


def _drawn(extent: Extent, x: float, y: float) -> str:
    at = (x * WIDTH, y * sheet(extent).height)
    return next((one.code for one in _outlines(extent) if _within(one, at)), "")


@lru_cache(maxsize=4)
def _outlines(extent: Extent) -> tuple[Outline, ...]:
    return tuple(_outline(code, rings(path)) for code, path in sheet(extent).paths.items())


def _outline(code: str, found: list[list[Point]]) -> Outline:
    xs, ys = zip(*(point for ring in found for point in ring), strict=True) if any(found) else ((inf,), (inf,))
    return Outline(code, (min(xs), min(ys), max(xs), max(ys)), found)


def _within(one: Outline, at: Point) -> bool:
    """Tell whether a point is inside an odd number of rings: holes are outside."""
    left, top, right, bottom = one.box
    if not (left <= at[0] <= right and top <= at[1] <= bottom):
        return False
    return sum(_crossings(ring, at) for ring in one.rings) % 2 == 1


def _crossings(ring: list[Point], at: Point) -> int:
    """Count the sides of a ring that a line from the point to the right crosses."""
    x, y = at
    sides = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum((y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0 for (x0, y0), (x1, y1) in sides)
