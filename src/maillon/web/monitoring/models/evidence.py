"""What proves: a file that the site keeps whole, or the address of a document kept elsewhere."""

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
from maillon.web.negotiation.models import contracts_of


class DepositQuerySet(VisibleQuerySet["Deposit"]):
    """Proofs, open to the parties; to all only when whoever brought it said so."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own contracts, and the open ones of the contracts that one sees."""
        opened = Q(public=True, contract__in=Contract.objects.visible_to(actor))
        return self.filter(opened | contracts_of(actor.institutions_as(*AT_THE_TABLE)))


class Deposit(Identified):
    """A file or a link that one party brings; sealed by the database.

    `sha256` is that of the file; of a link, what the depositor says it is, or nothing.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", verbose_name=_("contrat"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("déposé par"))
    name = models.CharField(_("nom du fichier"), max_length=200, blank=True)
    link = models.URLField(_("adresse"), max_length=2000, blank=True)
    form = models.CharField(_("format"), max_length=10, blank=True)
    size = models.PositiveIntegerField(_("taille en octets"), default=0)
    sha256 = models.CharField(_("empreinte"), max_length=64, blank=True)
    data = models.BinaryField(_("contenu"), null=True)
    public = models.BooleanField(_("ouvert à tous"), default=False)
    at = models.DateTimeField(_("déposé le"), auto_now_add=True)

    objects = DepositQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce")
        verbose_name_plural = _("pièces")
        constraints = [
            models.CheckConstraint(
                condition=Q(link="", data__isnull=False) | Q(data__isnull=True) & ~Q(link=""), name="deposit_one_form"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.link
