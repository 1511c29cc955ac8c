"""Evaluation reports: kept for ever, read by the parties, or by all when they say so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from maillon.rules.governance.roles import Role
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.journal.models import Entry
from maillon.web.monitoring.models import Deposit, EvaluationReport
from maillon.web.monitoring.queries.evaluation import evaluated
from maillon.web.monitoring.services.evaluation import deposit_report
from maillon.web.monitoring.services.evidence import Proof

pytestmark = pytest.mark.django_db
PAGE = "/contrats/essai-suivi/suivi/evaluation/"
PDF = Proof("rapport.pdf", b"%PDF-1.7 bilan")


def _deposited(contract, by, proof=PDF, **more):
    given = {"title": "canari-bilan", "author": "Équipe d’évaluation", "on": by.on, "public": False, **more}
    return deposit_report(contract.pk, proof, by=by, **given)


def test_a_report_makes_the_contract_evaluated_once(contract, at) -> None:
    assert not evaluated(contract)
    _deposited(contract, at("communaute"))
    assert evaluated(contract)
    for _again in range(3):
        with pytest.raises(Refused, match="déjà versé"):
            _deposited(contract, at("etat"))
    assert (EvaluationReport.objects.count(), Deposit.objects.count()) == (1, 1)
    link = Proof(link="https://exemple.fr/rapport")
    _deposited(contract, at("etat"), link)
    with pytest.raises(Refused, match="déjà versé"):
        _deposited(contract, at("etat"), link)


def test_it_is_read_by_the_parties_alone_unless_it_was_opened(contract, at, browse, client, client_for) -> None:
    hidden = _deposited(contract, at("communaute"))
    assert "canari-bilan" in browse("etat").get(PAGE).content.decode()
    for stranger in (
        client,
        client_for(Role.SECRETARIAT),
        client_for(Role.TECHNICAL_ADMIN),
        browse("etat", Role.CITIZEN),
    ):
        page = stranger.get(PAGE).content.decode()
        assert "canari-bilan" not in page
        assert "réservé aux parties" in page
        assert stranger.get(f"/pieces/{hidden.deposit_id}/").status_code == 404
    assert not Entry.objects.get(kind="evaluation.deposit").public
    opened = _deposited(contract, at("communaute"), Proof("b.pdf", b"%PDF-1.7 ouvert"), public=True)
    assert client.get(f"/pieces/{opened.deposit_id}/").status_code == 200


def test_who_is_not_involved_deposits_nothing(contract, at, actor_for) -> None:
    for stranger in (actor_for(Role.SECRETARIAT), at("metropole", Role.CITIZEN), actor_for(Role.TECHNICAL_ADMIN)):
        with pytest.raises(Refused):
            _deposited(contract, stranger)
    Contract.objects.filter(pk=contract.pk).update(state="signed")
    with pytest.raises(Refused, match="étape"):
        _deposited(contract, at("metropole"))


def test_the_page_deposits_a_file(contract, browse) -> None:
    given = {"title": "Bilan", "author": "Équipe", "on": "2026-06-01", "link": "", "sha256": ""}
    assert browse("metropole").post(PAGE, given).status_code == 409
    wrong = SimpleUploadedFile("rapport.pdf", b"PK\x03\x04")
    answered = browse("metropole").post(PAGE, {**given, "file": wrong})
    assert answered.status_code == 422
    assert "PDF" in answered.content.decode()
    assert browse("metropole").post(PAGE, {**given, "title": "", "file": wrong}).status_code == 422
    assert not evaluated(contract)
    right = SimpleUploadedFile("rapport.pdf", PDF.data)
    assert browse("metropole").post(PAGE, {**given, "file": right}).status_code == 302
    assert evaluated(contract)


def test_a_report_is_sealed(contract, at) -> None:
    report = _deposited(contract, at("communaute"))
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        report.save()
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM monitoring_evaluationreport")
