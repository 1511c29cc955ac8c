"""The door « Territoires » in a real browser: accessible, readable without JavaScript, and the map that moves."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.a11y]


def test_it_reads_without_javascript(visit) -> None:
    page = visit("/territoires/", javascript=False)
    assert page.locator("svg.map__drawing path").count() > 15
    assert not page.get_by_role("button", name="Carte interactive").is_visible()
    page.get_by_label("Commune, intercommunalité").fill("st pierre des cors")
    page.get_by_role("button", name="Chercher", exact=True).click()
    assert page.locator(".links__title").first.inner_text() == "Saint-Pierre-des-Corps"


def test_suggestions_work_by_keyboard(visit, axe) -> None:
    page = visit("/territoires/")
    field = page.get_by_label("Commune, intercommunalité")
    field.press_sequentially("tuors")
    first = page.get_by_role("option").first
    first.wait_for()
    assert first.inner_text().startswith("Tours")
    axe(page)
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    field.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/territoires/37261/")


def test_the_interactive_map_opens_and_closes_under_the_strict_policy(visit, axe) -> None:
    page = visit("/territoires/carte/37/")
    page.get_by_role("button", name="Carte interactive").click()
    page.get_by_text("Carte interactive prête").wait_for(timeout=60_000)
    assert page.locator(".map__live canvas").count() == 1
    axe(page)
    page.get_by_role("button", name="Revenir à la carte fixe").click()
    assert page.locator(".map__live").count() == 0
    assert page.locator("svg.map__drawing").is_visible()
