"""Filters and tags that name and show territories."""

from typing import Any

from django import template

from maillon.analytics.territories import Level, Territory, level_label, territory
from maillon.web.territories.identity import identity
from maillon.web.territories.maps import place_map
from maillon.web.territories.models import Perimeter
from maillon.web.territories.queries import period

register = template.Library()


@register.filter
def level_name(level: Level) -> str:
    """Return the French name of a level."""
    return level_label(level)


@register.filter
def department_name(code: str) -> str:
    """Return the name of a département; the code itself when unknown."""
    found = territory(code, "departement")
    return found.name if found else code


@register.filter
def epci_name(siren: str | None) -> str:
    """Return the name of an intercommunality; a dash for a commune that belongs to none."""
    found = territory(siren, "epci") if siren else None
    return found.name if found else "–"


@register.filter
def validity(perimeter: Perimeter) -> str:
    """Say when a perimeter holds."""
    return period(perimeter)


@register.inclusion_tag("territories/_place_map.html")
def territory_map(place: Territory) -> dict[str, Any]:
    """Show where a territory is; nothing where it cannot be drawn. The page includes `territories/_head.html`."""
    return {"map": place_map(place)}


@register.inclusion_tag("territories/_identity.html", takes_context=True)
def territory_identity(context: template.Context, place: Territory, *, figures: bool = True) -> dict[str, Any]:
    """Say what a territory is and belongs to; `figures=False` leaves its populations to the page."""
    return {"identity": identity(place, by=context["request"].actor), "with_figures": figures}
