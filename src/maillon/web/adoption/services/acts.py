"""What every act of adoption begins and ends with: lock, ask the policy, refuse or trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from maillon.rules.contracts.life.states import PUBLIC
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.journal.services import record
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.services.acting import readers, role_of


def locked(contract_id: UUID, by: Actor, action: str, amendment: int | None = None) -> Subject:
    """Lock a contract, and its amendment, for an act that the policy allows.

    Raises:
        Refused: the policy says no.
        Contract.DoesNotExist, Amendment.DoesNotExist: it is absent or hidden.
    """
    rows = Contract.objects.visible_to(by).select_related("extends", "holder").select_for_update(of=("self",))
    contract = rows.get(pk=contract_id)
    amendments = Amendment.objects.visible_to(by).select_for_update(of=("self",))
    subject = Subject(contract, amendments.get(contract=contract, number=amendment) if amendment else None)
    require(by, action, subject.governed)
    return subject


def trace(
    kind: str,
    subject: Subject,
    party: Institution,
    by: Actor,
    told: Mapping[str, Any],
    *,
    personal: str = "",
) -> None:
    """Record an act in the journal: all read it once the text is signed, the parties alone before.

    Args:
        kind: object and verb.
        subject: what it is about.
        party: the institution that acts.
        by: the person, of whom only the role is written.
        told: what must be provable later.
        personal: name of a signatory, committed to and not written.
    """
    content = {"amendment": subject.amendment.number, **told} if subject.amendment else dict(told)
    open_to_all = subject.governed.policy_state in PUBLIC
    record(
        kind,
        subject.contract.slug,
        by=Author(str(party.pk), str(role_of(by, party))),
        public=open_to_all,
        content=content,
        personal={"signer": personal} if personal else None,
        readers=() if open_to_all else readers(subject.contract, Audience.TABLE),
    )
