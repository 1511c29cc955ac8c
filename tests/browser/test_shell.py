"""The shell in a real browser: accessible at two widths, readable without JavaScript, usable by keyboard."""

import pytest

from chromium import WIDTHS, follow
from conftest import PASSWORD
from maillon.rules.governance.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.a11y]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("path", ["/style/", "/nulle-part/"])
def test_axe_finds_nothing(path, width, visit, axe, screenshot) -> None:
    page = visit(width=width)
    page.goto(path)
    screenshot(page, f"{path.strip('/')}-{width}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_person_signs_in_sets_a_second_factor_and_signs_out(new_page, user_for, axe, screenshot) -> None:
    user = user_for(Role.AGENT)
    page = new_page()
    page.goto("/")
    follow(page.get_by_role("link", name="Se connecter"))
    page.get_by_label("adresse").or_(page.get_by_label("E-mail")).first.fill(user.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url("**/mon-espace/")
    page.goto("/compte/2fa/totp/activate/")
    screenshot(page, "account-reauthenticate")
    axe(page)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_url("**/totp/activate/")
    screenshot(page, "account-totp")
    axe(page)
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/")
    assert page.get_by_role("link", name="Se connecter").is_visible()


def test_a_slash_reaches_the_search_but_not_from_a_field(visit) -> None:
    page = visit()
    page.goto("/sources/")
    page.keyboard.press("/")
    field = page.locator("#site-search")
    assert field.evaluate("element => element === document.activeElement")
    page.keyboard.type("a/b")
    assert field.input_value() == "a/b"


def test_the_keyboard_meets_the_skip_links_first_and_they_work(visit) -> None:
    page = visit()
    page.goto("/sources/")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Aller au contenu"
    assert link.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


@pytest.mark.parametrize("path", ["/", "/style/", "/sources/", "/compte/login/"])
def test_pages_read_without_javascript(path, visit) -> None:
    page = visit(javascript=False)
    assert page.goto(path).status == 200
    assert page.locator("h1").is_visible()
    assert not page.locator(".needs-script").first.is_visible() if page.locator(".needs-script").count() else True


def test_filters_and_pages_work_without_javascript(visit) -> None:
    page = visit(javascript=False)
    page.goto("/style/")
    follow(page.get_by_role("link", name="Suivante"))
    assert "page=4" in page.url
    follow(page.get_by_role("button", name="Filtrer"))
    assert "kind=" in page.url


def test_targets_are_large_enough_for_a_thumb(visit) -> None:
    page = visit(width=360)
    page.goto("/style/")
    small = page.evaluate(
        """() => [...document.querySelectorAll(`header a, header button, .button, .tabs a, .pagination a, select,
        input:not([type=hidden]):not([type=checkbox]), .downloads a, footer a`)]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44 && !e.closest('.skip-links'))
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_on_paper_the_navigation_goes_and_the_text_stays(visit, screenshot) -> None:
    page = visit()
    page.goto("/style/")
    page.emulate_media(media="print")
    screenshot(page, "style-print")
    assert not page.locator(".doors").is_visible()
    assert page.locator("h1").is_visible()
