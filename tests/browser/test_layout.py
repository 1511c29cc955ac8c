"""Every page of the demonstration is light, and loses nothing when it is narrow, zoomed or its text enlarged."""

import pytest

from browser_pages import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.a11y]
MOST_BYTES, MOST_REQUESTS = 500_000, 25


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_light(name, visit) -> None:
    place = PLACES[name]
    page = visit(who=place.who)
    network = page.context.new_cdp_session(page)
    sizes = []
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(place.path, wait_until="networkidle")
    assert sizes
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
