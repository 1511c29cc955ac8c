"""Drafts shared as one package: one fate for all its proposals."""

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.documents.contract.fragments import read
from maillon.rules.contracts.negotiation import Audience, Outcome, Verdict
from maillon.rules.problem import InputError
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Draft, Package, Proposal, Reply, Settlement
from maillon.web.negotiation.services.table import (
    bring_to_table,
    reply,
    save_draft,
    share,
    share_together,
    withdraw,
)

pytestmark = pytest.mark.django_db
TABLE = "/contrats/essai-negociation/negociation/"
THEME = ("themes[eau]", {"id": "eau", "title": "Eau"})
ACTION = ("actions[source]", {"id": "source", "title": "Protéger la source", "theme": "eau"})
PATHS = [THEME[0], ACTION[0]]


def _drafts(contract, at, key="metropole") -> None:
    for path, value in (THEME, ACTION):
        save_draft(contract.pk, path, value, by=at(key))


def _now(contract, path):
    return read(Subject(Contract.objects.get(pk=contract.pk)).document, path)


@pytest.fixture
def linked(contract, at) -> list[Proposal]:
    _drafts(contract, at)
    return share_together(contract.pk, PATHS, by=at("metropole"), audience=Audience.TABLE, reason="L’une sert l’autre.")


def test_what_stands_only_together_is_drafted_and_shared_together(contract, at) -> None:
    with pytest.raises(InputError):
        save_draft(contract.pk, *ACTION, by=at("metropole"))
    _drafts(contract, at)
    with pytest.raises(InputError):
        share(contract.pk, ACTION[0], by=at("metropole"), audience=Audience.TABLE)
    told = share_together(contract.pk, PATHS, by=at("metropole"), audience=Audience.TABLE)
    assert [one.number for one in told] == [1, 2]
    assert not Draft.objects.exists()


def test_all_enter_the_text_at_once_with_one_version(contract, at, linked) -> None:
    reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute"))
    assert _now(contract, THEME[0]) is None
    reply(contract.pk, 2, Verdict.ACCEPT, by=at("etat"))
    assert _now(contract, THEME[0]) == THEME[1]
    assert _now(contract, ACTION[0]) == ACTION[1]
    assert contract.records.count() == 2
    assert len({one.text for one in Settlement.objects.all()}) == 1
    assert Reply.objects.count() == 4


def test_a_refusal_a_counter_proposal_or_a_withdrawal_ends_all(contract, at, linked) -> None:
    reply(contract.pk, 2, Verdict.REFUSE, by=at("etat"), reason="Trop tôt.")
    assert [one.outcome for one in Settlement.objects.all()] == [Outcome.REFUSED] * 2
    with pytest.raises(Refused, match="n’attend plus"):
        reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute"))
    _drafts(contract, at)
    share_together(contract.pk, PATHS, by=at("metropole"), audience=Audience.TABLE)
    withdraw(contract.pk, 3, by=at("metropole"))
    assert Settlement.objects.filter(outcome=Outcome.WITHDRAWN).count() == 2


def test_it_is_stale_as_soon_as_one_part_is(contract, at, browse) -> None:
    for path, value in (("title", "Un autre titre"), ("summary", "Un résumé.")):
        save_draft(contract.pk, path, value, by=at("metropole"))
    share_together(contract.pk, ["title", "summary"], by=at("metropole"), audience=Audience.TABLE)
    save_draft(contract.pk, "title", "Encore un autre", by=at("communaute"))
    share(contract.pk, "title", by=at("communaute"), audience=Audience.TABLE)
    for key in ("metropole", "etat"):
        reply(contract.pk, 3, Verdict.ACCEPT, by=at(key))
    with pytest.raises(Refused, match="périmé"):
        reply(contract.pk, 2, Verdict.ACCEPT, by=at("etat"))
    assert browse("etat").get(TABLE).content.decode().count("périmée") == 2


def test_the_conference_settles_a_package_and_brings_it_whole(contract, at) -> None:
    _drafts(contract, at)
    share_together(contract.pk, PATHS, by=at("metropole"), audience=Audience.CONFERENCE)
    assert not Package.objects.visible_to(at("etat")).exists()
    reply(contract.pk, 1, Verdict.ACCEPT, by=at("communaute"))
    brought = bring_to_table(contract.pk, 2, by=at("communaute"))
    assert brought.path == THEME[0]
    with pytest.raises(Refused, match="déjà sur la table"):
        bring_to_table(contract.pk, 1, by=at("metropole"))
    reply(contract.pk, brought.number, Verdict.ACCEPT, by=at("etat"))
    assert _now(contract, ACTION[0]) == ACTION[1]


def test_one_draft_is_no_package_and_a_shared_one_is_gone(contract, at, browse) -> None:
    _drafts(contract, at)
    with pytest.raises(Refused, match="deux propositions"):
        share_together(contract.pk, [THEME[0]], by=at("metropole"), audience=Audience.TABLE)
    assert browse("metropole").post(f"{TABLE}ensemble/", {"partie": [], "audience": "table"}).status_code == 409
    assert browse("metropole").post(f"{TABLE}ensemble/", {"partie": PATHS, "audience": "x"}).status_code == 422
    page = browse("metropole").post(f"{TABLE}ensemble/", {"partie": PATHS, "audience": "table"}, follow=True)
    assert "acceptée ou refusée avec" in page.content.decode()
    page = browse("metropole").post(f"{TABLE}ensemble/", {"partie": PATHS, "audience": "table"}, follow=True)
    assert "déjà partagé" in page.content.decode()
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize("act", ["UPDATE negotiation_package SET id = id", "DELETE FROM negotiation_package"])
def test_the_database_refuses_to_change_a_package(act, contract, at, linked) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        cursor.execute(act)
