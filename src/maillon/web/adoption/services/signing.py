"""Sign a frozen version: with a PDF signed elsewhere, or with the scan of a paper that a second person confirms."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.documents.evidence.checks import EvidenceCheck
from maillon.documents.signature.scanning import read_code
from maillon.documents.signature.verifying import SignatureReport, verify
from maillon.rules.contracts.adoption import PROOF, SignatureMode, may_confirm, may_refuse, may_sign, same_version
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import Progress, mandate_of
from maillon.web.adoption.models import Delegation, Refusal, ScanDeposit, Signature, Version
from maillon.web.adoption.sealing import trusted_roots
from maillon.web.adoption.services.acts import trace
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused, stop
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.services.acting import locked, party_of

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Signed:
    """A file that bears a signature, and by what right.

    Attributes:
        data: the file.
        media: its type, as its first bytes tell.
        name: its name, for the problems only.
        function: in what quality the signatory signs.
        signed_on: the day written on it.
        delegation: identifier of a delegation of the register; None for the executive.
    """

    data: bytes
    media: str
    name: str
    function: str
    signed_on: date
    delegation: UUID | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A party that may sign a version, by what right."""

    subject: Subject
    party: Institution
    version: Version
    delegation: Delegation | None


def _ready(
    contract_id: UUID, signed: Signed, by: Actor, amendment: int | None, *, checked: UUID | None = None
) -> Ready:
    """Lock, and make sure that one's party may sign the version that waits; call inside a transaction.

    Args:
        contract_id: the contract.
        signed: what is sent.
        by: who signs.
        amendment: number of the amendment that is signed.
        checked: the version over which the file was checked, when it was: another one may wait by now.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject = locked(contract_id, by, "version.sign", amendment)
    party = party_of(subject.contract, by)
    progress = Progress.of(subject, by.on)
    version, facts = progress.version, progress.signing(party)
    delegation = None
    if signed.delegation:
        rows = Delegation.objects.select_related("end")
        delegation = rows.filter(institution=party, pk=signed.delegation).first()
    stop(may_sign(facts, mandate_of(delegation, subject), signed_on=signed.signed_on, on=by.on))
    if version is None or by.user_id is None or checked not in (None, version.pk):
        because = _("La version à signer a changé pendant la vérification.")
        raise Refused(Decision(allowed=False, because=because, rule="adoption.sign", citations=(PROOF,)))
    return Ready(subject, party, version, delegation)


def _looked_at(contract_id: UUID, signed: Signed, by: Actor, amendment: int | None) -> Ready:
    """Do as `_ready` in a transaction that ends at once: checking a file takes seconds, and must lock nobody out."""
    with transaction.atomic():
        return _ready(contract_id, signed, by, amendment)


def sign_with_pdf(contract_id: UUID, signed: Signed, *, by: Actor, amendment: int | None = None) -> Signature:
    """Record a party's signature, when the PDF that it sends is the sealed version with a sound signature added.

    Raises:
        Refused: the policy or the rule says no.
        InputError: not a PDF, another document, an altered one, or one without a party's signature.
    """
    version = _looked_at(contract_id, signed, by, amendment).version
    frozen = bytes(Version.objects.values_list("pdf", flat=True).get(pk=version.pk) or b"")
    report = verify(signed.data, frozen=frozen, roots=trusted_roots(), at=timezone.now(), name=signed.name)
    with transaction.atomic():
        ready = _ready(contract_id, signed, by, amendment, checked=version.pk)
        fresh = _fresh(report, version)
        if report.problems or not fresh:
            raise InputError(*(report.problems or (_already(signed.name),)))
        told = report.as_dict() | {"signatures": [one.as_dict() for one in fresh]}
        return _write(ready, by, signed, SignatureMode.PDF, told)


def _fresh(report: SignatureReport, version: Version) -> list[Any]:
    """Return the signatures of the file that no other party has already brought."""
    brought = {
        one["certificate_sha256"]
        for told in Signature.objects.filter(version=version).values_list("report", flat=True)
        for one in told.get("signatures", ())
    }
    return [one for one in report.parties if one.certificate_sha256 not in brought]


def _already(name: str) -> Problem:
    return Problem(
        _("ce PDF ne porte que des signatures déjà inscrites pour d’autres parties"),
        name,
        remedy=_("Envoyer le PDF que votre institution a signé"),
    )


def deposit_scan(contract_id: UUID, signed: Signed, *, by: Actor, amendment: int | None = None) -> ScanDeposit:
    """Keep the scan of a signed paper whose printed code names the version, until a second person confirms it.

    Raises:
        Refused: the policy or the rule says no.
        InputError: unreadable, without a code, or the code of another version.
    """
    looked = _looked_at(contract_id, signed, by, amendment)
    version = looked.version
    code = read_code(signed.data, signed.media)
    if code is None or code.sha256 != version.sha256:
        what = _("le code imprimé de cette version n’a pas été reconnu sur la copie")
        if code is not None:
            what = _("le code imprimé est celui d’une autre version : {contract}, version {number}")
            what = what.format(contract=code.contract, number=code.number)
        remedy = _("Numériser à nouveau la page de signature, bien à plat, à 200 points par pouce au moins")
        raise InputError(Problem(what, signed.name, remedy=remedy))
    with transaction.atomic():
        ready = _ready(contract_id, signed, by, amendment, checked=version.pk)
        deposit, made = ScanDeposit.objects.get_or_create(
            version=version,
            institution=ready.party,
            sha256=hashlib.sha256(signed.data).hexdigest(),
            defaults=_file(signed, ready.delegation, by),
        )
        if made:
            told = {"version": version.number, "sha256": deposit.sha256}
            trace("scan.deposit", ready.subject, ready.party, by, told)
    return deposit


@transaction.atomic
def confirm_scan(contract_id: UUID, deposit_id: UUID, *, by: Actor, amendment: int | None = None) -> Decision:
    """Confirm, as a second person, that a scan bears the signature of one's party.

    Raises:
        Refused: the policy or the rule says no, or the same person deposited it.
        ScanDeposit.DoesNotExist: it is absent or hidden.
    """
    deposit = ScanDeposit.objects.visible_to(by).get(pk=deposit_id, version__contract=contract_id)
    given = (deposit.media, "", deposit.function, deposit.signed_on, deposit.delegation_id)
    signed = Signed(bytes(deposit.file), *given)
    ready = _ready(contract_id, signed, by, amendment, checked=deposit.version_id)
    if deposit.institution_id != ready.party.pk:
        raise ScanDeposit.DoesNotExist
    decision = stop(may_confirm(depositor=str(deposit.deposited_by), by=str(by.user_id)))
    _write(ready, by, signed, SignatureMode.SCAN, {"two_people": True})
    return decision


@transaction.atomic
def refuse(
    contract_id: UUID, reason: str, *, by: Actor, amendment: int | None = None, read: int | None = None
) -> Decision:
    """Refuse, for one's party, to sign the version that waits; `read` is the number of the one that a page showed.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject = locked(contract_id, by, "version.sign", amendment)
    party = party_of(subject.contract, by)
    progress = Progress.of(subject, by.on)
    version = progress.version
    decision = stop(may_refuse(progress.signing(party), reason))
    if version is None:
        raise Version.DoesNotExist
    stop(same_version(read or version.number, version.number))
    Refusal.objects.create(version=version, institution=party, reason=reason.strip())
    trace("signature.refuse", subject, party, by, {"version": version.number})
    return decision


