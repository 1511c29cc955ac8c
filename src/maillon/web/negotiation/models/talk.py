"""What parties say of a part of the contract: comments, that their author may take back and nobody may rewrite."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.models.table import AUDIENCES, Amendment, AtTableQuerySet


class CommentQuerySet(AtTableQuerySet["Comment"]):
    """Comments, as visible as proposals."""


class Comment(Identified):
    """What an institution says of a part of the contract, to its table; sealed by the database."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="comments", verbose_name=_("contrat"))
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, related_name="+", verbose_name=_("avenant"))
    path = models.CharField(_("partie du contrat"), max_length=200)
    author = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("auteur"))
    audience = models.CharField(_("dit à"), max_length=20, choices=AUDIENCES)
    text = models.TextField(_("texte"))
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commentaire")
        verbose_name_plural = _("commentaires")
        ordering = ("at",)
        indexes = [models.Index(fields=("contract", "path"), name="comment_part")]

    def __str__(self) -> str:
        return self.path

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back."""
        return hasattr(self, "withdrawal")


class CommentWithdrawalQuerySet(VisibleQuerySet["CommentWithdrawal"]):
    """Withdrawals, as visible as what they withdraw."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the comments that the actor may see."""
        return self.filter(comment__in=Comment.objects.visible_to(actor))


class CommentWithdrawal(Identified):
    """That its author took a comment back: it stays in the base, and is no longer shown. Sealed by the database."""

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="withdrawal", verbose_name=_("commentaire"))
    at = models.DateTimeField(_("le"), auto_now_add=True)

    objects = CommentWithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("retrait d’un commentaire")
        verbose_name_plural = _("retraits de commentaires")

    def __str__(self) -> str:
        return str(self.comment_id)
