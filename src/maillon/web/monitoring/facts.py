"""From rows to what the rules of the follow-up read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from maillon.documents.contract.parties import PartyClass
from maillon.rules.contracts.commitments import CommitmentFacts, Standing, Statement
from maillon.rules.contracts.reciprocity import Item, Side
from maillon.rules.contracts.reviews import Conclusion, ReviewFacts
from maillon.rules.money import Money
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Action, Commitment, Contract, FinancingLine, Party
from maillon.web.monitoring.models import CommitmentStatement, Review, Withdrawal

DROPPED = frozenset({"refused", "abandoned", "lapsed"})


@dataclass(frozen=True, slots=True)
class Parties:
    """The institutions of a contract, by the identifier that its document gives them.

    Attributes:
        by_ref: every party.
        signatories: those that sign, in the contract's order.
    """

    by_ref: Mapping[str, Institution]
    signatories: Sequence[Institution]

    @property
    def names(self) -> dict[str, str]:
        """Names of the parties by the institution's identifier, in the contract's order."""
        return {str(one.pk): one.name for one in self.by_ref.values()}


def parties_of(contract: Contract) -> Parties:
    """Read the parties of a contract, in one query."""
    return parties_of_each([contract])[contract.pk]


def parties_of_each(contracts: Iterable[Contract]) -> dict[UUID, Parties]:
    """Read the parties of several contracts, in one query, by contract."""
    held: dict[UUID, list[Party]] = {one.pk: [] for one in contracts}
    for row in Party.objects.filter(contract__in=held).select_related("institution").order_by("contract", "rank"):
        held[row.contract_id].append(row)
    return {
        pk: Parties(
            {row.ref: row.institution for row in rows},
            [row.institution for row in rows if row.party_class == PartyClass.SIGNATORY],
        )
        for pk, rows in held.items()
    }


def beneficiaries(row: Commitment, parties: Parties) -> dict[str, str]:
    """Return those to whom a promise was made, by identifier: whom it names, otherwise the other signatories."""
    named = [parties.by_ref[ref] for ref in row.content.get("to", ()) if ref in parties.by_ref]
    return {str(one.pk): one.name for one in named or parties.signatories if one.pk != row.made_by_id}


def commitment_facts(row: Commitment, statements: Iterable[CommitmentStatement], parties: Parties) -> CommitmentFacts:
    """Return what the rules read of a commitment.

    Args:
        row: the commitment, in the contract that made it.
        statements: those on it, the oldest first, with their replies.
        parties: `parties_of` that contract.
    """
    told = tuple(
        Statement(
            Standing(one.status),
            one.on,
            one.words,
            {str(reply.institution_id): reply.agrees for reply in one.replies.all()},
        )
        for one in statements
    )
    return CommitmentFacts(str(row.made_by_id), beneficiaries(row, parties), row.due, Standing(row.status), told)


def exchanged(contract: Contract, parties: Parties) -> list[Item]:
    """Return everything that the parties bring to the contract's actions and receive from them.

    A financing line is brought by its funder, and received by the action's owner when that is another party.
    """
    lines: dict[object, list[FinancingLine]] = {}
    for line in FinancingLine.objects.filter(contract=contract, counted_cents__isnull=False).order_by("rank"):
        lines.setdefault(line.action_id, []).append(line)
    items: list[Item] = []
    for action in Action.objects.filter(contract=contract).exclude(state__in=DROPPED).order_by("rank"):
        for line in lines.get(action.pk, ()):
            items.extend(_of_line(line, action))
        items.extend(_told(action, parties))
    return items


def _of_line(line: FinancingLine, action: Action) -> list[Item]:
    what, amount = line.scheme or action.title, Money(line.counted_cents or 0)
    found = [Item(str(line.funder_id), Side.BRINGS, what, action.ref, amount, line=True)]
    if action.owner_id and action.owner_id != line.funder_id:
        found.append(Item(str(action.owner_id), Side.RECEIVES, what, action.ref, amount, line=True))
    return found


def _told(action: Action, parties: Parties) -> list[Item]:
    found = []
    for side in Side:
        for given in action.content.get(side.value, ()):
            institution = parties.by_ref.get(given["party"])
            if institution is not None:
                amount = given.get("amount")
                money = Money.parse(amount) if amount is not None else None
                found.append(Item(str(institution.pk), side, given["what"], action.ref, money))
    return found


def review_facts(review: Review, left: Iterable[Institution]) -> ReviewFacts:
    """Return what the rules read of a review.

    Args:
        review: with its proposals, their votes and its conclusion.
        left: the signatories that have not left the contract.
    """
    concluded = getattr(review, "conclusion", None)
    last = max(review.proposals.all(), key=lambda one: one.at, default=None)
    return ReviewFacts(
        required={str(one.pk): one.name for one in left},
        proposed=Conclusion(last.conclusion) if last else None,
        by=str(last.institution_id) if last else "",
        votes={str(vote.institution_id): vote.accepts for vote in last.votes.all()} if last else {},
        concluded=Conclusion(concluded.outcome) if concluded else None,
    )


def gone(contract: Contract, on: dt.date) -> set[UUID]:
    """Return the institutions that have left a contract by a day: by a notice that has run, or as its document says."""
    ended = Party.objects.filter(contract=contract, end__lt=on).values_list("institution_id", flat=True)
    left = Withdrawal.objects.filter(contract=contract, effect_on__lte=on).values_list("institution_id", flat=True)
    return {*ended, *left}


def signatories_left(contract: Contract, parties: Parties, on: dt.date) -> list[Institution]:
    """Return the signatories that are still bound by a contract on a day."""
    absent = gone(contract, on)
    return [one for one in parties.signatories if one.pk not in absent]
