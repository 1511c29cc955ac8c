"""An import that awaits confirmation."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet


class DraftQuerySet(VisibleQuerySet["ImportDraft"]):
    """Imports in waiting, each open only to whoever sent it."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(sent_by=actor.user_id) if actor.is_signed_in else self.none()


class SourceKind(models.TextChoices):
    """What was sent."""

    DOCUMENT = "document", _("document de contrat")
    CRTE_LIST = "crte_list", _("liste des CRTE (CSV)")


class ImportState(models.TextChoices):
    """Where an import stands."""

    PREVIEW = "preview", _("en aperçu")
    QUEUED = "queued", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    STOPPED = "stopped", _("arrêté, rien n’est écrit")


class ImportDraft(Identified):
    """A file that was sent and read, and whose preview awaits a yes; forgotten after a day.

    Once confirmed it is done at once, or by a process apart when it is long; `outcome` then says what was written, or
    why nothing was.
    """

    kind = models.CharField(_("nature"), max_length=20, choices=SourceKind)
    name = models.CharField(_("nom du fichier"), max_length=255)
    data = models.BinaryField(_("contenu"))
    sha256 = models.CharField(_("empreinte du fichier"), max_length=64)
    fingerprint = models.CharField(_("empreinte de l’aperçu"), max_length=64)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("envoyé par")
    )
    sent_at = models.DateTimeField(_("envoyé le"), auto_now_add=True)
    contracts = models.PositiveIntegerField(_("contrats à écrire"), default=0)
    state = models.CharField(_("où il en est"), max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    changed_at = models.DateTimeField(_("changé le"), default=timezone.now)
    leave_refused = models.BooleanField(_("laisse de côté les lignes refusées"), default=False)
    confirmed = models.CharField(_("empreinte confirmée"), max_length=64, blank=True)
    language = models.CharField(_("langue"), max_length=10, default="fr")
    outcome = models.JSONField(_("issue"), default=dict, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("import en attente")
        verbose_name_plural = _("imports en attente")
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.name
