"""Contours as GeoJSON or as SVG paths, dissolved on shared borders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from maillon.analytics.territories.drawing import Drawing, Inset, Shape, svg_paths
from maillon.analytics.territories.lookup import territory
from maillon.analytics.territories.model import Level
from maillon.analytics.territories.topology import Points, rings, topology

__all__ = ["Drawing", "Inset", "Shape", "geojson", "perimeter_geojson", "svg_paths"]

_DECIMALS = 4  # about 10 m, what the files hold


def geojson(codes: Iterable[str], level: Level = "commune") -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection (RFC 7946, WGS 84), one feature per territory with a contour."""
    features = []
    for code in dict.fromkeys(codes):
        parts = rings(code, level)
        found = territory(code, level)
        if parts and found is not None:
            features.append(
                {
                    "type": "Feature",
                    "id": found.ref,
                    "properties": {
                        "code": found.code,
                        "name": found.name,
                        "level": found.level,
                        "population": found.population,
                    },
                    "geometry": _geometry(parts),
                }
            )
    return {"type": "FeatureCollection", "features": features}


def perimeter_geojson(communes: Iterable[str], name: str) -> dict[str, Any]:
    """Return the outline of a set of communes as a FeatureCollection of at most one feature."""
    parts = topology("commune").dissolved(communes)
    features = [{"type": "Feature", "properties": {"name": name}, "geometry": _geometry(parts)}] if parts else []
    return {"type": "FeatureCollection", "features": features}


def _geometry(parts: list[Points]) -> dict[str, Any]:
    """Nest rings into polygons with holes (even-odd), outer rings anticlockwise as RFC 7946 wants."""
    import shapely  # a tenth of a second that only GeoJSON needs

    area = shapely.build_area(shapely.multilinestrings([shapely.linestrings(ring) for ring in parts]))
    polygons = shapely.get_parts(shapely.orient_polygons(area, exterior_cw=False))
    coordinates = [
        [_rounded(line) for line in (polygon.exterior, *polygon.interiors)]
        for polygon in polygons
        if polygon.geom_type == "Polygon"
    ]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _rounded(line: Any) -> list[list[float]]:
    return [[round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in line.coords]
