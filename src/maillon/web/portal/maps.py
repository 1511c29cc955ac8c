"""Maps of the opening page: territories shaded by how many contracts cover them, light enough for a first page.

The look is that of the territories' own maps; these differ in that a whole country stays under forty kilobytes, that
shades have the same meaning on every map, and that numbers lead from the drawing to the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from maillon.analytics.territories import Level, communes_of, territory
from maillon.analytics.territories.contours import Drawing, Inset, Shape, svg_paths

STEP = 2.0  # user units of a coarse path: below what a screen shows of a whole country
FRANCE = 460
DETAIL = 560
LEAST = (1, 2, 5, 10)  # fewest contracts of each shade
FIRST = 2  # the lightest shade is too near to the paper to mean something

# the order of the official code, Corsica in its place
DEPARTMENTS = tuple(code for number in range(1, 96) for code in (("2A", "2B") if number == 20 else (f"{number:02d}",)))
OVERSEAS = ("971", "972", "973", "974", "976")


def shade(count: int) -> int:
    """Return the shade of a territory that `count` contracts cover, 2 to 5; 0 for none."""
    return FIRST - 1 + sum(count >= least for least in LEAST) if count >= LEAST[0] else 0


@dataclass(frozen=True, slots=True)
class Place:
    """One territory on a map.

    Attributes:
        ref: its reference in addresses.
        name: its name.
        count: how many contracts cover it.
        shade: 2 (least) to 5 (most); 0 for none.
        path: SVG path data, user units.
        rank: number written on the map; 0 for none.
        label: where the number goes.
    """

    ref: str
    name: str
    count: int
    shade: int
    path: str
    rank: int = 0
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """A map ready to be written as SVG; `scale` turns path units into those of the frame."""

    width: int
    height: int
    scale: float
    places: tuple[Place, ...]
    insets: tuple[Inset, ...] = ()


def france(counts: Mapping[str, int]) -> Map:
    """Draw every département with a contour, mainland and overseas, shaded by `counts`."""
    drawing = _france()
    places = tuple(_place(shape, "departement", counts) for shape in drawing.shapes)
    return Map(drawing.width, drawing.height, STEP, places, drawing.insets)


def detail(department: str, counts: Mapping[str, int], order: Iterable[str]) -> Map:
    """Draw the intercommunalities of a département, shaded by `counts` and numbered in `order`."""
    drawing = _department(department)
    ranks = {code: rank for rank, code in enumerate(order, start=1)}
    places = tuple(_place(shape, "epci", counts, ranks.get(shape.code, 0)) for shape in drawing.shapes)
    return Map(drawing.width, drawing.height, 1.0, places)


def _place(shape: Shape, level: Level, counts: Mapping[str, int], rank: int = 0) -> Place:
    found = territory(shape.code, level)
    count = counts.get(shape.code, 0)
    ref, name = (found.ref, found.name) if found else ("", shape.code)
    return Place(ref, name, count, shade(count), shape.path, rank, shape.label)


@cache
def _france() -> Drawing:
    drawn = svg_paths((*DEPARTMENTS, *OVERSEAS), "departement", width=FRANCE, height=2 * FRANCE)
    shapes = tuple(Shape(shape.code, coarse(shape.path, STEP), None) for shape in drawn.shapes)
    return Drawing(drawn.width, drawn.height, shapes, insets=drawn.insets, missing=drawn.missing)


@cache
def _department(code: str) -> Drawing:
    return svg_paths(epcis_of(code), "epci", width=DETAIL, height=DETAIL, labels=True)


@cache
def epcis_of(department: str) -> tuple[str, ...]:
    """Return the intercommunalities of which most inhabitants live in a département."""
    members = (territory(code, "commune") for code in communes_of(department, "departement"))
    codes = sorted({place.epci for place in members if place and place.epci})
    found = ((code, territory(code, "epci")) for code in codes)
    return tuple(code for code, place in found if place and place.department == department)


def coarse(path: str, step: float) -> str:
    """Return SVG path data on a grid of `step` units, in grid units: neighbours that share a border still do."""
    rings = []
    for ring in path.split("z"):
        start, _line, rest = ring.lstrip("M").partition("l")
        numbers = [float(number) for number in rest.split()]
        if not numbers:
            continue
        x, y = map(float, start.split())
        points = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        grid = [point for point, _same in groupby((round(x / step), round(y / step)) for x, y in points)]
        if len(grid) > 2:
            steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(grid))
            rings.append(f"M{grid[0][0]} {grid[0][1]}l{steps}z")
    return "".join(rings)
