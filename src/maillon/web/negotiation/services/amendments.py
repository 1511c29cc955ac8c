"""Open an amendment of a signed contract."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.loading import tree_of
from maillon.documents.contract.totals import written_total
from maillon.rules.contracts.amendments import may_open
from maillon.rules.contracts.life.states import PUBLIC, ContractState
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.money import Money
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.contracts.queries.whole import digest as fingerprint
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.services.acting import note, opened


@transaction.atomic
def open_amendment(
    contract_id: UUID, title: str, *, by: Actor, ceiling: Money | None = None, effective_on: date | None = None
) -> Amendment:
    """Open an amendment of a signed contract, its text being the contract's as it stands, or as it is signed to become.

    Raises:
        Refused: the policy or the rule says no.
    """
    subject, party = opened(contract_id, by, "amendment.open", None)
    contract, document = subject.contract, _starting(subject)
    ongoing = Amendment.objects.rewriting().filter(contract=contract).exclude(state__in=PUBLIC).first()
    stop(may_open(title, written_total(document), ceiling, ongoing=ongoing.number if ongoing else None))
    last = Amendment.objects.rewriting().filter(contract=contract).aggregate(last=Max("number"))["last"] or 0
    amendment = Amendment.objects.create(
        contract=contract,
        number=last + 1,
        title=title.strip(),
        text=tree_of(document),
        base=fingerprint(document),
        ceiling_cents=ceiling.cents if ceiling is not None else None,
        effective_on=effective_on,
        opened_by=party,
    )
    content: dict[str, str | int] = {"amendment": amendment.number, "title": amendment.title}
    if ceiling is not None:
        content["ceiling_cents"] = ceiling.cents
    note("amendment.open", contract, party, by, Audience.TABLE, content)
    return amendment


def _starting(subject: Subject) -> ContractDocument:
    """Return the text to amend: that of the last amendment signed for a later day, so that neither undoes the other."""
    rows = Amendment.objects.rewriting().filter(contract=subject.contract, state=ContractState.SIGNED)
    waits = rows.order_by("number").last()
    return Subject(subject.contract, waits).document if waits else subject.document
