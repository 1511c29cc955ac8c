"""The register of commitments: where each stands, and what was stated of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from maillon.rules.contracts.commitments import CommitmentFacts, Followed, Standing, follow, standing_name
from maillon.web.contracts.models import Commitment, Contract
from maillon.web.monitoring.facts import Parties, commitment_facts, parties_of_each
from maillon.web.monitoring.models import CommitmentStatement

TONES = {
    Standing.KEPT: "good",
    Standing.PARTLY_KEPT: "warning",
    Standing.LATE: "warning",
    Standing.NOT_KEPT: "bad",
    Standing.CONTESTED: "bad",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as a page shows it.

    Attributes:
        row: the commitment.
        home: the contract that made it: the trunk's, when this contract inherits it.
        facts, followed: what the rule read, and what it says.
        statements: those on it, the oldest first.
    """

    row: Commitment
    home: Contract
    facts: CommitmentFacts
    followed: Followed
    statements: Sequence[CommitmentStatement]

    @property
    def to(self) -> list[str]:
        """Names of those to whom it was made; none when the contract does not say."""
        return list(self.facts.beneficiaries.values()) if self.row.content.get("to") else []

    @property
    def standing_name(self) -> str:
        """Where it stands, in words."""
        return standing_name(self.followed.standing)

    @property
    def tone(self) -> str:
        """Colour that goes with the words."""
        return TONES.get(self.followed.standing, "info")


def promises(contract: Contract, *, on: dt.date) -> list[Promise]:
    """Return the commitments of a contract with where each stands; those it inherits as their trunk tells them."""
    rows = list(Commitment.objects.filter(contract=contract).select_related("made_by").order_by("rank"))
    found = {row.ref: (row, contract) for row in rows if not row.inherited}
    above, missing = contract.extends, {row.ref for row in rows if row.inherited}
    homes = [contract]
    while above is not None and missing:
        homes.append(above)
        own = Commitment.objects.filter(contract=above, ref__in=missing, inherited=False).select_related("made_by")
        found |= {row.ref: (row, above) for row in own}
        missing -= found.keys()
        above = above.extends
    told = _statements(homes)
    parties = parties_of_each(homes)
    return [_promise(*found[row.ref], told, parties, on) for row in rows if row.ref in found]


def _statements(homes: Sequence[Contract]) -> dict[tuple[UUID, str], list[CommitmentStatement]]:
    rows = CommitmentStatement.objects.filter(contract__in=homes).select_related("institution", "evidence")
    found: dict[tuple[UUID, str], list[CommitmentStatement]] = {}
    for row in rows.defer("evidence__data").prefetch_related("replies__institution").order_by("at"):
        found.setdefault((row.contract_id, row.ref), []).append(row)
    return found


def _promise(
    row: Commitment,
    home: Contract,
    told: dict[tuple[UUID, str], list[CommitmentStatement]],
    parties: dict[UUID, Parties],
    on: dt.date,
) -> Promise:
    statements = told.get((home.pk, row.ref), [])
    facts = commitment_facts(row, statements, parties[home.pk])
    return Promise(row, home, facts, follow(facts, on=on), statements)


def counts(found: Sequence[Promise]) -> Counter[Standing]:
    """Count promises by where they stand."""
    return Counter(one.followed.standing for one in found)
