"""What a person was already told by mail, so that nothing is told twice."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet


class ReminderSentQuerySet(VisibleQuerySet["ReminderSent"]):
    """What was mailed, to each its own."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(user=actor.user_id) if actor.is_signed_in else self.none()


class ReminderSent(Identified):
    """A reminder that was mailed to a person; `mark` is the fingerprint of what it said, its urgency included."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("envoyé à"))
    mark = models.CharField(_("empreinte"), max_length=64)
    at = models.DateTimeField(_("envoyé le"), auto_now_add=True)

    objects = ReminderSentQuerySet.as_manager()

    class Meta:
        verbose_name = _("rappel envoyé")
        verbose_name_plural = _("rappels envoyés")
        constraints = [models.UniqueConstraint(fields=("user", "mark"), name="reminder_once")]

    def __str__(self) -> str:
        return self.mark
