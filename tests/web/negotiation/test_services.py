"""Drafts, proposals, replies: what each party may do, and what becomes of the working text."""

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.documents.contract.fragments import read
from maillon.rules.contracts.negotiation import Audience, Outcome, Verdict
from maillon.rules.governance.roles import Role
from maillon.rules.journal.verify import verify
from maillon.rules.problem import InputError
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import bare
from maillon.web.contracts.services.importing import import_documents
from maillon.web.contracts.services.plan import Incoming
from maillon.web.journal.queries import head, lines
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Draft, Proposal, Reply, Settlement
from maillon.web.negotiation.services.amendments import open_amendment
from maillon.web.negotiation.services.table import (
    bring_to_table,
    discard_draft,
    reply,
    save_draft,
    share,
    withdraw,
)

pytestmark = pytest.mark.django_db
ARTICLE = {"id": "navettes", "number": "2", "title": "Navettes", "text": "La métropole ouvre ses navettes."}
PATH = "articles[navettes]"


@pytest.fixture
def shared(contract, at) -> Proposal:
    save_draft(contract.pk, PATH, ARTICLE, by=at("metropole"))
    return share(contract.pk, PATH, by=at("metropole"), audience=Audience.TABLE, reason="Pour les habitants.")


def test_the_text_changes_when_the_last_party_accepts_and_not_before(contract, at, shared) -> None:
    assert reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute")).state == Outcome.OPEN
    assert read(Subject(contract).document, PATH) is None
    assert reply(contract.pk, 1, Verdict.ACCEPT, by=at("etat")).state == Outcome.ACCEPTED
    contract.refresh_from_db()
    assert read(Subject(contract).document, PATH) == ARTICLE
    assert contract.records.count() == 2
    assert contract.state == "negotiation"


def test_a_refusal_leaves_the_text_and_says_why(contract, at, shared) -> None:
    reply(contract.pk, 1, Verdict.REFUSE, by=at("etat"), reason="Hors du mandat.")
    assert Settlement.objects.get().outcome == Outcome.REFUSED
    assert read(Subject(contract).document, PATH) is None
    with pytest.raises(Refused, match="n’attend plus"):
        reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute"))


def test_a_counter_proposal_replaces_the_one_that_it_answers(contract, at, shared) -> None:
    theirs = {**ARTICLE, "text": "La métropole ouvre ses navettes le dimanche aussi."}
    save_draft(contract.pk, PATH, theirs, by=at("communaute"))
    second = share(
        contract.pk, PATH, by=at("communaute"), audience=Audience.TABLE, reason="Sept jours.", counters=shared.pk
    )
    assert Settlement.objects.get(proposal=shared).outcome == Outcome.COUNTERED
    reply(contract.pk, second.number, Verdict.ACCEPT, by=at("metropole"))
    reply(contract.pk, second.number, Verdict.ACCEPT, by=at("etat"))
    assert read(Subject(contract).document, PATH) == theirs


def test_the_conference_settles_first_and_the_state_sees_nothing_until_it_is_brought(contract, at) -> None:
    save_draft(contract.pk, PATH, ARTICLE, by=at("metropole"))
    share(contract.pk, PATH, by=at("metropole"), audience=Audience.CONFERENCE)
    assert not Proposal.objects.visible_to(at("etat")).exists()
    with pytest.raises(Proposal.DoesNotExist):
        reply(contract.pk, 1, Verdict.ACCEPT, by=at("etat"))
    with pytest.raises(Refused, match="pas encore de position commune"):
        bring_to_table(contract.pk, 1, by=at("metropole"))
    assert reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute")).state == Outcome.ACCEPTED
    assert read(Subject(contract).document, PATH) is None
    brought = bring_to_table(contract.pk, 1, by=at("communaute"))
    assert list(Proposal.objects.visible_to(at("etat"))) == [brought]
    with pytest.raises(Refused, match="déjà sur la table"):
        bring_to_table(contract.pk, 1, by=at("metropole"))
    assert reply(contract.pk, brought.number, Verdict.ACCEPT, by=at("etat")).state == Outcome.ACCEPTED
    assert read(Subject(contract).document, PATH) == ARTICLE


def test_the_state_does_not_share_inside_the_conference(contract, at) -> None:
    save_draft(contract.pk, PATH, ARTICLE, by=at("etat"))
    with pytest.raises(Refused, match="pas membre"):
        share(contract.pk, PATH, by=at("etat"), audience=Audience.CONFERENCE)
    assert Draft.objects.filter(path=PATH).exists()


