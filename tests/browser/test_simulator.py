"""The simulator in a real browser: change a rate, keep the simulation, share it with a party, take it up as drafts."""

import pytest

from browser.trial import imported
from chromium import follow

pytestmark = pytest.mark.browser
SLUG = "essai-simulateur"
TITLE = "Contrat d’essai du simulateur"
MORE = "perimeter: {epci: ['243700754', '200073237']}\n"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_simulation_goes_from_its_terms_to_drafts_of_the_contract(visit_own, axe, javascript) -> None:
    imported(visit_own, SLUG, TITLE, MORE)
    page = visit_own(f"/observatoire/solidarite/simulateur/?contrat={SLUG}", who="secretariat", javascript=javascript)
    assert "entre 2 territoires" in page.locator(".lead--page").inner_text()
    page.get_by_label("Taux de chaque strate, en %").nth(1).fill("40 55 70 80")
    page.get_by_role("button", name="Simuler").click()
    page.wait_for_url("**b-taux=40*55*70*80*")
    follow(page.get_by_role("link", name="Garder cette simulation"))
    page.get_by_label("Intitulé").fill("Essai sans marche")
    page.get_by_role("button", name="Garder", exact=True).click()
    page.get_by_role("heading", name="Essai sans marche").wait_for()
    page.get_by_label("Communauté de communes de Gâtine-Racan").check()
    page.get_by_role("button", name="Partager", exact=True).click()
    page.get_by_text("1 institution de plus lit cette simulation.").first.wait_for()
    if javascript:
        axe(page)
    page.get_by_label("Scénario").select_option("B")
    page.get_by_role("button", name="En faire mes brouillons").click()
    page.get_by_text("Le scénario B est dans vos brouillons").first.wait_for()
    page.get_by_role("link", name="Ouvrir la négociation").click()
    page.get_by_role("heading", name="Contrat d’essai du simulateur").wait_for()
    assert "ofinancement" in page.locator("main").inner_text()
