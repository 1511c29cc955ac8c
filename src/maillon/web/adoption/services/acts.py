"""The trace that every act of adoption leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maillon.rules.contracts.life.states import PUBLIC
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.journal.services import record
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.services.acting import readers, role_of


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
