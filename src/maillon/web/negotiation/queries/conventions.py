"""The annual conventions of a contract: what its plan says of each year, and what each convention says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maillon.documents.contract.actions import Action, FinancingLine
from maillon.documents.contract.convention import Year, planned, without_year, years_of
from maillon.documents.contract.document import ContractDocument
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.money import Money, total
from maillon.web.common.actor import Actor
from maillon.web.common.tables import Column, Table
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.queries.engaged import held_elsewhere


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of a contract: what the plan says, its convention if there is one, whether one may be prepared."""

    plan: Year
    convention: Amendment | None
    open: bool


def programme(subject: Subject, by: Actor) -> list[YearLine]:
    """Return each year of a contract with its convention, in order; years to come may be prepared."""
    held = {one.year: one for one in conventions(subject.contract, by) if one.state != ContractState.LAPSED}
    years = sorted({*years_of(subject.around), *(year for year in held if year)})
    free = bool(undated(subject))
    plans = [planned(subject.around, one) for one in years or [by.on.year] * free]
    return [YearLine(one, held.get(one.year), one.year >= by.on.year and bool(one.actions or free)) for one in plans]


def conventions(contract: Contract, by: Actor) -> list[Amendment]:
    """Return the conventions of a contract that an actor may see, the latest year first."""
    return list(Amendment.objects.visible_to(by).yearly().filter(contract=contract).order_by("-year", "-number"))


@dataclass(frozen=True, slots=True)
class Undated:
    """An action that the contract gives to no year.

    Attributes:
        action: the action.
        amount: its money; None when none is known.
    """

    action: Action
    amount: Money | None


def undated(subject: Subject) -> list[Undated]:
    """Return the actions that a contract gives to no year and that no convention holds yet."""
    held = held_elsewhere(Amendment.objects.yearly().filter(contract=subject.contract))
    free = [one for one in without_year(subject.around) if one.id not in held]
    return [Undated(one, total(line.amount for line in one.financing)) for one in free]


@dataclass(frozen=True, slots=True)
class FundedLine:
    """A financing line of a convention, in words."""

    funder: str
    scheme: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action of a convention.

    Attributes:
        action: the action.
        owner: name of its owner.
        lines: its financing lines of the year.
        amount: their sum; None when none is known.
        planned: what the contract plans for that action and that year today.
    """

    action: Action
    owner: str
    lines: tuple[FundedLine, ...]
    amount: Money | None
    planned: Money | None

    @property
    def differs(self) -> bool:
        """Whether the convention and the contract's plan of today say two amounts."""
        return self.amount != self.planned


def actions_of(document: ContractDocument, around: ContractDocument, year: int) -> list[ActionLine]:
    """Return the actions of a convention with their money, beside what the contract plans.

    Args:
        document: the convention's text.
        around: the contract, with what it inherits.
        year: the convention's year.
    """
    names = {party.id: party.institution.name for party in document.parties}
    plan = {one.id: _of_year(one, year) for one in planned(around, year).actions}
    return [
        ActionLine(
            one,
            names.get(one.owner or "", ""),
            tuple(_funded(line, names) for line in one.financing),
            total(line.amount for line in one.financing),
            plan.get(one.id),
        )
        for one in document.actions
    ]


def _funded(line: FinancingLine, names: Mapping[str, str]) -> FundedLine:
    return FundedLine(names.get(line.funder, line.funder), line.scheme or "", line.amount)


def _of_year(action: Action, year: int) -> Money | None:
    return total(line.amount for line in action.financing if line.year == year)


def by_funder(lines: list[ActionLine]) -> Mapping[str, Money]:
    """Return what each funder brings in a convention, the largest first; funders without amount are left out."""
    sums: dict[str, int] = {}
    for one in lines:
        for line in one.lines:
            if line.amount is not None:
                sums[line.funder] = sums.get(line.funder, 0) + line.amount.cents
    return {name: Money(cents) for name, cents in sorted(sums.items(), key=lambda held: -held[1])}


def left_out(around: ContractDocument, document: ContractDocument, year: int) -> list[str]:
    """Return the titles of the actions that the contract plans for the year and that the convention does not hold."""
    held = {one.id for one in document.actions}
    return [one.title for one in planned(around, year).actions if one.id not in held]


def table_of(convention: Amendment, lines: list[ActionLine]) -> Table:
    """Return a convention as a table to take away: one row for each financing line."""
    columns = (
        Column("action", "Action", 48),
        Column("owner", "Maître d’ouvrage", 32),
        Column("funder", "Financeur", 32),
        Column("scheme", "Dispositif"),
        Column("amount", "Montant de l’année"),
    )
    notes = {"Convention": convention.title, "Étape": str(convention.get_state_display())}
    return Table(convention.title, columns, _rows(lines), notes)


def _rows(lines: list[ActionLine]) -> Iterator[tuple[str | Money | None, ...]]:
    for one in lines:
        for line in one.lines:
            yield (one.action.title, one.owner, line.funder, line.scheme, line.amount)
        if not one.lines:
            yield (one.action.title, one.owner, None, None, None)
