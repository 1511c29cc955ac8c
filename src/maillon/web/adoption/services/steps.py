"""Take a step of a contract's life: the policy allows, the table of steps decides, the text and the state follow."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.documents.contract.totals import written_total
from maillon.rules.contracts.amendments import within_ceiling
from maillon.rules.contracts.life.states import PUBLIC, ContractState
from maillon.rules.contracts.life.steps import BESIDE, CONSENT, take
from maillon.rules.decision import Decision
from maillon.rules.money import Money
from maillon.rules.phrases import day
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import Progress, mark_of, waiting_version
from maillon.web.adoption.models import Assent, Origin, Outcome, Signature, Step, Version, VersionEnd
from maillon.web.adoption.services import versions
from maillon.web.adoption.services.acts import trace
from maillon.web.adoption.services.effects import apply, effective_day
from maillon.web.adoption.shelf import Shelf, prepared
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.contracts.models import Contract
from maillon.web.journal.services import publish
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.services.acting import locked, party_of

OPENED = frozenset({"contract", "version", "resolution", "signature"})
"""Acts that all may read once what they are about is signed, or came to nothing."""


@transaction.atomic
def assent(contract_id: UUID, sha256: str, *, by: Actor, amendment: int | None = None) -> Decision:
    """Accept the whole working text for one's party; accepting twice is accepting once.

    Args:
        contract_id: the contract.
        sha256: fingerprint of the text that was read.
        by: who accepts.
        amendment: number of the amendment whose text is accepted.

    Raises:
        Refused: the policy says no, or the text has changed since it was read.
    """
    subject = locked(contract_id, by, "proposal.reply", amendment)
    party = party_of(subject.contract, by)
    if sha256 != mark_of(subject):
        because = _("Le texte a changé depuis que vous l’avez lu : rien n’est accepté.")
        remedy = _("Relire le texte d’aujourd’hui, puis l’accepter.")
        stop(Decision(allowed=False, because=because, rule="adoption.assent", citations=(CONSENT,), remedy=remedy))
    _row, made = Assent.objects.get_or_create(
        contract=subject.contract, amendment=subject.amendment, institution=party, sha256=sha256
    )
    if made:
        trace("text.accept", subject, party, by, {"sha256": sha256})
    return Decision(
        allowed=True,
        because=_("L’accord de votre institution sur le texte entier est inscrit."),
        rule="adoption.assent",
        citations=(CONSENT,),
    )


def take_step(
    contract_id: UUID, verb: str, *, by: Actor, amendment: int | None = None, sign_by: date | None = None
) -> Decision:
    """Take a step for the secretariat of a contract, or of its amendment; what is slow is done before the lock.

    Args:
        contract_id: the contract.
        verb: a step of `rules.contracts.life.steps.STEPS`.
        by: who records it.
        amendment: number of the amendment that takes the step.
        sign_by: last day for signing, when the text goes to the assemblies.

    Raises:
        Refused: the policy or the step says no.
        KeyError: an amendment takes no such step.
    """
    if amendment and verb not in BESIDE:
        raise KeyError(verb)
    return prepared(lambda shelf: _taken(contract_id, verb, amendment, sign_by, by, shelf))


def _taken(
    contract_id: UUID, verb: str, amendment: int | None, sign_by: date | None, by: Actor, shelf: Shelf
) -> Decision:
    subject = locked(contract_id, by, f"contract.{verb}", amendment)
    if subject.amendment and verb not in subject.amendment.course.steps:
        raise KeyError(verb)
    decision = stop(take(verb, Progress.of(subject, by.on).life, on=by.on))
    if verb == "submit":
        _check_submission(subject, sign_by, by.on)
    before, after = ContractState(subject.governed.policy_state), ContractState(decision.state or "")
    party = _secretariat(subject, by)
    version = _versions(subject, verb, party, sign_by, by, shelf)
    _move(subject, after, version, by.on)
    Step.objects.create(
        contract=subject.contract,
        amendment=subject.amendment,
        verb=verb,
        before=before,
        after=after,
        institution=party,
    )
    told = {"before": str(before), "after": str(after)}
    trace(f"contract.{verb}", subject, party, by, told | ({"version": version.number} if version else {}))
    if subject.governed.policy_state in PUBLIC:
        publish(subject.contract.slug, OPENED)
    return decision


def _secretariat(subject: Subject, by: Actor) -> Institution:
    """Return the institution that keeps the contract's secretariat, for which the policy let the actor act."""
    holder = subject.contract.holder
    if holder is None or holder.pk not in by.institutions:
        raise Institution.DoesNotExist
    return holder


def _check_submission(subject: Subject, sign_by: date | None, on: date) -> None:
    if sign_by is not None and sign_by < on:
        because = _("Le dernier jour pour signer, le {date}, est déjà passé.").format(date=day(sign_by))
        remedy = _("Choisir une date à venir.")
        stop(Decision(allowed=False, because=because, rule="adoption.submit", citations=(CONSENT,), remedy=remedy))
    ceiling = subject.amendment.ceiling_cents if subject.amendment else None
    stop(within_ceiling(written_total(subject.document), Money(ceiling) if ceiling is not None else None))


def _versions(
    subject: Subject, verb: str, party: Institution, sign_by: date | None, by: Actor, shelf: Shelf
) -> Version | None:
    """Freeze, end or leave alone the version that goes with a step; return the one that the step is about."""
    if verb == "submit":
        if subject.amendment and subject.amendment.course.rewrites:
            versions.receive(subject, shelf, by=by, party=party)
        return versions.make(subject, shelf, by=by, party=party, origin=Origin.FROZEN, sign_by=sign_by)
    version = waiting_version(subject)
    if version is None:
        return None
    ends = {"conclude": Outcome.SIGNED, "reopen": Outcome.REOPENED, "lapse": Outcome.LAPSED}
    if verb in ends:
        effective = effective_day(subject, _signed_on(version)) if verb == "conclude" else None
        VersionEnd.objects.create(version=version, outcome=ends[verb], effective_on=effective)
    return version


def _signed_on(version: Version) -> date:
    """Return the day of the last signature, which makes the contract."""
    return max(Signature.objects.filter(version=version).values_list("signed_on", flat=True))


def _move(subject: Subject, after: ContractState, version: Version | None, on: date) -> None:
    """Write the new state, and the text that it brings."""
    if subject.amendment is not None:
        _move_amendment(subject, after, version, on)
        return
    changes: dict[str, object] = {"state": after}
    if after is ContractState.SIGNED and version is not None:
        changes["signed_on"] = _signed_on(version)
        Contract.objects.filter(pk=subject.contract.pk).update(trunk_sha256=trunk_mark(subject.contract))
    versions.put_in_force(subject, subject.document.model_copy(update=changes))


def trunk_mark(contract: Contract) -> str:
    """Return the fingerprint of the trunk's text that a contract is signed upon."""
    return contract.trunk_sha256 or (contract.extends.sha256 if contract.extends else "")


def _move_amendment(subject: Subject, after: ContractState, version: Version | None, on: date) -> None:
    """Write the new state; a signed text whose day has come holds at once, any other by itself on its day."""
    amendment = subject.amendment
    if amendment is None:
        return
    amendment.state = after
    amendment.save(update_fields=["state"])
    end = version.ended if version else None
    if after is ContractState.SIGNED and end and end.effective_on and end.effective_on <= on:
        apply(subject)
