"""From rows to what the rules of negotiation read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property  # that of functools locks all instances at once in Python 3.11

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import digest, read
from maillon.documents.contract.parties import PartyClass
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience, Outcome, ProposalFacts, Verdict
from maillon.rules.contracts.seats import SeatFacts
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract, Party
from maillon.web.contracts.queries.whole import bare, consolidated, latest
from maillon.web.contracts.queries.whole import digest as fingerprint
from maillon.web.negotiation.models import Amendment, Comment, Draft, Proposal, WordReturn

RowT = TypeVar("RowT", Comment, Draft, Proposal, WordReturn)


@dataclass(frozen=True)
class Subject:
    """What a table negotiates: a contract before its signature, or an amendment of a signed one."""

    contract: Contract
    amendment: Amendment | None = None

    @property
    def governed(self) -> Contract | Amendment:
        """The thing on which the policy is asked."""
        return self.amendment or self.contract

    @cached_property
    def document(self) -> ContractDocument:
        """The working text: what all the parties have accepted so far."""
        if self.amendment:
            return ContractDocument.model_validate(self.amendment.text)
        return latest([self.contract.slug])[self.contract.slug].document

    def signatories(self, on: date) -> dict[str, Institution]:
        """Return the institutions whose word is needed on a day, asked once; see `signatories`."""
        if on not in self._asked:
            self._asked[on] = signatories(self.contract, on)
        return self._asked[on]

    @cached_property
    def _asked(self) -> dict[date, dict[str, Institution]]:
        return {}

    @cached_property
    def around(self) -> ContractDocument:
        """The working text with what it inherits from a trunk, of which its parts may speak."""
        return self.document if self.whole else consolidated(self.contract, bare(self.document)).document

    @property
    def number(self) -> int | None:
        """The amendment's number, None for the contract itself."""
        return self.amendment.number if self.amendment else None

    @property
    def version(self) -> str:
        """Fingerprint of the working text."""
        return fingerprint(self.document) if self.amendment else self.contract.sha256

    @property
    def yearly(self) -> bool:
        """Whether it is an annual convention, which stands beside the contract."""
        return self.amendment is not None and not self.amendment.course.rewrites

    @property
    def whole(self) -> bool:
        """Whether the text stands alone, without a trunk."""
        return self.document.extends is None

    def among(self, rows: QuerySet[RowT]) -> QuerySet[RowT]:
        """Those of the rows that are about it."""
        return rows.filter(contract=self.contract, amendment=self.amendment)


def signatories(contract: Contract, on: date) -> dict[str, Institution]:
    """Return the institutions whose word is needed, by identifier, in the contract's order.

    Args:
        contract: the contract.
        on: the day; those that have left by then are not asked any more.
    """
    return signatories_of([contract], on)[contract.pk]


def signatories_of(contracts: Sequence[Contract], on: date) -> dict[UUID, dict[str, Institution]]:
    """Return the `signatories` of several contracts, in one query, by contract."""
    rows = Party.objects.filter(contract__in=contracts, party_class=PartyClass.SIGNATORY).select_related("institution")
    found: dict[UUID, dict[str, Institution]] = {one.pk: {} for one in contracts}
    for row in rows.filter(Q(end=None) | Q(end__gte=on)).order_by("contract", "rank"):
        found[row.contract_id][str(row.institution_id)] = row.institution
    return found


def seat_facts(value: Any) -> SeatFacts | None:
    """Return what the rule reads of a party, from its portable form; None when it is absent."""
    if not isinstance(value, dict):
        return None
    return SeatFacts(
        _identity(value.get("institution", {})), value.get("class", PartyClass.SIGNATORY) == PartyClass.SIGNATORY
    )


def _identity(institution: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(institution.get(name) or "") for name in ("kind", "name", "siren", "siret"))


def seated(document: ContractDocument, but: str) -> set[tuple[str, ...]]:
    """Return what identifies the institutions that hold a seat with no end, one party left out."""
    held = [one for one in document.parties if one.id != but and one.period.end is None]
    return {_identity(one.institution.model_dump(mode="json")) for one in held}


def proposal_facts(proposal: Proposal, document: ContractDocument, parties: dict[str, Institution]) -> ProposalFacts:
    """Return what the rules read of a proposal.

    Args:
        proposal: with its replies and its settlement.
        document: the working text.
        parties: `signatories` of the contract.
    """
    conference = proposal.audience == Audience.CONFERENCE
    required = {key: one.name for key, one in parties.items() if not (conference and one.kind == STATE)}
    settlement = getattr(proposal, "settlement", None)
    stale = [one for one in proposal.together if one.base != digest(read(document, one.path))]
    return ProposalFacts(
        author=str(proposal.author_id),
        audience=Audience(proposal.audience),
        required=required,
        replies={str(reply.institution_id): Verdict(reply.verdict) for reply in proposal.replies.all()},
        outcome=Outcome(settlement.outcome) if settlement else Outcome.OPEN,
        base=proposal.base,
        current="" if stale else proposal.base,
    )


def outcome_of(facts: ProposalFacts) -> Outcome:
    """Return where a proposal stands today: an open one is stale when the text has changed under it."""
    return Outcome.STALE if facts.outcome is Outcome.OPEN and facts.base != facts.current else facts.outcome
