"""What a promisor says became of its promise, and what those it was made to answer."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.rules.contracts.commitments import STANDING_NAMES, STATED
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models import Contract, OfContractQuerySet
from maillon.web.monitoring.models.evidence import Deposit

STATEMENTS = [(standing.value, _(STANDING_NAMES[standing])) for standing in STATED]


class CommitmentStatement(Identified):
    """One statement of a promisor; sealed by the database, and open to whoever sees the contract.

    `what` is the promise as the contract worded it on that day: a later amendment does not reword what was stated.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="statements", verbose_name=_("contrat"))
    ref = models.CharField(_("engagement"), max_length=120)
    what = models.TextField(_("ce qui était promis"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("déclaré par"))
    status = models.CharField(_("suite"), max_length=20, choices=STATEMENTS)
    on = models.DateField(_("à la date du"))
    words = models.TextField(_("explication"), blank=True)
    evidence = models.ForeignKey(Deposit, models.PROTECT, null=True, related_name="+", verbose_name=_("preuve"))
    at = models.DateTimeField(_("déclaré le"), auto_now_add=True)

    objects = OfContractQuerySet["CommitmentStatement"].as_manager()

    class Meta:
        verbose_name = _("déclaration sur un engagement")
        verbose_name_plural = _("déclarations sur les engagements")
        ordering = ("at",)
        indexes = [models.Index(fields=("contract", "ref", "at"), name="statement_in_order")]

    def __str__(self) -> str:
        return f"{self.ref} {self.status}"


class StatementReplyQuerySet(VisibleQuerySet["StatementReply"]):
    """Answers as visible as the statement."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the contracts that the actor may see."""
        return self.filter(statement__contract__in=Contract.objects.visible_to(actor))


class StatementReply(Identified):
    """A beneficiary agrees with a statement, or contests it with a reason; sealed by the database."""

    statement = models.ForeignKey(
        CommitmentStatement, models.PROTECT, related_name="replies", verbose_name=_("déclaration")
    )
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("répondu par"))
    agrees = models.BooleanField(_("approuve"))
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = StatementReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse à une déclaration")
        verbose_name_plural = _("réponses aux déclarations")
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=("statement", "institution"), name="statement_reply_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.agrees}"
