"""The State's side: its negotiating mandate, its own until it opens it to the parties, sealed from then on."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.models.table import contracts_of


class MandateQuerySet(VisibleQuerySet["Mandate"]):
    """Mandates: the holder's own, and those opened, for the parties."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own institution; once opened, those of the contracts to which it is a party."""
        mine = actor.institutions_as(*AT_THE_TABLE)
        return self.filter(Q(holder__in=mine) | Q(opened_at__isnull=False) & contracts_of(mine))


class Mandate(Identified):
    """What the State's negotiator may commit it to in a contract; a wider one takes another number.

    `themes` holds identifiers of the contract's themes, none meaning all; the database seals the row once opened.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="mandates", verbose_name=_("contrat"))
    number = models.PositiveIntegerField(_("numéro"))
    holder = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("titulaire"))
    themes = models.JSONField(_("thèmes"), default=list)
    ministries = models.JSONField(_("ministères et services"), default=list)
    ceiling_cents = models.BigIntegerField(_("plafond des crédits de l’État"), null=True, blank=True)
    start = models.DateField(_("début"), null=True, blank=True)
    end = models.DateField(_("fin"), null=True, blank=True)
    act = models.CharField(_("acte"), max_length=400)
    recorded_at = models.DateTimeField(_("inscrit le"), auto_now_add=True)
    opened_at = models.DateTimeField(_("ouvert le"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat de négociation de l’État")
        verbose_name_plural = _("mandats de négociation de l’État")
        ordering = ("contract", "-number")
        constraints = [
            models.UniqueConstraint(fields=("contract", "number"), name="mandate_number_once"),
            models.CheckConstraint(condition=Q(ceiling_cents=None) | Q(ceiling_cents__gte=0), name="mandate_ceiling"),
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")), name="mandate_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"
