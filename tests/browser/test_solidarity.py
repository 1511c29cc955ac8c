"""The indicator moves with its weights; parties weigh, one after the other, and a version is published."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from chromium import follow

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HERE = "/observatoire/solidarite/"
PARTIES = ("Tours Métropole Val de Loire", "Communauté de communes de Gâtine-Racan", "Préfecture d’Indre-et-Loire")
WEIGHTS = {"secretariat": (20, 50, 10, 20, 0), "elu": (20, 20, 20, 10, 30), "prefecture": (40, 30, 10, 10, 10)}


def test_the_page_moves_with_a_weight_and_keeps_its_address(visit: "Callable[..., Page]", axe) -> None:
    page = visit(HERE)
    before = page.locator("#territories tbody tr th").first.inner_text()
    page.get_by_label("Accès et isolement").fill("100")
    page.get_by_label("Accès et isolement").press("Tab")
    page.wait_for_url(re.compile("p-access=100"))
    page.wait_for_function("name => document.querySelector('#territories tbody th').innerText !== name", arg=before)
    assert page.get_by_label("Accès et isolement").input_value() == "100"
    assert "p-access=100" in (page.locator("img.classes-map").get_attribute("src") or "")
    assert page.locator("#says").inner_text().startswith("En France")
    axe(page)
    follow(page.locator("#territories tbody a").first)
    assert page.get_by_role("heading", name="Ce qui changerait sa classe").is_visible()


def test_it_works_without_a_script(visit: "Callable[..., Page]") -> None:
    page = visit(HERE, javascript=False)
    page.get_by_label("Logement", exact=True).fill("0")
    follow(page.get_by_role("button", name="Recalculer"))
    assert "p-housing=0" in page.url
    assert page.locator("#territories tbody tr").count() == 25
    page.emulate_media(media="print")
    page.locator("img.classes-map").wait_for()  # drawn when it arrives


def test_parties_weigh_then_a_version_is_published(visit_own: "Callable[..., Page]", axe) -> None:
    page = visit_own(f"{HERE}seances/ouvrir/", who="secretariat")
    page.get_by_label("Intitulé").fill("Poids pour la Touraine")
    page.get_by_label("Dernier jour").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    for name in PARTIES:
        page.get_by_label(name, exact=True).check()
    follow(page.get_by_role("button", name="Ouvrir la séance"))
    address = page.url
    for who, points in WEIGHTS.items():
        own = page if who == "secretariat" else visit_own(address, who=who)
        assert own.get_by_text("ne lit que ses propres poids").is_visible()
        for field, value in zip(own.locator("form.weights input[type=number]").all(), points, strict=True):
            field.fill(str(value))
        own.get_by_label("Pourquoi ces poids").fill(f"Essai, {who}.")
        follow(own.get_by_role("button", name="Inscrire ces poids"))
        assert own.get_by_role("heading", name="Remplacer les poids de votre institution").is_visible()
        assert own.get_by_text("Motif inscrit").count() == 1
        axe(own)
    page.reload()
    follow(page.get_by_role("button", name="Clore la séance"))
    assert page.get_by_role("heading", name="Ce que les parties pèsent ensemble").is_visible()
    axe(page)
    assert visit_own(address).locator("#parties tbody tr").count() == len(WEIGHTS)
    follow(page.get_by_role("link", name="Figer et publier cette version"))
    page.get_by_label("Intitulé de la version").fill("Touraine, première version")
    page.get_by_label("Ce qui justifie ces poids").fill("La moyenne de trois institutions.")
    follow(page.get_by_role("button", name="Publier", exact=True))
    assert page.get_by_text("Poids issus de la séance").is_visible()
    axe(page)
    with page.expect_download() as sealed:
        page.get_by_role("link", name="CSV scellé").click()
    assert sealed.value.suggested_filename == "indicateur-de-solidarite-version-1.csv"
