"""Where contracts stand: the territories they cover, and the goals they were attached to afterwards."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models.contract import Contract, OfContractQuerySet


class ContractTerritory(models.Model):
    """A contract covers a territory, wholly or in part; `territory` is the reference that addresses use."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="territories", verbose_name=_("contrat"))
    territory = models.CharField(_("territoire"), max_length=20)
    level = models.CharField(_("échelle"), max_length=30)
    whole = models.BooleanField(_("en entier"), default=True)
    share = models.DecimalField(_("part des habitants"), max_digits=5, decimal_places=4, null=True, blank=True)

    objects = OfContractQuerySet["ContractTerritory"].as_manager()

    class Meta:
        verbose_name = _("territoire couvert")
        verbose_name_plural = _("territoires couverts")
        constraints = [models.UniqueConstraint(fields=("territory", "contract"), name="contract_territory_unique")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.territory}"


class AttachmentQuerySet(VisibleQuerySet["Attachment"]):
    """Attachments of which both ends are visible."""

    def visible_to(self, actor: Actor) -> Self:
        """Those whose contract and strategy the actor may both see."""
        seen = Contract.objects.visible_to(actor)
        return self.filter(contract__in=seen, strategy__in=seen)

    def standing(self) -> Self:
        """Those that were not undone."""
        return self.filter(detached_at__isnull=True)


class Attachment(Identified):
    """A contract attached afterwards to a goal of a strategy contract; neither document is rewritten.

    Source: report on contractualisation, proposition 1 (attach existing contracts to each goal).
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="attachments", verbose_name=_("contrat"))
    strategy = models.ForeignKey(Contract, models.CASCADE, related_name="attached", verbose_name=_("stratégie"))
    goal_ref = models.CharField(_("finalité"), max_length=120)
    note = models.TextField(_("motif"), blank=True)
    illustrative = models.BooleanField(_("illustratif"), default=False)
    attached_at = models.DateTimeField(_("rattaché le"), auto_now_add=True)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("rattaché par")
    )
    attached_for = models.CharField(_("au nom de"), max_length=250, blank=True)
    detached_at = models.DateTimeField(_("détaché le"), null=True, blank=True)
    detached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("détaché par"),
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("rattachement")
        verbose_name_plural = _("rattachements")
        ordering = ("strategy", "goal_ref", "attached_at")
        constraints = [
            models.UniqueConstraint(
                fields=("contract", "strategy", "goal_ref"),
                condition=Q(detached_at__isnull=True),
                name="attachment_once",
            ),
            models.CheckConstraint(condition=~Q(contract=models.F("strategy")), name="attachment_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} → {self.strategy_id}"
