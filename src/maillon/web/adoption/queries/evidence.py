"""The evidence file of a contract: what anyone can verify offline, against the host itself."""

from __future__ import annotations

from typing import cast

from maillon.documents.evidence.parts import EvidenceParts, EvidenceResolution, EvidenceSignature, EvidenceVersion
from maillon.documents.evidence.writing import write
from maillon.documents.signature.scanning import Media
from maillon.rules.contracts.adoption import SignatureMode
from maillon.web.adoption.models import Resolution, Signature, Version
from maillon.web.adoption.services.resolutions import as_recorded
from maillon.web.adoption.services.signing import as_checked
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.journal.queries import head, lines


def evidence(contract: Contract, by: Actor, *, whole: bool) -> bytes | None:
    """Return the evidence file of a contract; None when it has no version on this site.

    Args:
        contract: the contract.
        by: who reads: acts that they may not read are there by their digest alone.
        whole: with the signed files, where persons are named; otherwise what was verified of them stands for them.

    Raises:
        InputError: a piece cannot enter the file.
    """
    versions = Version.objects.visible_to(by).filter(contract=contract).order_by("number")
    if not versions:
        return None
    signatures = Signature.objects.filter(version__in=versions).select_related("version", "institution").order_by("at")
    resolutions = Resolution.objects.filter(version__in=versions).select_related("version", "institution")
    return write(
        EvidenceParts(
            contract=contract.slug,
            versions=tuple(
                EvidenceVersion(
                    one.number, one.canonical.encode(), one.own.encode(), bytes(one.pdf or b""), bytes(one.docx or b"")
                )
                for one in versions
            ),
            journal=lines(by),
            head=head(),
            signatures=tuple(map(_signed, signatures)) if whole else (),
            resolutions=tuple(EvidenceResolution(as_recorded(one)) for one in resolutions.order_by("at")),
            checks=tuple(as_checked(one) for one in signatures.defer("file")),
        )
    )


def _signed(one: Signature) -> EvidenceSignature:
    media, scan = cast("Media", one.media), one.mode == SignatureMode.SCAN
    return EvidenceSignature(one.version.number, str(one.institution_id), bytes(one.file), media, scan=scan)
