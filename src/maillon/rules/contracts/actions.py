"""What the rules read of an action sheet and of its money.

Named tuples: as unchangeable as the other facts, and made several times faster; a contract has hundreds of them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from maillon.rules.money import Money


class Payment(NamedTuple):
    """Money paid under a financing line; `kind` is "advance", "instalment" or "balance"."""

    kind: str
    amount: Money
    on: dt.date | None = None


class Line(NamedTuple):
    """What one funder brings to one action under one scheme."""

    funder: str
    scheme: str | None = None
    base: Money | None = None
    rate: Decimal | None = None
    requested: Money | None = None
    planned: Money | None = None
    granted: Money | None = None
    paid: Money | None = None
    status: str | None = None
    own_contribution: bool = False
    public: bool | None = None
    complete_file_on: dt.date | None = None
    notified_on: dt.date | None = None
    advance_guaranteed: bool | None = None
    payments: tuple[Payment, ...] = ()

    @property
    def amount(self) -> Money | None:
        """The firmest known amount: granted, else planned, else requested."""
        return self.granted or self.planned or self.requested  # an amount of 0 € counts as given


class Action(NamedTuple):
    """An action sheet; counts stand for lists of which only the length matters."""

    id: str
    title: str = ""
    theme: str | None = None
    goals: tuple[str, ...] = ()
    owner: str | None = None
    pilots: tuple[str, ...] = ()
    participation: str | None = None
    chef_de_file: bool | None = None
    location_codes: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    milestones: int = 0
    indicators: int = 0
    targets: int = 0
    cost: Money | None = None
    cost_including_tax: Money | None = None
    nature: str | None = None
    lines: tuple[Line, ...] = ()
    own_contribution_exception: str | None = None
    own_contribution_act: str | None = None


class Envelope(NamedTuple):
    """Credits set aside."""

    id: str
    label: str = ""
    amount: Money | None = None
    theme: str | None = None
    purpose: str | None = None
    delegated_by: str | None = None
    delegated_to: str | None = None
