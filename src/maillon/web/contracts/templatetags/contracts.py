"""Filters that name the values of the contract document."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from maillon.documents.contract import readable
from maillon.rules.parameters import parameters
from maillon.rules.parameters.model import Kind
from maillon.rules.problem import Problem
from maillon.web.common.templatetags.figures import euros, number, percent
from maillon.web.contracts.labels import label
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.listing import kind_name

register = template.Library()


@register.filter
def named(value: str | None, kind: str) -> str:
    """Return what people read for a value of the closed list `kind`, e.g. {{ state|named:"ContractState" }}."""
    return label(kind, value)


@register.filter
def told(problem: Problem) -> Problem:
    """Return a problem of a document whose place is said in words first, as the command line says it."""
    return readable.placed(problem)


@register.filter
def facts(contract: Contract) -> list[str]:
    """Return what a list says of a contract: parties, actions, known money, inhabitants.

    In Python, because a list of twenty contracts would otherwise translate a hundred blocks of template.
    """
    parties, actions, inherited = contract.parties_count, contract.actions_count, contract.actions_inherited
    said = ngettext("%(s)s action", "%(s)s actions", actions) % {"s": number(actions)}
    if inherited:
        trunk = ngettext("dont %(s)s du tronc commun", "dont %(s)s du tronc commun", inherited)
        said = f"{said} ({trunk % {'s': number(inherited)}})"
    amount = contract.amount_cents
    money = gettext("montants non connus") if amount is None else gettext("%(s)s connus") % {"s": euros(amount)}
    found = [ngettext("%(s)s partie", "%(s)s parties", parties) % {"s": number(parties)}, said, money]
    if contract.population:
        found.append(gettext("%(s)s habitants") % {"s": number(contract.population)})
    return found


@register.filter
def kind(value: str) -> str:
    """Return the French name of a kind of contract."""
    return kind_name(value)


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
def table_key(rank: int, name: str) -> str:
    """Return an HTML id for the table of this rank."""
    return f"{name}-{rank}"


@register.filter
def worth(parameter: dict[str, Any]) -> str:
    """Return the value of a parameter and its unit; a share needs none, since its label says what it is a share of."""
    value, unit = parameter["value"], parameter["unit"]
    known = parameters().get(parameter["name"])
    if known and known.kind is Kind.RATE and value is not None:
        rate = Decimal(value)
        return percent(rate, 0 if rate * 100 % 1 == 0 else 1)
    return f"{_said(value)} {unit}" if unit else _said(value)


def _said(value: object) -> str:
    """Return what people read for a parameter's portable value: yes or no, a list, a degree, a number."""
    if isinstance(value, bool):
        return gettext("oui") if value else gettext("non")
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, str):
        return label("ParticipationDegree", value)
    return number(value) if isinstance(value, int) else str(value)
