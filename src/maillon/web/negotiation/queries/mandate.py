"""The State's mandate as one may read it, and which proposals leave it."""

from __future__ import annotations

from maillon.documents.contract.asked import asked
from maillon.documents.contract.document import ContractDocument
from maillon.rules.contracts import mandate as rule
from maillon.rules.contracts.facts import STATE
from maillon.rules.money import Money
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.models import Mandate, Proposal


def mandate_of(contract: Contract, by: Actor) -> Mandate | None:
    """Return the latest mandate that an actor may read."""
    rows = Mandate.objects.visible_to(by).filter(contract=contract).select_related("holder")
    return rows.order_by("-number").first()


def facts_of(row: Mandate, document: ContractDocument) -> rule.Mandate:
    """Return what the rule reads of a mandate."""
    names = {theme.id: theme.title for theme in document.themes}
    return rule.Mandate(
        themes={one: names.get(one, one) for one in row.themes},
        ministries=tuple(row.ministries),
        ceiling=Money(row.ceiling_cents) if row.ceiling_cents is not None else None,
        start=row.start,
        end=row.end,
        act=row.act,
    )


def flags_of(row: Mandate | None, document: ContractDocument, proposal: Proposal) -> tuple[rule.Flag, ...]:
    """Return why a proposal leaves the mandate; nothing without a mandate that the reader knows."""
    if row is None:
        return ()
    by_state = proposal.author.kind == STATE
    return rule.flags(facts_of(row, document), asked(document, proposal.path, proposal.value, by_state=by_state))
