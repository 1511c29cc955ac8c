"""What the rules read of a contract's clauses; `None` where the contract is silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from maillon.rules.money import Money


@dataclass(frozen=True, slots=True)
class Clause:
    """What every clause has: whether it is worded, here or in an article of the contract.

    Attributes:
        worded: the clause has a text of its own, or names the article that holds it.
        article: identifier of that article.
    """

    worded: bool = False
    article: str | None = None


@dataclass(frozen=True, slots=True)
class MethodAgreement(Clause):
    """How the contract is carried out; `parameters` maps a parameter's name to the value agreed on."""

    parameters: Mapping[str, object] = field(default_factory=dict)
    agreed_on: dt.date | None = None
    meetings_per_year: int | None = None
    contract_mission: bool | None = None
    referents: tuple[str, ...] = ()
    job_descriptions_updated: bool | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis(Clause):
    """The diagnosis that the contract stands on."""

    shared: bool | None = None
    done_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Review(Clause):
    """Compulsory reviews."""

    midterm: bool | None = None
    dates: tuple[dt.date, ...] = ()
    every_months: int | None = None
    force_majeure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation(Clause):
    """The citizens' place; `degree` is a slug of `DEGREES`."""

    degree: str | None = None
    bodies: tuple[str, ...] = ()
    budget: Money | None = None


@dataclass(frozen=True, slots=True)
class Interpellation(Clause):
    """Who may call the parties to account."""

    held_by: tuple[str, ...] = ()
    reply_within_days: int | None = None
    training: bool | None = None


@dataclass(frozen=True, slots=True)
class Engineering(Clause):
    """Technical assistance for the authorities that need it; `access_criteria` holds their labels."""

    access_criteria: tuple[str, ...] = ()
    provided_by: tuple[str, ...] = ()
    budget: Money | None = None


@dataclass(frozen=True, slots=True)
class Evaluation(Clause):
    """How the contract is evaluated."""

    principles: tuple[str, ...] = ()
    citizens_impact: bool | None = None
    reserved_share: Decimal | None = None
    reserved_amount: Money | None = None
    random_sample_share: Decimal | None = None
    team: str | None = None
    published: bool | None = None


@dataclass(frozen=True, slots=True)
class Fungibility(Clause):
    """How credits may move; `mode` is "ceiling", "full_keeping_shares" or "none"."""

    mode: str | None = None
    ceiling: Decimal | None = None
    unanimity: bool | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal(Clause):
    """How a party leaves."""

    notice_days: int | None = None
    penalty: bool = False


@dataclass(frozen=True, slots=True)
class Data(Clause):
    """What is shared, and by which observatory."""

    observatory: str | None = None
    shared: bool | None = None


@dataclass(frozen=True, slots=True)
class StateMandate(Clause):
    """The State's single mandate."""

    holder: str | None = None
    ministries: tuple[str, ...] = ()
    functional_authority: bool | None = None


@dataclass(frozen=True, slots=True)
class Priority(Clause):
    """Priority geography and double earmarking."""

    perimeter: bool = False
    negotiated: bool | None = None
    kinds: tuple[str, ...] = ()
    state_share: Decimal | None = None
    territories_share: Decimal | None = None
    projects_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cofinancing(Clause):
    """How the cofinancing rate varies; `form` is "uniform", "strata", "ramp", "linear" or "smooth"."""

    form: str | None = None
    rates: tuple[Decimal, ...] = ()
    assessed_by_goal: bool | None = None
    for_whole_period: bool | None = None
    advances: bool | None = None


@dataclass(frozen=True, slots=True)
class Solidarity(Clause):
    """The solidarity indicator that the parties refer to."""

    indicator: str | None = None
    authorities_associated: bool | None = None
    rural_and_urban: bool | None = None
    applies_to_state: bool | None = None
    published: bool | None = None


@dataclass(frozen=True, slots=True)
class Mainstream(Clause):
    """What is agreed on ordinary means; `means` holds the policies concerned."""

    negotiated: bool | None = None
    imbalances_recorded: bool | None = None
    means: tuple[str, ...] = ()
