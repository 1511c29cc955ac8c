"""From an agreed text to a signed contract: freezing, resolutions, signatures, refusals, and what no longer changes."""

import datetime as dt
import hashlib
import io
from dataclasses import replace

import pypdfium2
import pytest
from django.db import IntegrityError, connection, transaction

from maillon.documents.signature.freezing import read_frozen
from maillon.rules.journal.verify import verify
from maillon.rules.problem import InputError
from maillon.web.adoption.models import Assent, Resolution, ScanDeposit, Signature, Step, Version, VersionEnd
from maillon.web.adoption.services.resolutions import record_delegation, revoke
from maillon.web.adoption.services.signing import confirm_scan, deposit_scan, refuse, sign_with_pdf
from maillon.web.adoption.services.steps import assent, take_step
from maillon.web.common.refusal import Refused
from maillon.web.journal.queries import head, lines

pytestmark = pytest.mark.django_db
SUBMITTED = pytest.mark.parametrize("stage", ["submitted"], indirect=True, scope="module")
CONCLUDED = pytest.mark.parametrize("stage", ["concluded"], indirect=True, scope="module")


def test_a_contract_is_adopted_signed_and_takes_effect(contract, table) -> None:
    table.conclude(contract, verified=True)
    contract.refresh_from_db()
    version = Version.objects.get()
    assert (contract.state, contract.public) == ("in_force", True)
    assert contract.signed_on == table.at("etat").on
    assert version.end.outcome == "signed"
    assert hashlib.sha256(bytes(version.pdf)).hexdigest() == version.pdf_sha256
    assert read_frozen(version.canonical.encode()).document.title == contract.title
    assert [step.verb for step in Step.objects.all()] == ["submit", "conclude", "take_effect"]
    assert Signature.objects.count() == 3
    assert verify(lines(table.at("etat")), head().hash, head().count).verified


def test_no_step_without_the_accord_of_each_party_on_this_very_text(contract, table) -> None:
    table.accept(contract, "metropole", "etat")
    with pytest.raises(Refused, match="Communauté d’en face"):
        take_step(contract.pk, "submit", by=table.at("secretariat"))
    with pytest.raises(Refused, match="a changé depuis"):
        assent(contract.pk, "0" * 64, by=table.at("communaute"))
    assert not Version.objects.exists()


def test_only_the_secretariat_takes_a_step(contract, table) -> None:
    table.accept(contract)
    for key in ("metropole", "communaute", "etat"):
        with pytest.raises(Refused):
            take_step(contract.pk, "submit", by=table.at(key))


@SUBMITTED
def test_nobody_signs_before_its_assembly(contract, table) -> None:
    with pytest.raises(Refused, match="délibération"):
        sign_with_pdf(contract.pk, table.signed(contract, "metropole"), by=table.at("metropole"))
    table.resolve(contract, "metropole", received_on=None)
    with pytest.raises(Refused, match="exécutoire"):
        sign_with_pdf(contract.pk, table.signed(contract, "metropole"), by=table.at("metropole"))
    table.resolve(contract, "metropole")
    assert sign_with_pdf(contract.pk, table.signed(contract, "metropole"), by=table.at("metropole"))


@SUBMITTED
def test_an_assembly_that_rejects_stops_the_contract_which_is_reopened(contract, table) -> None:
    table.resolve(contract, "communaute", in_favour=3, against=40)
    with pytest.raises(Refused, match="n’a pas approuvé"):
        sign_with_pdf(contract.pk, table.signed(contract, "communaute"), by=table.at("communaute"))
    take_step(contract.pk, "reopen", by=table.at("secretariat"))
    contract.refresh_from_db()
    assert contract.state == "negotiation"
    assert VersionEnd.objects.get().outcome == "reopened"


@SUBMITTED
def test_a_party_that_refuses_says_why_and_the_others_signatures_fall_with_the_version(contract, table) -> None:
    table.sign(contract, "metropole")
    with pytest.raises(Refused, match="motive"):
        refuse(contract.pk, " ", by=table.at("etat"))
    refuse(contract.pk, "Crédits non ouverts.", by=table.at("etat"))
    with pytest.raises(Refused, match="a refusé"):
        sign_with_pdf(contract.pk, table.signed(contract, "etat"), by=table.at("etat"))
    take_step(contract.pk, "reopen", by=table.at("secretariat"))
    second = table.submit(contract)
    assert second.number == 2
    assert not Signature.objects.filter(version=second).exists()


@SUBMITTED
def test_a_partial_signature_concludes_nothing(contract, table) -> None:
    table.sign(contract, "metropole", "etat")
    with pytest.raises(Refused, match="Communauté d’en face"):
        take_step(contract.pk, "conclude", by=table.at("secretariat"))


def test_the_signing_period_ends(contract, table) -> None:
    yesterday = table.at("etat").on - dt.timedelta(days=1)
    with pytest.raises(Refused, match="déjà passé"):
        table.submit(contract, sign_by=yesterday)
    assert not Version.objects.exists()
    table.submit(contract, sign_by=table.at("etat").on)
    assert sign_with_pdf(contract.pk, table.signed(contract, "etat"), by=table.at("etat"))


