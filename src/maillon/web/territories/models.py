"""Reference territories as rows, the version they come from, and the perimeters that people draw."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillon.rules.governance.roles import Relation
from maillon.web.accounts.models import Institution
from maillon.web.common.actor import Actor
from maillon.web.common.models import Identified, Stateless, VisibleQuerySet
from maillon.web.territories.kinds import Level, PerimeterKind


class ReferenceVersionQuerySet(VisibleQuerySet["ReferenceVersion"]):
    """The version of the reference data."""

    def visible_to(self, actor: Actor) -> Self:
        """Everyone: the reference data is public."""
        del actor
        return self


class ReferenceVersion(models.Model):
    """The reference data that the rows come from; one row at most."""

    version = models.CharField(_("version"), max_length=20)
    digest = models.CharField(_("empreinte"), max_length=64)
    loaded_at = models.DateTimeField(_("chargée le"), auto_now=True)

    objects = ReferenceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version du référentiel")
        verbose_name_plural = _("versions du référentiel")

    def __str__(self) -> str:
        return self.version


class TerritoryQuerySet(VisibleQuerySet["Territory"]):
    """Reference territories."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: the reference data is public."""
        del actor
        return self


class Territory(models.Model):
    """A territory of today, as the reference data gives it; only `load_reference` writes these rows."""

    ref = models.CharField(_("référence"), max_length=14, primary_key=True)
    code = models.CharField(_("code"), max_length=9, db_index=True)
    name = models.CharField(_("nom"), max_length=250)
    level = models.CharField(_("échelle"), max_length=30, choices=Level)
    nature = models.CharField(_("nature"), max_length=10, blank=True)
    population = models.PositiveIntegerField(_("population municipale"), null=True)
    population_total = models.PositiveIntegerField(_("population totale"), null=True)
    department = models.CharField(_("département"), max_length=3, blank=True)
    region = models.CharField(_("région"), max_length=3, blank=True)
    epci = models.CharField(_("intercommunalité"), max_length=9, blank=True)
    parent = models.CharField(_("commune de rattachement"), max_length=5, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, db_index=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        ordering = ("name", "ref")
        indexes = [
            models.Index(fields=["level", "region", "department"], name="territory_by_place"),
            models.Index(fields=["level", "epci"], name="territory_by_epci"),
        ]

    def __str__(self) -> str:
        return self.name


class PerimeterQuerySet(VisibleQuerySet["Perimeter"]):
    """Perimeters."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them: the outline of a public action is public."""
        del actor
        return self

    def valid_on(self, day: date) -> Self:
        """Those that have begun and are not over on `day`; the last day counts."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun & (Q(ends_on=None) | Q(ends_on__gte=day)))

    def newest(self) -> Self:
        """The last version of each."""
        return self.filter(followed_by=None)

    def holding(self, commune: str) -> Self:
        """Those that contain a commune."""
        return self.filter(pk__in=PerimeterCommune.objects.filter(commune=commune).values("perimeter"))


class Perimeter(Stateless, Identified):
    """A set of communes with a validity period: a Pays, a PETR, a SCOT, a living area, a contract's perimeter.

    A row is one version: its communes never change, which the database enforces; when members come or go, another
    version follows from a day on and this one ends the day before.
    """

    name = models.CharField(_("nom"), max_length=250)
    kind = models.CharField(_("nature"), max_length=20, choices=PerimeterKind, default=PerimeterKind.AUTRE)
    starts_on = models.DateField(_("à partir du"), null=True, blank=True)
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    holder = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="perimeters",
        null=True,
        blank=True,
        verbose_name=_("institution qui le tient"),
    )
    source = models.CharField(_("source"), max_length=500, blank=True)
    illustrative = models.BooleanField(_("illustratif"), default=False)
    population = models.PositiveIntegerField(_("population municipale"), default=0)
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="followed_by",
        null=True,
        blank=True,
        verbose_name=_("version précédente"),
    )

    objects = PerimeterQuerySet.as_manager()

    class Meta:
        verbose_name = _("périmètre")
        verbose_name_plural = _("périmètres")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="territories_perimeter_dates_in_order",
                violation_error_message=_("La date de fin précède la date de début."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def relations_of(self, actor: Actor) -> dict[UUID, frozenset[Relation]]:
        """The institution that keeps the perimeter holds it."""
        del actor
        return {self.holder_id: frozenset({Relation.HOLDER})} if self.holder_id else {}


class PerimeterCommuneQuerySet(VisibleQuerySet["PerimeterCommune"]):
    """Communes of perimeters."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the perimeters that the actor may see."""
        return self.filter(perimeter__in=Perimeter.objects.visible_to(actor))


class PerimeterCommune(models.Model):
    """A commune of a perimeter; no foreign key to the territory, which each new vintage replaces."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="communes", verbose_name=_("périmètre"))
    commune = models.CharField(_("commune"), max_length=5)

    objects = PerimeterCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune d’un périmètre")
        verbose_name_plural = _("communes d’un périmètre")
        constraints = [
            models.UniqueConstraint(fields=["commune", "perimeter"], name="territories_perimeter_commune_once")
        ]

    def __str__(self) -> str:
        return f"{self.perimeter_id} {self.commune}"
