"""Write, share, reply: each act in one transaction, by one party, traced in the journal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import digest, read, replaced
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import TRUST, Audience, Outcome, Verdict, may_share
from maillon.rules.contracts.negotiation import reply as decide_reply
from maillon.rules.contracts.negotiation import withdraw as decide_withdrawal
from maillon.rules.decision import Decision
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import bare, latest
from maillon.web.contracts.services.importing import load
from maillon.web.journal.services import record
from maillon.web.negotiation.facts import proposal_facts, signatories
from maillon.web.negotiation.models import Draft, Proposal, Reply, Settlement


def working_text(contract: Contract) -> ContractDocument:
    """Return the contract's own document as all its parties have accepted it so far."""
    return latest([contract.slug])[contract.slug].document


def _opened(contract_id: UUID, by: Actor, action: str) -> tuple[Contract, Institution]:
    """Lock a contract for an act, and tell for which of its parties the actor acts."""
    contract = Contract.objects.visible_to(by).select_for_update(of=("self",)).get(pk=contract_id)
    require(by, action, contract)
    return contract, party_of(contract, by)


def party_of(contract: Contract, by: Actor) -> Institution:
    """Return the signatory for which an actor sits at a contract's table.

    Raises:
        Refused: the actor sits for none of them.
    """
    mine = {str(one) for one in by.institutions_as(*AT_THE_TABLE)}
    found = [institution for key, institution in signatories(contract).items() if key in mine]
    if not found:
        because = _("Votre institution n’est pas signataire de ce contrat.")
        raise Refused(Decision(allowed=False, because=because, rule="negotiation.party", citations=(TRUST,), remedy=""))
    return found[0]


@transaction.atomic
def save_draft(contract_id: UUID, path: str, value: Any, *, by: Actor) -> Draft:
    """Keep what a party would like a part to become; checked whole, so that only what may stand there is shared later.

    Raises:
        Refused: the policy says no.
        InputError: the part or its value is wrong.
    """
    contract, party = _opened(contract_id, by, "draft.write")
    document = working_text(contract)
    replaced(document, path, value, whole=document.extends is None)
    draft, _made = Draft.objects.update_or_create(
        contract=contract,
        institution=party,
        path=path,
        defaults={"value": value, "base": digest(read(document, path)), "changed_by_id": by.user_id},
    )
    return draft


@transaction.atomic
def discard_draft(contract_id: UUID, path: str, *, by: Actor) -> None:
    """Throw a draft away; nothing of it is kept."""
    contract, party = _opened(contract_id, by, "draft.write")
    Draft.objects.filter(contract=contract, institution=party, path=path).delete()


@transaction.atomic
def share(
    contract_id: UUID,
    path: str,
    *,
    by: Actor,
    audience: Audience,
    reason: str = "",
    counters: UUID | None = None,
) -> Proposal:
    """Make of a draft a proposal that never changes; when it replies another, that one is settled.

    Raises:
        Refused: the policy or the rule says no.
        Draft.DoesNotExist: there is no such draft, or it was shared already.
    """
    contract, party = _opened(contract_id, by, "proposal.share")
    draft = Draft.objects.get(contract=contract, institution=party, path=path)
    document = working_text(contract)
    current = digest(read(document, path))
    unchanged = digest(draft.value) == current
    _stop(may_share(audience, author_is_state=party.kind == STATE, unchanged=unchanged))
    replaced(document, path, draft.value, whole=document.extends is None)
    replied = _counter(contract, counters, party, by=by, reason=reason) if counters else None
    proposal = _propose(contract, party, path, draft.value, current, audience, reason.strip(), counters=replied)
    draft.delete()
    _trace("proposal.share", proposal, party, by)
    return proposal


def _propose(
    contract: Contract,
    party: Institution,
    path: str,
    value: Any,
    base: str,
    audience: str,
    reason: str,
    **links: Proposal | None,
) -> Proposal:
    Contract.objects.filter(pk=contract.pk).update(negotiated=True)
    last = Proposal.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0
    return Proposal.objects.create(
        contract=contract,
        number=last + 1,
        author=party,
        path=path,
        value=value,
        base=base,
        audience=audience,
        reason=reason,
        **links,
    )


