"""Contours on paper: projected, fitted in a frame, written as SVG paths."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.territories.model import Level
from maillon.analytics.territories.topology import Points, rings, topology

Plane = NDArray[np.float64]

# Lambert-93 (EPSG:2154): conic conformal, standard parallels 44° and 49°, origin 46° 30′ N 3° E, ellipsoid GRS 80
_E = 0.0818191910428158
_N, _C, _X0, _Y0, _LON0 = 0.7256077650532670, 11754255.4261, 700000.0, 12655612.0499, 3.0
_MAINLAND = "metropole"
# west, south, east, north, then the name shown on the inset
_ZONES: dict[str, tuple[float, float, float, float, str]] = {
    _MAINLAND: (-6.0, 41.0, 10.0, 51.5, ""),
    "971": (-62.0, 15.7, -60.8, 16.7, "Guadeloupe"),
    "972": (-61.3, 14.2, -60.7, 15.0, "Martinique"),
    "973": (-54.8, 2.0, -51.4, 6.0, "Guyane"),
    "974": (55.0, -21.5, 56.0, -20.8, "La Réunion"),
    "976": (44.9, -13.1, 45.4, -12.5, "Mayotte"),
}
_INSET = 0.15  # width of an overseas inset, as a part of the frame


@dataclass(frozen=True, slots=True)
class Shape:
    """One territory drawn: its code, its SVG path data (fill-rule evenodd), where a label goes, in user units."""

    code: str
    path: str
    label: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Inset:
    """The frame in which an overseas territory is drawn at its own scale."""

    x: float
    y: float
    width: float
    height: float
    name: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in one frame, `width` × `height` in user units, north up.

    Attributes:
        outlines: shapes of the groups asked for, to be stroked above the others.
        insets: frames of the overseas territories, when the mainland is drawn too.
        missing: codes without contour.
        kilometre: length of one kilometre in user units, in the main frame.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    outlines: tuple[Shape, ...] = ()
    insets: tuple[Inset, ...] = ()
    missing: tuple[str, ...] = ()
    kilometre: float = 0.0


def lambert93(points: Points) -> Plane:
    """Project (longitude, latitude) in degrees to Lambert-93 metres (IGN, algorithm ALG0003)."""
    latitude = np.radians(points[:, 1])
    sine = _E * np.sin(latitude)
    isometric = np.log(np.tan(math.pi / 4 + latitude / 2)) - _E / 2 * np.log((1 + sine) / (1 - sine))
    radius = _C * np.exp(-_N * isometric)
    angle = _N * np.radians(points[:, 0] - _LON0)
    return np.column_stack([_X0 + radius * np.sin(angle), _Y0 - radius * np.cos(angle)])


def _local(points: Points, zone: str) -> Plane:
    """Project around the middle of an overseas zone, metres."""
    west, south, east, north, _name = _ZONES[zone]
    middle = math.cos(math.radians((south + north) / 2))
    return (points - [(west + east) / 2, (south + north) / 2]) * [111_320 * middle, 110_574]


def _zone(points: Points) -> str | None:
    lon, lat = points[0]
    for zone, (west, south, east, north, _name) in _ZONES.items():
        if west <= lon <= east and south <= lat <= north:
            return zone
    return None


class _Sheet:
    """Projected rings by zone, then their place in the frame."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.rings: dict[tuple[str, str], list[Plane]] = defaultdict(list)

    def lay(self, key: str, parts: Iterable[Points]) -> None:
        for ring in parts:
            zone = _zone(ring)
            if zone is not None:
                plane = lambert93(ring) if zone == _MAINLAND else _local(ring, zone)
                self.rings[key, zone].append(plane)

    def frames(self) -> dict[str, tuple[float, float, float, float]]:
        """Return zone → (x, y, width, height); the mainland, or else the first zone, has the sheet."""
        found = {zone for _key, zone in self.rings}
        zones = [zone for zone in _ZONES if zone in found]
        width, height = self.size
        if len(zones) < 2:
            return dict.fromkeys(zones, (0, 0, width, height))
        side = _INSET * width
        framed: dict[str, tuple[float, float, float, float]] = {zones[0]: (side + 8, 0, width - side - 8, height)}
        room = min(side, height / (len(zones) - 1))
        for rank, zone in enumerate(zones[1:]):
            framed[zone] = (0, rank * room, room, room)
        return framed

    def scales(self) -> dict[str, tuple[float, Plane]]:
        """Return zone → (user units a metre, shift)."""
        scales = {}
        for zone, (x, y, width, height) in self.frames().items():
            # the outlines drawn above count too: they are laid on the same sheet
            every = np.vstack([ring for (_key, at), some in self.rings.items() if at == zone for ring in some])
            low, high = every.min(axis=0), every.max(axis=0)
            margin = 6
            extent = np.maximum(high - low, 1.0)
            scale = float(min((width - 2 * margin) / extent[0], (height - 2 * margin) / extent[1]))
            middle = (low + high) / 2
            scales[zone] = (scale, np.array([x + width / 2 - scale * middle[0], y + height / 2 + scale * middle[1]]))
        return scales

    def placed(self) -> dict[str, list[Plane]]:
        """Return the rings of each key in the units of the sheet."""
        scales = self.scales()
        found: dict[str, list[Plane]] = defaultdict(list)
        for (key, zone), some in self.rings.items():
            scale, shift = scales[zone]
            found[key].extend(ring * [scale, -scale] + shift for ring in some)
        return found


