"""An existing contract joins a goal of a strategy contract; no document is rewritten, and it is written who did it."""

import pytest

from fixtures.contracts import AMBOISE, LOCHES, action, loaded
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Attachment, Contract, Record
from maillon.web.contracts.queries.contract import architecture
from maillon.web.contracts.services.attach import attach, detach
from maillon.web.contracts.services.importing import load

pytestmark = pytest.mark.django_db
GOALS = [{"id": "autonomie", "title": "Autonomie"}, {"id": "ressources", "title": "Ressources"}]


@pytest.fixture(scope="module")
def three(kept) -> None:
    load(
        [
            loaded("strategie", kind="strategy_contract", goals=GOALS),
            loaded(
                "operationnel",
                parent={"contract": "strategie", "goal": "ressources"},
                actions=[action("x", goals=["ressources"])],
                goals=GOALS,
            ),
            loaded("existant"),
        ]
    )


@pytest.fixture
def both(three, db) -> tuple[Contract, Contract]:
    return Contract.objects.get(slug="strategie"), Contract.objects.get(slug="existant")


@pytest.fixture
def secretary(actor_for, both):
    return actor_for(Role.SECRETARIAT, Institution.objects.get(siren=AMBOISE))


def test_attach_then_detach_leaves_documents_and_history(both, secretary) -> None:
    strategy, existing = both
    before = list(Record.objects.values_list("sha256", flat=True))
    made = attach(existing.pk, strategy_id=strategy.pk, goal="autonomie", by=secretary, note="Motif")
    assert made.attached_by_id == secretary.user_id
    branches = {branch.goal.ref: branch for branch in architecture(strategy, by=secretary).branches}
    assert [one.contract.slug for one in branches["autonomie"].attached] == ["existant"]
    assert [one.slug for one in branches["ressources"].operational] == ["operationnel"]
    detach(made.pk, by=secretary)
    assert not Attachment.objects.standing().exists()
    kept = Attachment.objects.get()
    assert kept.detached_by_id == secretary.user_id
    assert kept.detached_at > kept.attached_at
    assert list(Record.objects.values_list("sha256", flat=True)) == before


def test_a_contract_may_serve_two_goals_and_come_back(both, secretary) -> None:
    strategy, existing = both
    for goal in ("autonomie", "ressources"):
        attach(existing.pk, strategy_id=strategy.pk, goal=goal, by=secretary)
    detach(Attachment.objects.get(goal_ref="autonomie").pk, by=secretary)
    attach(existing.pk, strategy_id=strategy.pk, goal="autonomie", by=secretary)
    assert Attachment.objects.standing().count() == 2
    assert Attachment.objects.count() == 3


@pytest.mark.parametrize(("contract", "goal"), [("existant", "absente"), ("strategie", "autonomie")])
def test_what_makes_no_sense_is_refused(both, secretary, contract, goal) -> None:
    strategy, _existing = both
    with pytest.raises(Refused) as refusal:
        attach(Contract.objects.get(slug=contract).pk, strategy_id=strategy.pk, goal=goal, by=secretary)
    assert refusal.value.decision.citations


def test_twice_is_refused(both, secretary) -> None:
    strategy, existing = both
    attach(existing.pk, strategy_id=strategy.pk, goal="autonomie", by=secretary)
    with pytest.raises(Refused):
        attach(existing.pk, strategy_id=strategy.pk, goal="autonomie", by=secretary)


@pytest.mark.parametrize("role", [Role.AGENT, Role.ELECTED, Role.CITIZEN, Role.TECHNICAL_ADMIN])
def test_only_the_secretariat_and_the_prefect_attach(both, role, actor_for) -> None:
    strategy, existing = both
    with pytest.raises(Refused):
        attach(
            existing.pk,
            strategy_id=strategy.pk,
            goal="autonomie",
            by=actor_for(role, Institution.objects.get(siren=AMBOISE)),
        )


def test_not_for_a_strategy_of_others(both, actor_for) -> None:
    strategy, existing = both
    stranger = actor_for(Role.SECRETARIAT, Institution.objects.create(name="Ailleurs", kind="epci", siren=LOCHES))
    with pytest.raises(Refused):
        attach(existing.pk, strategy_id=strategy.pk, goal="autonomie", by=stranger)


def test_from_the_page(both, client_for) -> None:
    client = client_for(Role.SECRETARIAT, Institution.objects.get(siren=AMBOISE))
    assert "existant" in client.get("/contrats/strategie/rattacher/?q=existant").content.decode()
    answer = client.post(
        "/contrats/strategie/rattacher/", {"contract": "existant", "goal": "autonomie", "note": "Motif"}
    )
    assert answer.url == "/finalites/strategie/autonomie/"
    assert "existant" in client.get(answer.url).content.decode()
    again = client.post("/contrats/strategie/rattacher/", {"contract": "existant", "goal": "autonomie"})
    assert again.status_code == 409
    made = Attachment.objects.get()
    assert client.post(f"/rattachements/{made.pk}/detacher/").status_code == 302
    assert client.post(f"/rattachements/{made.pk}/detacher/").status_code == 404
    assert client.get(f"/rattachements/{made.pk}/detacher/").status_code == 405


def test_who_may_not_sees_why(both, client, client_for) -> None:
    for browser in (client, client_for(Role.AGENT)):
        assert "Que faire" in browser.get("/contrats/strategie/rattacher/").content.decode()
        answer = browser.post("/contrats/strategie/rattacher/", {"contract": "existant", "goal": "autonomie"})
        assert answer.status_code == 403


def test_the_goal_s_page_gathers_what_serves_it(both, secretary, client) -> None:
    strategy, existing = both
    attach(existing.pk, strategy_id=strategy.pk, goal="ressources", by=secretary)
    text = client.get("/finalites/strategie/ressources/").content.decode()
    for said in ("Contrat operationnel", "Contrat existant", "Action x", "rattaché le"):
        assert said in text
