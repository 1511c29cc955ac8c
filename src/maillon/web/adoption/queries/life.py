"""Where a contract, or its amendment, is in its life: what can be done, by whom, what each party has done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.rules.contracts.adoption import SigningFacts, Vote, may_refuse
from maillon.rules.contracts.life.states import ENDED, ContractState, state_name
from maillon.rules.contracts.life.steps import Step as LifeStep
from maillon.rules.contracts.life.steps import next_steps, take
from maillon.rules.decision import Decision
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import Deeds, Progress, needs_resolution, state_of
from maillon.web.adoption.models import Adhesion, Origin, Outcome, Refusal, Resolution, Signature, Step, Version
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.facts import Subject, signatories_of
from maillon.web.negotiation.models import Amendment

PATH = (
    ContractState.DIAGNOSIS,
    ContractState.CANDIDACY,
    ContractState.PROTOCOL,
    ContractState.NEGOTIATION,
    ContractState.RESOLUTIONS,
    ContractState.SIGNED,
    ContractState.IN_FORCE,
    ContractState.EVALUATION,
    ContractState.CLOSED,
)
"""The states that a contract goes through when nothing stops it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A state on the way: behind, here, or ahead."""

    name: str
    when: str


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that leaves the present state.

    Attributes:
        verb, label: the step, and what its button says.
        allowed: the policy's answer for the reader.
        decision: what the step itself still lacks, or that it is possible.
        final: whether no step leads back from it.
    """

    verb: str
    label: str
    allowed: Decision
    decision: Decision
    final: bool

    @property
    def ready(self) -> bool:
        """Whether the reader may take it now."""
        return self.allowed.allowed and self.decision.allowed


@dataclass(frozen=True, slots=True)
class PartyLine:
    """What a signatory has done of the text that is adopted."""

    institution: Institution
    accepted: bool
    resolution: Resolution | None
    needs_resolution: bool
    signature: Signature | None
    refusal: Refusal | None


def milestones(subject: Subject) -> list[Milestone]:
    """Return the way of a contract, or of an amendment, with where it is."""
    state = state_of(subject)
    way = PATH if subject.amendment is None else PATH[3:7]
    if state in ENDED and state not in way:
        rows = Step.objects.filter(contract=subject.contract, amendment=subject.amendment, after=state)
        left = rows.order_by("-at").values_list("before", flat=True).first()
        gone = way.index(ContractState(left)) + 1 if left and left in way else 0
        behind = (Milestone(state_name(one), "behind") for one in way[:gone])
        return [*behind, Milestone(state_name(state), "here")]
    here = way.index(state) if state in way else 0
    when = ["behind" if rank < here else "here" if rank == here else "ahead" for rank in range(len(way))]
    return [Milestone(state_name(one), told) for one, told in zip(way, when, strict=True)]


def possible(progress: Progress, by: Actor, rights: Mapping[str, Decision]) -> list[Possible]:
    """Return the steps that leave the present state, with what each lacks.

    Args:
        progress: where the text is.
        by: who reads.
        rights: the policy's answers for the reader, by act.
    """
    return [
        Possible(
            step.verb,
            _(step.label),
            rights[f"contract.{step.verb}"],
            take(step.verb, progress.life, on=by.on),
            final=step.after in ENDED,
        )
        for step in steps_of(progress.subject)
    ]


def steps_of(subject: Subject) -> Sequence[LifeStep]:
    """Return the steps that leave the present state of a contract, or of an amendment."""
    steps = next_steps(state_of(subject))
    return [step for step in steps if step.verb in subject.amendment.course.steps] if subject.amendment else steps


def versions(subject: Subject, by: Actor) -> list[Version]:
    """Return the versions that a page names, without their texts and files, the latest first."""
    rows = Version.objects.visible_to(by).filter(contract=subject.contract).select_related("end", "amendment")
    if subject.amendment:
        rows = rows.filter(amendment=subject.amendment)
    return list(rows.defer("pdf", "docx", "own", "canonical", "lineage").order_by("-number"))


