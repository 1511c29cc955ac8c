"""Texts that no longer change: freezing, receiving, and making one the text in force."""

from __future__ import annotations

import hashlib
from datetime import date

from django.conf import settings
from django.db.models import Max

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.lineage import trace as traced
from maillon.documents.signature.freezing import Frozen, freeze
from maillon.documents.signature.sealing import seal
from maillon.web.accounts.models import Institution
from maillon.web.adoption.models import Origin, Outcome, Version, VersionEnd
from maillon.web.adoption.sealing import host_seal
from maillon.web.contracts.queries.whole import bare, consolidated
from maillon.web.contracts.services.importing import load
from maillon.web.negotiation.facts import Subject


def in_force(subject: Subject) -> Version | None:
    """Return the last version that holds, or will hold from its date, of a contract."""
    rows = Version.objects.filter(contract=subject.contract, end__outcome=Outcome.SIGNED)
    return rows.defer("pdf", "docx").order_by("number").last()


def make(
    subject: Subject, *, on: date, origin: Origin, party: Institution | None = None, sign_by: date | None = None
) -> Version:
    """Write a version of the working text, sealed when it is to be signed; call inside a transaction.

    Raises:
        InputError: the trunk is missing, or the seal cannot be read.
    """
    contract = subject.contract
    number = (Version.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0) + 1
    document = subject.document
    merged = consolidated(contract, bare(document))
    address = f"{settings.URL}/contrats/{contract.slug}/versions/{number}/"
    frozen = freeze(document, consolidated=merged, number=number, address=address, on=on)
    before = in_force(subject)
    version = Version(
        contract=contract,
        amendment=subject.amendment,
        number=number,
        origin=origin,
        own=frozen.own.decode(),
        canonical=frozen.canonical.decode(),
        sha256=frozen.digests["canonical"],
        lineage=traced(merged.document, number, before.lineage if before else None),
        frozen_on=on,
        frozen_by=party,
        sign_by=sign_by,
    )
    if origin is Origin.FROZEN:
        _attach(version, frozen)
    version.save(force_insert=True)
    return version


def _attach(version: Version, frozen: Frozen) -> None:
    version.pdf, version.docx = seal(frozen.pdf, host_seal()), frozen.docx
    version.pdf_sha256 = hashlib.sha256(version.pdf).hexdigest()
    version.docx_sha256 = frozen.digests["docx"]


def receive(subject: Subject, *, on: date) -> Version:
    """Return the text in force of a signed contract, written as a version first when it was signed elsewhere."""
    held = in_force(Subject(subject.contract))
    if held is not None:
        return held
    version = make(Subject(subject.contract), on=on, origin=Origin.RECEIVED)
    effective = subject.contract.start or subject.contract.signed_on or on
    VersionEnd.objects.create(version=version, outcome=Outcome.SIGNED, effective_on=min(effective, on))
    return version


def own_text(version: Version) -> ContractDocument:
    """Return the contract's own document as the version has it."""
    return ContractDocument.model_validate_json(version.own)


def put_in_force(subject: Subject, document: ContractDocument) -> None:
    """Make of a text the contract's document of record."""
    load([bare(document)])
    subject.contract.refresh_from_db()
