"""The evaluation report of a contract, deposited once and for all. Sealed by the database."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models import Contract
from maillon.web.monitoring.models.evidence import Deposit
from maillon.web.negotiation.models import contracts_of


class EvaluationReportQuerySet(VisibleQuerySet["EvaluationReport"]):
    """Reports, as open as whoever deposited them said."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own contracts, and the open ones of the contracts that one sees."""
        opened = Q(deposit__public=True, contract__in=Contract.objects.visible_to(actor))
        return self.filter(opened | contracts_of(actor.institutions_as(*AT_THE_TABLE)))


class EvaluationReport(Identified):
    """A report that evaluates a contract; several may be deposited, none is withdrawn."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reports", verbose_name=_("contrat"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("versé par"))
    title = models.CharField(_("titre"), max_length=400)
    on = models.DateField(_("daté du"))
    author = models.CharField(_("établi par"), max_length=400)
    deposit = models.OneToOneField(Deposit, models.PROTECT, related_name="+", verbose_name=_("pièce"))
    at = models.DateTimeField(_("versé le"), auto_now_add=True)

    objects = EvaluationReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapport d’évaluation")
        verbose_name_plural = _("rapports d’évaluation")
        ordering = ("contract", "-on", "-at")

    def __str__(self) -> str:
        return self.title
