"""What is read of the territories: perimeters that hold a place, areas that people compare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import Territory, communes_of, level_label, territory, within
from maillon.web.common.actor import Actor
from maillon.web.territories.models import Perimeter, PerimeterCommune, ReferenceVersion


def perimeters_of(code: str, *, by: Actor, on: date | None = None) -> list[Perimeter]:
    """Return the perimeters that hold at least one commune of a territory, the most populated first.

    Args:
        code: any territory's code or reference.
        by: who asks.
        on: only those that hold on that day; None for all.
    """
    inside = PerimeterCommune.objects.filter(_communes(code)).values("perimeter")
    found = Perimeter.objects.visible_to(by).filter(pk__in=inside)
    if on is not None:
        found = found.valid_on(on)
    return list(found.order_by("-population", "name"))


def _communes(code: str) -> Q:
    """Tell the communes of a territory; a région has thousands, whose codes begin like its départements."""
    place = territory(code)
    if place is None or place.level not in ("region", "departement"):
        return Q(commune__in=communes_of(code))
    return reduce(or_, (Q(commune__startswith=one) for one in within(place.ref, "departement")), Q(pk__in=()))


def communes_in(perimeter: Perimeter) -> Communes:
    """Return a perimeter's communes, ready for set operations."""
    codes = frozenset(perimeter.communes.values_list("commune", flat=True))
    return Communes(codes, perimeter.name, perimeter.starts_on, perimeter.ends_on)


def loaded_version() -> ReferenceVersion | None:
    """Return the version of the reference data in the database; None when nothing was loaded."""
    return ReferenceVersion.objects.first()


@dataclass(frozen=True, slots=True)
class Area:
    """What can be compared: a territory of the reference data, or a perimeter that people drew.

    Attributes:
        reference: a territory's reference, or a perimeter's identifier.
        name: its name.
        kind: what it is, in words.
        href: its page.
        communes: what it is made of.
    """

    reference: str
    name: str
    kind: str
    href: str
    communes: Communes

    @property
    def label(self) -> str:
        """How a field shows it and reads it back."""
        return self.name if len(self.reference) == _UUID_LENGTH else f"{self.name} ({self.reference})"


CODE_AT_END = re.compile(r"\(([A-Z]*-?[0-9A-Z]{2,9})\)\s*$")
"""The code with which a field ends what it shows: « Tours (37261) »."""
_UUID_LENGTH = 36
_SAID_PERIMETER = re.compile(r"\s*\((?:périmètre|perimeter)\)\s*$")


def area_of_perimeter(perimeter: Perimeter) -> Area:
    """Return a perimeter as an area."""
    href = reverse("perimeter", args=[perimeter.pk])
    kind = perimeter.get_kind_display()
    return Area(str(perimeter.pk), perimeter.name, kind, href, communes_in(perimeter))


def area_of_territory(place: Territory) -> Area:
    """Return a territory as an area."""
    communes = Communes(frozenset(communes_of(place.ref)), place.name)
    return Area(place.ref, place.name, level_label(place.level), reverse("territory", args=[place.ref]), communes)


def named_perimeter(written: str, *, by: Actor) -> Perimeter | None:
    """Return the perimeter that an identifier or an exact name designates; of several, the one that begins last."""
    rows = Perimeter.objects.visible_to(by)
    if identifier := as_uuid(written):
        return rows.filter(pk=identifier).first()
    name = _SAID_PERIMETER.sub("", written)
    return rows.filter(name__iexact=name).order_by(F("starts_on").desc(nulls_last=True), "pk").first()


def as_uuid(written: str) -> UUID | None:
    """Read an identifier; None when this is none."""
    try:
        return UUID(written)
    except ValueError:
        return None


def perimeters_like(written: str, *, by: Actor, limit: int) -> list[dict[str, str]]:
    """Return suggestions of perimeters whose name holds some words."""
    rows = Perimeter.objects.visible_to(by).newest()
    for word in written.split():
        rows = rows.filter(name__icontains=word)
    return [
        {
            "name": row.name,
            "label": f"{row.name} ({_('périmètre')})",
            "says": row.get_kind_display(),
            "href": reverse("perimeter", args=[row.pk]),
        }
        for row in rows[:limit]
    ]


def versions_of(perimeter: Perimeter) -> list[Perimeter]:
    """Return all the versions of a perimeter, the latest first (one query for each)."""
    last = perimeter
    while (after := Perimeter.objects.filter(follows=last).first()) is not None:
        last = after
    versions = [last]
    while (before := versions[-1].follows) is not None:
        versions.append(before)
    return versions


def listed(*, by: Actor, words: str, kind: str, on: date | None) -> QuerySet[Perimeter]:
    """Return the perimeters of the list: those that hold on a day, or every version."""
    rows = Perimeter.objects.visible_to(by).select_related("holder")
    for word in words.split()[:10]:
        rows = rows.filter(name__icontains=word)
    if kind:
        rows = rows.filter(kind=kind)
    if on is not None:
        rows = rows.valid_on(on)
    return rows.order_by("name", F("starts_on").desc(nulls_last=True), "pk")


def compacted(communes: Iterable[str]) -> list[str]:
    """Return references that make up these communes: an intercommunality where all of its communes are there."""
    left, references = set(communes), list[str]()
    for epci in sorted({place.epci for code in left if (place := territory(code, "commune")) and place.epci}):
        members = set(communes_of(epci))
        if members <= left:
            references.append(epci)
            left -= members
    return [*references, *sorted(left)]


def period(perimeter: Perimeter) -> str:
    """Say when a perimeter holds."""
    start = date_format(perimeter.starts_on, "j F Y") if perimeter.starts_on else ""
    end = date_format(perimeter.ends_on, "j F Y") if perimeter.ends_on else ""
    if start and end:
        return _("du {start} au {end}").format(start=start, end=end)
    if start:
        return _("depuis le {start}").format(start=start)
    return _("jusqu’au {end}").format(end=end) if end else _("sans date de début ni de fin")


def perimeters_by_id(identifiers: Iterable[str], by: Actor) -> dict[str, tuple[str, str]]:
    """Return name and address of perimeters, by their identifiers (one query)."""
    asked = [found for one in identifiers if (found := as_uuid(one)) is not None]
    rows = Perimeter.objects.visible_to(by).filter(pk__in=asked).values_list("pk", "name")
    return {str(pk): (name, reverse("perimeter", args=[pk])) for pk, name in rows}
