"""Fixtures of a real browser: `page` on a live site, `axe`, `screenshot`, `sign_in`.

Chromium is the system’s (`MAILLON_CHROMIUM`, else its headless shell, else itself); without one, tests skip and say so.
`page` fails its test when the page logs an error, breaks the content-security policy or asks anything of another host.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request
    from pytest_django.live_server_helper import LiveServer

ROOT = Path(__file__).parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# style sheets need not be asked again: the one rule that reads them is not among those that axe applies by default
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
EXAMINE = "async options => 'axe' in window ? (await axe.run(document, options)).violations : null"
WIDTHS = {"narrow": 360, "wide": 1280}
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # maps draw without a graphics card; pages are composed faster without its emulation
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
]


def executable() -> str | None:
    """Path of the Chromium to use, or nothing."""
    return shutil.which(os.environ.get("MAILLON_CHROMIUM", "chromium-headless-shell")) or shutil.which("chromium")


def follow(target: "Locator") -> None:
    """Click what leads to another page or sends a form, and wait for the page that answers."""
    with target.page.expect_navigation():
        target.click()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for the session, with a profile of its own."""
    from playwright.sync_api import sync_playwright

    path = executable()
    if path is None:
        pytest.skip("no Chromium: install it or set MAILLON_CHROMIUM")
    # playwright keeps an event loop in this thread, which Django takes for asynchronous code
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def watched(browser: "Browser", url: str) -> "Iterator[Callable[..., Page]]":
    """Give what opens watched pages of the site at `url`; on leaving, nothing may have gone wrong on any of them."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    host = urlsplit(url).netloc

    def asked(request: "Request") -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and urlsplit(request.url).netloc != host:
            faults.append(f"asked another host: {request.url}")

    def open_page(*, width: int = 1280, javascript: bool = True, locale: str = "fr-FR", **more: Any) -> "Page":
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale=locale,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(90_000)  # a busy machine must fail nothing
        contexts.append(context)
        page = context.new_page()
        page.on("request", asked)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda said: faults.append(f"{page.url} {said.text}") if _is_fault(said) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def new_page(browser: "Browser", live_server: "LiveServer") -> "Iterator[Callable[..., Page]]":
    """`new_page(width=1280, javascript=True)` opens a watched page of the live site; `goto` takes site paths."""
    with watched(browser, live_server.url) as open_page:
        yield open_page


def _is_fault(said: Any) -> bool:
    # a 403 or 404 asked on purpose is logged by Chromium as an error of the network, not of the page
    return said.type == "error" and "Failed to load resource" not in said.text


@pytest.fixture
def page(new_page: "Callable[..., Page]") -> "Page":
    """A watched page, 1280 px wide."""
    return new_page()


@pytest.fixture
def axe() -> "Callable[[Page], None]":
    """`axe(page)` asserts that axe finds nothing on the page as it is (WCAG 2.2 A and AA, best practices)."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    source = AXE.read_text(encoding="utf-8")

    def examine(page: "Page") -> None:
        found = page.evaluate(EXAMINE, AXE_OPTIONS)
        if found is None:
            page.evaluate(source)
            found = page.evaluate(EXAMINE, AXE_OPTIONS)
        told = [
            {"rule": fault["id"], "help": fault["help"], "where": [node["target"] for node in fault["nodes"]][:5]}
            for fault in found
        ]
        assert not told, f"{page.url}\n{json.dumps(told, ensure_ascii=False, indent=1)}"

    return examine


@pytest.fixture
def screenshot() -> "Callable[[Page, str], None]":
    """`screenshot(page, name)` saves the whole page as a PNG in MAILLON_SCREENSHOTS, when it is set."""
    folder = os.environ.get("MAILLON_SCREENSHOTS")

    def save(page: "Page", name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return save


@pytest.fixture
def sign_in(client_for: Callable[..., Any], live_server: "LiveServer") -> "Callable[..., None]":
    """`sign_in(page, role, institution=None)` signs the page's browser in as a new account of that role."""
    from django.conf import settings

    def enter(page: "Page", role: Any, institution: Any = None) -> None:
        session = client_for(role, institution).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url, "httpOnly": True}]
        )

    return enter
