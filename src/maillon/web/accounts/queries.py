"""Reading accounts: from a user to an actor."""

from datetime import date
from uuid import UUID

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Membership
from maillon.web.common.actor import Actor, Seat


def visitor(on: date) -> Actor:
    """Return the actor of someone who is not signed in."""
    return Actor(user_id=None, seats=(), on=on)


def actor_of(user_id: UUID, on: date) -> Actor:
    """Return the actor of an account with the roles that hold on `on` (one query)."""
    rows = (
        Membership.objects.filter(user_id=user_id)
        .valid_on(on)
        .values_list("institution_id", "role", "institution__name", "institution__territory_code")
    )
    seats = tuple(Seat(institution, Role(role), name, code) for institution, role, name, code in rows)
    return Actor(user_id=user_id, seats=seats, on=on)


def memberships_of(actor: Actor) -> list[Membership]:
    """Return the actor's own memberships, past and to come included, with their institutions."""
    if actor.user_id is None:
        return []
    rows = Membership.objects.visible_to(actor).filter(user_id=actor.user_id)
    return list(rows.select_related("institution").order_by("-starts_on"))
