"""Record the State's mandate, and open it to the parties."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from maillon.documents.contract.fragments import digest
from maillon.rules.contracts import mandate as rule
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.decision import Decision
from maillon.rules.journal.event import Actor as Author
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.journal.services import record
from maillon.web.negotiation.models import Mandate
from maillon.web.negotiation.services.acting import note, opened, role_of


@transaction.atomic
def record_mandate(contract_id: UUID, mandate: rule.Mandate, *, by: Actor) -> Mandate:
    """Write the State's mandate, in place of the one not yet opened; nobody else reads it.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject, party = opened(contract_id, by, "mandate.record", None)
    stop(rule.may_record(mandate, holder_is_state=party.kind == STATE))
    latest = Mandate.objects.filter(contract=subject.contract).order_by("-number").first()
    values = {
        "holder": party,
        "themes": sorted(mandate.themes),
        "ministries": list(mandate.ministries),
        "ceiling_cents": mandate.ceiling.cents if mandate.ceiling else None,
        "start": mandate.start,
        "end": mandate.end,
        "act": mandate.act.strip(),
    }
    number = 1 if latest is None else latest.number + (latest.opened_at is not None)
    row, _made = Mandate.objects.update_or_create(contract=subject.contract, number=number, defaults=values)
    author = Author(str(party.pk), str(role_of(by, party)))
    record("mandate.record", subject.contract.slug, by=author, public=False, content=_told(row, party))
    return row


@transaction.atomic
def open_mandate(contract_id: UUID, *, by: Actor) -> Decision:
    """Show the mandate to every party, for good: the database seals it.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject, party = opened(contract_id, by, "mandate.open", None)
    row = Mandate.objects.filter(contract=subject.contract, holder=party).order_by("-number").first()
    decision = stop(rule.may_open(recorded=row is not None, opened=bool(row and row.opened_at)))
    if row is not None:
        Mandate.objects.filter(pk=row.pk).update(opened_at=timezone.now())
        note("mandate.open", subject.contract, party, by, Audience.TABLE, _told(row, party))
    return decision


def _told(row: Mandate, party: Institution) -> dict[str, str | int]:
    held = [row.themes, row.ministries, row.ceiling_cents, str(row.start), str(row.end), row.act, str(party.pk)]
    return {"number": row.number, "mandate_sha256": digest(held)}
