"""Every page of the demonstration is accessible, at the width of a phone and of a desk, in French and in English."""

import pytest
from django.urls import get_resolver

from browser_pages import NOT_PAGES, PLACES
from chromium import WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.a11y]
OTHERS = ("account_", "mfa_", "admin", "django")
IN_ENGLISH = ("home", "contracts", "contract:trunk", "contract-checks", "territory", "engagement", "import")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing(name, width, arrive, axe, screenshot) -> None:
    page = arrive(name, width=width)
    assert page.locator("main h1").count() == 1
    screenshot(page, f"{name.replace(':', '-')}-{width}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_axe_finds_nothing_in_english(name, arrive, axe) -> None:
    page = arrive(name, locale="en-GB")
    assert page.locator("html").get_attribute("lang") == "en"
    axe(page)


def test_no_page_is_forgotten() -> None:
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str) and not name.startswith(OTHERS)}
    assert named - NOT_PAGES <= {name.partition(":")[0] for name in PLACES}
