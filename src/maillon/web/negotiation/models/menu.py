"""The thematic menu: what each side chose, and what the State decided when no agreement came; all sealed."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.models.table import AUDIENCES, AtTableQuerySet


class ThemeChoiceQuerySet(AtTableQuerySet["ThemeChoice"]):
    """Choices: the authorities' among themselves, the State's before all."""


class ThemeChoice(Identified):
    """The themes that a signatory chose; the one of the highest rank holds. Sealed by the database."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="theme_choices", verbose_name=_("contrat"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    rank = models.PositiveIntegerField(_("rang"))
    themes = models.JSONField(_("thèmes choisis"))
    audience = models.CharField(_("dit à"), max_length=20, choices=AUDIENCES)
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = ThemeChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choix de thèmes")
        verbose_name_plural = _("choix de thèmes")
        ordering = ("rank",)
        constraints = [models.UniqueConstraint(fields=("contract", "institution", "rank"), name="theme_choice_once")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.rank}"


class ThemeDecisionQuerySet(VisibleQuerySet["ThemeDecision"]):
    """Decisions of the State, as open as their contract."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the contracts that the actor may see."""
        return self.filter(contract__in=Contract.objects.visible_to(actor))


class ThemeDecision(Identified):
    """What the State decided of the themes alone, by which act and why: shown for ever. Sealed by the database."""

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="theme_decision", verbose_name=_("contrat"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    themes = models.JSONField(_("thèmes décidés"))
    reference = models.CharField(_("acte"), max_length=400)
    motive = models.TextField(_("motif"))
    deadline = models.DateField(_("dernière date pour s’accorder"))
    decided_on = models.DateField(_("décidé le"))
    at = models.DateTimeField(_("inscrit le"), auto_now_add=True)

    objects = ThemeDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision de l’État sur les thèmes")
        verbose_name_plural = _("décisions de l’État sur les thèmes")

    def __str__(self) -> str:
        return self.reference
