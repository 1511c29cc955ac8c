"""The full-text index: entries, the words of the register, and which words stand in which entries.

One pair of ordinary tables serves SQLite and PostgreSQL alike; see docs/adr on the full-text search.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon.web.common.actor import Actor
from maillon.web.common.models import VisibleQuerySet
from maillon.web.contracts.models.contract import Contract, RowT


class EntryKind(models.IntegerChoices):
    """What a search finds."""

    CONTRACT = 1, _("contrat")
    ACTION = 2, _("action")
    GOAL = 3, _("finalité")
    INSTITUTION = 4, _("acteur")


class EntryQuerySet(VisibleQuerySet["SearchEntry"]):
    """Entries as visible as their contract."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the contracts that the actor may see."""
        return self.filter(contract__in=Contract.objects.visible_to(actor))


class SearchEntry(models.Model):
    """Something that can be found: a contract, an action, a goal, a party."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="entries", verbose_name=_("contrat"))
    kind = models.PositiveSmallIntegerField(_("nature"), choices=EntryKind)
    ref = models.CharField(_("identifiant"), max_length=250)
    title = models.CharField(_("titre"), max_length=400)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrée de recherche")
        verbose_name_plural = _("entrées de recherche")
        constraints = [models.UniqueConstraint(fields=("contract", "kind", "ref"), name="entry_unique")]

    def __str__(self) -> str:
        return self.title


class IndexQuerySet(VisibleQuerySet[RowT]):
    """The works of the index: a word alone would tell that a hidden document holds it."""

    def visible_to(self, actor: Actor) -> Self:
        """Nothing, to anyone; what a search finds is read through its entries."""
        del actor
        return self.none()


class SearchWord(models.Model):
    """A stem that stands somewhere in the register."""

    text = models.CharField(_("mot"), max_length=40, unique=True)

    objects = IndexQuerySet["SearchWord"].as_manager()

    class Meta:
        verbose_name = _("mot")
        verbose_name_plural = _("mots")

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """A word stands in an entry, with a weight: more in a title than in a description."""

    word = models.ForeignKey(SearchWord, models.CASCADE, db_index=False, related_name="+")
    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="+")
    kind = models.PositiveSmallIntegerField(_("nature de l’entrée"), choices=EntryKind)
    weight = models.PositiveSmallIntegerField(_("poids"), default=1)

    objects = IndexQuerySet["Posting"].as_manager()

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        indexes = [models.Index(fields=("word", "kind", "entry", "weight"), name="posting_lookup")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.entry_id}"


class Edition(models.Model):
    """Counts the imports: what was computed from the register holds as long as the edition does not change."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(_("édition"), default=0)
    changed_at = models.DateTimeField(_("modifiée le"))

    objects = IndexQuerySet["Edition"].as_manager()

    class Meta:
        verbose_name = _("édition du registre")
        verbose_name_plural = _("éditions du registre")

    def __str__(self) -> str:
        return str(self.number)
