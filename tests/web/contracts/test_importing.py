"""Imports: previewed, all or nothing, refused when the preview no longer holds, and nothing rewritten on the way."""

import pytest

from fixtures.contracts import AMBOISE, TOURS, action, line, loaded
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Action, Contract, Edition, Origin, Record
from maillon.web.contracts.services.importing import import_documents
from maillon.web.contracts.services.plan import Effect, Incoming

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(actor_for):
    return actor_for(Role.AGENT)


def preview(by, *documents, **more):
    return import_documents([Incoming(one) for one in documents], by=by, commit=False, **more)


def commit(by, *documents, **more):
    return import_documents([Incoming(one) for one in documents], by=by, commit=True, **more)


def effects(plan) -> dict[str, str]:
    return {one.slug: one.effect.value for one in plan.lines}


def test_a_preview_writes_nothing(agent) -> None:
    plan = preview(agent, loaded("a"))
    assert effects(plan) == {"a": "create"}
    assert not Contract.objects.exists()
    assert not Record.objects.exists()


def test_what_is_confirmed_is_written_with_its_document(agent) -> None:
    plan = preview(agent, loaded("a"))
    commit(agent, loaded("a"), expected=plan.fingerprint)
    record = Record.objects.get(contract__slug="a")
    assert (record.rank, record.received_from_id) == (1, agent.user_id)
    assert '"id": "a"' in record.text
    assert Edition.objects.get().number == 1


def test_the_same_document_twice_changes_nothing(agent) -> None:
    commit(agent, loaded("a"))
    before = Contract.objects.get()
    plan = commit(agent, loaded("a"))
    assert effects(plan) == {"a": "unchanged"}
    assert Contract.objects.get().changed_at == before.changed_at
    assert Record.objects.count() == 1
    assert Edition.objects.get().number == 1


def test_a_stale_preview_is_refused(agent) -> None:
    plan = preview(agent, loaded("a"))
    commit(agent, loaded("a", title="Entre-temps"))
    with pytest.raises(Refused) as refusal:
        commit(agent, loaded("a"), expected=plan.fingerprint)
    assert refusal.value.decision.rule == "contracts.import.stale"
    assert Contract.objects.get().title == "Entre-temps"


def test_one_refused_line_stops_all_unless_it_is_left_aside(agent) -> None:
    good, bad = loaded("a"), loaded("b", extends={"contract": "absent"})
    with pytest.raises(Refused) as refusal:
        commit(agent, good, bad)
    assert refusal.value.decision.rule == "contracts.import.all_or_nothing"
    assert not Contract.objects.exists()
    plan = commit(agent, good, bad, leave_refused=True)
    assert effects(plan) == {"a": "create", "b": "refuse"}
    assert Contract.objects.get().slug == "a"


def test_a_fault_in_the_middle_leaves_nothing(agent, monkeypatch) -> None:
    from maillon.web.contracts.services import importing

    def break_down(_contracts: object) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(importing, "link_actions", break_down)
    with pytest.raises(RuntimeError):
        commit(agent, loaded("a"), loaded("b", actions=[action("navettes")]))
    assert not Contract.objects.exists()
    assert not Action.objects.exists()
    assert not Edition.objects.filter(number__gt=0).exists()


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (loaded("b", extends={"contract": "absent"}), "absent"),
        (loaded("b", actions=[action("x", line("inconnu"))]), "inconnu"),
        (loaded("b", perimeter={"communes": ["99999"]}), "99999"),
        (loaded("b", extends={"contract": "b"}), "b"),
    ],
    ids=["absent trunk", "unknown funder", "unknown commune", "extends itself"],
)
def test_what_does_not_hold_together_is_refused_with_its_reason(agent, document, says) -> None:
    (only,) = preview(agent, document).lines
    assert only.effect is Effect.REFUSE
    assert says in " ".join(str(problem) for problem in only.problems)


def test_the_same_contract_twice_in_one_sending(agent) -> None:
    plan = preview(agent, loaded("a"), loaded("a", title="Autre"))
    assert [one.effect for one in plan.lines] == [Effect.CREATE, Effect.REFUSE]


def test_a_trunk_comes_after_its_heirs_in_one_sending(agent) -> None:
    trunk = loaded("z-tronc", actions=[action("x")])
    commit(agent, loaded("a", extends={"contract": "z-tronc"}), trunk)
    heir = Contract.objects.get(slug="a")
    assert heir.extends.slug == "z-tronc"
    assert heir.actions_inherited == 1


def test_rows_that_stay_keep_their_keys(agent, actor_for) -> None:
    drafting = {"state": "negotiation"}
    commit(agent, loaded("a", actions=[action("x", line(planned=1)), action("y")], **drafting))
    kept = Action.objects.get(ref="x").pk
    plan = commit(agent, loaded("a", actions=[action("x", line(planned=2)), action("z")], **drafting))
    assert effects(plan) == {"a": "change"}
    assert Action.objects.get(ref="x").pk == kept
    assert set(Action.objects.values_list("ref", flat=True)) == {"x", "z"}
    assert Record.objects.filter(contract__slug="a").count() == 2


def test_a_change_says_what_changes(agent) -> None:
    commit(agent, loaded("a", state="negotiation"))
    (only,) = preview(agent, loaded("a", state="negotiation", title="Nouveau titre")).lines
    assert only.effect is Effect.CHANGE
    assert any("Nouveau titre" in detail for detail in only.details)


def test_a_signed_contract_is_not_rewritten_by_an_import(agent) -> None:
    commit(agent, loaded("a"))
    (only,) = preview(agent, loaded("a", title="Réécrit")).lines
    assert only.effect is Effect.REFUSE


def test_the_identifier_of_a_hidden_contract_says_nothing_of_it(agent, actor_for) -> None:
    elsewhere = Institution.objects.create(name="Ailleurs", kind="epci")
    commit(agent, loaded("secret", state="negotiation", title="Titre caché", parties=[]))
    stranger = actor_for(Role.AGENT, elsewhere)
    (only,) = preview(stranger, loaded("secret", title="Autre")).lines
    assert only.effect is Effect.REFUSE
    assert "caché" not in " ".join(map(str, (*only.problems, *only.details)))


@pytest.mark.parametrize("role", [Role.ELECTED, Role.CITIZEN, Role.COUNCIL_MEMBER, Role.TECHNICAL_ADMIN])
def test_who_may_not_import_is_told_why(role, actor_for) -> None:
    with pytest.raises(Refused) as refusal:
        preview(actor_for(role), loaded("a"))
    assert refusal.value.decision.remedy


def test_institutions_are_one_row_by_siren_then_by_name(agent) -> None:
    nameless = [{"id": "m", "institution": {"name": "Mission locale", "kind": "association"}}]
    commit(agent, loaded("a", parties=[*loaded("x").document.model_dump(mode="json")["parties"], *nameless]))
    commit(agent, loaded("b", parties=nameless, perimeter=None))
    assert Institution.objects.filter(siren=TOURS).count() == 1
    assert Institution.objects.filter(name="Mission locale").count() == 1
    assert Institution.objects.get(siren=AMBOISE).territory_code == AMBOISE


def test_a_document_without_state_is_closed_unless_a_public_list_names_it(agent) -> None:
    commit(agent, loaded("a", state=None))
    commit(agent, loaded("b", state=None), origin=Origin.PUBLIC_LIST)
    commit(agent, loaded("c", state=None, signed_on="2020-01-01"))
    assert dict(Contract.objects.values_list("slug", "public")) == {"a": False, "b": True, "c": True}
