"""The indicator for everybody: the address says everything, no rank comes without its interval."""

import io
import json
import re
import xml.etree.ElementTree as ET
from html import unescape

import numpy as np
import polars as pl
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from PIL import Image, ImageColor
from pypdf import PdfReader

from maillon.analytics.solidarity import default_index, grants, needs, ranked
from maillon.analytics.territories.grid import commune_grid, department_lines, grid_codes
from maillon.rules.governance.roles import Role
from maillon.web.solidarity.forms.choice import ChoiceForm
from maillon.web.solidarity.queries.choice import BOUNDS, Choice, usual, usual_weights, with_weights
from maillon.web.solidarity.queries.choropleth import WIDTH, Extent, coarser, rings, sheet
from maillon.web.solidarity.queries.pointing import pointed
from maillon.web.solidarity.queries.raster import COLOURS
from maillon.web.solidarity.queries.reading import classes_of
from maillon.web.solidarity.queries.received import received

pytestmark = pytest.mark.usefixtures("nothing_begins")  # figures that ship: no page asks the database
HERE = "/observatoire/solidarite/"
RANK = re.compile(r"data-label=\"Rang et intervalle\">\s*([^<]+)<span class=\"soft\">\(([^)]+)\)")


def get(path: str = "", **options):
    return Client().get(HERE + path, **options)


def text(path: str = "") -> str:
    answer = get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_usual_weights_are_those_that_ship() -> None:
    shipped = default_index().weights
    total = sum(shipped[one.code] for one in default_index().dimensions)
    assert all(points == pytest.approx(100 * shipped[code] / total, abs=0.5) for code, points in usual_weights())
    assert usual().usual
    assert not with_weights("epci", {"social": 100}).usual


def test_every_rank_of_the_table_has_its_interval() -> None:
    page = text()
    found = RANK.findall(page)
    assert len(found) == 25
    assert page.count('data-label="Rang et intervalle"') == 25
    for rank, interval in found:
        low, high = (int(re.sub(r"\D", "", part)) for part in interval.split(" à "))
        assert low <= high
        assert int(re.sub(r"\D", "", rank)) >= 1


def test_the_table_follows_the_weights_of_the_address() -> None:
    alone = ranked("epci", {"social": 1, "resources": 0, "ageing": 0, "housing": 0, "access": 0}, replicates=0)
    first = alone.frame.sort("rank", nulls_last=True)["name"][0]
    page = text("?p-social=40&p-resources=0&p-ageing=0&p-housing=0&p-access=0")
    assert escape(first) in page
    assert "100" in page


def test_only_proportions_count() -> None:
    one = text("?p-social=20&p-resources=20&p-ageing=20&p-housing=20&p-access=20")
    other = text("?p-social=1&p-resources=1&p-ageing=1&p-housing=1&p-access=1")
    assert RANK.findall(one) == RANK.findall(other)


@pytest.mark.parametrize(
    "asked",
    [
        "p-social=-1",
        "p-social=101",
        "p-social=x",
        "p-social=0&p-resources=0&p-ageing=0&p-housing=0&p-access=0",
        "bornes=80+60+40+20",
        "bornes=20+40",
        "bornes=a+b+c+d",
        "niveau=region",
        "departement=999",
    ],
)
def test_what_makes_no_sense_is_said_and_the_usual_is_shown(asked: str) -> None:
    answer = get(f"?{asked}")
    assert answer.status_code == 200
    assert "Ce choix n’est pas possible" in answer.content.decode()
    assert b"Carte des classes" in answer.content


def test_an_address_gives_back_the_same_choice() -> None:
    from django.http import QueryDict

    choice = Choice(
        "commune", tuple((code, rank) for rank, (code, _p) in enumerate(usual_weights(), 1)), (5, 10, 50, 90), "37"
    )
    form = ChoiceForm(QueryDict(choice.query))
    assert form.is_valid()
    assert form.choice() == choice
    assert choice.made.department == ""
    assert usual().bounds == BOUNDS


def test_bounds_move_the_classes() -> None:
    page = text("?bornes=10+40+60+80")
    assert "124 des 1" in page or "125 des 1" in page


def test_a_departement_keeps_the_ranks_of_france_and_shows_its_own() -> None:
    page = text("?departement=37&niveau=commune")
    assert "Indre-et-Loire" in page
    assert "272 communes" in page


