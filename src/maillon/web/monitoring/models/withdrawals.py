"""A party's departure: its notice, what it costs, what falls with it. Sealed by the database."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillon.web.accounts.models import Institution
from maillon.web.common.models import Identified
from maillon.web.contracts.models import Contract, OfContractQuerySet


class Withdrawal(Identified):
    """The notice that a signatory gave; it binds no more from `effect_on`, and the contract lives on without it.

    `falls` is what falls with it, in canonical JSON, as things stood on that day. Open to whoever sees the contract.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="withdrawals", verbose_name=_("contrat"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("partie"))
    notice_on = models.DateField(_("notifié le"))
    effect_on = models.DateField(_("effet le"))
    days = models.PositiveIntegerField(_("préavis en jours"))
    days_from = models.CharField(_("d’où vient le préavis"), max_length=250)
    act = models.CharField(_("acte"), max_length=400)
    reason = models.TextField(_("motif"))
    penalty_text = models.TextField(_("pénalité selon la clause"), blank=True)
    penalty_cents = models.BigIntegerField(_("pénalité calculée"), null=True)
    penalty_how = models.TextField(_("calcul de la pénalité"), blank=True)
    falls = models.TextField(_("ce qui part avec elle"))
    at = models.DateTimeField(_("inscrit le"), auto_now_add=True)

    objects = OfContractQuerySet["Withdrawal"].as_manager()

    class Meta:
        verbose_name = _("retrait")
        verbose_name_plural = _("retraits")
        ordering = ("contract", "effect_on")
        constraints = [
            models.UniqueConstraint(fields=("contract", "institution"), name="withdrawal_once"),
            models.CheckConstraint(condition=Q(effect_on__gte=F("notice_on")), name="withdrawal_in_order"),
            models.CheckConstraint(
                condition=Q(penalty_cents__isnull=True) | Q(penalty_cents__gte=0), name="withdrawal_penalty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.effect_on}"
