"""An amendment is negotiated on a copy of the signed text, which stays as it is until it is signed."""

from collections.abc import Callable
from typing import Any

import pytest

from maillon.documents.contract.fragments import read
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.contracts.negotiation import Audience, Outcome, Verdict
from maillon.rules.money import Money
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import bare
from maillon.web.contracts.services.importing import load
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment, Draft, Proposal
from maillon.web.negotiation.services.amendments import open_amendment
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db
ARTICLE = {"id": "objet", "number": "1", "title": "Objet", "text": "Les parties agissent aussi pour le fret."}
ENVELOPE = {"id": "mobilites", "label": "Mobilités", "amount": 1200}


@pytest.fixture(scope="module")
def opened(imported, actors) -> None:
    contract = Contract.objects.get(slug="essai-negociation")
    load([bare(Subject(contract).document.model_copy(update={"state": ContractState.IN_FORCE}))])
    open_amendment(contract.pk, "Ajouter le fret", by=actors["metropole"], ceiling=Money(100_000))


@pytest.fixture
def signed(opened, contract) -> Contract:
    return contract


@pytest.fixture
def amendment(signed) -> Amendment:
    return Amendment.objects.get()


def proposed(contract: Contract, at: Callable[..., Any], path: str, value: Any) -> Proposal:
    save_draft(contract.pk, path, value, by=at("metropole"), amendment=1)
    return share(contract.pk, path, by=at("metropole"), audience=Audience.TABLE, amendment=1)


def test_the_contract_stays_as_signed_while_its_amendment_changes(signed, amendment, at) -> None:
    proposal = proposed(signed, at, "articles[objet]", ARTICLE)
    reply(signed.pk, proposal.number, Verdict.ACCEPT, by=at("communaute"))
    assert reply(signed.pk, proposal.number, Verdict.ACCEPT, by=at("etat")).state == Outcome.ACCEPTED
    amendment.refresh_from_db()
    assert read(Subject(signed, amendment).document, "articles[objet]") == ARTICLE
    assert read(Subject(signed).document, "articles[objet]") != ARTICLE
    assert signed.records.count() == 2


def test_money_may_move_but_the_total_stays_under_the_ceiling(signed, amendment, at) -> None:
    proposal = proposed(signed, at, "envelopes[mobilites]", ENVELOPE)
    reply(signed.pk, proposal.number, Verdict.ACCEPT, by=at("communaute"))
    with pytest.raises(Refused, match="plafond"):
        reply(signed.pk, proposal.number, Verdict.ACCEPT, by=at("etat"))
    amendment.refresh_from_db()
    assert read(Subject(signed, amendment).document, "envelopes[mobilites]") is None
    assert not proposal.replies.filter(institution__kind="etat").exists()


def test_only_one_amendment_at_a_time(signed, amendment, at) -> None:
    with pytest.raises(Refused, match="encore en préparation"):
        open_amendment(signed.pk, "Un autre", by=at("communaute"))


def test_the_signed_text_itself_can_no_longer_be_drafted(signed, at) -> None:
    with pytest.raises(Refused, match="L’étape"):
        save_draft(signed.pk, "articles[objet]", ARTICLE, by=at("metropole"))


def test_a_draft_of_the_amendment_is_its_authors_alone(signed, amendment, at, browse) -> None:
    save_draft(signed.pk, "articles[objet]", ARTICLE, by=at("metropole"), amendment=1)
    assert not Draft.objects.visible_to(at("communaute")).exists()
    address = f"/contrats/{signed.slug}/avenants/1/negociation/"
    assert "Objet" in browse("metropole").get(address).content.decode()
    assert browse("communaute").get(f"{address}ecrire/?partie=articles[objet]").context["draft"] is None


def test_an_amendment_in_preparation_is_hidden_from_the_public(signed, amendment, client) -> None:
    assert client.get(f"/contrats/{signed.slug}/").status_code == 200
    assert client.get(f"/contrats/{signed.slug}/avenants/1/negociation/").status_code == 404
