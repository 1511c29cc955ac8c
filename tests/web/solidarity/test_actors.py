"""What the State gives is rated with its interval, or not at all."""

import re

import polars as pl
import pytest
from django.test import Client

from maillon.analytics.solidarity import rate_all, state_allocations
from maillon.analytics.territories import communes_of
from maillon.web.solidarity.queries.actors import DRAWS, rated
from maillon.web.solidarity.queries.choice import usual, with_weights

pytestmark = pytest.mark.usefixtures("nothing_begins")  # figures that ship: no page asks the database
HERE = "/observatoire/solidarite/acteurs/"


def test_the_page_shows_what_the_library_finds() -> None:
    found = rated(usual())
    again = rate_all(state_allocations("epci"), "epci", weights=usual().shares, replicates=DRAWS["epci"], seed=1)
    assert [one.phi for one in found] == [one.phi for one in again]
    page = Client().get(HERE).content.decode()
    assert all(one.actor in page for one in found)
    assert page.count("pas de lettre</td>") == sum(one.letter is None for one in found)


def test_no_index_comes_without_its_interval_and_nobody_is_blamed() -> None:
    page = Client().get(HERE).content.decode()
    cells = re.findall(r'data-label="Indice et intervalle à 95\u00a0%">([^/]+)<', page)
    assert cells
    assert all(" à " in cell for cell in cells)
    assert not re.search("mauvais|pire|échec", page.casefold())


def test_other_weights_give_another_rating() -> None:
    assert rated(with_weights("epci", {"access": 100}))[0].phi != rated(usual())[0].phi
    assert Client().get(f"{HERE}?p-access=100").status_code == 200


def test_between_all_communes_a_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DRAWS, "commune", 8)
    page = Client().get(f"{HERE}?niveau=commune").content.decode()
    assert "entre communes de métropole" in page
    assert "le cinquième des communes de France" in page


def test_inside_an_epci_only_its_communes_count() -> None:
    assert f"{HERE}?niveau=epci" in Client().get(f"{HERE[:-8]}territoires/243700754/").content.decode()
    page = Client().get(f"{HERE}?dans=243700754").content.decode()
    inside = state_allocations("commune").filter(pl.col("code").is_in(communes_of("243700754")))
    inside = inside.filter(pl.col("amount").sum().over("actor") > 0)
    found = rate_all(inside, "commune", weights=usual().shares, replicates=0)
    assert "Entre les 22 communes de Tours Métropole Val de Loire" in page
    assert page.count('data-label="Par habitant"') == len(found)
    assert "cinquième" not in page.split("<table")[1]


@pytest.mark.parametrize("code", ["200060457", "243700754x", "37261", "a\x00"])
def test_where_nothing_can_be_measured_it_is_said(code: str) -> None:
    answer = Client().get(HERE, {"dans": code})
    if code == "200060457":
        assert "Rien à mesurer ici" in answer.content.decode()
    else:
        assert answer.status_code == 404
