"""Prepare the annual convention of a contract in force, from what the contract plans for the year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from maillon.documents.contract.convention import convention, planned, without_year
from maillon.documents.contract.loading import tree_of
from maillon.rules.contracts.conventions import YearFacts, may_prepare
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.contracts.life.steps import Deed
from maillon.rules.contracts.negotiation import Audience
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.queries.engaged import held_elsewhere
from maillon.web.negotiation.services.acting import note, opened

AGAIN = 10_000
"""What is added to the number of a convention prepared again after one that lapsed."""


@transaction.atomic
def open_convention(contract_id: UUID, year: int, *, by: Actor, taken: Collection[str] = ()) -> Amendment:
    """Prepare the convention of a year; asked for twice at once, the second is told that it exists.

    Args:
        contract_id: the contract.
        year: the year.
        by: who asks.
        taken: identifiers of the actions without year that it takes in.

    Raises:
        Refused: the policy or the rule says no.
        InputError: the contract's plan does not make a text that agrees with itself.
    """
    subject, party = opened(contract_id, by, "convention.open", None)
    contract = subject.contract
    held = list(Amendment.objects.yearly().filter(contract=contract))
    stop(may_prepare(year_facts(subject, year, held, taken), on=by.on))
    text = convention(subject.around, year, taken=taken)
    made = Amendment.objects.create(
        contract=contract,
        deed=Deed.CONVENTION,
        year=year,
        number=max((one.number + AGAIN for one in held if one.year == year), default=year),
        title=text.title,
        text=tree_of(text),
        base=contract.sha256,
        effective_on=_effective(subject, year, by.on),
        opened_by=party,
    )
    told: dict[str, str | int] = {"amendment": made.number, "year": year, "title": made.title}
    note("convention.open", contract, party, by, Audience.TABLE, told)
    return made


def year_facts(subject: Subject, year: int, held: list[Amendment], taken: Collection[str] = ()) -> YearFacts:
    """Return what the rule reads of a year of a contract.

    Args:
        subject: the contract.
        year: the year.
        held: its conventions.
        taken: identifiers of the actions without year that are asked for.
    """
    period = subject.around.period
    free = {one.id for one in without_year(subject.around)} - held_elsewhere(held, year)
    titles = {one.id: one.title for one in subject.around.actions}
    return YearFacts(
        year=year,
        start=period.start,
        end=period.end,
        actions=len(planned(subject.around, year).actions) + len(free & set(taken)),
        unfit=tuple(titles.get(one, one) for one in sorted(set(taken) - free)),
        existing={one.year: ContractState(one.state) for one in sorted(held, key=lambda one: one.number) if one.year},
    )


def _effective(subject: Subject, year: int, on: date) -> date | None:
    """Return the first day of a year to come; a convention of the present year holds once it is signed."""
    start = subject.around.period.start
    first = max(date(year, 1, 1), start) if start else date(year, 1, 1)
    return first if first > on else None
