"""The pages of the door « Territoires », as a reader and as a script ask for them."""

import json

import pytest
from django.urls import reverse

from maillon.analytics.territories import territory
from maillon.web.territories.forms import TerritoryField
from maillon.web.territories.identity import identity
from maillon.web.territories.maps import map_of, place_map

pytestmark = pytest.mark.django_db


def test_the_door_draws_france_and_lists_its_regions(client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(3):
        page = client.get("/territoires/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('<path class="map__place') == 18
    assert "Centre-Val de Loire" in text
    assert "population municipale 2023" in text
    assert "Sans contour dans la source" in text
    assert len(page.content) < 200_000


def test_the_search_works_as_a_plain_form(client) -> None:
    text = client.get("/territoires/", {"q": "st pierre des cors"}).content.decode()
    assert text.index("Saint-Pierre-des-Corps") < text.index("Saint-Pierre-des-Bois")
    assert reverse("territory", args=["37233"]) in text
    assert "ancien nom" in client.get("/territoires/", {"q": "chalons sur marne"}).content.decode()


@pytest.mark.parametrize("query", ["xzqwv", "<script>alert(1)</script>", "'; DROP TABLE", "é" * 500, "\x00"])
def test_any_query_has_an_answer(client, query) -> None:
    page = client.get("/territoires/", {"q": query, "niveau": "canton"})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


@pytest.mark.parametrize(
    ("reference", "inside"),
    [
        ("REG-24", "Indre-et-Loire"),
        ("37", "Tours Métropole Val de Loire"),
        ("243700754", "Saint-Pierre-des-Corps"),
        ("200057867", "Aubervilliers"),
        ("85", "Île-d&#x27;Yeu"),
        ("975", "Miquelon-Langlade"),
        ("REG-975", "Saint-Pierre-et-Miquelon"),
        ("2A", "Ajaccien"),
    ],
)
def test_the_maps_go_from_region_to_communes(client, reference, inside) -> None:
    page = client.get(reverse("territories-explore", args=[reference]))
    assert page.status_code == 200
    assert inside in page.content.decode()
    assert len(page.content) < 300_000


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("37261", "/territoires/37261/"),
        ("EPCI-243700754", "/territoires/carte/243700754/"),
        ("241200765", "/territoires/carte/994579670/"),
    ],
)
def test_other_references_lead_to_the_right_page(client, asked, leads_to) -> None:
    assert client.get(f"/territoires/carte/{asked}/").headers["Location"] == leads_to


@pytest.mark.parametrize("asked", ["99999", "REG-37", "nulle-part"])
def test_an_unknown_reference_is_absent(client, asked) -> None:
    assert client.get(f"/territoires/carte/{asked}/").status_code == 404


def test_sources_tell_every_defect(client) -> None:
    text = client.get("/territoires/sources/").content.decode()
    for told in ("992367730", "994579670", "Celles (15031)", "Mayotte", "Ouessant", "Licence Ouverte", "GPL-3.0"):
        assert told in text


def test_the_search_answers_scripts(client) -> None:
    answer = client.get("/territoires/recherche.json", {"q": "tuors"})
    first = answer.json()[0]
    assert (first["code"], first["label"], first["href"]) == ("37261", "Tours (37261)", "/territoires/37261/")
    assert first["says"] == "commune, Indre-et-Loire"
    assert client.get("/territoires/recherche.json").json() == []


def test_contours_are_cached_and_refused_when_too_many(client) -> None:
    address = reverse("territories-geojson")
    answer = client.get(address, {"niveau": "epci", "dans": "37"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert "max-age" in answer.headers["Cache-Control"]
    features = json.loads(answer.content)["features"]
    assert "243700754" in {feature["id"] for feature in features}
    again = client.get(address, {"niveau": "epci", "dans": "37"}, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    for wrong in ({"niveau": "commune"}, {"niveau": "canton"}, {"dans": "nulle-part"}):
        refused = client.get(address, wrong)
        assert refused.status_code == 400
        assert "Traceback" not in refused.content.decode()


def test_a_commune_has_an_identity(visitor) -> None:
    place = territory("37233")
    assert place is not None
    card = identity(place, by=visitor)
    assert [above.code for above in card.above] == ["243700754", "37", "24"]
    assert "Tours" in {near.name for near in card.near}
    assert all(figure.unit and figure.on for figure in card.figures)
    assert any("Neussargues" in note or "s’en séparer" in note for note in identity_notes("15141", visitor))
    assert identity_notes("85113", visitor)


def identity_notes(code, visitor) -> tuple[str, ...]:
    place = territory(code)
    assert place is not None
    return identity(place, by=visitor).notes


def test_the_identity_include_renders_for_every_level(visitor, rf) -> None:
    from django.template.loader import render_to_string

    for code in ("37233", "85113", "98411", "97502", "75056", "COMD-01015", "75115", "243700754", "37", "REG-24"):
        place = territory(code)
        assert place is not None
        text = render_to_string(
            "territories/_identity.html", {"identity": identity(place, by=visitor), "with_figures": True}
        )
        assert "Population municipale" in text


def test_a_place_is_drawn_where_it_can_be() -> None:
    for code, here in (("37233", 1), ("243700754", 0), ("37", 0), ("REG-24", 0), ("75056", 1), ("93001", 1)):
        place = territory(code)
        assert place is not None
        drawn = place_map(place)
        assert drawn is not None
        assert sum(one.here for one in drawn.places) == here
    for code in ("97502", "975", "COMD-01015", "75115"):
        place = territory(code)
        assert place is not None
        assert place_map(place) is None


def test_a_map_says_which_places_it_lacks() -> None:
    drawn = map_of(["97502", "37261"], "commune", key="x", title="t", says="s", values={"37261": 10, "97502": None})
    assert "Saint-Pierre" in drawn.missing
    assert [place.shade for place in drawn.places] == [0, 1]
    assert drawn.legend == ()


def test_shades_are_quantiles_and_the_legend_covers_them() -> None:
    codes = [f"37{number:03}" for number in range(1, 30)]
    drawn = map_of(codes, "commune", key="x", title="t", says="s", values={c: i for i, c in enumerate(codes)})
    assert {place.shade for place in drawn.places} == {1, 2, 3, 4, 5}
    assert len(drawn.legend) == 5


@pytest.mark.parametrize(
    ("written", "code"),
    [("Tours", "37261"), ("Tours (37261)", "37261"), ("37261", "37261"), ("st pierre des corps", "37233")],
)
def test_a_field_reads_a_territory_as_people_write_it(written, code) -> None:
    assert TerritoryField(level="commune").clean(written).code == code


@pytest.mark.parametrize(("written", "says"), [("saint denis", "Précisez"), ("xzqwv", "Aucun territoire")])
def test_a_field_refuses_what_is_unclear_with_suggestions(written, says) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match=says):
        TerritoryField(level="commune").clean(written)


def test_a_field_that_may_be_empty() -> None:
    assert TerritoryField(required=False).clean("") is None
