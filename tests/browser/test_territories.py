"""The door « Territoires » in a real browser: accessible, readable without JavaScript, and the map that moves."""

import pytest

from chromium import follow

pytestmark = [pytest.mark.browser, pytest.mark.a11y]


def test_it_reads_without_javascript(visit) -> None:
    page = visit("/territoires/", javascript=False)
    assert page.locator("svg.map__drawing path").count() > 15
    assert not page.get_by_role("button", name="Carte interactive").is_visible()
    page.get_by_label("Commune, intercommunalité").fill("st pierre des cors")
    follow(page.get_by_role("button", name="Chercher", exact=True))
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


def test_the_field_of_the_list_of_contracts_suggests_and_filters_by_keyboard(visit, axe) -> None:
    page = visit("/contrats/")
    field = page.get_by_label("Territoire ou périmètre")
    field.press_sequentially("loches sud")
    page.get_by_role("option").first.wait_for()
    axe(page)
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**territoire=Communaut*")
    page.locator(".chosen", has_text="Loches Sud Touraine").wait_for()
    assert "(200071587)" in field.input_value()


def test_the_same_field_is_a_plain_one_without_javascript(visit) -> None:
    page = visit("/contrats/", javascript=False)
    page.get_by_label("Territoire ou périmètre").fill("loches sud touraine")
    follow(page.get_by_role("button", name="Filtrer"))
    assert "Loches Sud Touraine" in page.locator(".chosen").inner_text()


def test_a_perimeter_is_described_changed_and_compared(visit_own, axe) -> None:
    page = visit_own("/territoires/perimetres/nouveau/", who="secretariat")
    field = page.get_by_label("Ajouter un territoire")
    field.press_sequentially("loches sud")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_text("1 territoire choisi").wait_for()
    page.get_by_text("Coller ou envoyer une liste").click()
    page.get_by_label("Coller une liste de codes").fill("37017\n37003")
    page.get_by_role("button", name="Ajouter cette liste").click()
    page.get_by_text("Codes remplacés").wait_for()
    axe(page)
    page.get_by_label("Nom du périmètre").fill("Bassin d’essai")
    page.get_by_role("button", name="Enregistrer le périmètre").click()
    page.get_by_role("heading", name="Bassin d’essai", level=1).wait_for()
    axe(page)
    follow(page.get_by_role("link", name="Changer les membres"))
    page.get_by_role("button", name="Retirer Amboise").click()
    page.get_by_text("Retiré : Amboise").wait_for()
    axe(page)
    page.get_by_label("À partir du").fill("2026-09-01")
    follow(page.get_by_role("button", name="Enregistrer la nouvelle version"))
    page.get_by_role("link", name="ce qui a changé").click()
    page.get_by_text("est tout entier dans").first.wait_for()
    axe(page)
    page.get_by_role("link", name="ses contrats").first.click()
    page.locator(".chosen", has_text="Bassin d’essai").wait_for()


def test_the_interactive_map_opens_and_closes_under_the_strict_policy(visit, axe) -> None:
    page = visit("/territoires/carte/37/")
    page.get_by_role("button", name="Carte interactive").click()
    page.get_by_text("Carte interactive prête").wait_for(timeout=60_000)
    assert page.locator(".map__live canvas").count() == 1
    axe(page)
    page.get_by_role("button", name="Revenir à la carte fixe").click()
    assert page.locator(".map__live").count() == 0
    assert page.locator("svg.map__drawing").is_visible()
