"""The shell in a real browser: accessible at two widths, readable without JavaScript, usable by keyboard."""

import pytest

from chromium import WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.a11y]
PAGES = (
    "/",
    "/style/",
    "/instances/",
    "/observatoire/",
    "/mon-espace/",
    "/accessibilite/",
    "/mentions-legales/",
    "/sources/",
    "/compte/login/",
    "/compte/password/reset/",
    "/compte/signup/",
    "/nulle-part/",
)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(path, width, new_page, axe, screenshot) -> None:
    page = new_page(width=width)
    page.goto(path)
    screenshot(page, f"{path.strip('/').replace('/', '-') or 'home'}-{width}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
