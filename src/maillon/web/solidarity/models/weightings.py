"""Weighting sessions: opened once, weighed by each party, closed once. Every row is sealed by the database."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Relation
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, Stateless, VisibleQuerySet
from maillon.web.solidarity.levels import LEVELS
from maillon.web.solidarity.models.relations import relations


class WeightingSessionQuerySet(VisibleQuerySet["WeightingSession"]):
    """Weighting sessions."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: that a choice of weights is under way is public."""
        del actor
        return self


class WeightingSession(Stateless, Identified):
    """A time in which local actors choose the weights of the indicator, each for its institution.

    Its calendar is a rule of its own, which says more than a state.
    """

    title = models.CharField(_("intitulé"), max_length=200)
    purpose = models.TextField(_("objet"), blank=True)
    level = models.CharField(_("échelle"), max_length=10, choices=LEVELS)
    holder = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=_("institution qui réunit les acteurs")
    )
    opens_on = models.DateField(_("ouverte le"))
    closes_on = models.DateField(_("dernier jour"))
    at = models.DateTimeField(_("inscrite le"), auto_now_add=True)

    objects = WeightingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance de pondération")
        verbose_name_plural = _("séances de pondération")
        ordering = ("-opens_on", "title")
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="weighting_session_in_order")
        ]

    def __str__(self) -> str:
        return self.title

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """Who opened it holds it; who was invited is a party to it."""
        return relations(actor, holder=self.holder_id, parties=self.parties.values_list("institution_id", flat=True))


class SessionPartyQuerySet(VisibleQuerySet["SessionParty"]):
    """Invited institutions."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: who is invited is public."""
        del actor
        return self


class SessionParty(Identified):
    """An institution invited to weigh."""

    session = models.ForeignKey(WeightingSession, models.PROTECT, related_name="parties", verbose_name=_("séance"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))

    objects = SessionPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution invitée à une séance")
        verbose_name_plural = _("institutions invitées à une séance")
        ordering = ("session", "institution__name")
        constraints = [models.UniqueConstraint(fields=("session", "institution"), name="session_party_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.institution_id}"


class RecordedWeightingQuerySet(VisibleQuerySet["RecordedWeighting"]):
    """Recorded weights."""

    def visible_to(self, actor: Actor) -> Self:
        """One's institutions' own until the session ends, then all of them."""
        over = Q(session__closing__isnull=False) | Q(session__closes_on__lt=actor.on)
        return self.filter(over | Q(institution__in=actor.institutions_as(*AT_THE_TABLE)))


class RecordedWeighting(Identified):
    """Weights that a party recorded: its last row counts, the others stay."""

    session = models.ForeignKey(WeightingSession, models.PROTECT, related_name="weightings", verbose_name=_("séance"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    role = models.CharField(_("rôle"), max_length=30)
    weights = models.JSONField(_("poids"))
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField(_("inscrits le"), auto_now_add=True)

    objects = RecordedWeightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pondération d’une partie")
        verbose_name_plural = _("pondérations des parties")
        ordering = ("session", "-at")

    def __str__(self) -> str:
        return f"{self.institution_id} {self.at}"


class SessionClosingQuerySet(VisibleQuerySet["SessionClosing"]):
    """Closings."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: a closing opens what was recorded to all."""
        del actor
        return self


class SessionClosing(Identified):
    """The end of a session before its last day, by who opened it."""

    session = models.OneToOneField(WeightingSession, models.PROTECT, related_name="closing", verbose_name=_("séance"))
    on = models.DateField(_("close le"))
    sha256 = models.CharField(_("empreinte des pondérations"), max_length=64)

    objects = SessionClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("clôture d’une séance")
        verbose_name_plural = _("clôtures de séances")

    def __str__(self) -> str:
        return f"{self.session_id} {self.on}"
