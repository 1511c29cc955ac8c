"""Filters that show what a proposal says."""

from typing import Any

from django import template

from maillon.documents.contract import shown
from maillon.documents.contract.difference import Change
from maillon.web.negotiation.models import Draft, Proposal
from maillon.web.negotiation.queries.table import content_of

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
def content(proposal: Proposal | Draft) -> list[tuple[str, Any]]:
    """Return what a proposal says, field by field; nothing when it removes the part."""
    return content_of(proposal)


@register.filter
def before_rank(rank: int) -> int:
    """Return the rank of the version before."""
    return max(1, rank - 1)
