"""Every page of the demonstration is accessible, light, and whole at every width, in French and in English."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest
from django.urls import get_resolver

from browser_pages import NOT_PAGES, PLACES
from chromium import WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from served import Site

pytestmark = [pytest.mark.browser, pytest.mark.a11y]
OTHERS = ("account_", "mfa_", "admin", "django")
IN_ENGLISH = ("home", "contracts", "contract:trunk", "contract-checks", "territory", "engagement", "import")
MOST_BYTES, MOST_REQUESTS = 500_000, 25


class Window:
    """A window that keeps nothing of what it has loaded, and counts the bytes of each answer."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.sizes: list[int] = []
        network = page.context.new_cdp_session(page)
        network.on("Network.loadingFinished", lambda told: self.sizes.append(told["encodedDataLength"]))
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def show(self, path: str) -> None:
        """Go to a page, as large as the first one."""
        self.wide(1280)
        self.sizes.clear()
        self.page.goto(path)

    def wide(self, width: int) -> "Page":
        """The page at a width, its text at its own size."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate("document.documentElement.style.fontSize = ''")
        return self.page

    def overflow(self) -> int:
        """Width of the page's content, in pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture(scope="module")
def window_of(browser: "Browser", site: "Site") -> "Iterator[Callable[[str], Window]]":
    """`window_of(who)` is the window of an account: a new one for each page would cost as much as the page."""
    from browser.conftest import visits

    with visits(browser, site) as visit:
        yield cache(lambda who: Window(visit(who=who)))


def weight(window: Window) -> None:
    """Few bytes and few requests, with nothing kept from before."""
    assert window.sizes
    assert sum(window.sizes) <= MOST_BYTES, f"{sum(window.sizes) / 1000:.0f} ko"
    assert len(window.sizes) <= MOST_REQUESTS


def zoom(window: Window) -> None:
    """Nothing is lost when the page is zoomed or its text enlarged."""
    # a window of 1280 px at 200 % is 640 px wide for the page, at 400 % 320 px (WCAG 1.4.10)
    for width in (640, 320):
        window.wide(width)
        assert window.overflow() <= width, f"{width} px"
    window.wide(1280).evaluate("document.documentElement.style.fontSize = '200%'")
    assert window.overflow() <= 1280, "text at 200 %"


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_light_accessible_and_whole_at_every_width(name, window_of, axe, screenshot) -> None:
    place = PLACES[name]
    window = window_of(place.who)
    window.show(place.path)
    if place.follow:
        window.show(window.page.get_by_role("link", name=place.follow).first.get_attribute("href"))
    assert window.page.locator("main h1").count() == 1
    weight(window)
    for called, width in WIDTHS.items():
        page = window.wide(width)
        screenshot(page, f"{name.replace(':', '-')}-{called}")
        axe(page)
        assert window.overflow() <= width, f"{width} px"
    zoom(window)


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_axe_finds_nothing_in_english(name, arrive, axe) -> None:
    page = arrive(name, locale="en-GB")
    assert page.locator("html").get_attribute("lang") == "en"
    axe(page)


def test_no_page_is_forgotten() -> None:
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str) and not name.startswith(OTHERS)}
    assert named - NOT_PAGES <= {name.partition(":")[0] for name in PLACES}
