"""Every page of the demonstration: accessible at two widths, light, and readable when narrow, zoomed or enlarged."""

import pytest
from django.urls import get_resolver

from browser_pages import NOT_PAGES, PLACES
from chromium import WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.a11y]
MOST_BYTES, MOST_REQUESTS = 500_000, 25
OTHERS = ("account_", "mfa_", "admin", "django")


@pytest.fixture
def arrive(visit):
    """`arrive(name, width=1280)` opens a page by its name in `PLACES`."""

    def go(name, **more):
        place = PLACES[name]
        # a page that is refused still has to be readable: what it answers is another test's matter
        page = visit(who=place.who, **more)
        page.goto(place.path)
        if place.follow:
            page.get_by_role("link", name=place.follow).first.click()
            page.wait_for_load_state()
        return page

    return go


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing(name, width, arrive, axe, screenshot) -> None:
    page = arrive(name, width=width)
    assert page.locator("main h1").count() == 1
    screenshot(page, f"{name.replace(':', '-')}-{width}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_light(name, visit) -> None:
    place = PLACES[name]
    page = visit(who=place.who)
    network = page.context.new_cdp_session(page)
    sizes = []
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(place.path, wait_until="networkidle")
    assert sum(sizes) <= MOST_BYTES, f"{sum(sizes) / 1000:.0f} ko"
    assert len(sizes) <= MOST_REQUESTS


@pytest.mark.parametrize("name", PLACES)
def test_nothing_is_lost_when_narrow_zoomed_or_enlarged(name, arrive) -> None:
    page = arrive(name)
    # a window of 1280 px at 200 % is 640 px wide for the page, at 400 % 320 px (WCAG 1.4.10)
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} px"
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280, "text at 200 %"


def test_no_page_is_forgotten() -> None:
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str) and not name.startswith(OTHERS)}
    assert named - NOT_PAGES <= {name.partition(":")[0] for name in PLACES}
