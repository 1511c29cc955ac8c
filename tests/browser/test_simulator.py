"""The simulator in a real browser: change a rate, keep the simulation, share it with a party, take it up as drafts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SLUG = "essai-simulateur"
CONTRACT = f"""format: maillon-contract/1
id: {SLUG}
title: Contrat d’essai du simulateur
kind: reciprocity_contract
state: negotiation
illustrative: true
period: {{start: 2026-01-01, end: 2030-12-31}}
parties:
  - id: metropole
    institution: {{name: Tours Métropole Val de Loire, kind: epci, siren: '243700754'}}
  - id: gatine-racan
    institution: {{name: Communauté de communes de Gâtine-Racan, kind: epci, siren: '200073237'}}
  - id: prefecture
    institution: {{name: Préfecture d’Indre-et-Loire, kind: etat}}
bodies:
  - {{id: secretariat, name: Secrétariat, kind: secretariat, run_by: metropole}}
perimeter: {{epci: ['243700754', '200073237']}}
"""


def _imported(visit: Callable[..., "Page"]) -> None:
    page = visit("/importer/", who="secretariat")
    page.set_input_files("#files", [{"name": "essai.yaml", "mimeType": "text/yaml", "buffer": CONTRACT.encode()}])
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url("**/importer/*-*/")
    page.get_by_role("button", name="Importer").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_simulation_goes_from_its_terms_to_drafts_of_the_contract(visit_own, axe, javascript) -> None:
    _imported(visit_own)
    page = visit_own(f"/observatoire/solidarite/simulateur/?contrat={SLUG}", who="secretariat", javascript=javascript)
    assert "entre 2 territoires" in page.locator(".lead--page").inner_text()
    page.get_by_label("Taux de chaque strate, en %").nth(1).fill("40 55 70 80")
    page.get_by_role("button", name="Simuler").click()
    page.wait_for_url("**b-taux=40*55*70*80*")
    page.get_by_role("link", name="Garder cette simulation").click()
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
