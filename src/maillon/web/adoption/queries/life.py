"""Where a contract, or its amendment, is in its life: what can be done, by whom, what each party has done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from maillon.rules.contracts.adoption import SigningFacts, Vote, may_refuse
from maillon.rules.contracts.life.states import ENDED, ContractState, state_name
from maillon.rules.contracts.life.steps import AMENDING, next_steps, take
from maillon.rules.contracts.life.steps import Step as LifeStep
from maillon.rules.decision import Decision
from maillon.web.accounts.authorise import authorise
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import (
    assented,
    last_resolutions,
    life_facts,
    needs_resolution,
    signing_facts,
    state_of,
    waiting_version,
)
from maillon.web.adoption.models import Adhesion, Origin, Outcome, Refusal, Resolution, Signature, Step, Version
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import digest as fingerprint
from maillon.web.negotiation.facts import Subject, signatories
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
    """

    verb: str
    label: str
    allowed: Decision
    decision: Decision

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
        return [*(Milestone(state_name(one), "behind") for one in way[:1]), Milestone(state_name(state), "here")]
    here = way.index(state) if state in way else 0
    when = ["behind" if rank < here else "here" if rank == here else "ahead" for rank in range(len(way))]
    return [Milestone(state_name(one), told) for one, told in zip(way, when, strict=True)]


def possible(subject: Subject, by: Actor) -> list[Possible]:
    """Return the steps that leave the present state, with what each lacks."""
    facts = life_facts(subject, by.on)
    return [
        Possible(
            step.verb,
            _(step.label),
            authorise(by, f"contract.{step.verb}", subject.governed),
            take(step.verb, facts, on=by.on),
        )
        for step in _steps(subject)
    ]


def _steps(subject: Subject) -> Sequence[LifeStep]:
    steps = next_steps(state_of(subject))
    return [step for step in steps if step.verb in AMENDING] if subject.amendment else steps


def last_version(subject: Subject) -> Version | None:
    """Return the version that waits for signatures, else the last one that was signed here; None when there is none."""
    rows = Version.objects.filter(contract=subject.contract, amendment=subject.amendment, origin=Origin.FROZEN)
    return rows.exclude(end__outcome=Outcome.REOPENED).defer("pdf", "docx").order_by("number").last()


def parties(subject: Subject, on: date, version: Version | None) -> list[PartyLine]:
    """Return what each signatory has done, in five queries whatever their number."""
    accepted = assented(subject, fingerprint(subject.document))
    last = last_resolutions(version) if version else {}
    signed = {str(one.institution_id): one for one in _signatures(version)}
    refused = {str(one.institution_id): one for one in Refusal.objects.filter(version=version)} if version else {}
    return [
        PartyLine(one, key in accepted, last.get(key), needs_resolution(one), signed.get(key), refused.get(key))
        for key, one in signatories(subject.contract, on).items()
    ]


def _signatures(version: Version | None) -> Sequence[Signature]:
    rows = Signature.objects.filter(version=version).defer("file") if version else Signature.objects.none()
    return list(rows.select_related("delegation"))


@dataclass(frozen=True, slots=True)
class Mine:
    """What the reader's own institution may do now."""

    institution: Institution
    may_accept: bool
    may_resolve: bool
    may_sign: bool
    may_refuse: bool
    facts: SigningFacts


def mine(subject: Subject, institution: Institution, by: Actor) -> Mine:
    """Return what a party has left to do."""
    version = waiting_version(subject)
    facts = signing_facts(subject, institution, version, signatories(subject.contract, by.on))
    accepted = str(institution.pk) in assented(subject, fingerprint(subject.document))
    open_to_sign = version is not None and not facts.signed and not facts.refused
    waits = facts.vote is not Vote.ADOPTED or facts.received_on is None
    return Mine(
        institution,
        may_accept=not accepted and authorise(by, "proposal.reply", subject.governed).allowed,
        may_resolve=open_to_sign and facts.needs_resolution and waits,
        may_sign=open_to_sign and facts.resolved,
        may_refuse=open_to_sign and may_refuse(facts, "?").allowed,
        facts=facts,
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """An act of a contract's life, as it is told."""

    at: datetime
    said: str
    who: str
    amendment: int | None


def timeline(contract: Contract, by: Actor) -> list[Moment]:
    """Return the steps, resolutions, signatures and refusals of a contract and of its amendments, the latest first."""
    told = [*_steps_taken(contract, by), *_acts(contract, by)]
    return sorted(told, key=lambda moment: moment.at, reverse=True)


def _steps_taken(contract: Contract, by: Actor) -> list[Moment]:
    rows = Step.objects.visible_to(by).filter(contract=contract).select_related("institution", "amendment")
    said = _("Passage à l’étape « {state} »")
    return [
        Moment(row.at, said.format(state=state_name(ContractState(row.after))), row.institution.name, _number(row))
        for row in rows
    ]


def _number(row: Step | Version) -> int | None:
    return row.amendment.number if row.amendment else None


def _acts(contract: Contract, by: Actor) -> list[Moment]:
    versions = Version.objects.visible_to(by).filter(contract=contract)
    found = []
    for row in Resolution.objects.filter(version__in=versions).select_related("institution", "version__amendment"):
        said = _("Délibération {number} du {day} : {vote}").format(
            number=row.number, day=row.session_on.strftime("%d/%m/%Y"), vote=row.get_vote_display()
        )
        found.append(Moment(row.at, said, row.institution.name, _number(row.version)))
    signatures = Signature.objects.filter(version__in=versions).defer("file")
    for signed in signatures.select_related("institution", "version__amendment"):
        said = _("Signature de la version {number}").format(number=signed.version.number)
        found.append(Moment(signed.at, said, signed.institution.name, _number(signed.version)))
    for refusal in Refusal.objects.filter(version__in=versions).select_related("institution", "version__amendment"):
        said = _("Refus de signer la version {number}").format(number=refusal.version.number)
        found.append(Moment(refusal.at, said, refusal.institution.name, _number(refusal.version)))
    return found


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
    rows = Contract.objects.visible_to(by).filter(extends=amendment.contract).order_by("title")
    given: dict[object, list[Adhesion]] = {}
    for one in Adhesion.objects.filter(amendment=amendment, contract__in=rows).select_related("institution"):
        given.setdefault(one.contract_id, []).append(one)
    found = []
    for row in rows:
        answers = given.get(row.pk, [])
        said = {one.institution_id for one in answers}
        names = [one.name for one in signatories(row, by.on).values() if one.pk not in said]
        accepted = tuple(one.institution.name for one in answers if one.verdict == "accept")
        refused = tuple(one.institution.name for one in answers if one.verdict == "refuse")
        follows = row.trunk_sha256 in ("", amendment.contract.sha256)
        found.append(Heir(row, accepted, refused, () if follows or refused else tuple(names), follows))
    return found
