"""What was verified of a party's signature, without any personal datum: what anyone may read of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maillon.rules.journal.canonical import canonical

OF_FILE = ("of_this_version", "changed", "added_after", "pages_changed", "two_people")
OF_SIGNATURE = (
    "status",
    "issuer_known",
    "demonstration",
    "covers_version",
    "timestamp",
    "claimed_at",
    "valid_from",
    "valid_until",
)
"""Neither the signatory, nor the certificate that names them, nor who issued it: one may issue one's own."""
SINCE = ("before_seal",)
"""Told by later reports only; those recorded before stay as the journal's digest attests them."""


@dataclass(frozen=True)
class EvidenceCheck:
    """The verification of one signature, for all.

    Attributes:
        version: rank of the version that is signed.
        party: identifier of the party, the one that the act of signature says.
        party_name: its name, that of an institution.
        mode: "pdf" or "scan".
        signed_on: the day that the file bears.
        sha256: SHA-256 of the file that was sent, which the parties keep.
        report: what was found in it (`SignatureReport.as_dict`, or that two people looked); only a part is kept.
    """

    version: int
    party: str
    party_name: str
    mode: str
    signed_on: dt.date
    sha256: str
    report: Mapping[str, Any]

    @property
    def canonical(self) -> bytes:
        """The canonical JSON of the verification, whose SHA-256 the act of signature carries."""
        told = {name: self.report[name] for name in OF_FILE if name in self.report}
        found = [
            {name: one.get(name) for name in OF_SIGNATURE} | {name: one[name] for name in SINCE if name in one}
            for one in self.report.get("signatures", ())
        ]
        return canonical(
            {
                **told,
                "mode": self.mode,
                "party": self.party,
                "party_name": self.party_name,
                "sha256": self.sha256,
                "signatures": found,
                "signed_on": self.signed_on.isoformat(),
                "version": self.version,
            }
        )
