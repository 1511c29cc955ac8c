"""What is read of the territories: perimeters that hold a place, as the pure perimeter they are."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import communes_of, territory, within
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