def as_checked(row: Signature) -> EvidenceCheck:
    """Return what was verified of a signature without personal data, as evidence files carry it and its act attests."""
    party = row.institution
    told = (row.version.number, str(party.pk), party.name, row.mode, row.signed_on, row.sha256, row.report)
    return EvidenceCheck(*told)


def _file(signed: Signed, delegation: Delegation | None, by: Actor) -> dict[str, Any]:
    return {
        "function": signed.function.strip(),
        "delegation": delegation,
        "signed_on": signed.signed_on,
        "file": signed.data,
        "media": signed.media,
        "deposited_by": by.user_id,
    }


def _write(ready: Ready, by: Actor, signed: Signed, mode: SignatureMode, report: dict[str, Any]) -> Signature:
    version, party = ready.version, ready.party
    digest = hashlib.sha256(signed.data).hexdigest()
    file = _file(signed, ready.delegation, by)
    signature = Signature.objects.create(
        version=version, institution=party, mode=mode, sha256=digest, report=report, **file
    )
    told = {
        "version": version.number,
        "canonical_sha256": version.sha256,
        "sha256": digest,
        "mode": str(mode),
        "signed_on": signed.signed_on.isoformat(),
    }
    told["report_sha256"] = hashlib.sha256(as_checked(signature).canonical).hexdigest()
    names = "; ".join(one["signer"] for one in report.get("signatures", ()))
    trace("signature.record", ready.subject, party, by, told, personal=names)
    return signature
