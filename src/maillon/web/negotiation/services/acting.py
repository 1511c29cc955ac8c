"""What every act of a negotiation begins and ends with: the lock, the policy, the party, the trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import digest
from maillon.documents.contract.loading import tree_of
from maillon.documents.contract.totals import written_total
from maillon.rules.contracts.amendments import within_ceiling
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import TRUST, Audience
from maillon.rules.decision import Decision
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Role
from maillon.rules.journal.event import Actor as Author
from maillon.rules.money import Money
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused, stop
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import bare
from maillon.web.contracts.queries.whole import digest as fingerprint
from maillon.web.contracts.services.importing import load
from maillon.web.journal.services import record
from maillon.web.negotiation.facts import Subject, signatories
from maillon.web.negotiation.models import Amendment, Proposal


def locked(contract_id: UUID, by: Actor, action: str, amendment: int | None = None) -> Subject:
    """Lock a contract, and its amendment, for an act that the policy allows.

    Raises:
        Refused: the policy says no.
        Contract.DoesNotExist, Amendment.DoesNotExist: it is absent or hidden.
    """
    rows = Contract.objects.visible_to(by).select_related("extends", "holder").select_for_update(of=("self",))
    subject = Subject(rows.get(pk=contract_id))
    if amendment:
        beside = Amendment.objects.visible_to(by).select_for_update(of=("self",))
        subject = Subject(subject.contract, beside.get(contract=subject.contract, number=amendment))
    require(by, action, subject.governed)
    return subject


def opened(contract_id: UUID, by: Actor, action: str, amendment: int | None) -> tuple[Subject, Institution]:
    """Lock what is negotiated for an act, and tell for which of its parties the actor acts."""
    subject = locked(contract_id, by, action, amendment)
    return subject, party_of(subject.contract, by)


def party_of(contract: Contract, by: Actor, among: Mapping[str, Institution] | None = None) -> Institution:
    """Return the signatory for which an actor sits at a contract's table.

    Args:
        contract: the contract.
        by: the actor.
        among: its signatories, when they are known already.

    Raises:
        Refused: the actor sits for none of them.
    """
    mine = {str(one) for one in by.institutions_as(*AT_THE_TABLE)}
    signing = signatories(contract, by.on) if among is None else among
    found = [institution for key, institution in signing.items() if key in mine]
    if not found:
        because = _("Votre institution n’est pas signataire de ce contrat.")
        raise Refused(Decision(allowed=False, because=because, rule="negotiation.party", citations=(TRUST,), remedy=""))
    return found[0]


def role_of(by: Actor, party: Institution) -> Role:
    """Return the role through which an actor sits for a party."""
    return next(seat.role for seat in by.seats if seat.institution == party.pk and seat.role in AT_THE_TABLE)


def readers(contract: Contract, audience: str) -> list[str]:
    """Return the institutions that read what is said at a table: every party, the State only at the whole one."""
    rows = Institution.objects.filter(
        Q(pk__in=contract.party_institutions.values("institution")) | Q(pk=contract.holder_id)
    )
    held = rows.exclude(kind=STATE) if audience == Audience.CONFERENCE else rows
    return [str(pk) for pk in held.values_list("pk", flat=True)]


def trace(kind: str, proposal: Proposal, party: Institution, by: Actor, **more: str | int) -> None:
    """Record an act on a proposal: its number and fingerprint, never its words; its table reads it."""
    content = {"number": proposal.number, "path": proposal.path, "value_sha256": digest(proposal.value), **more}
    note(kind, proposal.contract, party, by, proposal.audience, content)


def note(
    kind: str, contract: Contract, party: Institution, by: Actor, audience: str, content: Mapping[str, Any]
) -> None:
    """Record an act of one party at a table, which all who sit there read."""
    author = Author(str(party.pk), str(role_of(by, party)))
    record(kind, contract.slug, by=author, public=False, content=content, readers=readers(contract, audience))


def rewrite(subject: Subject, after: ContractDocument) -> str:
    """Make of what all parties accepted the working text; return its fingerprint.

    Raises:
        Refused: an amendment would pass the ceiling that binds it.
    """
    if subject.amendment is None:
        load([bare(after)])
        return Contract.objects.get(pk=subject.contract.pk).sha256
    ceiling = subject.amendment.ceiling_cents
    stop(within_ceiling(written_total(after), Money(ceiling) if ceiling is not None else None))
    subject.amendment.text = tree_of(after)
    subject.amendment.save(update_fields=["text"])
    return fingerprint(after)
