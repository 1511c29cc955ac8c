"""People, institutions, and the dated roles that people hold in them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.roles import Relation, Role
from maillon.web.accounts.kinds import InstitutionKind, Level, RoleName
from maillon.web.accounts.validators import validate_siren, validate_siret
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, Stateless, VisibleQuerySet


class UserQuerySet(VisibleQuerySet["User"]):
    """Accounts."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own account; all of them for a technical administrator."""
        if Role.TECHNICAL_ADMIN in actor.roles:
            return self
        return self.filter(pk=actor.user_id) if actor.is_signed_in else self.none()


class UserManager(BaseUserManager["User"]):
    """Opens accounts by email address."""

    def get_queryset(self) -> UserQuerySet:
        """All accounts."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> UserQuerySet:
        """The accounts that `actor` may see."""
        return self.get_queryset().visible_to(actor)

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


class User(Identified, AbstractBaseUser, PermissionsMixin):
    """A person's account: an email address, a name to be called by, nothing more."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom affiché"), max_length=150, blank=True)
    is_active = models.BooleanField(_("compte ouvert"), default=True)
    is_staff = models.BooleanField(_("entre dans l’administration technique"), default=False)
    is_demo = models.BooleanField(_("compte de démonstration"), default=False)
    opened_at = models.DateTimeField(_("ouvert le"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email


class InstitutionQuerySet(VisibleQuerySet["Institution"]):
    """Institutions."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: the register of institutions is public."""
        del actor
        return self


class Institution(Identified):
    """A legal person that takes part in territorial contracts."""

    name = models.CharField(_("nom"), max_length=250)
    kind = models.CharField(_("nature"), max_length=30, choices=InstitutionKind)
    level = models.CharField(_("échelle"), max_length=20, choices=Level, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[validate_siren])
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, validators=[validate_siret])
    territory_code = models.CharField(_("code du territoire"), max_length=20, blank=True, db_index=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                # the State's services share its SIREN: there, the SIRET tells them apart
                condition=~Q(siren="") & ~Q(kind=InstitutionKind.ETAT),
                name="accounts_institution_siren_once",
            ),
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="accounts_institution_siret_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a SIRET that is not of the SIREN."""
        if self.siren and self.siret and not self.siret.startswith(self.siren):
            raise ValidationError({"siret": _("Les neuf premiers chiffres du SIRET sont le SIREN.")})


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


class Membership(Stateless, Identified):
    """A role that a person holds in an institution, from a day to another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("compte"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="memberships", verbose_name=_("institution")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=RoleName)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("rôle")
        verbose_name_plural = _("rôles")
        ordering = ("institution__name", "role")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="accounts_membership_dates_in_order",
                violation_error_message=_("La date de fin précède la date de début."),
            ),
            models.UniqueConstraint(
                fields=["user", "institution", "role", "starts_on"],
                name="accounts_membership_once",
                violation_error_message=_("Ce rôle est déjà donné à partir de cette date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.institution}"

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """The membership's institution holds it; the person it concerns is SELF."""
        relations = {self.institution_id: frozenset({Relation.HOLDER})}
        if actor.user_id is not None and actor.user_id == self.user_id:
            relations[self.user_id] = frozenset({Relation.SELF})
        return relations


class MailQuerySet(VisibleQuerySet["Mail"]):
    """Mails that have not left yet."""

    def visible_to(self, actor: Actor) -> Self:
        """Nobody's: a mail is read in the mailbox where it arrives."""
        del actor
        return self.none()


class Mail(Identified):
    """A mail that waits to be sent; the row goes away with it."""

    to = models.EmailField(_("à"))
    subject = models.CharField(_("objet"), max_length=200)
    text = models.TextField(_("texte"))
    queued_at = models.DateTimeField(_("mis au courrier le"), auto_now_add=True)
    taken_at = models.DateTimeField(_("envoi commencé le"), null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("courriel à envoyer")
        verbose_name_plural = _("courriels à envoyer")
        ordering = ("queued_at",)

    def __str__(self) -> str:
        return self.subject
