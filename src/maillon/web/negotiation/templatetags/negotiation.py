"""Filters that show what a proposal says."""

from typing import Any

from django import template
from pydantic import BaseModel

from maillon.documents.contract import shown, words
from maillon.documents.contract.difference import Change

register = template.Library()


@register.filter
def before(change: Change) -> str:
    """Return the old value of a change, in words."""
    return shown.text(change.before)


@register.filter
def after(change: Change) -> str:
    """Return the new value of a change, in words."""
    return shown.text(change.after)


@register.filter
def before_rank(rank: int) -> int:
    """Return the rank of the version before."""
    return max(1, rank - 1)


@register.filter
def spelled(value: Any) -> list[tuple[str, str]]:
    """Return what a whole part says, as (field, words), when it comes or goes; nothing for a plain value."""
    if not isinstance(value, BaseModel):
        return []
    return [
        (words.of_field(type(value), name).title, _told(getattr(value, name)))
        for name in type(value).model_fields
        if name in value.model_fields_set and name not in ("id", "sources", "extra") and hasattr(value, name)
    ]


def _told(value: Any) -> str:
    if isinstance(value, BaseModel):
        return shown.summary(value)
    if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        return "\n".join(f"- {shown.name_of(one)}" for one in value)
    return shown.text(value)