def test_a_proposal_on_a_text_that_has_changed_since_is_stale(contract, at) -> None:
    first = {"id": "objet", "number": "1", "title": "Objet", "text": "Premier texte."}
    for key, text in (("metropole", "Premier texte."), ("communaute", "Second texte.")):
        save_draft(contract.pk, "articles[objet]", {**first, "text": text}, by=at(key))
        share(contract.pk, "articles[objet]", by=at(key), audience=Audience.TABLE)
    for key in ("communaute", "etat"):
        reply(contract.pk, 1, Verdict.ACCEPT, by=at(key))
    with pytest.raises(Refused, match="périmé"):
        reply(contract.pk, 2, Verdict.ACCEPT, by=at("metropole"))
    assert read(Subject(contract).document, "articles[objet]")["text"] == "Premier texte."


def test_what_is_done_twice_has_one_effect(contract, at, shared) -> None:
    with pytest.raises(Draft.DoesNotExist):
        share(contract.pk, PATH, by=at("metropole"), audience=Audience.TABLE)
    reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute"))
    for _again in range(3):
        with pytest.raises(Refused, match="déjà répondu"):
            reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute"))
    assert Reply.objects.count() == 1
    assert Proposal.objects.count() == 1


def test_only_its_author_withdraws_and_it_stays_readable(contract, at, shared) -> None:
    with pytest.raises(Refused, match="Seul son auteur"):
        withdraw(contract.pk, 1, by=at("communaute"))
    withdraw(contract.pk, 1, by=at("metropole"))
    assert Proposal.objects.visible_to(at("etat")).get().settlement.outcome == Outcome.WITHDRAWN


def test_a_draft_that_would_spoil_the_contract_is_refused_with_its_place(contract, at) -> None:
    with pytest.raises(InputError):
        save_draft(contract.pk, "articles[sans-titre]", {"id": "sans-titre"}, by=at("metropole"))
    with pytest.raises(InputError):
        save_draft(contract.pk, "identite", "x", by=at("metropole"))
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away_without_a_trace(contract, at) -> None:
    save_draft(contract.pk, PATH, ARTICLE, by=at("metropole"))
    discard_draft(contract.pk, PATH, by=at("communaute"))
    assert Draft.objects.exists()
    discard_draft(contract.pk, PATH, by=at("metropole"))
    assert not Draft.objects.exists()
    assert head().count == 0


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.COUNCIL_MEMBER, Role.TECHNICAL_ADMIN])
def test_these_roles_do_not_negotiate_even_in_a_party(role, contract, seats, actor_for) -> None:
    with pytest.raises((Refused, Contract.DoesNotExist)):
        save_draft(contract.pk, PATH, ARTICLE, by=actor_for(role, seats["metropole"]))


def test_who_is_not_a_party_sees_no_contract(contract, actor_for) -> None:
    other = Institution.objects.create(name="Autre communauté", kind="epci", level="intercommunal")
    with pytest.raises(Contract.DoesNotExist):
        save_draft(contract.pk, PATH, ARTICLE, by=actor_for(Role.AGENT, other))


def test_nothing_is_written_once_the_assemblies_have_the_text(contract, at) -> None:
    Contract.objects.filter(pk=contract.pk).update(state="resolutions")
    with pytest.raises(Refused, match="étape"):
        save_draft(contract.pk, PATH, ARTICLE, by=at("metropole"))


@pytest.mark.parametrize("table", ["negotiation_proposal", "negotiation_reply", "negotiation_settlement"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_shared(act, table, contract, at, shared) -> None:
    reply(contract.pk, 1, Verdict.REFUSE, by=at("etat"), reason="Hors du mandat.")
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        cursor.execute(act.format(table))


def test_each_act_leaves_one_link_that_verifies_and_says_no_word_of_the_text(contract, at, shared, visitor) -> None:
    reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute"))
    reply(contract.pk, 1, Verdict.ACCEPT, by=at("etat"))
    report = verify(lines(visitor), head().hash, head().count)
    assert report.verified
    assert report.events == 4
    assert b"navettes" not in b"".join(lines(at("metropole"))).replace(b"articles[navettes]", b"")


def test_once_a_proposal_is_shared_no_import_rewrites_the_text(contract, seats, actor_for, shared) -> None:
    Contract.objects.filter(pk=contract.pk).update(holder=seats["metropole"])
    rewritten = bare(Subject(contract).document.model_copy(update={"title": "Titre réécrit"}))
    secretary = actor_for(Role.SECRETARIAT, seats["metropole"])
    plan = import_documents([Incoming(rewritten)], by=secretary, commit=False)
    assert plan.refused == 1
    assert "seul l’accord de toutes les parties" in str(plan.lines[0].problems[0])


def test_a_contract_that_is_not_signed_has_no_amendment(contract, at) -> None:
    with pytest.raises(Refused):
        open_amendment(contract.pk, "Trop tôt", by=at("metropole"))
