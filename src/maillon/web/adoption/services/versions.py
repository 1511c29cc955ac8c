"""Texts that no longer change: freezing, receiving, and making one the text in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max, Q

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.lineage import trace as traced
from maillon.documents.signature.freezing import sha256
from maillon.web.accounts.models import Institution
from maillon.web.adoption.models import OF_THE_CONTRACT, Origin, Outcome, Version, VersionEnd
from maillon.web.adoption.services.acts import trace
from maillon.web.adoption.shelf import Shelf, Wanted
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import bare, consolidated
from maillon.web.contracts.services.importing import load
from maillon.web.monitoring.services.withdrawals import keep_departures
from maillon.web.negotiation.facts import Subject


def in_force(subject: Subject) -> Version | None:
    """Return the last version that holds, or will hold from its date, of a contract."""
    rows = Version.objects.filter(OF_THE_CONTRACT, contract=subject.contract, end__outcome=Outcome.SIGNED)
    return rows.defer("pdf", "docx").order_by("number").last()


def make(
    subject: Subject, shelf: Shelf, *, by: Actor, party: Institution, origin: Origin, sign_by: date | None = None
) -> Version:
    """Write a version of the working text, sealed, and trace it; call inside an act that is `prepared`.

    Args:
        subject: the contract, or the amendment.
        shelf: where its files are.
        by: who has it written.
        party: for which institution.
        origin: why it is written.
        sign_by: last day for signing it.

    Raises:
        NotReady: its files are not made yet.
    """
    contract, on = subject.contract, by.on
    number = (Version.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0) + 1
    document = subject.document
    merged = consolidated(contract, bare(document))
    address = f"{settings.URL}/contrats/{contract.slug}/versions/{number}/"
    made = shelf.take(Wanted(document, merged, number, address, on))
    alone = subject.amendment is not None and not subject.amendment.course.rewrites
    frozen, pdf, before = made.frozen, made.pdf, None if alone else in_force(subject)
    version = Version.objects.create(
        contract=contract,
        amendment=subject.amendment,
        number=number,
        origin=origin,
        own=frozen.own.decode(),
        canonical=frozen.canonical.decode(),
        sha256=frozen.digests["canonical"],
        lineage=traced(merged.document, number, before.lineage if before else None),
        pdf=pdf,
        pdf_sha256=sha256(pdf),
        docx=frozen.docx,
        docx_sha256=frozen.digests["docx"],
        frozen_on=on,
        frozen_by=party,
        sign_by=sign_by,
    )
    trace("version.freeze", subject, party, by, _told(version, sha256(frozen.own)))
    return version


def _told(version: Version, own: str) -> dict[str, Any]:
    """Return what the journal keeps of a version: its number, where it comes from, the fingerprint of each form."""
    return {
        "version": version.number,
        "origin": str(version.origin),
        "canonical_sha256": version.sha256,
        "own_sha256": own,
        "pdf_sha256": version.pdf_sha256,
        "docx_sha256": version.docx_sha256,
    }


def receive(subject: Subject, shelf: Shelf, *, by: Actor, party: Institution) -> Version:
    """Return the text in force of a signed contract, written as a version first when it was signed elsewhere."""
    held = in_force(Subject(subject.contract))
    if held is not None:
        return held
    version = make(Subject(subject.contract), shelf, by=by, party=party, origin=Origin.RECEIVED)
    effective = subject.contract.start or subject.contract.signed_on or by.on
    VersionEnd.objects.create(version=version, outcome=Outcome.SIGNED, effective_on=min(effective, by.on))
    return version


def put_in_force(subject: Subject, document: ContractDocument) -> None:
    """Make of a text the contract's document of record."""
    load([bare(document)])
    written = Contract.objects.filter(Q(slug=document.id) | Q(extends__slug=document.id), withdrawals__isnull=False)
    for one in written.distinct():
        keep_departures(one)
    subject.contract.refresh_from_db()
