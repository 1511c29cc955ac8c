"""Filters of the pages of the follow-up."""

from collections.abc import Container

from django import template

register = template.Library()


@register.filter
def among(value: object, allowed: Container[object]) -> bool:
    """Tell whether a value is one of those."""
    return value in allowed
