"""The map of classes: drawn once for each extent, painted for each choice of weights. Presentation only, no style."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from django.template.loader import render_to_string

from maillon.analytics.solidarity import Level
from maillon.analytics.territories import territory, within
from maillon.analytics.territories.contours import Drawing, Inset, svg_paths
from maillon.web.solidarity.levels import COMMUNE

WIDTH, HEIGHT = 720, 760
_FINEST = 400
"""Shapes of one map beyond which their lines are drawn to the unit, not to its tenth."""
_MOST = 1_500
_RING = re.compile(r"M(\S+) (\S+)l([^zM]*)z")
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Extent:
    """What a map shows.

    Attributes:
        level: "epci" or "commune".
        department: a département's code; empty for France.
    """

    level: Level
    department: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """What it contains."""
        return tuple(within(self.department, self.level))

    @property
    def drawable(self) -> bool:
        """Whether shapes are drawn: every commune of France at once is a picture of pixels, `raster`."""
        return bool(self.department) or self.level != COMMUNE


@dataclass(frozen=True, slots=True)
class Sheet:
    """The shapes of an extent: code → path."""

    height: int
    paths: Mapping[str, str]
    insets: tuple[Inset, ...]


@lru_cache(maxsize=128)
def sheet(extent: Extent) -> Sheet:
    """Draw an extent, once a process."""
    codes = extent.codes
    drawing: Drawing = svg_paths(codes, extent.level, width=WIDTH, height=HEIGHT)
    write = coarser if len(codes) > _FINEST else str
    return Sheet(drawing.height, {shape.code: write(shape.path) for shape in drawing.shapes}, drawing.insets)


def coarser(path: str) -> str:
    """Return a path drawn to half a unit; rings that become a point disappear, unless nothing would be left."""
    rings = [_rounded(*found) for found in _RING.findall(path)]
    kept = [ring for ring in rings if len(ring) > 3] or rings[:1]
    return "".join(_written(ring) for ring in kept)


def rings(path: str) -> list[list[tuple[float, float]]]:
    """Return the corners of the rings of a path, in units of the drawing."""
    return [_corners(*found) for found in _RING.findall(path)]


def _corners(x: str, y: str, steps: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in steps.split()]
    xs = accumulate(numbers[::2], initial=float(x))
    ys = accumulate(numbers[1::2], initial=float(y))
    return list(zip(xs, ys, strict=True))


def _rounded(x: str, y: str, steps: str) -> list[tuple[int, int]]:
    place = [float(x), float(y)]
    points = [(round(2 * place[0]), round(2 * place[1]))]
    numbers = [float(number) for number in steps.split()]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        place = [place[0] + dx, place[1] + dy]
        point = (round(2 * place[0]), round(2 * place[1]))
        if point != points[-1]:
            points.append(point)
    return points


def _written(ring: list[tuple[int, int]]) -> str:
    moves = (f"{_half(x - was_x)} {_half(y - was_y)}" for (was_x, was_y), (x, y) in pairwise(ring))
    return f"M{_half(ring[0][0])} {_half(ring[0][1])}l{' '.join(moves)}z"


def _half(value: int) -> str:
    whole, rest = divmod(abs(value), 2)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole or ''}.5" if rest else f"{sign}{whole}"


@dataclass(frozen=True, slots=True)
class Shape:
    """A territory of a map whose shapes are links: its reference, its name, its class ("?" without one), its path."""

    ref: str
    name: str
    letter: str
    path: str


def shapes(extent: Extent, classes: Mapping[str, str]) -> list[Shape]:
    """Return the shapes of a département, to be drawn in the page itself; none for France, which is an image."""
    if not extent.department:
        return []
    found = ((territory(code, extent.level), code, path) for code, path in sheet(extent).paths.items())
    return [Shape(place.ref, place.name, classes.get(code, _UNKNOWN), path) for place, code, path in found if place]


def painted(extent: Extent, classes: Mapping[str, str], title: str, *, here: Iterable[str] = ()) -> str:
    """Return the map as an SVG document of its own.

    Args:
        extent: what it shows.
        classes: code → letter; what is not in it is drawn as unknown.
        title: what the map says, in one sentence.
        here: codes set off from the others.
    """
    drawn = sheet(extent)
    groups: dict[str, list[str]] = defaultdict(list)
    for code, path in drawn.paths.items():
        groups[classes.get(code, _UNKNOWN)].append(path)
    given = {
        "width": WIDTH,
        "height": drawn.height,
        "title": title,
        "groups": [(letter, "".join(groups[letter])) for letter in sorted(groups)],
        "insets": drawn.insets,
        "here": [drawn.paths[code] for code in here if code in drawn.paths],
    }
    return render_to_string("solidarity/map.svg", given)
