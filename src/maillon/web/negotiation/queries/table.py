"""What a party reads of a negotiation: its drafts, the proposals that it may see, what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from pydantic import BaseModel, ValidationError

from maillon.documents.contract.difference import Change, compare
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment, label, locate, replaced_together, whole_class_of
from maillon.documents.contract.parties import PartyClass
from maillon.documents.contract.spelled import spell
from maillon.rules.contracts.mandate import Flag
from maillon.rules.contracts.negotiation import Outcome, waiting_for
from maillon.rules.governance.policy import AT_THE_TABLE, NEGOTIATED
from maillon.rules.problem import InputError
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, Party
from maillon.web.negotiation.facts import Subject, outcome_of, proposal_facts, signatories
from maillon.web.negotiation.models import OUTCOMES, Draft, Mandate, Proposal, Reply
from maillon.web.negotiation.queries.mandate import flags_of, mandate_of

OUTCOME_NAMES = dict(OUTCOMES)
TONES = {Outcome.OPEN: "info", Outcome.ACCEPTED: "good", Outcome.REFUSED: "bad"}


@dataclass(frozen=True)
class Shown:
    """A proposal as a page shows it."""

    proposal: Proposal
    title: str
    outcome: Outcome
    waiting: Sequence[str]
    awaits_me: bool
    flags: Sequence[Flag] = ()

    @property
    def outcome_name(self) -> str:
        """Where it stands, in words."""
        return str(OUTCOME_NAMES[self.outcome])

    @property
    def tone(self) -> str:
        """Colour that goes with the words."""
        return TONES.get(self.outcome, "neutral")


def proposals(subject: Subject, by: Actor, me: Institution | None) -> list[Shown]:
    """Return the proposals that an actor may see, the latest first, in three queries whatever their number."""
    parties = signatories(subject.contract, by.on)
    rows = subject.among(Proposal.objects.visible_to(by)).select_related("author", "settlement", "brings")
    mandate = mandate_of(subject.contract, by)
    read = rows.prefetch_related("replies__institution", "package__proposals")
    return [_shown(row, subject.document, parties, me, mandate) for row in read]


def _shown(
    row: Proposal,
    document: ContractDocument,
    parties: dict[str, Institution],
    me: Institution | None,
    mandate: Mandate | None,
) -> Shown:
    facts = proposal_facts(row, document, parties)
    outcome = outcome_of(facts)
    waiting = waiting_for(facts) if outcome is Outcome.OPEN else []
    key = str(me.pk) if me else ""
    awaits = outcome is Outcome.OPEN and key in facts.required and key != facts.author and key not in facts.replies
    outside = flags_of(mandate, document, row) if waiting else ()
    return Shown(row, label_of(document, row), outcome, waiting, awaits, outside)


def unreplied(by: Actor) -> QuerySet[Proposal]:
    """Return the open proposals that wait for the word of a signatory for which the actor sits, the oldest first."""
    mine = by.institutions_as(*AT_THE_TABLE)
    signed_by_mine = Party.objects.filter(party_class=PartyClass.SIGNATORY, institution__in=mine).values("contract")
    replied = Reply.objects.filter(proposal=OuterRef("pk"), institution__in=mine)
    rows = Proposal.objects.visible_to(by).filter(contract__in=signed_by_mine, settlement=None)
    ongoing = Q(amendment=None, contract__state__in=NEGOTIATED) | Q(amendment__state__in=NEGOTIATED)
    rows = rows.filter(ongoing).exclude(author__in=mine).exclude(Exists(replied))
    return rows.select_related("contract", "author").order_by("shared_at")


def label_of(document: ContractDocument, proposal: Proposal | Draft) -> str:
    """Return how people name the part that a proposal or a draft is about, new parts included."""
    if isinstance(proposal.value, dict):
        held = {**proposal.value.get("institution", {}), **proposal.value}
        named = next((held[key] for key in ("title", "label", "what", "name") if key in held), "")
        if named and "[" in proposal.path:
            return f"{label(document, proposal.path).split(' › ')[0]} › {named}"
    return label(document, proposal.path)


def changes(document: ContractDocument, proposal: Proposal | Draft) -> tuple[Change, ...]:
    """Return what a proposal or a draft would change in the working text; nothing when it can no longer enter it."""
    told = proposal.together if isinstance(proposal, Proposal) else [proposal]
    try:
        after = replaced_together(document, [(one.path, one.value) for one in told], whole=document.extends is None)
    except InputError:
        return ()
    return compare(document, after)


def one(contract: Contract, number: int, by: Actor, me: Institution | None) -> tuple[Shown, Subject]:
    """Return one proposal and what it is about.

    Raises:
        Proposal.DoesNotExist: it is absent or hidden.
    """
    rows = Proposal.objects.visible_to(by).select_related("author", "settlement", "brings", "counters", "amendment")
    row = rows.prefetch_related("replies__institution", "package__proposals").get(contract=contract, number=number)
    subject = Subject(contract, row.amendment)
    return _shown(row, subject.document, signatories(contract, by.on), me, mandate_of(contract, by)), subject


def accepted_by_all(one_shown: Shown) -> bool:
    """Tell whether a proposal of the conference is the authorities' common position, not yet on the table."""
    return one_shown.outcome is Outcome.ACCEPTED and not one_shown.proposal.brought_by.exists()


def content_of(document: ContractDocument, proposal: Proposal | Draft) -> list[tuple[str, str]]:
    """Return what a proposal or a draft says, as (field, words); a text that stands alone has no field.

    Args:
        document: the text that names what the part speaks of.
        proposal: the proposal or the draft.
    """
    value, place = proposal.value, locate(proposal.path)
    if isinstance(value, list):
        titles = {one.id: one.title for one in document.articles}
        return [("", "\n".join(f"{rank}. {titles.get(one, one)}" for rank, one in enumerate(value, 1)))]
    if not isinstance(value, dict):
        return [("", str(value))] if value is not None else []
    part = _part(place, value)
    return spell(part, _names(document)) if part is not None else []


def _names(document: ContractDocument) -> dict[str, str]:
    parties = {party.id: party.institution.name for party in document.parties}
    themes = {theme.id: theme.title for theme in document.themes}
    goals = {goal.id: goal.title for goal in document.goals}
    bodies = {body.id: body.name for body in document.bodies}
    envelopes = {envelope.id: envelope.label for envelope in document.envelopes}
    titled = {one.id: one.title for one in document.actions} | {one.id: one.title for one in document.articles}
    return bodies | envelopes | titled | goals | themes | parties


def _part(place: Fragment, value: dict[str, Any]) -> BaseModel | None:
    """Return the part as its class reads it; None when it cannot."""
    try:
        return whole_class_of(place).model_validate(value)
    except ValidationError:
        return None
