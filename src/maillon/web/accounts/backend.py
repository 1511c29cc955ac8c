"""Reads who is signed in and the roles that they hold, in one query instead of two."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from maillon.web.accounts.models import User
from maillon.web.accounts.queries import account

ACTOR = "actor_read_with_it"


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Signs in by email address, as allauth does; the account of a request comes with its actor."""

    def get_user(self, user_id: UUID) -> User | None:
        """Return the account of a session when it is open, its actor of today beside it."""
        found = account(user_id, timezone.localdate())
        if found is None or not self.user_can_authenticate(found[0]):
            return None
        user, actor = found
        setattr(user, ACTOR, actor)
        return user
