"""The journal's rows: links of the chain, which the database itself refuses to change, and the salts apart."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.journal.chain import GENESIS, Link
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, VisibleQuerySet

EVERYONE = "*"
"""Reader of an act that was not public and has become so: what it is about was signed."""


class EntryQuerySet(VisibleQuerySet["Entry"]):
    """Links of the journal, by who may read what they say; that they exist is known to all."""

    def visible_to(self, actor: Actor) -> Self:
        """Public acts, those of the institutions for which the actor sits today, and those opened to them."""
        mine = [str(one) for one in actor.institutions_as(*AT_THE_TABLE)]
        opened = Reader.objects.filter(institution__in=[*mine, EVERYONE]).values("entry")
        return self.filter(models.Q(public=True) | models.Q(institution__in=mine) | models.Q(pk__in=opened))


class Entry(models.Model):
    """One act, linked to the one before. A trigger of the database refuses any change.

    `body` is the canonical JSON of the event, of which `digest` is the SHA-256.
    """

    sequence = models.PositiveBigIntegerField(_("rang"), primary_key=True)
    body = models.TextField(_("événement"))
    digest = models.CharField(_("empreinte de l’événement"), max_length=64)
    previous = models.CharField(_("empreinte du maillon précédent"), max_length=64, unique=True)
    hash = models.CharField(_("empreinte"), max_length=64, unique=True)
    kind = models.CharField(_("nature"), max_length=120)
    subject = models.CharField(_("objet"), max_length=200, db_index=True)
    institution = models.CharField(_("institution"), max_length=200)
    public = models.BooleanField(_("ouvert à tous"))
    at = models.DateTimeField(_("heure"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("maillon du journal")
        verbose_name_plural = _("maillons du journal")
        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    @property
    def link(self) -> Link:
        """The link of the chain, as the verifier knows it."""
        return Link(self.sequence, self.body.encode(), self.digest, self.previous, self.hash)


class ReaderQuerySet(VisibleQuerySet["Reader"]):
    """Who reads which link: each institution knows it for itself alone."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own institutions."""
        return self.filter(institution__in=[str(one) for one in actor.institutions_as(*AT_THE_TABLE)])


class Reader(Identified):
    """An institution that reads an act which is not public: it was at the table; sealed by the database."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="readers", verbose_name=_("maillon"))
    institution = models.CharField(_("institution"), max_length=200, db_index=True)

    objects = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecteur d’un maillon")
        verbose_name_plural = _("lecteurs d’un maillon")
        constraints = [models.UniqueConstraint(fields=("entry", "institution"), name="reader_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.institution}"


class ChainHeadQuerySet(VisibleQuerySet["ChainHead"]):
    """The head, which is published."""

    def visible_to(self, actor: Actor) -> Self:
        """All of it, to all."""
        del actor
        return self.all()


class ChainHead(models.Model):
    """Where the journal stands; its only row is locked while a link is added, so that two never follow the same one."""

    count = models.PositiveBigIntegerField(_("nombre de maillons"), default=0)
    hash = models.CharField(_("empreinte du dernier"), max_length=64, default=GENESIS)

    objects = ChainHeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("tête du journal")
        verbose_name_plural = _("têtes du journal")

    def __str__(self) -> str:
        return f"{self.count} {self.hash}"


class SaltQuerySet(VisibleQuerySet["Salt"]):
    """Salts, which no page shows."""

    def visible_to(self, actor: Actor) -> Self:
        """Nothing, to anyone."""
        del actor
        return self.none()


class Salt(Identified):
    """What opens one salted fingerprint of a link; deleted with the personal datum, and the chain stays valid."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="salts", verbose_name=_("maillon"))
    name = models.CharField(_("donnée"), max_length=60)
    salt = models.BinaryField(_("sel"), max_length=32)

    objects = SaltQuerySet.as_manager()

    class Meta:
        verbose_name = _("sel")
        verbose_name_plural = _("sels")
        constraints = [models.UniqueConstraint(fields=("entry", "name"), name="salt_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"
