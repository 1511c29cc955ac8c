"""Write, share, reply: each act in one transaction, by one party, traced in the journal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from maillon.documents.contract.fragments import digest, locate, read, replaced, replaced_together
from maillon.rules.contracts.conventions import may_write
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import TRUST, Audience, Outcome, Verdict, may_counter, may_link, may_share
from maillon.rules.contracts.negotiation import reply as decide_reply
from maillon.rules.contracts.negotiation import withdraw as decide_withdrawal
from maillon.rules.contracts.seats import may_seat
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused, stop
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.facts import Subject, proposal_facts, seat_facts, seated, signatories
from maillon.web.negotiation.models import Draft, Package, Proposal, Reply, Settlement
from maillon.web.negotiation.queries.terms import judged
from maillon.web.negotiation.services.acting import opened, rewrite, trace


@transaction.atomic
def save_draft(contract_id: UUID, path: str, value: Any, *, by: Actor, amendment: int | None = None) -> Draft:
    """Keep what a party would like a part to become; checked whole, so that only what may stand there is shared later.

    Raises:
        Refused: the policy says no, or a value is outside its allowed range.
        InputError: the part or its value is wrong.
    """
    subject, party = opened(contract_id, by, "draft.write", amendment)
    check(subject, party, path, value, on=by.on)
    draft, _made = Draft.objects.update_or_create(
        contract=subject.contract,
        amendment=subject.amendment,
        institution=party,
        path=path,
        defaults={"value": value, "base": digest(read(subject.document, path)), "changed_by_id": by.user_id},
    )
    return draft


def check(subject: Subject, party: Institution, path: str, value: Any, *, on: date) -> None:
    """Check all that may be checked of a draft before it is shared.

    Raises:
        Refused: a value is outside its allowed range, or the seat of a party may not change so.
        InputError: it may in neither case; what is wrong when it stands alone.
    """
    place, accepted = locate(path), read(subject.document, path)
    for decision in judged(place, value, subject.document, on, accepted).values():
        stop(decision)
    if subject.yearly:
        stop(may_write(place.field))
    if place.field == "parties":
        seats, signed = (seat_facts(accepted), seat_facts(value)), subject.amendment is not None
        stop(may_seat(*seats, signed=signed, seated=seated(subject.document, place.name)))
    stands(subject, party, path, value)


def stands(subject: Subject, party: Institution, path: str, value: Any) -> None:
    """Check that a draft may stand in the text, alone or with the party's other drafts.

    Raises:
        InputError: it may in neither case; what is wrong when it stands alone.
    """
    try:
        replaced(subject.document, path, value, whole=subject.whole)
    except InputError:
        others = subject.among(Draft.objects.filter(institution=party)).exclude(path=path)
        changes = [*others.values_list("path", "value"), (path, value)]
        try:
            replaced_together(subject.document, changes, whole=subject.whole)
        except InputError:
            replaced(subject.document, path, value, whole=subject.whole)


@transaction.atomic
def discard_draft(contract_id: UUID, path: str, *, by: Actor, amendment: int | None = None) -> None:
    """Throw a draft away; nothing of it is kept."""
    subject, party = opened(contract_id, by, "draft.write", amendment)
    subject.among(Draft.objects.filter(institution=party, path=path)).delete()


@transaction.atomic
def share(
    contract_id: UUID,
    path: str,
    *,
    by: Actor,
    audience: Audience,
    reason: str = "",
    counters: UUID | None = None,
    amendment: int | None = None,
) -> Proposal:
    """Make of a draft a proposal that never changes; when it replies another, that one is settled.

    Raises:
        Refused: the policy or the rule says no.
        Draft.DoesNotExist: there is no such draft, or it was shared already.
    """
    subject, party = opened(contract_id, by, "proposal.share", amendment)
    draft = subject.among(Draft.objects.filter(institution=party, path=path)).get()
    current = digest(read(subject.document, path))
    unchanged = digest(draft.value) == current
    stop(may_share(audience, author_is_state=party.kind == STATE, unchanged=unchanged))
    replaced(subject.document, path, draft.value, whole=subject.whole)
    replied = None
    if counters:
        replied = subject.among(Proposal.objects.visible_to(by)).get(pk=counters)
        stop(may_counter(path, [one.path for one in replied.together]))
        _settle(replied, subject, party, Verdict.COUNTER, reason, by)
    proposal = _propose(subject, party, path, draft.value, current, audience, reason.strip(), counters=replied)
    draft.delete()
    trace("proposal.share", proposal, party, by)
    return proposal


def _propose(
    subject: Subject,
    party: Institution,
    path: str,
    value: Any,
    base: str,
    audience: str,
    reason: str,
    **links: Proposal | Package | None,
) -> Proposal:
    contract = subject.contract
    Contract.objects.filter(pk=contract.pk).update(negotiated=True)
    last = Proposal.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0
    return Proposal.objects.create(
        contract=contract,
        amendment=subject.amendment,
        number=last + 1,
        author=party,
        path=path,
        value=value,
        base=base,
        audience=audience,
        reason=reason,
        **links,
    )


def _found(contract_id: UUID, number: int, by: Actor, action: str) -> tuple[Proposal, Subject, Institution]:
    """Find a proposal and lock what it is about."""
    proposal = Proposal.objects.visible_to(by).select_related("amendment").get(contract=contract_id, number=number)
    subject, party = opened(contract_id, by, action, proposal.amendment.number if proposal.amendment else None)
    return proposal, subject, party


@transaction.atomic
def reply(contract_id: UUID, number: int, verdict: Verdict, *, by: Actor, reason: str = "") -> Decision:
    """Reply a proposal for one's party; the last acceptance changes the working text.

    Raises:
        Refused: the policy or the rule says no: already replied, settled, or stale.
        Proposal.DoesNotExist: it is absent or hidden.
    """
    proposal, subject, party = _found(contract_id, number, by, "proposal.reply")
    return _settle(proposal, subject, party, verdict, reason, by)


def _settle(
    proposal: Proposal, subject: Subject, party: Institution, verdict: Verdict, reason: str, by: Actor
) -> Decision:
    facts = proposal_facts(proposal, subject.document, signatories(subject.contract, by.on))
    decision = stop(decide_reply(facts, str(party.pk), verdict, reason=reason))
    together = proposal.together
    for one in together:
        Reply.objects.create(proposal=one, institution=party, verdict=verdict, reason=reason.strip())
        trace("proposal.reply", one, party, by, verdict=verdict)
    outcome, text = Outcome(decision.state or Outcome.OPEN), ""
    if outcome is Outcome.ACCEPTED and proposal.audience == Audience.TABLE:
        changes = [(one.path, one.value) for one in together]
        text = rewrite(subject, replaced_together(subject.document, changes, whole=subject.whole))
        trace("contract.text", proposal, party, by, sha256=text)
    if outcome is not Outcome.OPEN:
        Settlement.objects.bulk_create(Settlement(proposal=one, outcome=outcome, text=text) for one in together)
    return decision


@transaction.atomic
def bring_to_table(contract_id: UUID, number: int, *, by: Actor) -> Proposal:
    """Carry the conference's common position to the whole table, with the acceptances already given.

    Raises:
        Refused: the policy says no, or there is no common position.
    """
    common, subject, party = _found(contract_id, number, by, "proposal.share")
    if common.audience != Audience.CONFERENCE:
        raise Proposal.DoesNotExist
    settled = Settlement.objects.filter(proposal=common, outcome=Outcome.ACCEPTED).exists()
    if not settled or common.brought_by.exists():
        because = _("Les collectivités n’ont pas encore de position commune sur ce point.")
        if settled:
            because = _("Cette position commune est déjà sur la table.")
        raise Refused(Decision(allowed=False, because=because, rule="negotiation.bring", citations=(TRUST,)))
    members = [one for one in signatories(subject.contract, by.on).values() if one.kind != STATE and one.pk != party.pk]
    package = _package(subject, party, Audience.TABLE) if common.package else None
    brought = {one.number: _brought(one, subject, party, package) for one in common.together}
    for number, one in brought.items():
        Reply.objects.bulk_create(
            Reply(proposal=one, institution=member, verdict=Verdict.ACCEPT, reason=_("Position commune."))
            for member in members
        )
        trace("proposal.share", one, party, by, common_position=number)
    return brought[common.number]


def _brought(common: Proposal, subject: Subject, party: Institution, package: Package | None) -> Proposal:
    told = (common.path, common.value, common.base, Audience.TABLE, common.reason)
    return _propose(subject, party, *told, brings=common, package=package)


def _package(subject: Subject, party: Institution, audience: Audience) -> Package:
    held = {"contract": subject.contract, "amendment": subject.amendment}
    return Package.objects.create(**held, author=party, audience=audience)


@transaction.atomic
def share_together(
    contract_id: UUID,
    paths: Collection[str],
    *,
    by: Actor,
    audience: Audience,
    reason: str = "",
    amendment: int | None = None,
) -> list[Proposal]:
    """Make of several drafts one package of proposals, that is accepted or refused as a whole.

    Raises:
        Refused: the policy or the rule says no.
        InputError: the parts do not stand together in the text.
        Draft.DoesNotExist: one of the drafts is absent, or was shared already.
    """
    subject, party = opened(contract_id, by, "proposal.share", amendment)
    drafts = list(subject.among(Draft.objects.filter(institution=party, path__in=paths)).order_by("path"))
    if len(drafts) < len(set(paths)):
        raise Draft.DoesNotExist
    stop(may_link(len(drafts)))
    bases = [digest(read(subject.document, draft.path)) for draft in drafts]
    for draft, base in zip(drafts, bases, strict=True):
        unchanged = digest(draft.value) == base
        stop(may_share(audience, author_is_state=party.kind == STATE, unchanged=unchanged))
    changes = [(draft.path, draft.value) for draft in drafts]
    replaced_together(subject.document, changes, whole=subject.whole)
    package = _package(subject, party, audience)
    shared = []
    for draft, base in zip(drafts, bases, strict=True):
        told = (draft.path, draft.value, base, audience, reason.strip())
        shared.append(_propose(subject, party, *told, package=package))
        draft.delete()
    for proposal in shared:
        trace("proposal.share", proposal, party, by, package=str(package.pk))
    return shared


@transaction.atomic
def withdraw(contract_id: UUID, number: int, *, by: Actor) -> Decision:
    """Withdraw one's own proposal; it stays readable.

    Raises:
        Refused: the policy or the rule says no.
    """
    proposal, subject, party = _found(contract_id, number, by, "proposal.share")
    facts = proposal_facts(proposal, subject.document, signatories(subject.contract, by.on))
    decision = stop(decide_withdrawal(facts, str(party.pk)))
    for one in proposal.together:
        Settlement.objects.create(proposal=one, outcome=Outcome.WITHDRAWN)
        trace("proposal.withdraw", one, party, by)
    return decision
