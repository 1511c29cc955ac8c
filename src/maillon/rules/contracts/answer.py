"""The one shape of what a contract is answered."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from maillon.rules.decision import Citation
from maillon.rules.parameters import Resolved


class Status(StrEnum):
    """What a proposition of the report is answered."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class LegalStatus(StrEnum):
    """What a legal check is answered."""

    OK = "ok"
    WARNING = "warning"
    BREACH = "breach"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """What the contract is answered on one proposition or one legal check.

    Attributes:
        id: "P01" to "P25", or the name of a legal check such as "L-OWN-SHARE".
        title: the proposition in a few words.
        reason: why, in the reader's language, with the figures.
        evidence: paths in the document, such as "clauses.fungibility.ceiling".
        source: what the rule comes from.
        parameters: the thresholds that were read, with their origin.
        remedy: what to add to the document; empty when nothing is lacking.
        where: path of the document where it would be written.
    """

    id: str
    title: str
    status: Status | LegalStatus
    reason: str
    source: Citation
    evidence: tuple[str, ...] = ()
    parameters: tuple[Resolved, ...] = ()
    remedy: str = ""
    where: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape, documented in docs/reference/verifications-json.md."""
        return {
            "id": self.id,
            "title": self.title,
            "status": str(self.status),
            "reason": self.reason,
            "evidence": list(self.evidence),
            "source": self.source.text,
            "parameters": [parameter.as_dict() for parameter in self.parameters],
            "remedy": self.remedy,
            "where": self.where,
        }
