"""The structured forms in a real browser: an action with two financing lines, a clause out of its range, a year."""

from typing import TYPE_CHECKING

import pytest

from browser.trial import imported
from chromium import follow

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SLUG = "essai-formulaires"
HERE = f"/contrats/{SLUG}/negociation/"
YEARS = "/contrats/illustration-mobilites-et-emploi/conventions/"
TITLE = "Contrat d’essai des formulaires"
MORE = """clauses:
  method_agreement: {text: Les parties se réunissent deux fois par an.}
"""


def _line(page: "Page", rank: int, **typed: str) -> None:
    """Ask for one more financing line and fill it."""
    page.get_by_role("button", name="Ajouter une ligne de financement").click()
    row = page.get_by_role("group", name=f"Ligne {rank}", exact=True)
    row.wait_for()
    for label, value in typed.items():
        field = row.get_by_label(label.replace("_", " "), exact=True)
        if label == "Financeur":
            field.select_option(label=value)
        else:
            field.fill(value)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_action_with_two_financing_lines_goes_from_draft_to_proposal(visit_own, axe, javascript) -> None:
    imported(visit_own, SLUG, TITLE, MORE)
    page = visit_own(f"{HERE}ecrire/?liste=actions", who="secretariat", javascript=javascript)
    title = "Rénover le gymnase"
    page.get_by_label("Intitulé").fill(title)
    page.get_by_label("Localisation").fill("Saint-Denis")
    page.get_by_label("Coût hors taxes").fill("500 000")
    _line(page, 1, Financeur="Préfecture d’Indre-et-Loire", Dispositif="DSIL", Année="2027", Prévu="200 000,50")
    _line(page, 2, Financeur="Tours Métropole Val de Loire", Année="2027", Prévu="deux cents")
    follow(page.get_by_role("button", name="Garder le brouillon"))
    assert "93066" in page.locator(".field__errors").first.inner_text()
    assert page.get_by_label("Intitulé").input_value() == title
    assert page.locator(".field__errors").count() == 2
    if javascript:
        axe(page)
    page.get_by_label("Localisation").fill("Tours")
    page.get_by_role("group", name="Ligne 2", exact=True).get_by_label("Prévu").fill("299 999,50")
    follow(page.get_by_role("button", name="Garder le brouillon"))
    said = page.locator("main").inner_text().replace("\u202f", " ").replace("\xa0", " ")
    assert "reste à trouver 0 €" in said
    assert "Financeur : Préfecture d’Indre-et-Loire ; Dispositif : DSIL" in said
    page.get_by_label("toutes les parties").check()
    page.get_by_role("button", name="Partager la proposition").click()
    page.wait_for_url("**/negociation/*/")
    path = "/" + page.url.split("/", 3)[3]
    for who in ("elu", "prefecture"):
        other = visit_own(path, who=who)
        other.get_by_label("Accepter").check()
        follow(other.get_by_role("button", name="Répondre"))
    assert "acceptée" in other.locator("main").inner_text()
    assert title in visit_own(f"/contrats/{SLUG}/actions/", who="secretariat").locator("main").inner_text()


def test_a_clause_out_of_its_range_then_in_it(visit_own, axe) -> None:
    imported(visit_own, SLUG, TITLE, MORE)
    page = visit_own(f"{HERE}ecrire/?partie=clauses.fungibility", who="secretariat")
    page.get_by_label("Plafond").fill("60")
    follow(page.get_by_role("button", name="Garder le brouillon"))
    said = page.locator(".field__errors").inner_text()
    assert "au plus" in said
    assert "fiche action 15" in said
    axe(page)
    page.get_by_label("Plafond").fill("35")
    follow(page.get_by_role("button", name="Garder le brouillon"))
    assert "gardé" in page.locator("main").inner_text()
    assert "ne sera pas respectée" in page.locator("main").inner_text()
    axe(page)


def test_the_convention_of_a_year_is_prepared_from_the_plan(visit_own, axe) -> None:
    page = visit_own("/contrats/illustration-mobilites-et-emploi/vie/", who="secretariat")
    follow(page.get_by_role("link", name="Ce que le contrat prévoit chaque année"))
    page.get_by_role("button", name="Préparer 2027").click()
    page.wait_for_url(f"**{YEARS}2027/")
    assert "7 actions" in page.locator("main").inner_text()
    axe(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").click()
    assert taken.value.path().stat().st_size > 1000
    follow(page.get_by_role("link", name="Délibérations et signatures"))
    assert "Convention d’exécution 2027" in page.locator("main").inner_text()
    axe(page)
