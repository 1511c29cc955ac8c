"""The reviews of a contract: those that its clause owes, those that were opened, what waits for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from maillon.documents.contract.clause_facts import clause_facts
from maillon.documents.contract.clauses import Clauses, ReviewClause
from maillon.documents.contract.document import ContractDocument
from maillon.rules.contracts.clauses import Review as ClauseFacts
from maillon.rules.contracts.reviews import (
    DUE_NAMES,
    URGENCY_NAMES,
    Conclusion,
    Meeting,
    Urgency,
    schedule,
    urgency,
)
from maillon.rules.wording import _
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.monitoring.models import Review, ReviewProposal

TONES = {Urgency.HELD: "good", Urgency.LATE: "bad", Urgency.SOON: "warning"}


@dataclass(frozen=True, slots=True)
class Owed:
    """A review that the clause owes, and how near it is."""

    meeting: Meeting
    urgency: Urgency

    @property
    def why(self) -> str:
        """Why it is owed, in words."""
        return _(DUE_NAMES[self.meeting.why])

    @property
    def urgency_name(self) -> str:
        """How near it is, in words."""
        return _(URGENCY_NAMES[self.urgency])

    @property
    def tone(self) -> str:
        """Colour that goes with the words."""
        return TONES.get(self.urgency, "info")


def clause_of(contract: Contract) -> tuple[ReviewClause | None, ClauseFacts | None]:
    """Return the review clause of a contract: as its document says it, and as the rules read it."""
    clauses = ContractDocument.model_validate(contract.content.head).clauses
    return clauses.review, clause_facts(clauses)["review"]


def read_clause(written: Mapping[str, Any] | None) -> ClauseFacts | None:
    """Return the review clause that a consolidated document holds, as the rules read it."""
    return clause_facts(Clauses.model_validate({"review": written}))["review"] if written else None


def owed(contract: Contract, clause: ClauseFacts | None, *, on: dt.date) -> list[Owed]:
    """Return the reviews that a contract's clause owes."""
    held = held_dates([contract.pk]).get(contract.pk, set())
    meetings = schedule(clause, contract.start, contract.end)
    return [Owed(meeting, urgency(meeting, held, on=on)) for meeting in meetings]


def reviews(contract: Contract, by: Actor) -> QuerySet[Review]:
    """Return the reviews that an actor may see, the latest first, with their proposals and votes."""
    told = ReviewProposal.objects.select_related("institution").prefetch_related("votes__institution").order_by("at")
    rows = Review.objects.visible_to(by).filter(contract=contract).select_related("institution", "conclusion")
    return rows.defer("file").prefetch_related(Prefetch("proposals", told))


def last_outcome(contract: Contract) -> str | None:
    """Return what the last concluded review of a contract concluded to: "maintain", "amend", "terminate", or None."""
    rows = Review.objects.filter(contract=contract, conclusion__isnull=False).order_by("-number")
    return rows.values_list("conclusion__outcome", flat=True).first()


def outcome(review: Review) -> Conclusion | None:
    """Return what a review concluded to; None while it is open."""
    concluded = getattr(review, "conclusion", None)
    return Conclusion(concluded.outcome) if concluded else None


def held_dates(contracts: Sequence[UUID]) -> dict[UUID, set[dt.date]]:
    """Return the due dates for which a review was opened, contract by contract."""
    found: dict[UUID, set[dt.date]] = {}
    rows = Review.objects.filter(contract__in=contracts, due__isnull=False)
    for contract, due in rows.values_list("contract", "due"):
        if due is not None:
            found.setdefault(contract, set()).add(due)
    return found