def test_a_search_finds_a_territory_and_says_when_there_is_none() -> None:
    assert "Tours Métropole Val de Loire" in text("?q=tours+metropole")
    assert "Aucun territoire ne porte ce nom" in text("?q=xyzzy")


def test_the_map_is_an_image_with_a_pattern_for_each_class() -> None:
    answer = get("carte.svg?departement=37")
    assert answer["Content-Type"].startswith("image/svg+xml")
    tree = ET.fromstring(answer.content)  # noqa: S314  # our own answer
    ids = {one.get("id") for one in tree.iter() if one.tag.endswith("pattern")}
    assert ids == {"class-A", "class-B", "class-C", "class-D", "class-E", "class-?"}
    assert tree.findtext("{http://www.w3.org/2000/svg}title").startswith("Dans le département")
    assert "style" not in answer.content.decode()
    assert get("carte.svg?niveau=commune").status_code == 404


def test_the_map_of_a_departement_leads_to_each_sheet() -> None:
    page = text("?niveau=commune&departement=37")
    assert page.count('class="classes-map__place"') == 272
    assert f'href="{HERE}territoires/37261/?' in page
    assert "classes-map__place" not in text()
    assert "Choisissez un département" in text("?niveau=commune")


@pytest.mark.parametrize("level", ["epci", "commune"])
def test_a_point_of_the_map_of_france_leads_to_the_sheet_under_it(level) -> None:
    # the middle of the Loire valley on the picture, then the sea, then no point at all
    height = sheet(Extent("epci")).height if level == "epci" else len(commune_grid())
    width = WIDTH if level == "epci" else 1400
    assert f'data-pointed="{HERE}ici/?' in text(f"?niveau={level}")
    answer = get(f"ici/?niveau={level}&p-social=60&x=0.48&y={0.4 * width / height:.3f}")
    assert answer.status_code == 302
    assert answer.url.startswith(f"{HERE}territoires/")
    assert "p-social=60" in answer.url
    for x, y in (("0.001", "0.999"), ("7", "0.1"), ("nan", "0.1")):
        assert get(f"ici/?niveau={level}&x={x}&y={y}").status_code in (204, 302)
    assert get(f"ici/?niveau={level}&x=7&y=0.1").status_code == 204
    assert get(f"ici/?niveau={level}&x=ici").status_code == 404


def test_a_point_is_in_the_territory_that_is_drawn_there() -> None:
    extent = Extent("epci")
    for code in ("243700754", "200072650"):
        corners = max(rings(sheet(extent).paths[code]), key=len)
        xs, ys = zip(*corners, strict=True)
        found = pointed(extent, sum(xs) / len(xs) / WIDTH, sum(ys) / len(ys) / sheet(extent).height)
        assert found is not None
        assert found.code == code


