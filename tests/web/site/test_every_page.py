"""Every page, for whoever opens it: few queries, few bytes, nothing foreign, nothing inline, nothing left blank."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from browser_pages import BILATERAL, OPERATIONAL, PLACES, STRATEGY, TRUNK
from maillon.web.accounts.demo import open_demo_accounts
from maillon.web.accounts.models import User
from maillon.web.contracts.services.demo import load_demo
from maillon.web.territories.services import load_reference

MOST_QUERIES = 15  # who is signed in counted
MOST_BYTES = 300_000
FOREIGN = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//(?!127\.0\.0\.1)""")
INLINE = re.compile(r"""<style|\sstyle\s*=|<script(?![^>]*\b(?:src=|type="application/json"))|\son[a-z]+\s*=""")
READERS = ("", "secretariat", "agent", "elu", "prefecture", "conseil-developpement", "citoyen", "technique")
SECTIONS = ("", "parties/", "actions/", "argent/", "engagements/", "clauses/", "propositions/", "documents/")
PATHS = sorted(
    {place.path for place in PLACES.values()}
    | {f"/contrats/{slug}/{section}" for slug in (TRUNK, BILATERAL, OPERATIONAL) for section in SECTIONS}
    | {f"/contrats/{BILATERAL}/actions/accueil-polaxis/", f"/contrats/{BILATERAL}/actions/acces-dechetteries/"}
    | {f"/contrats/{STRATEGY}/", "/acteurs/?q=tours&nature=epci", "/territoires/01001/", "/territoires/37/"}
)
OWN = {(place.path, place.who) for name, place in PLACES.items() if not place.follow and ":refused" not in name}
# pages of figures that ship: they ask the base nothing but who is signed in, so that one base is enough for them
FIGURES = re.compile(r"/observatoire/solidarite/($|\?|acteurs/|postes/|territoires/)")
SIGNED_IN = 2  # the session, then the account and its roles


def opened_by(who: str) -> list[str]:
    """What a reader opens here: all for a visitor, their own pages, and their turn of the others."""
    turn = READERS.index(who)
    asking = [path for path in PATHS if connection.vendor == "sqlite" or not FIGURES.match(path)]
    return [path for rank, path in enumerate(asking) if not who or (path, who) in OWN or rank % len(READERS) == turn]


@pytest.fixture(scope="module")
def whole_demo(kept: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The territories, the demonstration and its accounts."""
    load_reference()
    load_demo()
    open_demo_accounts(tmp_path_factory.mktemp("accounts"))


def faults(client: Client, path: str, *, own: bool) -> list[str]:
    """What is wrong on a page: one's own opens, another's is refused or hidden in words, never broken."""
    most = SIGNED_IN if FIGURES.match(path) else MOST_QUERIES
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if len(queries) > most:  # what a process reads once in its life is not of the page
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
    assert answer.status_code in ({200} if own else {200, 302, 403, 404}), f"{path}: {answer.status_code}"
    text = answer.content.decode()
    found = [f"{len(queries)} queries"] if len(queries) > most else []
    found += [f"{len(answer.content)} bytes"] if len(answer.content) > MOST_BYTES else []
    if answer.status_code != 302:
        found += [f"{text.count('<h1')} titles"] if text.count("<h1") != 1 else []
        found += FOREIGN.findall(re.sub(r"<a [^>]*>", "", text)) + INLINE.findall(text)
        found += ["None"] if "None" in re.sub(r"<[^>]+>", " ", text) else []
    return [f"{path}: {one}" for one in found]


@pytest.mark.parametrize("who", READERS)
def test_every_page_keeps_within_its_means(who: str, whole_demo: None, db: None) -> None:
    client = Client()
    if who:
        client.force_login(User.objects.get(email=f"{who}@exemple.maillon.invalid"))
    found = [fault for path in opened_by(who) for fault in faults(client, path, own=(path, who) in OWN)]
    assert not found, "\n".join(found)
