"""What signed annual conventions fix: the money engaged each year, beside what the contract plans, counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maillon.documents.contract.convention import planned
from maillon.documents.contract.document import ContractDocument
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.money import Money, total
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment

SIGNED = (ContractState.SIGNED, ContractState.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Engaged:
    """What the signed convention of a year fixes.

    Attributes:
        convention: the convention.
        actions: how many actions it engages, of those that the contract plans for the year.
        plan: how many actions the contract plans for the year.
        amount: money that it engages for the former; None when none is known.
        planned: money that the contract gives to the year; None when none is known.
        beyond: how many other actions it engages, which the contract does not plan for that year.
        beyond_amount: their money; None when none is known.
    """

    convention: Amendment
    actions: int
    plan: int
    amount: Money | None
    planned: Money | None
    beyond: int
    beyond_amount: Money | None


def engaged(contract: Contract) -> list[Engaged]:
    """Return what the signed conventions of a contract fix, in the order of years; no query more when it has none.

    The money is the contract's own: it is said of a year, and never added to the contract's total.
    """
    rows = Amendment.objects.yearly().filter(contract=contract, state__in=SIGNED).order_by("year", "number")
    signed = list(rows)
    if not signed:
        return []
    around = Subject(contract).around
    return [_engaged(one, around) for one in signed]


def _engaged(convention: Amendment, around: ContractDocument) -> Engaged:
    year = convention.year or 0
    plan = planned(around, year)
    ids = {one.id for one in plan.actions}
    said = ContractDocument.model_validate(convention.text).actions
    within = [one for one in said if one.id in ids]
    other = [one for one in said if one.id not in ids]
    return Engaged(
        convention,
        len(within),
        len(ids),
        total(line.amount for one in within for line in one.financing),
        plan.money,
        len(other),
        total(line.amount for one in other for line in one.financing),
    )


def held_elsewhere(conventions: Iterable[Amendment], year: int | None = None) -> set[str]:
    """Return the identifiers of the actions that conventions hold, save one year's; those that lapsed hold none."""
    return {
        action["id"]
        for one in conventions
        if one.year != year and one.state != ContractState.LAPSED
        for action in one.text.get("actions", ())
    }
