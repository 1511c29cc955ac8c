"""The evidence file of a contract: what its parties can verify offline, against the host itself."""

from __future__ import annotations

from typing import cast

from maillon.documents.evidence.parts import EvidenceParts, EvidenceResolution, EvidenceSignature, EvidenceVersion
from maillon.documents.evidence.writing import write
from maillon.documents.signature.scanning import Media
from maillon.rules.contracts.adoption import SignatureMode
from maillon.web.adoption.models import Resolution, Signature, Version
from maillon.web.adoption.services.resolutions import as_recorded
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.journal.queries import head, lines


def evidence(contract: Contract, by: Actor) -> bytes:
    """Return the evidence file of a contract, for one who sits at its table.

    Raises:
        InputError: a piece cannot enter the file.
    """
    versions = Version.objects.visible_to(by).filter(contract=contract).order_by("number")
    signatures = Signature.objects.filter(version__in=versions).select_related("version").order_by("at")
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
            signatures=tuple(
                EvidenceSignature(
                    one.version.number,
                    str(one.institution_id),
                    bytes(one.file),
                    cast("Media", one.media),
                    scan=one.mode == SignatureMode.SCAN,
                )
                for one in signatures
            ),
            resolutions=tuple(EvidenceResolution(as_recorded(one)) for one in resolutions.order_by("at")),
        )
    )
