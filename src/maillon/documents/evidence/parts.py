"""What goes in an evidence file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from maillon.documents.evidence.checks import EvidenceCheck
from maillon.documents.signature.scanning import Media
from maillon.rules.journal.canonical import canonical
from maillon.rules.journal.chain import Head

FORMAT = "maillon-evidence/1"
IDENTIFIER = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
SUFFIXES: dict[Media, str] = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True)
class EvidenceVersion:
    """A version: a frozen one, or one that was signed elsewhere and received.

    Attributes:
        number: its rank, from 1.
        canonical: canonical JSON of the whole contract.
        own: canonical JSON of the contract's own document.
        pdf: the sealed PDF; None, or empty, for a version that has none.
        docx: the Word file; likewise.
    """

    number: int
    canonical: bytes
    own: bytes
    pdf: bytes | None = None
    docx: bytes | None = None


@dataclass(frozen=True)
class EvidenceSignature:
    """A file that a party sent to sign a version.

    Attributes:
        version: rank of the version.
        party: identifier of the party, the one that the act of signature says (`party`, or its author's institution).
        data: the signed PDF, or the scan of the paper.
        media: its media type.
        scan: whether it is the scan of a paper signed by hand.
    """

    version: int
    party: str
    data: bytes
    media: Media = "application/pdf"
    scan: bool = False


@dataclass(frozen=True)
class EvidenceResolution:
    """A resolution of a party.

    Attributes:
        content: what was recorded, in values that canonical JSON admits; its `identifier` (small letters, digits and
            dashes) names the file.
        attachment: the act itself, in PDF, when it was given.
    """

    content: Mapping[str, Any]
    attachment: bytes | None = None

    @property
    def identifier(self) -> str:
        """What names the resolution."""
        return str(self.content["identifier"])

    @property
    def canonical(self) -> bytes:
        """The canonical JSON of the resolution, whose SHA-256 its act carries."""
        return canonical(dict(self.content))


@dataclass(frozen=True)
class EvidenceOpening:
    """What opens one personal datum that an act only commits to; given to readers who may know it, and to them alone.

    Attributes:
        sequence: rank of the act in the journal.
        name: name of the commitment.
        value: the datum.
        salt: the 32 bytes that were drawn for it.
    """

    sequence: int
    name: str
    value: str
    salt: bytes


@dataclass(frozen=True)
class EvidenceParts:
    """All that goes in the file.

    Attributes:
        contract: identifier of the contract.
        versions: every version that was frozen, abandoned ones included.
        journal: lines of the whole chain, header first, events of others hidden (`rules.journal.chain.file_lines`).
        head: head of that chain; the lines prevail when an act was recorded meanwhile.
        signatures: every file that was recorded as a signature, in the order of recording; none in a file for all,
            where `checks` stand for them.
        resolutions: every resolution.
        checks: what was verified of every signature, for those who may not read the signed files, and for all.
        openings: personal data of the acts, for a reader who may know them; none in a file for all.
    """

    contract: str
    versions: tuple[EvidenceVersion, ...]
    journal: Iterable[bytes]
    head: Head
    signatures: tuple[EvidenceSignature, ...] = ()
    resolutions: tuple[EvidenceResolution, ...] = ()
    checks: tuple[EvidenceCheck, ...] = ()
    openings: tuple[EvidenceOpening, ...] = ()
