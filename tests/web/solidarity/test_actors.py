"""What the State gives is rated with its interval, or not at all."""

import re

import pytest
from django.test import Client

from maillon.analytics.solidarity import rate_all, state_allocations
from maillon.web.solidarity.queries.actors import DRAWS, rated
from maillon.web.solidarity.queries.choice import usual, with_weights

pytestmark = pytest.mark.django_db
HERE = "/observatoire/solidarite/acteurs/"


def test_the_page_shows_what_the_library_finds() -> None:
    found = rated(usual())
    again = rate_all(state_allocations("epci"), "epci", weights=usual().shares, replicates=DRAWS, seed=1)
    assert [one.phi for one in found] == [one.phi for one in again]
    page = Client().get(HERE).content.decode()
    assert all(one.actor in page for one in found)
    assert page.count("pas de lettre</td>") == sum(one.letter is None for one in found)


def test_no_index_comes_without_its_interval_and_nobody_is_blamed() -> None:
    page = Client().get(HERE).content.decode()
    cells = re.findall(r'data-label="Indice et intervalle à 95 %">([^/]+)<', page)
    assert cells
    assert all(" à " in cell for cell in cells)
    assert not re.search("mauvais|pire|échec", page.casefold())


def test_other_weights_give_another_rating() -> None:
    assert rated(with_weights("epci", {"access": 100}))[0].phi != rated(usual())[0].phi
    assert Client().get(f"{HERE}?p-access=100").status_code == 200
