"""The opening page for each role, while a contract of its institution is in preparation."""

import pytest
from django.test import Client

from fixtures.contracts import AMBOISE, LOCHES, loaded
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.services.importing import load
from web.portal.test_home import figures, words

pytestmark = pytest.mark.django_db
SECRET = "zyxwvut"
ROLES = [role for role in Role if role is not Role.VISITOR]


@pytest.fixture(scope="module")
def put_in(kept) -> None:
    secret = loaded("secret", title=f"Titre {SECRET}", state="negotiation", perimeter={"epci": [LOCHES]})
    load([loaded("public"), secret])


@pytest.fixture
def hidden(put_in, db) -> None:
    """The register holds a public contract, and one in negotiation that bears a secret word."""


@pytest.mark.parametrize("role", [None, Role.AGENT, Role.CITIZEN, Role.TECHNICAL_ADMIN])
def test_a_hidden_contract_is_neither_named_nor_counted(role, hidden, client_for) -> None:
    answer = (client_for(role) if role else Client()).get("/")
    assert SECRET not in answer.content.decode()
    assert dict(figures(answer))["contrat réel"] == "1"
    assert {row.place.code: row.count for row in answer.context["zoom"]["rows"]}[LOCHES] == 0


def test_its_parties_see_it_first(hidden, client_for) -> None:
    client = client_for(Role.AGENT, Institution.objects.get(siren=AMBOISE))
    answer = client.get("/")
    assert dict(figures(answer))["contrats réels"] == "2"
    section = answer.content.decode().split('class="awaiting"')[1].split("</section>")[0]
    assert SECRET in section
    assert "/mon-espace/" in section


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_told_what_awaits_it(role, hidden, client_for) -> None:
    said = words(client_for(role, Institution.objects.get(siren=AMBOISE)).get("/"))
    assert "Ce qui vous attend" in said
    expected = {
        Role.TECHNICAL_ADMIN: "elle ne donne aucun droit sur les contrats",
        Role.CITIZEN: "1 contrat couvre Communauté de communes du Val d&#x27;Amboise",
    }
    assert expected.get(role, "1 contrat publié lie votre institution") in said


def test_visitors_await_nothing(hidden) -> None:
    assert "Ce qui vous attend" not in words(Client().get("/"))
