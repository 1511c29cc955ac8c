"""A contract of three parties, imported by the secretariat of one of them, for journeys that negotiate it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chromium import follow

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTRACT = """format: maillon-contract/1
id: {slug}
title: {title}
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
"""


def imported(visit: Callable[..., "Page"], slug: str, title: str, more: str) -> None:
    """Import the contract; `more` is the rest of its document."""
    document = CONTRACT.format(slug=slug, title=title) + more
    page = visit("/importer/", who="secretariat")
    page.set_input_files("#files", [{"name": "essai.yaml", "mimeType": "text/yaml", "buffer": document.encode()}])
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url("**/importer/*-*/")
    follow(page.get_by_role("button", name="Importer"))
