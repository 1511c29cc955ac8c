"""The portal in a real browser: readable without JavaScript, usable by keyboard."""

import pytest

from chromium import follow

pytestmark = [pytest.mark.browser, pytest.mark.a11y]


def test_everything_reads_without_javascript(visit) -> None:
    page = visit("/", javascript=False)
    assert page.locator("#zoom-table tbody tr").count() == 11
    page.get_by_label("Votre commune, un contrat, une action, un acteur").fill("Amboise")
    follow(page.get_by_role("button", name="Chercher", exact=True))
    follow(page.get_by_role("link", name="Amboise", exact=True))
    assert "/territoires/37003/" in page.url
    page.goto("/engagement/")
    page.get_by_text("Restreindre à un type").click()
    page.get_by_label("Type de contrat").select_option("reciprocity_contract")
    follow(page.get_by_role("button", name="Filtrer"))
    assert "type=reciprocity_contract" in page.url
    assert page.locator("#positions tbody tr").count() == 13


def test_search_works_by_keyboard_alone(visit) -> None:
    page = visit("/engagement/")
    page.keyboard.press("/")
    page.keyboard.type("hydrogene")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=hydrogene")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Camions-bennes"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions/camions-hydrogene/")


@pytest.mark.parametrize(("width", "shown", "hidden"), [(360, "narrow", "wide"), (1280, "wide", "narrow")])
def test_one_diagram_is_shown_at_each_width(width, shown, hidden, visit) -> None:
    page = visit("/engagement/", width=width)
    assert page.locator(f".placing__{shown}").is_visible()
    assert not page.locator(f".placing__{hidden}").is_visible()
