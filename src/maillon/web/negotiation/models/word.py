"""Word files that a party sent back, kept for it alone until it chooses what becomes a draft."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.models.table import Amendment


class WordReturnQuerySet(VisibleQuerySet["WordReturn"]):
    """Files sent back, each open to those who sit for the party that sent it, and to nobody else."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own institutions."""
        return self.filter(institution__in=actor.institutions_as(*AT_THE_TABLE))


class WordReturn(Identified):
    """What an edited Word file says, its words alone; forgotten once taken up, or after a week."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="word_returns", verbose_name=_("contrat"))
    amendment = models.ForeignKey(Amendment, models.CASCADE, null=True, related_name="+", verbose_name=_("avenant"))
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", verbose_name=_("partie"))
    name = models.CharField(_("nom du fichier"), max_length=255)
    told = models.JSONField(_("ce que dit le fichier"))
    sent_at = models.DateTimeField(_("envoyé le"), auto_now_add=True)

    objects = WordReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("texte Word repris")
        verbose_name_plural = _("textes Word repris")
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.name
