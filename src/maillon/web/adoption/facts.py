"""From rows to what the rules of a contract's life and of its signature read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.functional import cached_property  # that of functools locks all instances at once in Python 3.11

from maillon.rules.contracts.adoption import Mandate, SigningFacts, Vote
from maillon.rules.contracts.facts import AUTHORITIES
from maillon.rules.contracts.life.conditions import LifeFacts
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.governance.policy import AMENDABLE
from maillon.web.accounts.models import Institution
from maillon.web.adoption.models import Assent, Delegation, Refusal, Resolution, Signature, Version
from maillon.web.contracts.queries.whole import bare, consolidated
from maillon.web.contracts.queries.whole import digest as fingerprint
from maillon.web.monitoring.queries.evaluation import evaluated
from maillon.web.monitoring.queries.reviews import last_outcome
from maillon.web.negotiation.facts import Subject, outcome_of, proposal_facts
from maillon.web.negotiation.models import Proposal

DeedT = TypeVar("DeedT", Resolution, Signature, Refusal)


def state_of(subject: Subject) -> ContractState:
    """Return where the contract, or its amendment, is; a register's entry that says nothing is a public contract."""
    return ContractState(subject.governed.policy_state)


def waiting_version(subject: Subject) -> Version | None:
    """Return the version that waits for signatures, if one does."""
    return versions_of(subject).filter(end=None).order_by("-number").first()


@dataclass(frozen=True)
class Deeds:
    """What the parties recorded of some versions, the oldest first: each kind asks the database once.

    Attributes:
        versions: the versions; without any, nothing is asked.
    """

    versions: tuple[Version, ...]

    @cached_property
    def resolutions(self) -> list[Resolution]:
        """The resolutions of the assemblies."""
        return list(self._of(Resolution.objects.select_related("institution")).order_by("at", "pk"))

    @cached_property
    def signatures(self) -> list[Signature]:
        """The signatures, without their files."""
        rows = Signature.objects.select_related("institution", "delegation").defer("file", "report")
        return list(self._of(rows).order_by("at"))

    @cached_property
    def refusals(self) -> list[Refusal]:
        """The refusals to sign."""
        return list(self._of(Refusal.objects.select_related("institution")).order_by("at"))

    def _of(self, rows: QuerySet[DeedT]) -> QuerySet[DeedT]:
        return rows.filter(version__in=[one.pk for one in self.versions])


def versions_of(subject: Subject) -> QuerySet[Version]:
    """Return the versions of a contract, or of its amendment, without their files and texts."""
    rows = Version.objects.filter(contract=subject.contract, amendment=subject.amendment)
    return rows.select_related("end").defer("pdf", "docx", "own", "canonical", "lineage")


