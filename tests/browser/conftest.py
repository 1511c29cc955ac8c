"""A browser on the served demonstration: `visit` opens watched pages of it, signed in or not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser_pages import PLACES
from chromium import follow, watched
from databases import alone
from served import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def signed_in(browser: "Browser", site: Site, who: str) -> Path:
    """Cookies of the demonstration's account `who` ("secretariat", "elu"…), asked once per site."""
    state = site.var.parent / f"{who}.json"
    with alone(site.var.parent):
        if not state.is_file():
            context = browser.new_context(base_url=site.url, locale="fr-FR")
            page = context.new_page()
            page.goto("/compte/login/")
            page.fill("input[name=login]", f"{who}@exemple.maillon.invalid")
            page.fill("input[name=password]", site.password)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/mon-espace/")
            context.storage_state(path=state)
            context.close()
    return state


@contextmanager
def visits(browser: "Browser", site: Site) -> "Iterator[Callable[..., Page]]":
    """Give what opens watched pages of `site`, signed in or not."""
    with watched(browser, site.url) as open_page:

        def visit(path: str = "", *, who: str = "", **more: Any) -> "Page":
            if who:
                more["storage_state"] = signed_in(browser, site, who)
            page = open_page(**more)
            if path:
                answer = page.goto(path)
                assert answer is not None
                assert answer.ok, f"{path} answers {answer.status}"
            return page

        yield visit


@pytest.fixture
def visit(browser: "Browser", site: Site) -> "Iterator[Callable[..., Page]]":
    """`visit(path, who="secretariat", width=1280, javascript=True)` opens a page of the demonstration."""
    with visits(browser, site) as open_visit:
        yield open_visit


@pytest.fixture
def visit_own(browser: "Browser", own_site: Site) -> "Iterator[Callable[..., Page]]":
    """The same on a demonstration that this test alone writes to."""
    with visits(browser, own_site) as open_visit:
        yield open_visit


@pytest.fixture
def arrive(visit: "Callable[..., Page]") -> "Callable[..., Page]":
    """`arrive(name, width=1280)` opens a page by its name in `PLACES`."""

    def go(name: str, **more: Any) -> "Page":
        place = PLACES[name]
        page = visit(who=place.who, **more)
        page.goto(place.path)
        if place.follow:
            follow(page.get_by_role("link", name=place.follow).first)
        return page

    return go