def _counter(contract: Contract, proposal_id: UUID, party: Institution, *, by: Actor, reason: str) -> Proposal:
    proposal = Proposal.objects.visible_to(by).get(pk=proposal_id, contract=contract)
    _settle(proposal, contract, party, Verdict.COUNTER, reason, by)
    return proposal


@transaction.atomic
def reply(contract_id: UUID, number: int, verdict: Verdict, *, by: Actor, reason: str = "") -> Decision:
    """Reply a proposal for one's party; the last acceptance changes the working text.

    Raises:
        Refused: the policy or the rule says no: already replied, settled, or stale.
        Proposal.DoesNotExist: it is absent or hidden.
    """
    contract, party = _opened(contract_id, by, "proposal.reply")
    proposal = Proposal.objects.visible_to(by).get(contract=contract, number=number)
    return _settle(proposal, contract, party, verdict, reason, by)


def _settle(
    proposal: Proposal, contract: Contract, party: Institution, verdict: Verdict, reason: str, by: Actor
) -> Decision:
    document = working_text(contract)
    facts = proposal_facts(proposal, document, signatories(contract))
    decision = _stop(decide_reply(facts, str(party.pk), verdict, reason=reason))
    Reply.objects.create(proposal=proposal, institution=party, verdict=verdict, reason=reason.strip())
    _trace("proposal.reply", proposal, party, by, verdict=verdict)
    outcome = Outcome(decision.state or Outcome.OPEN)
    if outcome is not Outcome.OPEN:
        Settlement.objects.create(proposal=proposal, outcome=outcome)
    if outcome is Outcome.ACCEPTED and proposal.audience == Audience.TABLE:
        after = replaced(document, proposal.path, proposal.value, whole=document.extends is None)
        load([bare(after)])
        _trace("contract.text", proposal, party, by, sha256=Contract.objects.get(pk=contract.pk).sha256)
    return decision


@transaction.atomic
def bring_to_table(contract_id: UUID, number: int, *, by: Actor) -> Proposal:
    """Carry the conference's common position to the whole table, with the acceptances already given.

    Raises:
        Refused: the policy says no, or there is no common position.
    """
    contract, party = _opened(contract_id, by, "proposal.share")
    common = Proposal.objects.visible_to(by).get(contract=contract, number=number, audience=Audience.CONFERENCE)
    settled = Settlement.objects.filter(proposal=common, outcome=Outcome.ACCEPTED).exists()
    if not settled or common.brought_by.exists():
        because = _("Les collectivités n’ont pas encore de position commune sur ce point.")
        if settled:
            because = _("Cette position commune est déjà sur la table.")
        raise Refused(Decision(allowed=False, because=because, rule="negotiation.bring", citations=(TRUST,)))
    brought = _propose(
        contract, party, common.path, common.value, common.base, Audience.TABLE, common.reason, brings=common
    )
    members = [one for one in signatories(contract).values() if one.kind != STATE and one.pk != party.pk]
    Reply.objects.bulk_create(
        Reply(proposal=brought, institution=one, verdict=Verdict.ACCEPT, reason=_("Position commune."))
        for one in members
    )
    _trace("proposal.share", brought, party, by, common_position=common.number)
    return brought


@transaction.atomic
def withdraw(contract_id: UUID, number: int, *, by: Actor) -> Decision:
    """Withdraw one's own proposal; it stays readable.

    Raises:
        Refused: the policy or the rule says no.
    """
    contract, party = _opened(contract_id, by, "proposal.share")
    proposal = Proposal.objects.visible_to(by).get(contract=contract, number=number)
    facts = proposal_facts(proposal, working_text(contract), signatories(contract))
    decision = _stop(decide_withdrawal(facts, str(party.pk)))
    Settlement.objects.create(proposal=proposal, outcome=Outcome.WITHDRAWN)
    _trace("proposal.withdraw", proposal, party, by)
    return decision


def _stop(decision: Decision) -> Decision:
    if not decision.allowed:
        raise Refused(decision)
    return decision


def _trace(kind: str, proposal: Proposal, party: Institution, by: Actor, **more: str | int) -> None:
    """Record an act of negotiation: its number and fingerprint, never its words."""
    role = next(seat.role for seat in by.seats if seat.institution == party.pk and seat.role in AT_THE_TABLE)
    content = {"number": proposal.number, "path": proposal.path, "value_sha256": digest(proposal.value), **more}
    record(kind, proposal.contract.slug, by=Author(str(party.pk), str(role)), public=False, content=content)