@SUBMITTED
def test_a_delegate_signs_only_during_the_delegation(contract, table, seats) -> None:
    today = table.at("metropole").on
    table.resolve(contract, "metropole")
    delegation = record_delegation(
        seats["metropole"].pk,
        by=table.at("metropole"),
        function="Vice-présidence aux mobilités",
        act_number="2026-12",
        starts_on=today - dt.timedelta(days=30),
    )
    revoke(delegation.pk, by=table.at("metropole"), on=today, act_number="2026-99")
    with pytest.raises(Refused, match="a pris fin"):
        sign_with_pdf(
            contract.pk, table.signed(contract, "metropole", delegation=delegation.pk), by=table.at("metropole")
        )
    with pytest.raises(Refused, match="tient elle-même"):
        record_delegation(
            seats["metropole"].pk, by=table.at("communaute"), function="x", act_number="y", starts_on=today
        )


@SUBMITTED
def test_a_signature_over_other_bytes_is_refused_and_nothing_is_kept(contract, table) -> None:
    sealed = bytes(Version.objects.get().pdf)
    honest = table.signed(contract, "etat")
    middle = len(sealed) // 2
    forged = sealed[:middle] + bytes([sealed[middle] ^ 1]) + honest.data[middle + 1 :]
    for data in (b"ce n'est pas un PDF", sealed, forged):
        with pytest.raises(InputError):
            sign_with_pdf(contract.pk, replace(honest, data=data), by=table.at("etat"))
    assert not Signature.objects.exists()


def _scanned(pdf: bytes) -> bytes:
    """Print the signature page and scan it at 200 dots an inch, in grey."""
    held = pypdfium2.PdfDocument(pdf)
    image = held[len(held) - 1].render(scale=200 / 72).to_pil().convert("L")
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


@SUBMITTED
def test_a_paper_signature_is_known_by_its_code_and_confirmed_by_a_second_person(contract, table) -> None:
    version = table.held(contract)
    table.resolve(contract, "communaute")
    blank = replace(table.signed(contract, "communaute"), media="image/png", data=_scanned(_blank()))
    with pytest.raises(InputError, match="n’a pas été reconnu"):
        deposit_scan(contract.pk, blank, by=table.at("communaute"))
    scan = replace(blank, data=_scanned(bytes(version.pdf)))
    for _again in range(3):
        deposit = deposit_scan(contract.pk, scan, by=table.at("communaute"))
    assert ScanDeposit.objects.count() == 1
    assert not Signature.objects.exists()
    with pytest.raises(Refused, match="deuxième personne"):
        confirm_scan(contract.pk, deposit.pk, by=table.at("communaute"))
    with pytest.raises(ScanDeposit.DoesNotExist):
        confirm_scan(contract.pk, deposit.pk, by=table.at("metropole"))
    assert confirm_scan(contract.pk, deposit.pk, by=table.at("elu")).allowed
    signature = Signature.objects.get()
    assert (signature.mode, bytes(signature.file)) == ("scan", scan.data)


def _blank() -> bytes:
    held, kept = pypdfium2.PdfDocument.new(), io.BytesIO()
    held.new_page(595, 842)
    held.save(kept)
    return kept.getvalue()


def test_replaying_an_act_three_times_has_one_effect(contract, table) -> None:
    for _again in range(3):
        table.accept(contract)
    assert Assent.objects.count() == 3
    take_step(contract.pk, "submit", by=table.at("secretariat"))
    for _again in range(2):
        with pytest.raises(Refused):
            take_step(contract.pk, "submit", by=table.at("secretariat"))
    for _again in range(3):
        table.resolve(contract, "metropole")
    assert Resolution.objects.count() == 1
    signed = table.signed(contract, "metropole")
    sign_with_pdf(contract.pk, signed, by=table.at("metropole"))
    for _again in range(2):
        with pytest.raises(Refused, match="déjà signé"):
            sign_with_pdf(contract.pk, signed, by=table.at("metropole"))
    assert Signature.objects.count() == 1
    assert Version.objects.count() == 1


@CONCLUDED
def test_the_database_refuses_to_change_what_is_signed(contract, table, seats) -> None:
    today = table.at("etat").on
    record_delegation(seats["metropole"].pk, by=table.at("metropole"), function="x", act_number="y", starts_on=today)
    for name in ("version", "signature", "resolution", "step", "assent", "versionend", "delegation"):
        for act in ("UPDATE adoption_{} SET id = id", "DELETE FROM adoption_{}"):
            with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act.format(name))
    replacing = "INSERT OR REPLACE INTO adoption_signature SELECT * FROM adoption_signature"
    if connection.vendor == "sqlite":  # PostgreSQL knows no such order
        with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(replacing)


@SUBMITTED
def test_what_is_recorded_is_not_said_to_be_recorded_otherwise(contract, table, seats) -> None:
    table.resolve(contract, "communaute")
    table.resolve(contract, "communaute")
    with pytest.raises(Refused, match="déjà inscrite autrement"):
        table.resolve(contract, "communaute", in_favour=3, against=40)
    mine, today = table.at("metropole"), table.at("metropole").on
    for _again in range(2):
        record_delegation(seats["metropole"].pk, by=mine, function="x", act_number="y", starts_on=today)
    with pytest.raises(Refused, match="autre période"):
        record_delegation(seats["metropole"].pk, by=mine, function="x", act_number="y", starts_on=dt.date(2020, 1, 1))


def test_a_resolution_needs_a_version_to_resolve_upon(contract, table) -> None:
    with pytest.raises(Refused):
        table.resolve(contract, "communaute")
