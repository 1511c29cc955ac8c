"""Reading accounts: from a user to an actor."""

from datetime import date
from uuid import UUID

from django.db.models import F, FilteredRelation, Q

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Membership, User
from maillon.web.common.actor import Actor, Seat

_SEAT = {
    "seat_institution": "institution_id",
    "seat_role": "role",
    "seat_name": "institution__name",
    "seat_code": "institution__territory_code",
}
"""Columns read beside an account, in the order of a `Seat`, and where each is in its role."""


def visitor(on: date) -> Actor:
    """Return the actor of someone who is not signed in."""
    return Actor(user_id=None, seats=(), on=on)


def actor_of(user_id: UUID, on: date) -> Actor:
    """Return the actor of an account with the roles that hold on `on` (one query)."""
    found = account(user_id, on)
    return found[1] if found else Actor(user_id=user_id, seats=(), on=on)


def account(user_id: UUID, on: date) -> tuple[User, Actor] | None:
    """Return an account and its actor on a day, in one query; None when there is no such account."""
    valid = Q(memberships__starts_on__lte=on) & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=on))
    rows = list(
        User.objects.get_queryset()
        .filter(pk=user_id)
        .annotate(held=FilteredRelation("memberships", condition=valid))
        .annotate(**{name: F(f"held__{path}") for name, path in _SEAT.items()})
        .order_by("held__institution__name", "held__role")
    )
    if not rows:
        return None
    told = [[getattr(row, name) for name in _SEAT] for row in rows]
    seats = tuple(Seat(pk, Role(role), name, code) for pk, role, name, code in told if pk)
    return rows[0], Actor(user_id=user_id, seats=seats, on=on)


def memberships_of(actor: Actor) -> list[Membership]:
    """Return the actor's own memberships, past and to come included, with their institutions."""
    if actor.user_id is None:
        return []
    rows = Membership.objects.visible_to(actor).filter(user_id=actor.user_id)
    return list(rows.select_related("institution").order_by("-starts_on"))
