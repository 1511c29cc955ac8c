"""Every page of the site asks the database at most fifteen times, knowing who reads it included."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from browser_pages import PLACES
from maillon.web.accounts.demo import open_demo_accounts
from maillon.web.accounts.models import User
from maillon.web.contracts.services.demo import load_demo
from maillon.web.territories.services import load_reference

MOST = 15
READERS = ("secretariat", "agent", "prefecture", "")


@pytest.fixture(scope="module")
def whole_demo(kept: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The territories, the demonstration and its accounts."""
    load_reference()
    load_demo()
    open_demo_accounts(tmp_path_factory.mktemp("accounts"))


@pytest.mark.parametrize("who", READERS)
def test_no_page_asks_more_than_fifteen_times(who: str, whole_demo: None, db: None) -> None:
    client = Client()
    if who:
        client.force_login(User.objects.get(email=f"{who}@exemple.maillon.invalid"))
    seen, over = 0, {}
    for path in sorted({place.path for place in PLACES.values()}):
        client.get(path)  # what a process reads once in its life is not of the page
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code in {200, 302, 403, 404}, f"{path}: {answer.status_code}"
        seen += answer.status_code == 200
        if len(queries) > MOST:
            over[path] = len(queries)
    assert not over, "\n".join(f"{count} {path}" for path, count in sorted(over.items(), key=lambda one: -one[1]))
    assert seen > len({place.path for place in PLACES.values()}) / 2
