"""Contracts in preparation are for their parties and their secretariat; for anyone else they do not exist."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from fixtures.contracts import AMBOISE, action, line, loaded
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.governance.roles import Role
from maillon.web.accounts.authorise import authorise
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor, Seat
from maillon.web.contracts.models import Attachment, Contract
from maillon.web.contracts.services.importing import load

pytestmark = pytest.mark.django_db
SECRET = "zyxwvut"


@pytest.fixture(scope="module")
def put_in(kept) -> None:
    documents = (
        loaded("strategie", kind="strategy_contract", goals=[{"id": "autonomie", "title": "Autonomie"}]),
        loaded(
            "secret",
            title=f"Titre {SECRET}",
            summary=f"Résumé {SECRET}",
            state="negotiation",
            parent={"contract": "strategie", "goal": "autonomie"},
            parties=[
                {"id": "amboise", "institution": {"name": "CC du Val d’Amboise", "kind": "epci", "siren": AMBOISE}},
                {"id": "p", "institution": {"name": f"Institution {SECRET}", "kind": "association"}},
            ],
            goals=[{"id": "but", "title": f"But {SECRET}"}],
            themes=[{"id": SECRET, "title": f"Thème {SECRET}", "goal": "but"}],
            actions=[action("x", line("p", planned=77_777), title=f"Action {SECRET}", theme=SECRET, owner="p")],
            bodies=[{"id": "b", "name": f"Instance {SECRET}", "kind": "conference"}],
            commitments=[{"id": "e", "by": "amboise", "what": f"Promesse {SECRET}"}],
        ),
    )
    load(documents)
    strategy, secret = Contract.objects.get(slug="strategie"), Contract.objects.get(slug="secret")
    Attachment.objects.create(contract=secret, strategy=strategy, goal_ref="autonomie", note=SECRET)


@pytest.fixture
def hidden(put_in, db) -> Contract:
    """A contract in negotiation in which everything bears a secret word, beside a public one that it touches."""
    return Contract.objects.get(slug="secret")


def pages(contract: Contract) -> list[str]:
    named = [
        "contract", "contract-parties", "contract-actions", "contract-money", "contract-commitments",
        "contract-clauses", "contract-checks", "contract-documents", "attach",
    ]  # fmt: skip
    return [
        *(reverse(name, args=[contract.slug]) for name in named),
        reverse("action", args=[contract.slug, "x"]),
        reverse("goal", args=[contract.slug, "but"]),
        reverse("contract-download", args=[contract.slug, "json"]),
        reverse("institution", args=[Institution.objects.get(name__contains=SECRET).pk]),
    ]


def everywhere() -> list[str]:
    return [
        "/contrats/", f"/contrats/?q={SECRET}", "/contrats/?territoire=37003", "/contrats.csv", "/contrats.json",
        "/finalites/", "/finalites/strategie/autonomie/", "/acteurs/", "/instances/", "/territoires/37003/",
        f"/territoires/{AMBOISE}/", "/territoires/37/", "/contrats/strategie/", "/contrats/strategie/actions/",
    ]  # fmt: skip


@pytest.mark.parametrize("state", [None, *ContractState])
def test_the_query_and_the_policy_say_the_same(state, register, visitor) -> None:
    register(loaded("a", state=state))
    contract = Contract.objects.get(slug="a")
    party = Institution.objects.get(siren=AMBOISE)
    stranger = Institution.objects.create(name="Ailleurs", kind="epci")
    roles = [role for role in Role if role is not Role.VISITOR]
    seats = [Seat(home.pk, role) for role in roles for home in (party, stranger)]
    for actor in (visitor, *(Actor(uuid4(), (seat,), visitor.on) for seat in seats)):
        seen = Contract.objects.visible_to(actor).filter(pk=contract.pk).exists()
        assert seen is authorise(actor, "contract.read", contract).allowed, (state, actor.seats)


@pytest.mark.parametrize("role", [None, Role.AGENT, Role.SECRETARIAT, Role.TECHNICAL_ADMIN, Role.CITIZEN])
def test_hidden_is_absent_for_strangers(role, hidden, client_for) -> None:
    client = client_for(role) if role else Client()
    for path in pages(hidden):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert SECRET not in re.sub(r"contrats/[^\"]*", "", answer.content.decode())


def test_hidden_and_absent_answer_with_the_same_words(hidden) -> None:
    def words(path: str) -> str:
        return client.get(path).content.decode().replace("secret", "·").replace("nulpart", "·")

    client = Client()
    assert words("/contrats/secret/") == words("/contrats/nulpart/")


@pytest.mark.parametrize("role", [None, Role.AGENT, Role.TECHNICAL_ADMIN])
def test_no_list_count_search_or_export_tells_of_it(role, hidden, client_for) -> None:
    client = client_for(role) if role else Client()
    for path in everywhere():
        text = client.get(path).content.decode()
        kept = (
            text.replace(f'value="{SECRET}"', "")
            .replace(f"q={SECRET}", "")
            .replace(f"q%3D{SECRET}", "")
            .replace(f"<strong>{SECRET}</strong>", "")
        )
        kept = kept.replace(f"mots\u00a0: {SECRET}", "")
        assert SECRET not in kept, path
        assert "77 777" not in text, path
    assert "Ce qui" in client.get("/contrats/").content.decode()
    assert "1 contrat<" in client.get("/contrats/").content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.ELECTED, Role.PREFECT_SERVICES, Role.COUNCIL_MEMBER])
def test_the_people_of_a_party_see_it_everywhere(role, hidden, client_for) -> None:
    client = client_for(role, Institution.objects.get(siren=AMBOISE))
    for path in pages(hidden):
        if not path.endswith("rattacher/"):
            assert client.get(path).status_code == 200, path
    assert SECRET in client.get("/contrats/").content.decode()


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.TECHNICAL_ADMIN])
def test_a_citizen_or_the_host_of_a_party_does_not(role, hidden, client_for) -> None:
    client = client_for(role, Institution.objects.get(siren=AMBOISE))
    assert client.get("/contrats/secret/").status_code == 404


def test_a_role_that_is_over_opens_nothing(hidden, client_for) -> None:
    from datetime import date

    client = client_for(Role.AGENT, Institution.objects.get(siren=AMBOISE), ends_on=date(2021, 1, 1))
    assert client.get("/contrats/secret/").status_code == 404


def test_every_address_of_the_register_is_known_here() -> None:
    known = {
        "contracts", "contracts-export", "contract", "contract-parties", "contract-actions", "action",
        "contract-commitments", "contract-clauses", "contract-checks", "contract-documents", "attach", "detach",
        "contract-download", "goals", "goal", "institutions", "institution", "territory", "bodies", "import",
        "import-preview", "import-progress",
    }  # fmt: skip
    from maillon.web.contracts.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns} == known
    # the money of a contract is answered by negotiation, which adds what its conventions engage
    assert {*known, "contract-money"} <= {name for name in get_resolver().reverse_dict if isinstance(name, str)}
