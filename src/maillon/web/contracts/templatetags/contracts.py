"""Filters that name the values of the contract document."""

from django import template

from maillon.web.contracts.labels import CHECK_STATUSES, label
from maillon.web.contracts.queries.listing import kind_name

register = template.Library()


@register.filter
def named(value: str | None, kind: str) -> str:
    """Return what people read for a value of the closed list `kind`, e.g. {{ state|named:"ContractState" }}."""
    return label(kind, value)


@register.filter
def kind(value: str) -> str:
    """Return the French name of a kind of contract."""
    return kind_name(value)


@register.filter
def answer(value: str) -> str:
    """Return what people read for the status of a proposition."""
    return str(CHECK_STATUSES.get(value, value))


@register.filter
def tone(state: str) -> str:
    """Return the tone of a contract's state."""
    if state in {"signed", "in_force"}:
        return "good"
    if state in {"withdrawn", "terminated", "lapsed"}:
        return "bad"
    return "neutral" if state == "closed" else "info"


@register.filter
def promise_tone(status: str) -> str:
    """Return the tone of what became of a promise."""
    return {"kept": "good", "partly_kept": "warning", "not_kept": "bad"}.get(status, "info")


@register.filter
def answer_tone(status: str) -> str:
    """Return the tone of an answer to a proposition or to a legal check."""
    return {"met": "good", "ok": "good", "not_met": "bad", "breach": "bad", "warning": "warning"}.get(status, "neutral")


@register.filter
def table_key(rank: int, name: str) -> str:
    """Return an HTML id for the table of this rank."""
    return f"{name}-{rank}"