def test_all_communes_are_a_light_picture_in_the_colours_of_the_classes() -> None:
    page = text("?niveau=commune&p-social=60")
    address = re.search(r'src="([^"]+communes.png[^"]+)" width="1400" height="\d+" alt="En France', page)
    assert address
    answer = Client().get(unescape(address[1]))
    assert answer["Content-Type"] == "image/png"
    assert len(answer.content) <= 150_000
    assert "max-age" in answer["Cache-Control"]
    picture = Image.open(io.BytesIO(answer.content)).convert("RGBA")
    grid = commune_grid()
    assert picture.size == (1400, len(grid))
    assert picture.getpixel((0, 0))[3] == 0
    letters = classes_of(with_weights("commune", dict(usual_weights()) | {"social": 60}))
    for code in ("97302", "23096", "38185"):
        ys, xs = np.nonzero((grid == grid_codes().index(code)) & ~department_lines())
        assert picture.getpixel((int(xs[0]), int(ys[0])))[:3] == ImageColor.getrgb(COLOURS[letters[code]])
    again = Client().get(unescape(address[1]), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert get("communes.png?niveau=commune&p-social=61")["ETag"] != answer["ETag"]


def test_a_picture_and_a_drawing_have_the_same_colours() -> None:
    patterns = render_to_string("solidarity/parts/patterns.html")
    assert dict(re.findall(r'id="class-(.)".*?<path fill="(#\w+)"', patterns)) == COLOURS


def test_a_coarser_line_ends_where_it_began_and_keeps_small_places() -> None:
    assert coarser("M10 10l1 0 0.1 0 0 1 -1.1 -1z") == "M10 10l1 0 0 1 -1 -1z"
    assert coarser("M3 3l0.1 0 0 0.1z").startswith("M3 3")


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_shown_is_taken_away_with_what_made_it(form: str) -> None:
    answer = get(f"indicateur.{form}?p-social=60&departement=37")
    assert answer.status_code == 200
    if form == "json":
        read = json.loads(answer.content)
        assert len(read["rows"]) == 11
        assert all(row["rank_q5"] for row in read["rows"])
        notes = read["notes"]
        assert "60" not in notes["Poids"]
        assert "graine 1" in notes["Incertitude"]
        assert re.search(r"SHA-256 [0-9a-f]{64}", notes["needs.parquet"])
    assert get("indicateur.pdf").status_code == 404


@pytest.mark.parametrize("reference", ["243700754", "37261"])
def test_a_sheet_says_a_territory_s_place_and_how_sure_it_is(reference: str) -> None:
    page = text(f"territoires/{reference}/")
    for said in ("Besoin par dimension", "Ce qui changerait sa classe", "ne peut pas le distinguer", "selon les poids"):
        assert said in page
    assert "mauvais" not in page.casefold()
    assert "%%" not in page


def test_what_has_no_class_is_told_why_where_it_is_looked_for() -> None:
    assert "le recensement de 2021" in text("territoires/97611/")
    assert "collectivités d’outre-mer" in text("territoires/98735/")
    assert "n’ont pas de classe, faute de données publiées" in text()
    assert f'href="{HERE}territoires/97611/?' in text("?q=mamoudzou&departement=37")
    assert f'href="{HERE}territoires/37132/?' in text("?q=loches")
    searched = text("?q=plaine+commune")
    assert f'href="{HERE}territoires/200057867/?' in searched
    part = text("territoires/200057867/")
    assert "compte la Métropole du Grand Paris comme une seule intercommunalité" in part
    assert f'href="{HERE}territoires/93066/?' in part
    assert "Les établissements publics territoriaux n’ont pas de classe" in text("territoires/200054781/")


def test_grants_per_inhabitant_are_amounts_over_inhabitants() -> None:
    table = grants("commune").join(needs("commune").select("code", "department", "population_dgf"), on="code")
    inside = table.filter((pl.col("department") == "37") & (pl.col("population_dgf") > 0)).drop_nulls("dsu")
    found = received("commune", "37261")
    assert found is not None
    names = [one.name for one in found.rows]
    dsu = found.rows[names.index("Dotation de solidarité urbaine")]
    own = table.filter(pl.col("code") == "37261").row(0, named=True)
    assert dsu.own == round(own["dsu"] / own["population_dgf"])
    assert dsu.department == round(inside["dsu"].sum() / inside["population_dgf"].sum())
    assert sum(one.amount for one in found.rows[:-1]) == found.rows[-1].amount
    assert not found.overseas
    assert received("commune", "15031") is None  # no criteria of 2022
    overseas = received("commune", "97611")
    assert overseas is not None
    assert overseas.overseas


@pytest.mark.parametrize("reference", ["37054", "200054781"])
def test_a_brief_of_a_territory_has_two_pages(reference: str) -> None:
    assert f"territoires/{reference}/note.pdf?" in text(f"territoires/{reference}/")
    answer = get(f"territoires/{reference}/note.pdf?p-social=60")
    assert answer["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(answer.content))
    assert len(read.pages) == 2
    assert read.metadata.title.endswith("besoin et effort")
    words = " ".join(page.extract_text() for page in read.pages)
    for said in ("Ce qui changerait sa classe", "Dotation forfaitaire", "Limites", "médiane", "Sources"):
        assert said in words


def test_there_is_no_brief_without_a_class() -> None:
    assert get("territoires/97611/note.pdf").status_code == 404
    assert "note.pdf" not in text("territoires/97611/")


def test_a_sheet_of_what_has_no_indicator_is_absent_and_former_codes_lead_on() -> None:
    assert get("territoires/REG-24/").status_code == 404
    assert get("territoires/99999/").status_code == 404
    assert get("territoires/29083/").status_code == 200  # an island without score


@pytest.mark.django_db
def test_the_observatory_and_a_territory_lead_to_the_indicator() -> None:
    assert HERE in Client().get("/observatoire/").content.decode()
    assert f"{HERE}territoires/37261/" in Client().get("/territoires/37261/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "territoires/243700754/", "seances/", "versions/", "versions/publier/"])
def test_pages_ask_few_queries(path: str, client_for) -> None:
    client = client_for(Role.SECRETARIAT)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(HERE + path).status_code == 200
    assert len(queries) <= 15
