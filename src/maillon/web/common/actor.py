"""Who acts: a person and the roles that are theirs today. Services take an actor, never a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from maillon.rules.governance.roles import Relation, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """A role held in an institution on the actor's day.

    Attributes:
        institution: identifier of the institution.
        role: the role.
        institution_name: its name, for sentences.
        territory_code: code of the institution's territory, empty when it has none.
    """

    institution: UUID
    role: Role
    institution_name: str = ""
    territory_code: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, or a visitor when `user_id` is None.

    Attributes:
        user_id: identifier of the account.
        seats: the memberships valid on `on`, nothing that is over or not begun.
        on: the day of the act.
    """

    user_id: UUID | None
    seats: tuple[Seat, ...]
    on: date

    @property
    def is_signed_in(self) -> bool:
        """Tell whether the actor has an account."""
        return self.user_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held today, in any institution."""
        return frozenset(seat.role for seat in self.seats)

    @property
    def institutions(self) -> frozenset[UUID]:
        """Every institution in which the actor holds a role today."""
        return frozenset(seat.institution for seat in self.seats)

    def institutions_as(self, *roles: Role) -> frozenset[UUID]:
        """The institutions in which the actor holds one of `roles`."""
        return frozenset(seat.institution for seat in self.seats if seat.role in roles)


class Governed(Protocol):
    """A thing on which the policy can be asked."""

    @property
    def policy_state(self) -> str:
        """State of the thing, as the policy table names it; empty when it has no states."""

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """What each of the actor's institutions is to the thing; `actor.user_id` is the key of SELF."""
