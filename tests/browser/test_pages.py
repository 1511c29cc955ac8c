"""Every page of the demonstration is accessible, light, and whole at every width, in French and in English.

Each page is opened once, then looked at by every test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Opened:
    """A page as it arrived with nothing in the browser's cache, and the bytes of each answer that it took."""

    name: str
    page: "Page"
    sizes: list[int]

    def wide(self, width: int) -> "Page":
        """The page at a width, its text at its own size."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate("document.documentElement.style.fontSize = ''")
        return self.page

    def overflow(self) -> int:
        """Width of the page's content, in pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


# each group of pages goes to one worker, so that no page is opened twice
GROUPED = [pytest.param(name, marks=pytest.mark.xdist_group(f"pages-{rank % 12}")) for rank, name in enumerate(PLACES)]


@pytest.fixture(scope="module", params=GROUPED)
def opened(request: pytest.FixtureRequest, browser: "Browser", site: "Site") -> Iterator[Opened]:
    """A page of the demonstration, opened by the account that may."""
    from browser.conftest import visits

    place = PLACES[request.param]
    with visits(browser, site) as visit:
        path = place.path
        if place.follow:
            door = visit(path, who=place.who)
            path = door.get_by_role("link", name=place.follow).first.get_attribute("href")
        page = visit(who=place.who)
        network, sizes = page.context.new_cdp_session(page), []
        network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        network.send("Network.enable")
        page.goto(path)
        yield Opened(request.param, page, sizes)


def test_a_page_is_light(opened: Opened) -> None:
    assert opened.page.locator("main h1").count() == 1
    assert opened.sizes
    assert sum(opened.sizes) <= MOST_BYTES, f"{sum(opened.sizes) / 1000:.0f} ko"
    assert len(opened.sizes) <= MOST_REQUESTS


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_axe_finds_nothing(
    opened: Opened, width: int, axe: "Callable[[Page], None]", screenshot: "Callable[[Page, str], object]"
) -> None:
    page = opened.wide(width)
    screenshot(page, f"{opened.name.replace(':', '-')}-{width}")
    axe(page)
    assert opened.overflow() <= width


def test_nothing_is_lost_when_zoomed_or_enlarged(opened: Opened) -> None:
    # a window of 1280 px at 200 % is 640 px wide for the page, at 400 % 320 px (WCAG 1.4.10)
    for width in (640, 320):
        opened.wide(width)
        assert opened.overflow() <= width, f"{width} px"
    opened.wide(1280).evaluate("document.documentElement.style.fontSize = '200%'")
    assert opened.overflow() <= 1280, "text at 200 %"


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_axe_finds_nothing_in_english(name, arrive, axe) -> None:
    page = arrive(name, locale="en-GB")
    assert page.locator("html").get_attribute("lang") == "en"
    axe(page)


def test_no_page_is_forgotten() -> None:
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str) and not name.startswith(OTHERS)}
    assert named - NOT_PAGES <= {name.partition(":")[0] for name in PLACES}
