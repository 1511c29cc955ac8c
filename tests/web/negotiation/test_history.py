"""Versions side by side, and the chronology as each reader may know it."""

import pytest

from maillon.rules.contracts.life.states import ContractState
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.governance.roles import Role
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import bare
from maillon.web.contracts.services.importing import load
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Settlement
from maillon.web.negotiation.services.table import bring_to_table, reply, save_draft, share

pytestmark = pytest.mark.django_db
BASE = "/contrats/essai-negociation/"
COMPARE, TIMELINE = f"{BASE}negociation/comparer/", f"{BASE}negociation/chronologie/"
ENVELOPE = {"id": "mobilites", "label": "Mobilités", "amount": 1200}


def _accepted(contract, at, path, value) -> int:
    save_draft(contract.pk, path, value, by=at("metropole"))
    number = share(contract.pk, path, by=at("metropole"), audience=Audience.TABLE, reason="Pour avancer.").number
    for key in ("communaute", "etat"):
        reply(contract.pk, number, Verdict.ACCEPT, by=at(key))
    return number


@pytest.fixture(scope="module")
def told(imported, actors) -> None:
    contract, at = Contract.objects.get(slug="essai-negociation"), actors.__getitem__
    text = {
        "id": "objet",
        "number": "1",
        "title": "Objet",
        "text": "Les parties agissent ensemble pour les mobilités du dimanche.",
    }
    _accepted(contract, at, "articles[objet]", text)
    _accepted(contract, at, "envelopes[mobilites]", ENVELOPE)
    _accepted(contract, at, "envelopes[mobilites]", {**ENVELOPE, "amount": "1500.50"})
    save_draft(contract.pk, "title", "Titre refusé", by=at("metropole"))
    share(contract.pk, "title", by=at("metropole"), audience=Audience.TABLE)
    reply(contract.pk, 4, Verdict.REFUSE, by=at("etat"), reason="Motif du refus.")
    save_draft(contract.pk, "summary", "Entre nous", by=at("metropole"))
    share(contract.pk, "summary", by=at("metropole"), audience=Audience.CONFERENCE, reason="Motif entre nous.")


@pytest.fixture
def negotiated(told, contract) -> Contract:
    return contract


def test_an_acceptance_is_sealed_with_the_text_that_it_made(negotiated) -> None:
    shas = list(negotiated.records.order_by("rank").values_list("sha256", flat=True))
    assert [one.text for one in Settlement.objects.order_by("at")] == [*shas[1:], ""]


def test_texts_are_compared_word_by_word_and_amounts_by_value(browse, negotiated) -> None:
    page = browse("etat").get(f"{COMPARE}?de=1&a=2").content.decode()
    assert "<del>quotidien.</del><ins>dimanche.</ins>" in page
    page = browse("etat").get(f"{COMPARE}?de=3&a=4").content.decode()
    assert "1\u202f200\xa0€" in page
    assert "1\u202f500,50\xa0€" in page
    assert "proposition 3" in page
    page = browse("etat").get(f"{COMPARE}?de=2&a=3").content.decode()
    assert "Montant" in page
    assert "1\u202f200\xa0€" in page


@pytest.mark.parametrize("asked", ["", "?de=x&a=y", "?de=99&a=2", "?a=1", "?de=4&a=4", "?de=4&a=1"])
def test_any_address_of_the_comparison_answers(asked, browse, negotiated) -> None:
    assert browse("etat").get(COMPARE + asked).status_code == 200


def test_the_chronology_tells_each_table_its_own(browse, negotiated) -> None:
    state, mine = (browse(key).get(TIMELINE).content.decode() for key in ("etat", "metropole"))
    for page in (state, mine):
        assert "Motif du refus." in page
        assert "Préfecture d’essai répond à la proposition 1\u00a0: accepte" in page
        assert f'{COMPARE}?de=2&amp;a=3"' in page
    assert "entre nous" in mine
    assert "entre nous" not in state.lower()


def test_a_common_position_that_is_brought_is_told_as_such(browse, at, contract) -> None:
    save_draft(contract.pk, "title", "Titre commun", by=at("metropole"))
    number = share(contract.pk, "title", by=at("metropole"), audience=Audience.CONFERENCE).number
    reply(contract.pk, number, Verdict.ACCEPT, by=at("communaute"))
    bring_to_table(contract.pk, number, by=at("communaute"))
    assert "porte devant toutes les parties" in browse("etat").get(TIMELINE).content.decode()


def test_before_signature_nobody_else_reads_anything(client, client_for, negotiated) -> None:
    for one in (client, client_for(Role.TECHNICAL_ADMIN)):
        assert one.get(COMPARE).status_code == one.get(TIMELINE).status_code == 404


def test_once_signed_all_read_what_was_accepted_and_nothing_else(client, negotiated) -> None:
    signed = Subject(negotiated).document.model_copy(update={"state": ContractState.SIGNED})
    load([bare(signed)])
    page = client.get(TIMELINE).content.decode()
    assert page.count("entre dans le texte") == 3
    for hidden in ("Motif", "Titre refusé", "Entre nous", "répond", "/negociation/1/"):
        assert hidden not in page
    assert client.get(COMPARE).status_code == 200
    assert client.get(f"{BASE}negociation/1/").status_code == 404


def test_few_queries_whatever_was_done(browse, negotiated, django_assert_max_num_queries) -> None:
    one = browse("communaute")
    for address in (COMPARE, TIMELINE):
        with django_assert_max_num_queries(15):
            assert one.get(address).status_code == 200
