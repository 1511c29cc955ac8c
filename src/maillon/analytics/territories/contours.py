"""Contours as GeoJSON or as SVG paths, dissolved on shared borders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from maillon.analytics.territories.model import Level


@dataclass(frozen=True, slots=True)
class Shape:
    """One territory drawn: its code, its SVG path data (empty without contour) and where a label goes, in pixels."""

    code: str
    path: str
    label: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in one frame, `width` × `height` in user units, north up.

    Attributes:
        insets: frames (x, y, width, height, name) in which overseas territories are drawn at their own scale.
        missing: codes without contour.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    insets: tuple[tuple[float, float, float, float, str], ...] = ()
    missing: tuple[str, ...] = ()


def geojson(codes: Iterable[str], level: Level = "commune") -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection (RFC 7946, WGS 84), one feature per territory with a contour."""
    raise NotImplementedError


def svg_paths(codes: Iterable[str], level: Level = "commune", *, width: int = 600, height: int = 600) -> Drawing:
    """Draw territories of one level in one frame, projected so that shapes look right."""
    raise NotImplementedError
