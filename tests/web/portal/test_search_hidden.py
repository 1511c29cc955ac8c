"""Search never tells of a contract in preparation, but to its parties."""

import re

import pytest

from fixtures.contracts import AMBOISE, action, loaded
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.services.importing import load
from maillon.web.portal.queries.search import Group
from web.portal.test_search import ask, names

pytestmark = pytest.mark.django_db
SECRET = "zyxwvut"


@pytest.fixture(scope="module")
def put_in(kept) -> None:
    parties = [
        {"id": "amboise", "institution": {"name": "CC du Val d’Amboise", "kind": "epci", "siren": AMBOISE}},
        {"id": "p", "institution": {"name": f"Institution {SECRET}", "kind": "association"}},
    ]
    documents = (
        loaded("public", themes=[{"id": "t", "title": "Thème ouvert"}]),
        loaded(
            "secret",
            title=f"Titre {SECRET}",
            state="negotiation",
            parties=parties,
            goals=[{"id": "but", "title": f"But {SECRET}"}],
            themes=[{"id": "th", "title": f"Thème {SECRET}"}],
            actions=[action("x", title=f"Action {SECRET}")],
        ),
    )
    load(documents)


@pytest.fixture
def hidden(put_in, db) -> None:
    """The register holds a public contract, and one in negotiation that bears a secret word."""


@pytest.mark.parametrize("role", [None, Role.AGENT, Role.CITIZEN, Role.TECHNICAL_ADMIN])
@pytest.mark.parametrize("text", [SECRET, "zyxwvvt", "titre", "amboise", ""])
def test_a_hidden_contract_is_neither_found_nor_counted(role, text, hidden, client_for) -> None:
    answer = ask(text, client_for(role) if role else None)
    shown = answer.content.decode().replace(f'value="{SECRET}"', "").replace(f"q%3D{SECRET}", "")
    shown = re.sub(rf"«\u00a0{SECRET}\u00a0»|q={SECRET}", "", shown)
    assert SECRET not in shown
    for territory in answer.context["found"].results.get(Group.TERRITORIES, []):
        assert territory.contracts <= 1


def test_its_parties_find_all_of_it(hidden, client_for) -> None:
    found = names(ask(SECRET, client_for(Role.ELECTED, Institution.objects.get(siren=AMBOISE))))
    assert set(found) == {"contrats", "actions", "acteurs", "finalites"}