@dataclass(frozen=True)
class Progress:
    """What the parties have done of a text on a day: each question asks the database once.

    Attributes:
        subject: the contract, or the amendment.
        on: the day; a party that has left by then is not asked any more.
        version: the version that waits for signatures; None when none does.
        deeds: what the parties recorded of it, and maybe of other versions.
    """

    subject: Subject
    on: date
    version: Version | None
    deeds: Deeds

    @classmethod
    def of(cls, subject: Subject, on: date) -> Progress:
        """Return the progress of the version that waits."""
        return cls.upon(subject, on, waiting_version(subject))

    @classmethod
    def upon(cls, subject: Subject, on: date, version: Version | None) -> Progress:
        """Return the progress of one version."""
        return cls(subject, on, version, Deeds((version,) if version else ()))

    @cached_property
    def parties(self) -> dict[str, Institution]:
        """The signatories, by identifier."""
        return self.subject.signatories(self.on)

    @cached_property
    def mark(self) -> str:
        """Fingerprint of the working text."""
        return mark_of(self.subject)

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The parties that accepted this very text; a version is frozen only once they all have."""
        if self.version is not None:
            return frozenset(self.parties)
        rows = Assent.objects.filter(contract=self.subject.contract, amendment=self.subject.amendment, sha256=self.mark)
        return frozenset(str(one) for one in rows.values_list("institution", flat=True))

    @cached_property
    def resolutions(self) -> dict[str, Resolution]:
        """The resolution that counts for each party: the last recorded."""
        return self._own(self.deeds.resolutions)

    @cached_property
    def signatures(self) -> dict[str, Signature]:
        """The signature of each party that has signed."""
        return self._own(self.deeds.signatures)

    @cached_property
    def refusals(self) -> dict[str, Refusal]:
        """The refusal of each party that will not sign."""
        return self._own(self.deeds.refusals)

    def _own(self, rows: Sequence[DeedT]) -> dict[str, DeedT]:
        return {str(row.institution_id): row for row in rows if self.version and row.version_id == self.version.pk}

    @cached_property
    def life(self) -> LifeFacts:
        """What the steps of a life read."""
        subject, contract, state = self.subject, self.subject.contract, state_of(self.subject)
        clauses, negotiated = contract.content.head.get("clauses", {}), state is ContractState.NEGOTIATION
        rejected = {key for key, row in self.resolutions.items() if row.vote == Vote.REJECTED}
        adopted = {key for key, row in self.resolutions.items() if row.vote == Vote.ADOPTED and row.received_on}
        free = {key for key, one in self.parties.items() if not needs_resolution(one)}
        return LifeFacts(
            state=state,
            required={key: one.name for key, one in self.parties.items()},
            accepted=self.accepted if negotiated else frozenset(),
            open_proposals=self._open_proposals() if negotiated else 0,
            resolved=frozenset(adopted | free) if self.version else frozenset(),
            signed=frozenset(self.signatures),
            refused=frozenset(rejected | set(self.refusals)),
            method_agreed=subject.amendment is not None or "method_agreement" in clauses,
            frozen=self.version is not None,
            sign_by=self.version.sign_by if self.version else None,
            start=subject.amendment.effective_on if subject.amendment else contract.start,
            end=contract.end,
            evaluated=state is ContractState.EVALUATION and evaluated(contract),
            review_outcome=last_outcome(contract) if state in AMENDABLE else None,
        )

    def _open_proposals(self) -> int:
        rows = self.subject.among(
            Proposal.objects.filter(settlement=None).select_related("settlement")
        ).prefetch_related("replies")
        return sum(outcome_of(proposal_facts(row, self.subject.document, self.parties)) == "open" for row in rows)

    def signing(self, institution: Institution) -> SigningFacts:
        """Return what the rule reads before a party signs, or refuses, the version that waits."""
        key = str(institution.pk)
        resolution = self.resolutions.get(key)
        return SigningFacts(
            state=state_of(self.subject) if self.version else ContractState.NEGOTIATION,
            required=key in self.parties,
            needs_resolution=needs_resolution(institution),
            vote=Vote(resolution.vote) if resolution else None,
            received_on=resolution.received_on if resolution else None,
            sign_by=self.version.sign_by if self.version else None,
            frozen_on=self.version.frozen_on if self.version else None,
            signed=key in self.signatures,
            refused=key in self.refusals,
        )


def mark_of(subject: Subject) -> str:
    """Return the fingerprint of a working text, what it inherits included: a trunk that changes makes another text.

    Where the contract is in its life is not part of what is accepted.
    """
    document = subject.document
    whole = document if subject.whole else consolidated(subject.contract, bare(document)).document
    return fingerprint(whole.model_copy(update={"state": None, "signed_on": None}))


def needs_resolution(institution: Institution) -> bool:
    """Tell whether an assembly decides before the party signs: a local authority's does, the State has none."""
    return institution.kind in AUTHORITIES


def mandate_of(delegation: Delegation | None, subject: Subject) -> Mandate:
    """Return by what right a person signs: as the executive, or by a delegation of the register."""
    if delegation is None:
        return Mandate(executive=True)
    end = delegation.ended
    return Mandate(
        executive=False,
        starts_on=delegation.starts_on,
        ends_on=delegation.ends_on,
        revoked_on=end.on if end else None,
        covers=delegation.contract_id in (None, subject.contract.pk),
    )
