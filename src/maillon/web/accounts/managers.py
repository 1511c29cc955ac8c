"""Managers of the accounts: who sees whom, which memberships hold on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db.models import Q

from maillon.rules.governance.roles import Role
from maillon.web.common.actor import Actor
from maillon.web.common.models import VisibleQuerySet

if TYPE_CHECKING:
    from maillon.web.accounts.models import User


class UserQuerySet(VisibleQuerySet["User"]):
    """Accounts."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own account; all of them for a technical administrator."""
        if Role.TECHNICAL_ADMIN in actor.roles:
            return self
        return self.filter(pk=actor.user_id) if actor.is_signed_in else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  django-stubs: dynamic base
    """Opens accounts by email address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Open an account; without a password, it can only be used after a reset."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Open an account that may enter the technical administration; it gives no business right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        """Return the account of `email`, whatever its case."""
        found: User = self.get(email=(email or "").lower())
        return found


class InstitutionQuerySet(VisibleQuerySet["Institution"]):
    """Institutions."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: the register of institutions is public."""
        del actor
        return self


class MembershipQuerySet(VisibleQuerySet["Membership"]):
    """Memberships."""

    def valid_on(self, day: date) -> Self:
        """Those that have begun and are not over on `day`; the last day counts."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of one's institutions for their secretariat; all for a technical administrator."""
        if Role.TECHNICAL_ADMIN in actor.roles:
            return self
        if not actor.is_signed_in:
            return self.none()
        led = actor.institutions_as(Role.SECRETARIAT)
        return self.filter(Q(user_id=actor.user_id) | Q(institution_id__in=led))
