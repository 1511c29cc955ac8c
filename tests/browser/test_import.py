"""A long import in a real browser, on the site's own server: followed, killed, asked again, found done."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from chromium import follow
from maillon.analytics.territories import within
from served import Site
from web.contracts.test_crte import HEAD, row

pytestmark = [pytest.mark.browser]
LONG = 400


def _list() -> bytes:
    codes = within("", "epci")[:LONG]
    lines = (row(f"essai {rank:04}", code, f"EPCI {rank}", f"Pays {rank}") for rank, code in enumerate(codes))
    return "\n".join([HEAD, *lines]).encode()


def _known(site: Site) -> int:
    with closing(sqlite3.connect(f"file:{site.var}/maillon.sqlite3?mode=ro", uri=True)) as base:
        counted = base.execute("SELECT count(*) FROM contracts_contract WHERE slug LIKE 'crte-essai-%'").fetchone()
        parts = base.execute("SELECT count(*) FROM contracts_party WHERE ref LIKE 'epci-%'").fetchone()
    return int(counted[0]) + (0 if counted[0] else int(parts[0]))


def _kill_at_work(folder: Path) -> None:
    """Kill the process that imports, without a warning, once it has begun to write."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        for lock in folder.glob("*.lock"):
            if lock.with_suffix(".json").exists():
                os.kill(int(lock.read_text()), signal.SIGKILL)
                return
        time.sleep(0.02)
    raise AssertionError("the process never began")


@pytest.fixture
def confirmed(visit_own) -> Callable[[], object]:
    """`confirmed()` sends a long list and confirms its preview; it returns the page."""

    def go():
        page = visit_own("/importer/", who="secretariat")
        page.get_by_label("Fichiers à importer").set_input_files(
            {"name": "liste.csv", "mimeType": "text/csv", "buffer": _list()}
        )
        follow(page.get_by_role("button", name="Voir l’aperçu"))
        page.get_by_role("button", name=f"Importer {LONG} contrats").click()
        page.get_by_role("heading", name="Import en cours").wait_for()
        return page

    return go


@pytest.mark.a11y
def test_a_killed_import_leaves_nothing_and_is_asked_again(confirmed, own_site, axe) -> None:
    before = _known(own_site)
    page = confirmed()
    axe(page)
    _kill_at_work(own_site.var / "imports")
    page.get_by_role("heading", name="Import arrêté").wait_for(timeout=60_000)
    assert "Rien n’a été écrit" in page.locator("main").inner_text()
    assert _known(own_site) == before
    axe(page)
    page.get_by_role("button", name="Relancer").click()
    page.get_by_role("heading", name="Import terminé").wait_for(timeout=60_000)
    assert f"{LONG} contrats créés" in page.locator("main").inner_text()
    axe(page)
    assert _known(own_site) == LONG
    page.go_back()
    page.get_by_role("heading", name="Import terminé").wait_for()


def test_people_leave_a_long_import_and_find_it_done(confirmed, own_site) -> None:
    page = confirmed()
    address = page.url
    page.goto("/contrats/")
    limit = time.monotonic() + 60
    while _known(own_site) != LONG and time.monotonic() < limit:
        time.sleep(0.2)
    page.goto(address)
    page.get_by_role("heading", name="Import terminé").wait_for()
