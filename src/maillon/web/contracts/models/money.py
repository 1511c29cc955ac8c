"""Money of the contracts, in integer cents; an unknown amount is None and stays unknown."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillon.web.contracts.labels import LINE_STATUSES, PURPOSES
from maillon.web.contracts.models.content import Action, OfContract
from maillon.web.contracts.models.contract import Contract, OfContractQuerySet

_AMOUNTS = ("base_cents", "requested_cents", "planned_cents", "granted_cents", "paid_cents")


def _cents(verbose: Any) -> models.BigIntegerField[float | int | str | None, int | None]:
    return models.BigIntegerField(verbose, null=True, blank=True)


def _at_most(lower: str, upper: str) -> Q:
    return Q((f"{lower}__isnull", True)) | Q((f"{upper}__isnull", True)) | Q((f"{lower}__lte", F(upper)))


class FinancingLine(models.Model):
    """What one funder brings to one action under one scheme, as one contract tells it.

    `counted_cents` is its firmest amount, `firmness` tells which that is, and `standing` is both in one integer, to
    order the copies of one real line (see `identity.standing`). All three are None when the line has no amount, is
    refused, or its action is dropped, or it is made up in a real contract: such a line never counts.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="lines", verbose_name=_("action"))
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name=_("contrat"))
    rank = models.PositiveIntegerField(_("rang"))
    line_key = models.CharField(_("ligne réelle"), max_length=250)
    shared = models.BooleanField(_("action présente dans plusieurs contrats"), default=False)
    funder = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="lines", verbose_name=_("financeur")
    )
    scheme = models.CharField(_("dispositif"), max_length=400, blank=True)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    status = models.CharField(_("suite"), max_length=20, choices=LINE_STATUSES, blank=True)
    own_contribution = models.BooleanField(_("autofinancement"), default=False)
    base_cents = _cents(_("assiette"))
    requested_cents = _cents(_("demandé"))
    planned_cents = _cents(_("prévu"))
    granted_cents = _cents(_("accordé"))
    paid_cents = _cents(_("payé"))
    firmness = models.PositiveSmallIntegerField(_("fermeté"), null=True, blank=True)
    counted_cents = _cents(_("montant retenu"))
    standing = _cents(_("rang du montant retenu"))

    objects = OfContractQuerySet["FinancingLine"].as_manager()

    class Meta:
        verbose_name = _("ligne de financement")
        verbose_name_plural = _("lignes de financement")
        ordering = ("action", "rank")
        indexes = [
            # holds all that counting the actions of several contracts reads, and nothing else
            models.Index(
                fields=("contract", "shared", "action", "line_key", "funder", "standing", "counted_cents"),
                condition=Q(shared=True),
                name="line_shared",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("action", "rank"), name="line_rank_unique"),
            *(
                models.CheckConstraint(
                    condition=Q((f"{name}__isnull", True)) | Q((f"{name}__gte", 0)), name=f"line_{name}_positive"
                )
                for name in _AMOUNTS
            ),
            models.CheckConstraint(condition=_at_most("granted_cents", "base_cents"), name="line_granted_in_base"),
            models.CheckConstraint(condition=_at_most("paid_cents", "granted_cents"), name="line_paid_in_granted"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.rank}"


class FunderShare(models.Model):
    """Sum of a contract's lines by funder, for the actions that this contract alone holds.

    Written by the import, so that the global view of a territory sums a few rows per contract; actions that several
    contracts hold are left out and counted once when a page asks.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="funder_shares", verbose_name=_("contrat"))
    funder = models.ForeignKey("accounts.Institution", models.PROTECT, related_name="+", verbose_name=_("financeur"))
    granted_cents = models.BigIntegerField(_("accordé"), default=0)
    planned_cents = models.BigIntegerField(_("prévu"), default=0)
    requested_cents = models.BigIntegerField(_("demandé"), default=0)
    granted_lines = models.PositiveIntegerField(_("lignes accordées"), default=0)
    planned_lines = models.PositiveIntegerField(_("lignes prévues"), default=0)
    requested_lines = models.PositiveIntegerField(_("lignes demandées"), default=0)

    objects = OfContractQuerySet["FunderShare"].as_manager()

    class Meta:
        verbose_name = _("part d’un financeur")
        verbose_name_plural = _("parts des financeurs")
        constraints = [models.UniqueConstraint(fields=("contract", "funder"), name="funder_share_unique")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.funder_id}"


class Envelope(OfContract):
    """Credits set aside; an envelope is not a commitment and is never added to financing lines."""

    label = models.CharField(_("intitulé"), max_length=400)
    amount_cents = _cents(_("montant"))
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    scheme = models.CharField(_("dispositif"), max_length=400, blank=True)
    funder = models.ForeignKey(
        "accounts.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("financeur"),
    )
    theme_ref = models.CharField(_("thème"), max_length=120, blank=True)
    purpose = models.CharField(_("destination"), max_length=30, choices=PURPOSES, blank=True)

    objects = OfContractQuerySet["Envelope"].as_manager()

    class Meta(OfContract.Meta):
        verbose_name = _("enveloppe")
        verbose_name_plural = _("enveloppes")
        constraints = [
            *OfContract.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gte=0), name="envelope_positive"
            ),
        ]
