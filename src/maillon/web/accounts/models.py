"""People, institutions, and the dated roles that people hold in them."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.roles import Relation
from maillon.web.accounts.kinds import InstitutionKind, Level, RoleName
from maillon.web.accounts.managers import InstitutionQuerySet, MembershipQuerySet, UserManager
from maillon.web.accounts.validators import validate_siren, validate_siret
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified


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


class Membership(Identified):
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

    @property
    def policy_state(self) -> str:
        """Memberships have no states in the policy."""
        return ""

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """The membership's institution holds it; the person it concerns is SELF."""
        relations = {self.institution_id: frozenset({Relation.HOLDER})}
        if actor.user_id is not None and actor.user_id == self.user_id:
            relations[self.user_id] = frozenset({Relation.SELF})
        return relations
