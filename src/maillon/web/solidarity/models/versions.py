"""Published versions of the indicator: weights, data, result, under one seal."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.solidarity.levels import LEVELS
from maillon.web.solidarity.models.weightings import WeightingSession


class IndicatorVersionQuerySet(VisibleQuerySet["IndicatorVersion"]):
    """Published versions."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: they are published."""
        del actor
        return self


class IndicatorVersion(Identified):
    """The indicator as it stood on a day; `table` is its result, in compressed CSV, and never changes."""

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    title = models.CharField(_("intitulé"), max_length=200)
    statement = models.TextField(_("ce qui justifie ces poids"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("publiée par"))
    session = models.ForeignKey(
        WeightingSession, models.PROTECT, related_name="versions", null=True, verbose_name=_("séance de pondération")
    )
    level = models.CharField(_("échelle"), max_length=10, choices=LEVELS)
    manifest = models.JSONField(_("poids, classes, graine, données et versions"))
    table = models.BinaryField(_("résultat"))
    sha256 = models.CharField(_("empreinte du résultat"), max_length=64)
    on = models.DateField(_("publiée le"))

    objects = IndicatorVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version publiée de l’indicateur")
        verbose_name_plural = _("versions publiées de l’indicateur")
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number}"
