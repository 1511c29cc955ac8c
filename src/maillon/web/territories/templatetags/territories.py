"""Filters that name territories."""

from django import template

from maillon.analytics.territories import Level, level_label, territory

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
