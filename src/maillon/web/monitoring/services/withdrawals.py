"""Take a party out of a contract: its notice is a sealed row, and the contract lives on with the others."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID

from django.db import transaction

from maillon.rules.contracts import withdrawal as rules
from maillon.rules.decision import Decision
from maillon.rules.journal.canonical import canonical
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.contracts.models import Contract, Party
from maillon.web.monitoring.facts import signatories_left
from maillon.web.monitoring.models import Withdrawal
from maillon.web.monitoring.queries.withdrawals import if_left, noticed
from maillon.web.monitoring.services.acting import opened, signatory, trace


@transaction.atomic
def withdraw(contract_id: UUID, *, by: Actor, notice_on: dt.date, act: str, reason: str) -> Decision:
    """Give notice for one's institution; the decision says whether the contract lives on.

    Args:
        contract_id: the contract.
        by: an elected member of the party, or the prefect's services for the State.
        notice_on: the day on which the other parties were told.
        act: reference and date of the resolution or decision.
        reason: why.

    Raises:
        Refused: the policy or the rule says no.
        Contract.DoesNotExist: absent or hidden.
    """
    contract, parties = opened(contract_id, by, "party.withdraw")
    party = signatory(parties.signatories, by)
    leaving = rules.Leaving(
        party=str(party.pk),
        bound={str(one.pk): one.name for one in signatories_left(contract, parties, by.on)},
        noticed=noticed(contract),
        notice_on=notice_on,
        act=act,
        reason=reason,
        end=contract.end,
        start=contract.start,
    )
    means = if_left(contract, party, notice_on=notice_on, on=by.on)
    decision = stop(rules.leave(leaving, means.terms, today=by.on))
    falls = canonical(means.falls).decode()
    Withdrawal.objects.create(
        contract=contract,
        institution=party,
        notice_on=notice_on,
        effect_on=means.effect_on,
        days=means.terms.days,
        days_from=means.terms.days_from,
        act=act.strip(),
        reason=reason.strip(),
        penalty_text=means.terms.text,
        penalty_cents=means.penalty.amount.cents if means.penalty.amount else None,
        penalty_how=means.penalty.how,
        falls=falls,
    )
    keep_departures(contract)
    told = {"effect_on": means.effect_on.isoformat(), "lives_on": decision.state == "lives_on"}
    told["falls_sha256"] = hashlib.sha256(falls.encode()).hexdigest()
    trace("party.withdraw", contract, party, by, public=True, notice_on=notice_on.isoformat(), **told)
    return decision


def keep_departures(contract: Contract) -> None:
    """Write in the register the last day of each party that has given notice.

    To be called again after the document of the contract is read anew: it does not know of departures.
    """
    for row in Withdrawal.objects.filter(contract=contract):
        last_day = row.effect_on - dt.timedelta(days=1)
        Party.objects.filter(contract=contract, institution=row.institution_id).update(end=last_day)
