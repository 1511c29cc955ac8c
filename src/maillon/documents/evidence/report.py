"""What the verification of an evidence file answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maillon.documents.signature.verifying import SignatureReport
from maillon.rules.journal.report import Report as JournalReport
from maillon.rules.problem import Problem
from maillon.rules.wording import _
from maillon.rules.wording import gettext_noop as noted


class EvidenceFaultKind(StrEnum):
    """What is wrong in an evidence file."""

    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    CONTRADICTION = "contradiction"
    JOURNAL = "journal"
    SIGNATURE = "signature"


_REMEDIES = {
    EvidenceFaultKind.ALTERED: noted("Comparer avec le dossier d’une autre partie ; ne pas se fier à ce fichier"),
    EvidenceFaultKind.MISSING: noted("Demander un dossier complet à qui l’a produit"),
    EvidenceFaultKind.ADDED: noted("Ne pas se fier à ce fichier : aucun acte du journal n’en parle"),
    EvidenceFaultKind.CONTRADICTION: noted("Comparer avec le dossier d’une autre partie"),
    EvidenceFaultKind.JOURNAL: "",
    EvidenceFaultKind.SIGNATURE: noted("Comparer avec le fichier que la partie a gardé"),
}


@dataclass(frozen=True, slots=True)
class EvidenceFault:
    """One thing that is wrong: its kind, and what, where and what to do, for a person."""

    kind: EvidenceFaultKind
    problem: Problem

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of a fault."""
        return {"kind": self.kind.value, **self.problem.as_dict()}


def fault(kind: EvidenceFaultKind, what: str, where: str = "") -> EvidenceFault:
    """Return a fault with the remedy of its kind."""
    remedy = _REMEDIES[kind]
    return EvidenceFault(kind, Problem(what, where, remedy=_(remedy) if remedy else ""))


@dataclass(frozen=True)
class EvidenceReport:
    """What the verification of an evidence file found.

    Attributes:
        contract: identifier of the contract.
        files: number of files in the archive.
        versions: ranks of the frozen versions.
        acts: number of the contract's acts that the journal shows.
        journal: what the verification of the journal found.
        signatures: what each signed PDF is worth, by path, those of the frozen versions included.
        faults: what is wrong; empty when the file is verified.
        public: whether it is the part for all, without the signed files.
        uncovered: path, and time of the act, of each verification that was recorded before the journal carried their
            digests: the journal attests the signed file, not what was found in it. No fault, and no proof.
    """

    contract: str
    files: int
    versions: tuple[int, ...]
    acts: int
    journal: JournalReport
    signatures: tuple[tuple[str, SignatureReport], ...]
    faults: tuple[EvidenceFault, ...]
    public: bool = False
    uncovered: tuple[tuple[str, str], ...] = ()

    @property
    def verified(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape of the report."""
        return {
            "verified": self.verified,
            "contract": self.contract,
            "public": self.public,
            "files": self.files,
            "versions": list(self.versions),
            "acts": self.acts,
            "journal": self.journal.as_dict(),
            "signatures": [{"path": path, **report.as_dict()} for path, report in self.signatures],
            "uncovered": [{"path": path, "recorded": time} for path, time in self.uncovered],
            "faults": [one.as_dict() for one in self.faults],
        }