@dataclass(frozen=True, slots=True)
class Shelves:
    """The versions that a page names: what holds first, what was abandoned apart.

    Attributes:
        holding: the version of the contract that holds on the day; None when none does, or for an amendment.
        current: that one, then those signed or still to sign, the latest first.
        abandoned: those that were reopened or lapsed before they were signed by all: they never held.
    """

    holding: Version | None
    current: tuple[Version, ...]
    abandoned: tuple[Version, ...]


def shelved(told: Sequence[Version], on: date) -> Shelves:
    """Return the versions of a page (`versions`) by what became of them, without a query."""
    ends = [(one.ended.effective_on, one) for one in told if one.ended and one.ended.outcome == Outcome.SIGNED]
    begun = [(day, one.number, one) for day, one in ends if day and day <= on and _rewrites(one)]
    holding = max(begun, key=lambda held: held[:2])[2] if begun else None
    abandoned = tuple(one for one in told if one.ended and one.ended.outcome != Outcome.SIGNED)
    others = tuple(one for one in told if one not in abandoned and one != holding)
    return Shelves(holding, (holding, *others) if holding else others, abandoned)


def _rewrites(version: Version) -> bool:
    return version.amendment is None or version.amendment.course.rewrites


def progressed(subject: Subject, on: date, told: Sequence[Version]) -> tuple[Progress, Progress]:
    """Return the progress of the version that waits, and the one that a page shows: else of the last signed here.

    Args:
        subject: the contract, or the amendment.
        on: the day.
        told: `versions` of the subject, the latest first.
    """
    own = [one for one in told if one.amendment_id == (subject.amendment.pk if subject.amendment else None)]
    waits = next((one for one in own if one.ended is None), None)
    frozen = (one for one in own if one.origin == Origin.FROZEN)
    last = next((one for one in frozen if one.ended is None or one.ended.outcome != Outcome.REOPENED), None)
    deeds = Deeds(tuple(told))
    progress = Progress(subject, on, waits, deeds)
    return progress, Progress(subject, on, last, deeds) if last is not waits else progress


def parties(progress: Progress) -> list[PartyLine]:
    """Return what each signatory has done, in as many queries whatever their number."""
    return [
        PartyLine(
            one,
            key in progress.accepted,
            progress.resolutions.get(key),
            needs_resolution(one),
            progress.signatures.get(key),
            progress.refusals.get(key),
        )
        for key, one in progress.parties.items()
    ]


@dataclass(frozen=True, slots=True)
class Mine:
    """What the reader's own institution may do now."""

    institution: Institution
    may_accept: bool
    may_resolve: bool
    may_sign: bool
    may_refuse: bool
    facts: SigningFacts


def mine(progress: Progress, institution: Institution, rights: Mapping[str, Decision]) -> Mine:
    """Return what a party has left to do."""
    facts = progress.signing(institution)
    open_to_sign = progress.version is not None and not facts.signed and not facts.refused
    waits = facts.vote is not Vote.ADOPTED or facts.received_on is None
    return Mine(
        institution,
        may_accept=rights["proposal.reply"].allowed and str(institution.pk) not in progress.accepted,
        may_resolve=open_to_sign and facts.needs_resolution and waits,
        may_sign=open_to_sign and facts.resolved,
        may_refuse=open_to_sign and may_refuse(facts, "?").allowed,
        facts=facts,
    )


def expired(version: Version | None, on: date) -> bool:
    """Tell whether the last day to sign a version that still waits is over."""
    return version is not None and not version.ended and version.sign_by is not None and version.sign_by < on


@dataclass(frozen=True, slots=True)
class Moment:
    """An act of a contract's life, as it is told."""

    at: datetime
    said: str
    who: str
    amendment: str