def _path(rings_in_units: Sequence[Plane]) -> str:
    """Write rings as relative SVG segments, one decimal; points closer than that are left out."""
    parts = []
    for ring in rings_in_units:
        tenths = np.rint(ring * 10).astype(int)
        keep = np.ones(len(tenths), dtype=bool)
        keep[1:] = (np.diff(tenths, axis=0) != 0).any(axis=1)
        points = tenths[keep][:-1] if len(tenths[keep]) > 1 else tenths[keep]
        if len(points) < 3:
            continue
        steps = np.diff(points, axis=0)
        written = " ".join(f"{_tenth(dx)} {_tenth(dy)}" for dx, dy in steps.tolist())
        parts.append(f"M{_tenth(points[0][0])} {_tenth(points[0][1])}l{written}z")
    return "".join(parts)


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(int(value)), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _label(rings_in_units: Sequence[Plane]) -> tuple[float, float] | None:
    """Return a point inside the largest ring."""
    import shapely  # a tenth of a second that only labels need

    if not rings_in_units:
        return None
    largest = max(rings_in_units, key=lambda ring: float(np.prod(ring.max(axis=0) - ring.min(axis=0))))
    if len(largest) < 4:
        return None
    inside = shapely.point_on_surface(shapely.make_valid(shapely.Polygon(largest)))
    return (round(inside.x, 1), round(inside.y, 1)) if not inside.is_empty else None


def svg_paths(
    codes: Iterable[str],
    level: Level = "commune",
    *,
    width: int = 600,
    height: int = 600,
    outlines: Mapping[str, Iterable[str]] | None = None,
    labels: bool = False,
) -> Drawing:
    """Draw territories of one level in one frame, projected so that shapes look right.

    The mainland is drawn in Lambert-93; overseas départements at their own scale, in insets when both are there.

    Args:
        codes: what to draw; codes without contour are listed in `missing`.
        level: level of all codes.
        width: width of the frame, user units.
        height: largest height of the frame; the drawing is no higher than it needs.
        outlines: name → commune codes; the border of each group is drawn too.
        labels: find where a label goes in each shape, which takes longer than drawing it.
    """
    wanted = list(dict.fromkeys(codes))
    contours = {code: rings(code, level) for code in wanted}
    groups = {name: topology("commune").dissolved(inside) for name, inside in (outlines or {}).items()}
    sheet = _Sheet(width, _needed_height([*contours.values(), *groups.values()], width, height))
    for code, parts in contours.items():
        sheet.lay(f"shape:{code}", parts)
    for name, parts in groups.items():
        sheet.lay(f"outline:{name}", parts)
    scales, placed = sheet.scales(), sheet.placed()

    def drawn(key: str, code: str) -> Shape:
        return Shape(code, _path(placed[key]), _label(placed[key]) if labels else None)

    main = next(iter(scales.values()))[0] if scales else 0.0
    return Drawing(
        width=width,
        height=sheet.size[1],
        shapes=tuple(drawn(f"shape:{code}", code) for code in wanted if contours[code]),
        outlines=tuple(drawn(f"outline:{name}", name) for name in groups if groups[name]),
        insets=tuple(Inset(*frame, _ZONES[zone][4]) for zone, frame in list(sheet.frames().items())[1:]),
        missing=tuple(code for code in wanted if not contours[code]),
        kilometre=1000 * main,
    )


def place(contours: Mapping[str, Sequence[Points]], width: int, most: int) -> tuple[int, dict[str, list[Plane]]]:
    """Place territories in one frame, as `svg_paths` does.

    Args:
        contours: code → rings, in degrees.
        width: width of the frame.
        most: largest height of the frame.

    Returns:
        The height of the frame, and code → rings in its units, from the upper left corner.
    """
    sheet = _Sheet(width, _needed_height([*contours.values()], width, most))
    for code, parts in contours.items():
        sheet.lay(code, parts)
    return sheet.size[1], sheet.placed()


def _needed_height(every: Sequence[Sequence[Points]], width: int, most: int) -> int:
    """Return the height that the shapes need at this width, between a third of `width` and `most`."""
    zones = {_zone(ring) for parts in every for ring in parts}
    if _MAINLAND not in zones:
        return most
    if len(zones - {None}) > 1:
        width = int(width * (1 - _INSET))
    planes = [lambert93(ring) for parts in every for ring in parts if _zone(ring) == _MAINLAND]
    low = np.min([plane.min(axis=0) for plane in planes], axis=0)
    high = np.max([plane.max(axis=0) for plane in planes], axis=0)
    extent = np.maximum(high - low, 1.0)
    return int(min(most, max(width / 3, width * extent[1] / extent[0])))
