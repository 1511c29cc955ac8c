"""The contracts and the goal that an answer names by their identifiers, as their titles and where to read them."""

import re
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, Goal

FIELDS = frozenset({"parent", "extends"})
"""Fields of a document that name another contract."""


def linked(contract: Contract, by: Actor) -> dict[str, SafeString]:
    """Return the link that stands for each identifier: of a contract that the reader may see, of its goal."""
    trunk = contract.extends.slug if contract.extends else ""
    rows = Contract.objects.visible_to(by).filter(slug__in=[slug for slug in (contract.parent_slug, trunk) if slug])
    found = {row.slug: _link(reverse("contract", args=[row.slug]), row.title) for row in rows.only("slug", "title")}
    if contract.parent_slug in found:
        goals = Goal.objects.filter(contract__slug=contract.parent_slug, ref=contract.parent_goal)
        for goal in goals:
            found[goal.ref] = _link(reverse("goal", args=[contract.parent_slug, goal.ref]), goal.title)
    return found


def told(answer: dict[str, Any], links: dict[str, SafeString]) -> dict[str, Any]:
    """Return an answer whose reason names by their titles, as links, what its rule read as identifiers."""
    if not FIELDS & {path.split(".")[0] for path in answer["evidence"]}:
        return answer
    reason = str(conditional_escape(answer["reason"]))
    for identifier, link in links.items():
        quoted = rf"(?<=[«“])(\s*){re.escape(identifier)}(?=\s*[»”])"
        reason = re.sub(quoted, lambda found, link=link: f"{found[1]}{link}", reason)  # type: ignore[misc]  # bound now
    return {**answer, "reason": SafeString(reason)}


def _link(href: str, title: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, title)