def timeline(contract: Contract, by: Actor, deeds: Deeds) -> list[Moment]:
    """Return the steps, resolutions, signatures and refusals of a contract and of its amendments, the latest first."""
    told = [*_steps_taken(contract, by), *_acts(deeds), *_begun(deeds, by.on)]
    return sorted(told, key=lambda moment: moment.at, reverse=True)


def _steps_taken(contract: Contract, by: Actor) -> list[Moment]:
    rows = Step.objects.visible_to(by).filter(contract=contract).select_related("institution", "amendment")
    said = _("Passage à l’étape « {state} »")
    return [
        Moment(row.at, said.format(state=state_name(ContractState(row.after))), row.institution.name, _deed(row))
        for row in rows
    ]


def _deed(row: Step | Version) -> str:
    return row.amendment.name if row.amendment else ""


def _begun(deeds: Deeds, on: date) -> Iterator[Moment]:
    """Give the days on which a text signed before took effect by itself."""
    for one in deeds.versions:
        day = one.ended.effective_on if one.ended else None
        if one.amendment and one.ended and day and timezone.localtime(one.ended.at).date() < day <= on:
            at = timezone.make_aware(datetime.combine(day, time()))
            yield Moment(at, _("Prise d’effet, à la date convenue"), "", _deed(one))


def _acts(deeds: Deeds) -> list[Moment]:
    known = {one.pk: one for one in deeds.versions}
    found = []

    def told(row: Resolution | Signature | Refusal, said: str) -> None:
        found.append(Moment(row.at, said, row.institution.name, _deed(known[row.version_id])))

    for row in deeds.resolutions:
        said = _("Délibération {number} du {day} : {vote}").format(
            number=row.number, day=row.session_on.strftime("%d/%m/%Y"), vote=row.get_vote_display()
        )
        told(row, said)
    for signed in deeds.signatures:
        told(signed, _("Signature de la version {number}").format(number=known[signed.version_id].number))
    for refusal in deeds.refusals:
        told(refusal, _("Refus de signer la version {number}").format(number=known[refusal.version_id].number))
    return found


def amendments(contract: Contract, by: Actor) -> tuple[list[Amendment], list[Amendment]]:
    """Return what was opened beside a contract, conventions included, then the amendments of its trunk, texts aside."""
    of = [pk for pk in (contract.pk, contract.extends_id) if pk]
    rows = list(Amendment.objects.visible_to(by).filter(contract__in=of).defer("text").order_by("-number"))
    return [one for one in rows if one.contract_id == contract.pk], [
        one
        for one in rows
        if one.contract_id != contract.pk and one.course.rewrites and one.state != ContractState.LAPSED
    ]


@dataclass(frozen=True, slots=True)
class Heir:
    """Where a contract that extends a trunk stands before the trunk's amendment."""

    contract: Contract
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    waiting: tuple[str, ...]
    follows: bool


def heirs(amendment: Amendment, by: Actor) -> list[Heir]:
    """Return where each contract that extends the trunk stands, among those that the reader may see."""
    rows = list(Contract.objects.visible_to(by).filter(extends=amendment.contract).order_by("title"))
    given: dict[object, list[Adhesion]] = {}
    for one in Adhesion.objects.filter(amendment=amendment, contract__in=rows).select_related("institution"):
        given.setdefault(one.contract_id, []).append(one)
    asked = signatories_of(rows, by.on)
    found = []
    for row in rows:
        answers = given.get(row.pk, [])
        said = {one.institution_id for one in answers}
        names = [one.name for one in asked[row.pk].values() if one.pk not in said]
        accepted = tuple(one.institution.name for one in answers if one.verdict == "accept")
        refused = tuple(one.institution.name for one in answers if one.verdict == "refuse")
        follows = row.trunk_sha256 in ("", amendment.contract.sha256)
        found.append(Heir(row, accepted, refused, () if follows or refused else tuple(names), follows))
    return found
