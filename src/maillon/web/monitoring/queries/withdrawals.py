"""What leaving asks of a party, what falls with it, who remains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from maillon.documents.contract.clauses import WithdrawalClause
from maillon.documents.contract.document import ContractDocument
from maillon.rules.contracts.frameworks import framework
from maillon.rules.contracts.progress import Progress, progress
from maillon.rules.contracts.withdrawal import Penalty, Terms, effect, penalty, terms
from maillon.rules.money import Money
from maillon.rules.parameters.resolution import ParameterSet
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Action, Contract, FinancingLine
from maillon.web.monitoring.models import Withdrawal


def parameters_of(document: ContractDocument, on: dt.date) -> ParameterSet:
    """Return the parameters of a contract on a day: its method agreement's, its framework's, the defaults."""
    agreement = document.clauses.method_agreement
    told = {name: given.value for name, given in agreement.parameters.items()} if agreement else None
    return ParameterSet(on, framework(document.kind), told)


def terms_of(contract: Contract, on: dt.date) -> tuple[Terms, WithdrawalClause | None]:
    """Return what leaving a contract asks for on a day, and its clause."""
    document = ContractDocument.model_validate(contract.content.head)
    clause = document.clauses.withdrawal
    days, text = (clause.notice_days, clause.penalty or "") if clause else (None, "")
    return terms(parameters_of(document, on), clause_days=days, clause_text=text), clause


def falling(contract: Contract, party: UUID, *, on: dt.date) -> dict[str, Any]:
    """Return what falls with a party: the actions it owns that are not done, the money that it has yet to bring.

    Money is cents, None when no amount is known; `owed_cents` is the firmest amount of its lines less what is paid.
    """
    owned = Action.objects.filter(contract=contract, owner=party).defer("content").order_by("rank")
    reached = [(row, progress(row.state, row.end, on=on)) for row in owned]
    rows = FinancingLine.objects.filter(contract=contract, funder=party, counted_cents__isnull=False)
    lines = list(rows.select_related("action").defer("action__content").order_by("action__rank", "rank"))
    owed = [max(0, (line.counted_cents or 0) - (line.paid_cents or 0)) for line in lines]
    return {
        "actions": [
            {"id": row.ref, "title": row.title, "progress": far.value}
            for row, far in reached
            if far not in {Progress.DONE, Progress.DROPPED}
        ],
        "lines": [
            {
                "action": line.action.ref,
                "title": line.action.title,
                "scheme": line.scheme,
                "amount_cents": line.counted_cents,
                "paid_cents": line.paid_cents,
                "owed_cents": rest,
            }
            for line, rest in zip(lines, owed, strict=True)
            if rest
        ],
        "owed_cents": sum(owed) if lines else None,
    }


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would happen if a party gave notice on a day.

    Attributes:
        terms: what leaving asks for.
        effect_on: first day on which it is no longer bound.
        penalty: what it costs.
        falls: what falls with it.
    """

    terms: Terms
    effect_on: dt.date
    penalty: Penalty
    falls: Mapping[str, Any]


def if_left(contract: Contract, party: Institution, *, notice_on: dt.date, on: dt.date) -> Leaving:
    """Compute what a departure would mean; nothing is written."""
    asked = terms_of(contract, notice_on)[0]
    falls = falling(contract, party.pk, on=on)
    owed = Money(falls["owed_cents"]) if falls["owed_cents"] is not None else None
    return Leaving(asked, effect(notice_on, asked.days, today=on), penalty(asked, owed), falls)


def noticed(contract: Contract) -> frozenset[str]:
    """Return the identifiers of the institutions that have given notice, whether it has run or not."""
    rows = Withdrawal.objects.filter(contract=contract).values_list("institution_id", flat=True)
    return frozenset(str(pk) for pk in rows)
