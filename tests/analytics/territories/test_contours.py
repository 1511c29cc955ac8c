"""Contours: valid, shared by neighbours, projected, drawn."""

import json
import re

import numpy as np
import pytest
from shapely.geometry import shape

from maillon.analytics.territories import communes_of, territory, within
from maillon.analytics.territories.contours import geojson, perimeter_geojson, svg_paths
from maillon.analytics.territories.drawing import lambert93
from maillon.analytics.territories.topology import topology


def test_features_are_valid_and_anticlockwise() -> None:
    features = geojson(communes_of("37"))["features"]
    assert len(features) == 272
    for feature in features:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        for polygon in getattr(geometry, "geoms", [geometry]):
            assert polygon.exterior.is_ccw
    assert json.loads(json.dumps(features))


def test_a_town_hall_is_in_its_commune_and_neighbours_do_not_overlap() -> None:
    from shapely.geometry import Point

    tours, corps = (shape(geojson([code])["features"][0]["geometry"]) for code in ("37261", "37233"))
    place = territory("37261")
    assert place is not None
    assert place.point is not None
    assert tours.contains(Point(place.point))
    assert tours.intersection(corps).area < 1e-9
    assert tours.intersection(corps).length > 0


@pytest.mark.parametrize("level", ["region", "departement", "epci", "ept"])
def test_every_level_is_drawn(level) -> None:
    codes = within("REG-11", level)
    features = geojson(codes, level)["features"]
    assert len(features) == len(codes)
    assert all(shape(feature["geometry"]).is_valid for feature in features)


def test_a_dissolved_perimeter_has_the_area_of_its_communes() -> None:
    codes = communes_of("243700754")
    whole = shape(perimeter_geojson(codes, "x")["features"][0]["geometry"])
    parts = sum(shape(feature["geometry"]).area for feature in geojson(codes)["features"])
    assert whole.area == pytest.approx(parts)


def test_what_has_no_contour_is_missing_not_wrong() -> None:
    assert geojson(["97502", "15031", "00000"])["features"] == []
    assert perimeter_geojson(["97502"], "x")["features"] == []
    drawing = svg_paths(["97502", "37261"])
    assert drawing.missing == ("97502",)
    assert svg_paths([]).shapes == ()
    assert svg_paths(["75115"], "arrondissement_municipal").missing == ("75115",)


def test_neighbours_share_their_arcs() -> None:
    shapes = topology("commune").shapes
    arcs = [{abs(n) for rings in shapes[code] for ring in rings for n in ring} for code in ("37261", "37233")]
    assert arcs[0] & arcs[1]


def test_lambert93_places_known_points() -> None:
    # the origin of the projection, by its definition (IGN)
    origin = lambert93(np.array([[3.0, 46.5]]))[0]
    assert origin == pytest.approx([700_000, 6_600_000], abs=0.01)
    east, north = lambert93(np.array([[3.0, 49.0], [3.0, 44.0]]))
    assert east[0] == north[0] == pytest.approx(700_000)


def test_paths_stay_in_the_frame_and_north_is_up() -> None:
    drawing = svg_paths(communes_of("37"), width=400, height=400, labels=True)
    for one in drawing.shapes:
        x, y = map(float, re.match(r"M(-?[\d.]+) (-?[\d.]+)", one.path).groups())  # type: ignore[union-attr]
        assert 0 <= x <= 400
        assert 0 <= y <= drawing.height
    by_code = {one.code: one for one in drawing.shapes}
    north, south = by_code["37063"].label, by_code["37195"].label
    assert north is not None
    assert south is not None
    assert north[1] < south[1]


def test_overseas_territories_have_insets_beside_the_mainland_and_the_sheet_alone() -> None:
    france = svg_paths(within("", "region"), "region")
    assert {inset.name for inset in france.insets} == {"Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"}
    assert svg_paths(["974"], "departement").insets == ()


def test_outlines_are_dissolved() -> None:
    drawing = svg_paths(communes_of("37"), outlines={"Métropole": communes_of("243700754")})
    assert [one.code for one in drawing.outlines] == ["Métropole"]
    assert drawing.outlines[0].path.count("M") == 1
