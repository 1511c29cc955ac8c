"""What a negotiation went through: its versions, what changed between two of them, who did what and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from maillon.documents.contract.difference import Change, compare
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import loads
from maillon.rules.contracts.negotiation import Audience, Outcome
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, Record
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Proposal, Settlement, ThemeDecision
from maillon.web.negotiation.queries.table import OUTCOME_NAMES, TONES, label_of


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the working text.

    Attributes:
        rank: its rank among the contract's documents, from 1.
        at: when it was received or accepted.
        sha256: its fingerprint.
        proposals: numbers of the proposals that made it, those that the reader may know.
    """

    rank: int
    at: datetime
    sha256: str
    proposals: tuple[int, ...]


def versions(contract: Contract, by: Actor) -> list[Version]:
    """Return the states of a contract's text that an actor may read, the latest first."""
    settled = Settlement.objects.filter(proposal__in=known(contract, by)).exclude(text="")
    made: dict[str, list[int]] = {}
    for text, number in settled.order_by("proposal__number").values_list("text", "proposal__number"):
        made.setdefault(text, []).append(number)
    rows = Record.objects.visible_to(by).filter(contract=contract).order_by("-rank")
    return [
        Version(rank, at, sha256, tuple(made.get(sha256, ())))
        for rank, at, sha256 in rows.values_list("rank", "received_at", "sha256")
    ]


def known(contract: Contract, by: Actor) -> QuerySet[Proposal]:
    """Return the proposals on a contract that an actor knows of: those of its tables, and those that are public."""
    mine = Proposal.objects.visible_to(by).filter(contract=contract).values("pk")
    public = Proposal.objects.published().filter(contract=contract).values("pk")
    return Proposal.objects.filter(Q(pk__in=mine) | Q(pk__in=public))


def document_at(contract: Contract, rank: int, by: Actor) -> ContractDocument:
    """Return the text of a version.

    Raises:
        Record.DoesNotExist: it is absent or hidden.
    """
    text = Record.objects.visible_to(by).only("text").get(contract=contract, rank=rank).text
    return loads(text, name=contract.slug, form="json").document


def chapters(before: ContractDocument, after: ContractDocument) -> list[tuple[str, list[Change]]]:
    """Return what changed from a text to another, part by part: texts word by word, data and amounts value by value."""
    changes = compare(before, after)
    return [(name, list(held)) for name, held in groupby(changes, lambda change: change.label.split(" › ")[0])]


@dataclass(frozen=True, slots=True)
class Moment:
    """An act of a negotiation, as it is told.

    Attributes:
        at: when.
        act: "shared", "brought", "replied", "settled", or "decided" when the State decided of the themes.
        who: the institution that acted; empty for an outcome.
        number, title: the proposal.
        said: the reply or the outcome, in words.
        tone: its colour.
        reason: why, when it was said.
        conference: whether it is among the authorities alone.
        rank: the version that it made.
        open: whether the reader may open the proposal.
    """

    at: datetime
    act: str
    who: str
    number: int
    title: str
    said: str = ""
    tone: str = "neutral"
    reason: str = ""
    conference: bool = False
    rank: int | None = None
    open: bool = True


def timeline(contract: Contract, by: Actor) -> list[Moment]:
    """Return what was proposed, replied, settled, by whom and when, the latest first.

    Who sits at the table reads all that its table sealed; others read what entered the text of a signed contract.
    """
    document = Subject(contract).document
    ranks = dict(Record.objects.filter(contract=contract).values_list("sha256", "rank"))
    mine = set(Proposal.objects.visible_to(by).filter(contract=contract).values_list("pk", flat=True))
    rows = known(contract, by).select_related("author", "settlement", "brings", "counters")
    told = [
        moment
        for row in rows.prefetch_related("replies__institution")
        for moment in _moments(row, document, ranks, whole=row.pk in mine)
    ]
    decisions = ThemeDecision.objects.visible_to(by).filter(contract=contract).select_related("institution")
    told += [Moment(one.at, "decided", one.institution.name, 0, one.reference, reason=one.motive) for one in decisions]
    return sorted(told, key=lambda moment: moment.at, reverse=True)


def _moments(row: Proposal, document: ContractDocument, ranks: dict[str, int], *, whole: bool) -> Iterator[Moment]:
    title, conference = label_of(document, row), row.audience == Audience.CONFERENCE
    settlement: Settlement | None = getattr(row, "settlement", None)
    if whole:
        act = "brought" if row.brings_id else "shared"
        yield Moment(row.shared_at, act, row.author.name, row.number, title, "", "info", row.reason, conference)
        for reply in row.replies.all():
            said, why = reply.get_verdict_display(), reply.reason
            yield Moment(reply.at, "replied", reply.institution.name, row.number, title, said, "", why, conference)
    if settlement:
        outcome = Outcome(settlement.outcome)
        yield Moment(
            settlement.at,
            "settled",
            "" if whole else row.author.name,
            row.number,
            title,
            str(OUTCOME_NAMES[outcome]),
            TONES.get(outcome, "neutral"),
            conference=conference,
            rank=ranks.get(settlement.text) if settlement.text else None,
            open=whole,
        )


def pair(found: Sequence[Version], before: str, after: str) -> tuple[int, int] | None:
    """Return the ranks of two versions to compare: those asked, or the last two; None when there are not two."""
    ranks = [version.rank for version in found]
    if len(ranks) < 2:
        return None
    asked = [int(one) if one.isdecimal() and len(one) < 9 else -1 for one in (before, after)]
    last = asked[1] if asked[1] in ranks else ranks[0]
    earlier = [rank for rank in ranks if rank < last]
    first = asked[0] if asked[0] in ranks else (earlier[0] if earlier else ranks[-1])
    return first, last
