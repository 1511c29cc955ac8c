"""Prepare the next generation of a contract: its first draft enters the register, for its parties alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from maillon.documents.contract.renewal import carriable, next_id, renewed
from maillon.rules.contracts.generations import may_carry, may_renew
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.contracts.models import Contract, Party
from maillon.web.contracts.queries.whole import bare, consolidated
from maillon.web.contracts.services.importing import import_documents
from maillon.web.contracts.services.plan import Incoming
from maillon.web.monitoring.facts import gone
from maillon.web.monitoring.queries.withdrawals import parameters_of
from maillon.web.monitoring.services.acting import acting, opened, trace


@transaction.atomic
def renew(contract_id: UUID, chosen: Collection[str], *, by: Actor, title: str, lessons: str) -> Contract:
    """Bring the draft of the next generation into the register.

    Args:
        contract_id: the present contract.
        chosen: what is carried over, as "actions[navettes]".
        by: who prepares it.
        title: title of the new contract.
        lessons: what the present one taught.

    Raises:
        Refused: the policy, the rule or the import says no, or something chosen is not in the contract.
        InputError: the draft would not agree with itself.
        Contract.DoesNotExist: absent or hidden.
    """
    contract, parties = opened(contract_id, by, "contract.renew")
    whole = consolidated(contract).document
    already = Contract.objects.filter(slug=next_id(whole)).exists()
    stop(may_renew(contract.state, contract.end, parameters_of(whole, by.on), already=already, on=by.on))
    left = Party.objects.filter(contract=contract, institution__in=gone(contract, by.on))
    absent, held = list(left.values_list("ref", flat=True)), carriable(whole)
    stop(may_carry(chosen, held, [path for path, party in held.items() if party in absent]))
    draft = renewed(whole, chosen, title=title, lessons=lessons, absent=absent)
    import_documents([Incoming(bare(draft))], by=by, commit=True)
    made = Contract.objects.get(slug=draft.id)
    trace("contract.renew", made, acting(contract, parties, by), by, public=False, predecessor=contract.slug)
    return made
