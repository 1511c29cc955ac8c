"""Promises followed: statements that never change, answers, proofs that only the parties read, files."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from maillon.rules.contracts.commitments import Standing
from maillon.rules.governance.roles import Role
from maillon.rules.journal.verify import verify
from maillon.rules.problem import InputError
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Commitment
from maillon.web.journal.queries import head, lines
from maillon.web.monitoring.models import CommitmentStatement, Deposit, StatementReply
from maillon.web.monitoring.queries.commitments import promises
from maillon.web.monitoring.services.commitments import answer, state
from maillon.web.monitoring.services.evidence import Proof

pytestmark = pytest.mark.django_db
PDF = Proof("attestation canari.pdf", b"%PDF-1.7 canari-secret")
PAGE = "/contrats/essai-suivi/suivi/engagements/payer/"


def _kept(contract, by, **more):
    given = {"on": by.on, "words": "Versé en mai.", "proof": PDF, **more}
    return state(contract.pk, "payer", Standing.KEPT, by=by, **given)


def _standing(contract, ref, on):
    return next(one.followed.standing for one in promises(contract, on=on) if one.row.ref == ref)


def test_a_promise_is_late_then_kept_then_contested_then_agreed(contract, at, visitor) -> None:
    on = at("metropole").on
    assert _standing(contract, "payer", on) is Standing.LATE
    assert _standing(contract, "ouvrir", on) is Standing.OPEN
    first = _kept(contract, at("metropole"))
    assert _standing(contract, "payer", on) is Standing.KEPT
    answer(first.pk, agrees=False, by=at("communaute"), reason="Rien n’est arrivé.")
    assert _standing(contract, "payer", on) is Standing.CONTESTED
    second = _kept(contract, at("metropole"), words="Versé en juin.")
    answer(second.pk, agrees=True, by=at("communaute"))
    assert _standing(contract, "payer", on) is Standing.KEPT
    told = list(lines(visitor))
    assert [line for line in told if b"canari" in line or b"Vers" in line] == []
    assert verify(iter(told), head().hash, head().count).verified


def test_what_is_said_twice_is_written_once(contract, at) -> None:
    statement = _kept(contract, at("metropole"))
    for _again in range(3):
        with pytest.raises(Refused, match="dernière déclaration"):
            _kept(contract, at("metropole"))
    answer(statement.pk, agrees=True, by=at("communaute"))
    for _again in range(3):
        with pytest.raises(Refused, match="déjà répondu"):
            answer(statement.pk, agrees=True, by=at("communaute"))
    assert (CommitmentStatement.objects.count(), StatementReply.objects.count(), Deposit.objects.count()) == (1, 1, 1)


def test_nobody_speaks_for_another(contract, at, actor_for) -> None:
    with pytest.raises(Refused, match="Seule la partie"):
        _kept(contract, at("communaute"))
    statement = _kept(contract, at("metropole"))
    with pytest.raises(Refused, match="pas été pris envers"):
        answer(statement.pk, agrees=True, by=at("etat"))
    for stranger in (actor_for(Role.AGENT), actor_for(Role.TECHNICAL_ADMIN), at("metropole", Role.CITIZEN)):
        with pytest.raises(Refused):
            answer(statement.pk, agrees=True, by=stranger)


@pytest.mark.parametrize(
    ("proof", "says"),
    [
        (Proof("a.exe", b"MZ"), "pas reçu"),
        (Proof("a.pdf", b"PK\x03\x04"), "PDF"),
        (Proof("a.pdf", b""), "vide"),
        (Proof("a.txt", b"\x00\x01"), "TXT"),
        (Proof("a.pdf", b"%PDF-" + b"0" * 10_000_000), "trop lourd"),
        (Proof(link="javascript:alert(1)"), "adresse"),
        (Proof(link="https://exemple.fr/x", sha256="abc"), "SHA-256"),
        (Proof("a.pdf", b"%PDF-", link="https://exemple.fr"), "pas les deux"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(contract, at, proof, says) -> None:
    with pytest.raises(InputError, match=says):
        _kept(contract, at("metropole"), proof=proof)
    assert not CommitmentStatement.objects.exists()
    assert not Deposit.objects.exists()


def test_what_was_stated_never_changes(contract, at) -> None:
    statement = _kept(contract, at("metropole"))
    answer(statement.pk, agrees=True, by=at("communaute"))
    for row in (statement, statement.evidence, StatementReply.objects.get()):
        with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
            row.save()
        with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {row._meta.db_table}")  # noqa: S608 - a name of ours


def test_the_pages_from_a_promise_to_its_answer(contract, browse) -> None:
    sent = SimpleUploadedFile("recu.pdf", PDF.data)
    given = {"faire": "declarer", "said": "kept", "on": "2026-05-31", "words": "", "link": "", "sha256": ""}
    answered = browse("metropole").post(PAGE, {**given, "file": sent})
    assert answered.status_code == 302
    assert Deposit.objects.get().sha256 == hashlib.sha256(PDF.data).hexdigest()
    page = browse("communaute").get(PAGE).content.decode()
    statement = CommitmentStatement.objects.get()
    assert f'value="{statement.pk}"' in page
    refused = browse("communaute").post(
        PAGE, {"faire": "repondre", "declaration": str(statement.pk), "agrees": "non", "reason": ""}
    )
    assert refused.status_code == 409
    assert "se motive" in refused.content.decode()
    browse("communaute").post(
        PAGE, {"faire": "repondre", "declaration": str(statement.pk), "agrees": "oui", "reason": ""}
    )
    assert StatementReply.objects.get().agrees
    assert "tenu" in browse("metropole").get("/contrats/essai-suivi/suivi/?suite=kept").content.decode()


def test_a_form_that_is_not_right_keeps_what_was_written(contract, browse) -> None:
    page = browse("metropole").post(PAGE, {"faire": "declarer", "said": "", "on": "2026-05-31", "words": "Des mots"})
    assert page.status_code == 422
    assert "Des mots" in page.content.decode()
    assert not CommitmentStatement.objects.exists()


def test_a_proof_is_read_by_the_parties_alone_unless_it_was_opened(contract, at, browse, client, client_for) -> None:
    hidden = _kept(contract, at("metropole")).evidence
    address = f"/pieces/{hidden.pk}/"
    assert browse("communaute").get(address).content == PDF.data
    assert "attachment" in browse("communaute").get(address).headers["Content-Disposition"]
    for stranger in (
        client,
        client_for(Role.SECRETARIAT),
        client_for(Role.TECHNICAL_ADMIN),
        browse("etat", Role.CITIZEN),
    ):
        assert stranger.get(address).status_code == 404
        page = stranger.get(PAGE).content.decode()
        assert hidden.sha256 in page
        assert address not in page
        assert "canari-secret" not in page
    opened = _kept(contract, at("metropole"), words="Versé.", public_proof=True).evidence
    assert client.get(f"/pieces/{opened.pk}/").status_code == 200


def test_an_address_is_told_to_the_parties_alone_unless_it_was_opened(contract, at, browse, client) -> None:
    _kept(contract, at("metropole"), proof=Proof(link="https://exemple.fr/canari-adresse"))
    addresses = (PAGE, "/contrats/essai-suivi/suivi/", "/contrats/essai-suivi/suivi/engagements.json")
    assert any("canari-adresse" in browse("communaute").get(one).content.decode() for one in addresses)
    for stranger in (client, browse("etat", Role.CITIZEN)):
        assert not any("canari-adresse" in stranger.get(one).content.decode() for one in addresses)
    _kept(contract, at("metropole"), words="Versé.", proof=Proof(link="https://exemple.fr/ouvert"), public_proof=True)
    assert "https://exemple.fr/ouvert" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_register_leaves_as_a_file(contract, client, form) -> None:
    answered = client.get(f"/contrats/essai-suivi/suivi/engagements.{form}")
    assert answered.status_code == 200
    if form == "csv":
        assert "Payer les navettes." in answered.content.decode()
    assert client.get("/contrats/essai-suivi/suivi/engagements.pdf").status_code == 404


def test_a_promise_of_the_trunk_is_followed_where_it_was_made(contract, at, client) -> None:
    from maillon.documents.contract.loading import loads
    from maillon.web.contracts.models import Contract
    from maillon.web.contracts.services.importing import load

    heir = """format: maillon-contract/1
id: essai-heritier
title: Contrat héritier
kind: reciprocity_contract
state: in_force
illustrative: true
extends: {contract: essai-suivi}
"""
    load([loads(heir, name="heritier", form="yaml")])
    row = Contract.objects.get(slug="essai-heritier")
    assert Commitment.objects.filter(contract=row, inherited=True).count() == 2
    _kept(contract, at("metropole"))
    assert _standing(row, "payer", at("metropole").on) is Standing.KEPT
    page = client.get("/contrats/essai-heritier/suivi/engagements/payer/").content.decode()
    assert f'href="{PAGE}"' in page


def test_what_is_not_signed_is_not_followed(contract, client, browse) -> None:
    contract.state, contract.public = "negotiation", False
    contract.save()
    assert browse("metropole").get("/contrats/essai-suivi/suivi/").status_code == 404
