"""The portal in a real browser: accessible at two widths, light, readable without JavaScript, usable by keyboard."""

import pytest

from chromium import WIDTHS
from maillon.rules.governance.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.a11y, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/",
    "/recherche/",
    "/recherche/?q=mobilite",
    "/recherche/?q=amboise&dans=territoires",
    "/recherche/?q=qzxwvk",
    "/engagement/",
    "/engagement/?territoire=Loches",
    "/engagement/?territoire=zzzz",
)


def named(path: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in path).strip("-") or "home"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_axe_finds_nothing_and_nothing_overflows(width, demo, new_page, axe, screenshot) -> None:
    page = new_page(width=width)
    for path in PAGES:
        page.goto(path)
        screenshot(page, f"portal-{named(path)}-{width}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1


def test_axe_finds_nothing_once_signed_in(demo, new_page, sign_in, axe, screenshot) -> None:
    page = new_page(width=360)
    sign_in(page, Role.CITIZEN)
    page.goto("/")
    screenshot(page, "portal-home-signed-in-360")
    axe(page)
    assert page.get_by_role("heading", name="Ce qui vous attend").is_visible()


@pytest.mark.parametrize("width", [320, 640])
def test_pages_reflow_at_small_widths(width, demo, new_page) -> None:
    page = new_page(width=width)
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_pages_are_light(demo, new_page) -> None:
    for path in ("/", "/recherche/?q=contrat", "/engagement/"):
        page = new_page()
        sizes: list[int] = []
        page.on("response", lambda answer, sizes=sizes: sizes.append(len(answer.body())))
        page.goto(path, wait_until="networkidle")
        assert len(sizes) <= 25, path
        assert sum(sizes) <= 500_000, path


def test_everything_reads_without_javascript(demo, new_page) -> None:
    page = new_page(javascript=False)
    page.goto("/")
    assert page.locator("#zoom-table tbody tr").count() == 11
    page.get_by_label("Votre commune, un contrat, une action, un acteur").fill("Amboise")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name="Amboise", exact=True).click()
    assert "/territoires/37003/" in page.url
    page.goto("/engagement/")
    page.get_by_text("Restreindre à un type").click()
    page.get_by_label("Type de contrat").select_option("reciprocity_contract")
    page.get_by_role("button", name="Filtrer").click()
    assert "type=reciprocity_contract" in page.url
    assert page.locator("#positions tbody tr").count() == 13


def test_search_works_by_keyboard_alone(demo, new_page) -> None:
    page = new_page()
    page.goto("/engagement/")
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
def test_one_diagram_is_shown_at_each_width(width, shown, hidden, demo, new_page) -> None:
    page = new_page(width=width)
    page.goto("/engagement/")
    assert page.locator(f".placing__{shown}").is_visible()
    assert not page.locator(f".placing__{hidden}").is_visible()
