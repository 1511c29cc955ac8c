"""The facts that a contract's rules read: frozen, without any library, whoever fills them.

Order is kept from the document, so that the rank of a part gives its path: `actions[2].financing[0]`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from maillon.rules.contracts import clauses as clause
from maillon.rules.contracts.actions import Action, Envelope, Line
from maillon.rules.contracts.life.states import DRAFTING, PUBLIC

STATE = "etat"
AUTHORITIES = frozenset({"commune", "epci", "petr", "syndicat", "departement", "region"})
"""Kinds of institutions that are local authorities or their groupings."""
PRIVATE = frozenset({"association", "entreprise"})
"""Kinds of institutions under private law, whatever their public funding."""


class Stage(StrEnum):
    """What a contract's silence means."""

    PREPARATORY = "preparatory"
    FIRM = "firm"
    UNTOLD = "untold"


class Party(NamedTuple):
    """An institution in the contract; `population` in inhabitants, when whoever fills the facts knows it."""

    id: str
    name: str = ""
    kind: str = "autre"
    party_class: str = "signatory"
    siren: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    population: int | None = None

    @property
    def signs(self) -> bool:
        """Whether the party is bound by its signature."""
        return self.party_class == "signatory"


class Goal(NamedTuple):
    """A goal of public action."""

    id: str
    title: str = ""
    beneficiary: str | None = None
    chosen_by: str | None = None


class Theme(NamedTuple):
    """A theme of the contract."""

    id: str
    title: str = ""
    goal: str | None = None
    chosen_by: str | None = None
    objectives: int = 0


class Seat(NamedTuple):
    """Seats that a party holds in a body."""

    party: str
    role: str = "member"
    seats: int = 1


class Body(NamedTuple):
    """A governance body."""

    id: str
    name: str = ""
    kind: str = "other"
    goal: str | None = None
    theme: str | None = None
    seats: tuple[Seat, ...] = ()
    seats_total: int | None = None
    meetings_per_year: int | None = None
    yearly_session_with_prefect: bool | None = None
    presidency: bool = False
    rotation_months: int | None = None


class PlacedLine(NamedTuple):
    """A financing line with its action, and where it stands in the document; `scheme` in capitals."""

    rank: int
    place: int
    action: Action
    line: Line
    scheme: str

    @property
    def path(self) -> str:
        """The line's path in the document."""
        return f"actions[{self.rank}].financing[{self.place}]"


@dataclass(frozen=True)
class ContractFacts:
    """A contract as the rules see it.

    Attributes:
        whole: False when silence proves nothing: the document is an excerpt rebuilt from other sources, or it
            inherits from another that has not been read.
        extends: identifier of the common trunk that the contract inherits.
        departements: codes of the départements that the perimeter's codes tell.
        engagement, transversality: explicit answers to the two questionnaires, 0 to 1, as decimals.
    """

    id: str
    title: str = ""
    kind: str = ""
    family: str | None = None
    state: str | None = None
    whole: bool = True
    parent_contract: str | None = None
    parent_goal: str | None = None
    extends: str | None = None
    predecessor: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    signed_on: dt.date | None = None
    departements: frozenset[str] = frozenset()
    parties: tuple[Party, ...] = ()
    goals: tuple[Goal, ...] = ()
    themes: tuple[Theme, ...] = ()
    actions: tuple[Action, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    bodies: tuple[Body, ...] = ()
    commitments: int = 0
    method_agreement: clause.MethodAgreement | None = None
    diagnosis: clause.Diagnosis | None = None
    review: clause.Review | None = None
    participation: clause.Participation | None = None
    interpellation: clause.Interpellation | None = None
    engineering: clause.Engineering | None = None
    evaluation: clause.Evaluation | None = None
    fungibility: clause.Fungibility | None = None
    withdrawal: clause.Withdrawal | None = None
    data: clause.Data | None = None
    state_mandate: clause.StateMandate | None = None
    priority: clause.Priority | None = None
    cofinancing: clause.Cofinancing | None = None
    solidarity: clause.Solidarity | None = None
    mainstream: clause.Mainstream | None = None
    engagement: dict[str, object] = field(default_factory=dict)
    transversality: dict[str, object] = field(default_factory=dict)

    @cached_property
    def stage(self) -> Stage:
        """Whether what the contract does not hold is lacking, still open, or untold."""
        if not self.whole:
            return Stage.UNTOLD
        if self.state in PUBLIC or (self.state is None and self.signed_on is not None):
            return Stage.FIRM
        return Stage.PREPARATORY if self.state in DRAFTING else Stage.UNTOLD

    @cached_property
    def has_money(self) -> bool:
        """Whether any amount above zero stands in the contract's envelopes or actions."""
        envelopes = (envelope.amount for envelope in self.envelopes)
        costs = (action.cost for action in self.actions)
        lines = (line.amount for action in self.actions for line in action.lines)
        return any(amount is not None and amount.cents > 0 for amount in chain(envelopes, costs, lines))

    @cached_property
    def empty_envelopes(self) -> bool:
        """Whether the contract says that it opens no credits of its own: every envelope holds 0 €.

        An action may still live on money from elsewhere.
        """
        amounts = [envelope.amount for envelope in self.envelopes]
        return bool(amounts) and all(amount is not None and amount.cents == 0 for amount in amounts)

    @cached_property
    def has_credits(self) -> bool:
        """Whether propositions about credits concern the contract: it has money, and does not say the contrary."""
        return self.has_money and not self.empty_envelopes

    @cached_property
    def lines(self) -> tuple[PlacedLine, ...]:
        """Every financing line that was not refused, with its action and its rank."""
        return tuple(
            [
                PlacedLine._make((rank, place, action, line, line.scheme.strip().upper() if line.scheme else ""))
                for rank, action in enumerate(self.actions)
                for place, line in enumerate(action.lines)
                if line.status != "refused"
            ]
        )

    @cached_property
    def paid_lines(self) -> tuple[PlacedLine, ...]:
        """Those of the lines under which something was paid."""
        return tuple([placed for placed in self.lines if placed.line.payments])

    def lines_of(self, schemes: tuple[str, ...]) -> list[PlacedLine]:
        """Return those of the lines whose scheme starts with one of `schemes`, in capitals."""
        return [placed for placed in self.lines if placed.scheme.startswith(schemes)]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kind of each party, by its identifier."""
        return {party.id: party.kind for party in self.parties}

    @cached_property
    def state_signs(self) -> bool:
        """Whether the State signs the contract."""
        return any(party.kind == STATE and party.signs for party in self.parties)
