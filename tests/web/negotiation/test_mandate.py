"""The State's mandate: its own until it opens it, sealed then; what leaves it is flagged and never blocked."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.rules.contracts.mandate import Mandate as Given
from maillon.rules.contracts.negotiation import Audience, Outcome, Verdict
from maillon.rules.governance.roles import Role
from maillon.rules.money import Money
from maillon.web.common.refusal import Refused
from maillon.web.journal.models import Entry
from maillon.web.negotiation.models import Mandate, Settlement
from maillon.web.negotiation.services.mandate import open_mandate, record_mandate
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db
TABLE = "/contrats/essai-negociation/negociation/"
PAGE = f"{TABLE}mandat/"
ACT = "Lettre canari du 3 mars 2026"
GIVEN = Given({}, ("Transports", "Agriculture"), Money(100_000), dt.date(2027, 1, 1), dt.date(2030, 12, 31), ACT)
ENVELOPE = {"id": "mobilites", "label": "Mobilités", "amount": 1500, "funder": "etat"}


def _shared(contract, at, key, path, value) -> int:
    save_draft(contract.pk, path, value, by=at(key))
    return share(contract.pk, path, by=at(key), audience=Audience.TABLE).number


def test_the_mandate_is_the_state_s_alone_until_it_opens_it(browse, at, contract, client, client_for, seats) -> None:
    record_mandate(contract.pk, GIVEN, by=at("etat"))
    number = _shared(contract, at, "metropole", "envelopes[mobilites]", ENVELOPE)
    assert ACT in browse("etat").get(PAGE).content.decode()
    others = [browse("metropole"), browse("communaute"), client_for(Role.TECHNICAL_ADMIN, seats["etat"]), client]
    for one in others:
        for address in (PAGE, TABLE, f"{TABLE}{number}/", "/journal/fichier/"):
            answer = one.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert "canari" not in body.decode()
            assert "Hors du mandat" not in body.decode()
    open_mandate(contract.pk, by=at("etat"))
    assert ACT in browse("metropole").get(PAGE).content.decode()
    assert "1\u202f500" in browse("metropole").get(f"{TABLE}{number}/").content.decode()
    assert client.get(PAGE).status_code == 404


def test_what_leaves_the_mandate_is_flagged_and_can_still_be_accepted(browse, at, contract) -> None:
    record_mandate(contract.pk, GIVEN, by=at("etat"))
    open_mandate(contract.pk, by=at("etat"))
    number = _shared(contract, at, "metropole", "envelopes[mobilites]", ENVELOPE)
    page = browse("communaute").get(f"{TABLE}{number}/").content.decode()
    assert "ses crédits seraient de 1\u202f500\xa0€, pour un plafond de 1\u202f000\xa0€" in page
    assert "proposition 8" in page
    assert "hors du mandat de l’État" in browse("etat").get(TABLE).content.decode()
    for key in ("communaute", "etat"):
        reply(contract.pk, number, Verdict.ACCEPT, by=at(key))
    assert Settlement.objects.get().outcome == Outcome.ACCEPTED


def test_what_asks_nothing_of_the_state_is_not_flagged(browse, at, contract) -> None:
    record_mandate(contract.pk, GIVEN, by=at("etat"))
    open_mandate(contract.pk, by=at("etat"))
    mine = _shared(contract, at, "metropole", "envelopes[mobilites]", {**ENVELOPE, "funder": "metropole"})
    late = {"id": "gare", "by": "etat", "what": "Ouvrir la gare.", "due": "2035-01-01"}
    asked = _shared(contract, at, "metropole", "commitments[gare]", late)
    assert "Hors du mandat" not in browse("etat").get(f"{TABLE}{mine}/").content.decode()
    assert "le 01/01/2035 n’est pas dans sa période" in browse("etat").get(f"{TABLE}{asked}/").content.decode()


def test_it_is_recorded_and_opened_from_the_page(browse, contract) -> None:
    client = browse("etat")
    given = {"faire": "inscrire", "act": ACT, "ministries": "Transports\nAgriculture", "ceiling": "1 000,50"}
    assert client.post(PAGE, {**given, "start": "2027-01-01", "end": "2026-01-01"}).status_code == 409
    assert client.post(PAGE, {**given, "ceiling": "beaucoup"}).status_code == 422
    assert client.post(PAGE, given, follow=True).status_code == 200
    row = Mandate.objects.get()
    assert (row.ceiling_cents, row.ministries) == (100_050, ["Transports", "Agriculture"])
    client.post(PAGE, {"faire": "ouvrir"})
    assert client.post(PAGE, {"faire": "ouvrir"}).status_code == 409
    assert [one.kind for one in Entry.objects.order_by("sequence")] == ["mandate.record", "mandate.open"]


def test_only_the_state_records_it(browse, at, contract) -> None:
    with pytest.raises(Refused):
        record_mandate(contract.pk, GIVEN, by=at("metropole"))
    assert browse("metropole").post(PAGE, {"faire": "ouvrir"}).status_code == 409
    assert not Mandate.objects.exists()


def test_an_opened_mandate_is_sealed_and_a_wider_one_takes_another_number(at, contract) -> None:
    record_mandate(contract.pk, GIVEN, by=at("etat"))
    record_mandate(contract.pk, GIVEN, by=at("etat"))
    open_mandate(contract.pk, by=at("etat"))
    for act in ("UPDATE negotiation_mandate SET act = 'x'", "DELETE FROM negotiation_mandate"):
        with connection.cursor() as cursor, pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
            cursor.execute(act)
    assert record_mandate(contract.pk, GIVEN, by=at("etat")).number == 2
    assert [one.number for one in Mandate.objects.visible_to(at("metropole"))] == [1]
