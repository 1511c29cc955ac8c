"""Every page of the demonstration is accessible, light, and whole at every width, in French and in English."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import get_resolver

from browser_pages import NOT_PAGES, PLACES
from chromium import AXE, WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from served import Site

pytestmark = [pytest.mark.browser, pytest.mark.a11y]
OTHERS = ("account_", "mfa_", "admin", "django")
IN_ENGLISH = ("home", "contracts", "contract:trunk", "contract-checks", "territory", "engagement", "import")
MOST_BYTES, MOST_REQUESTS = 500_000, 25
WIDTH_WITH_TEXT = """size => {
  document.documentElement.style.fontSize = size;
  return document.documentElement.scrollWidth;
}"""


class Window:
    """A window that knows what each answer weighed when it was asked for the first time, kept since or not."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.sizes: list[int] = []
        self._asked: dict[str, str] = {}
        self._weighed: dict[str, int] = {}
        network = page.context.new_cdp_session(page)
        network.on("Network.requestWillBeSent", self._ask)
        network.on("Network.loadingFinished", self._weigh)
        network.send("Network.enable")

    def _ask(self, told: dict[str, Any]) -> None:
        self._asked[told["requestId"]] = told["request"]["url"]

    def _weigh(self, told: dict[str, Any]) -> None:
        # nothing is asked again of what the window keeps: at one address it weighs what it weighed
        address = self._asked.get(told["requestId"], told["requestId"])
        self._weighed[address] = max(int(told["encodedDataLength"]), self._weighed.get(address, 0))
        self.sizes.append(self._weighed[address])

    def show(self, path: str) -> None:
        """Go to a page, as large as the first one."""
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.sizes.clear()
        self.page.goto(path)

    def overflow(self, width: int, text: str = "") -> int:
        """Width of the page's content at that width, in pixels, its text at its own size or another."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return int(self.page.evaluate(WIDTH_WITH_TEXT, text))


@pytest.fixture(scope="module")
def window_of(browser: "Browser", site: "Site") -> "Iterator[Callable[[str], Window]]":
    """`window_of(who)` is the window of an account: a new one for each page would cost as much as the page."""
    from browser.conftest import visits

    with visits(browser, site) as visit:

        def open_window(who: str) -> Window:
            page = visit(who=who)
            if AXE.is_file():
                page.add_init_script(path=AXE)  # at hand on each page, and sent to the browser once
            return Window(page)

        yield cache(open_window)


def weight(window: Window) -> None:
    """Few bytes and few requests, for who has kept nothing from before."""
    assert window.sizes
    assert sum(window.sizes) <= MOST_BYTES, f"{sum(window.sizes) / 1000:.0f} ko"
    assert len(window.sizes) <= MOST_REQUESTS


def zoom(window: Window) -> None:
    """Nothing is lost when the page is zoomed or its text enlarged."""
    # a window of 1280 px at 200 % is 640 px wide for the page, at 400 % 320 px (WCAG 1.4.10)
    for width in (320, 640):
        assert window.overflow(width) <= width, f"{width} px"
    assert window.overflow(1280, text="200%") <= 1280, "text at 200 %"


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_light_accessible_and_whole_at_every_width(name, window_of, axe, screenshot) -> None:
    place = PLACES[name]
    window = window_of(place.who)
    window.show(place.path)
    if place.follow:
        window.show(window.page.get_by_role("link", name=place.follow).first.get_attribute("href"))
    assert window.page.locator("main h1").count() == 1
    weight(window)
    for called, width in reversed(WIDTHS.items()):  # it was shown wide
        assert window.overflow(width) <= width, f"{width} px"
        screenshot(window.page, f"{name.replace(':', '-')}-{called}")
        axe(window.page)
    zoom(window)


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_axe_finds_nothing_in_english(name, arrive, axe) -> None:
    page = arrive(name, locale="en-GB")
    assert page.locator("html").get_attribute("lang") == "en"
    axe(page)


def test_no_page_is_forgotten() -> None:
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str) and not name.startswith(OTHERS)}
    assert named - NOT_PAGES <= {name.partition(":")[0] for name in PLACES}
