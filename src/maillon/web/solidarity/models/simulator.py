"""Saved simulations: what an institution keeps, and the parties it lets read it. Rows never change."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Relation
from maillon.web.accounts.models import Institution, User
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, Stateless, VisibleQuerySet
from maillon.web.contracts.models import Contract
from maillon.web.solidarity.models.relations import relations


class SavedScenarioQuerySet(VisibleQuerySet["SavedScenario"]):
    """Saved simulations."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's institutions, and those that were shared with them; nobody else's."""
        mine = actor.institutions_as(*AT_THE_TABLE)
        if not mine:
            return self.none()
        shared = ScenarioShare.objects.filter(institution__in=mine).values("scenario")
        return self.filter(Q(institution__in=mine) | Q(pk__in=shared))


class SavedScenario(Stateless, Identified):
    """A simulation as it stood on a day: the address that makes it again, and what it gave, under a digest."""

    title = models.CharField(_("intitulé"), max_length=200)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("gardée par"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="simulations", null=True, verbose_name=_("contrat")
    )
    query = models.TextField(_("termes"))
    says = models.TextField(_("ce qu’elle dit"))
    letters = models.JSONField(_("scénarios"))
    result = models.JSONField(_("aides, en centimes"))
    sha256 = models.CharField(_("empreinte du résultat"), max_length=64)
    on = models.DateField(_("gardée le"))
    at = models.DateTimeField(_("inscrite le"), auto_now_add=True)

    objects = SavedScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("simulation gardée")
        verbose_name_plural = _("simulations gardées")
        ordering = ("-at", "title")

    def __str__(self) -> str:
        return self.title

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """Who saved it holds it; whom it was shared with is a party to it."""
        return relations(
            actor, holder=self.institution_id, parties=self.shares.values_list("institution_id", flat=True)
        )


class ScenarioShareQuerySet(VisibleQuerySet["ScenarioShare"]):
    """Who reads which simulation."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the simulations that one's institutions saved, and one's own."""
        mine = actor.institutions_as(*AT_THE_TABLE)
        return self.filter(Q(scenario__institution__in=mine) | Q(institution__in=mine))


class ScenarioShare(Identified):
    """An institution that may read a simulation that is not its own."""

    scenario = models.ForeignKey(SavedScenario, models.PROTECT, related_name="shares", verbose_name=_("simulation"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    at = models.DateTimeField(_("partagée le"), auto_now_add=True)

    objects = ScenarioShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("partage d’une simulation")
        verbose_name_plural = _("partages de simulations")
        ordering = ("scenario", "institution__name")
        constraints = [models.UniqueConstraint(fields=("scenario", "institution"), name="scenario_share_once")]

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.institution_id}"


class ScenarioAsideQuerySet(VisibleQuerySet["ScenarioAside"]):
    """What people put aside."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(user=actor.user_id) if actor.user_id else self.none()


class ScenarioAside(Identified):
    """A person has read a simulation that was shared with their institution: it awaits them no more."""

    share = models.ForeignKey(ScenarioShare, models.PROTECT, related_name="asides", verbose_name=_("partage"))
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("compte"))
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = ScenarioAsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("simulation lue")
        verbose_name_plural = _("simulations lues")
        constraints = [models.UniqueConstraint(fields=("share", "user"), name="scenario_aside_once")]

    def __str__(self) -> str:
        return f"{self.share_id}"
