"""« Mon espace »: what waits for one, one's roles, what they allow and why not."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillon.web.accounts.queries import memberships_of
from maillon.web.accounts.rights import rights_of
from maillon.web.adoption.queries.waiting import to_sign
from maillon.web.common.request import SiteRequest
from maillon.web.monitoring.queries.reminders import reminders
from maillon.web.negotiation.queries.waiting import waiting
from maillon.web.solidarity.queries.weightings import to_weigh


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show what waits for one, and one's institutions and roles; a visitor is told what the page is."""
    actor = cast("SiteRequest", request).actor
    if not actor.is_signed_in:
        return render(request, "accounts/visitor.html")
    told = waiting(actor)
    given = {
        "memberships": memberships_of(actor),
        "rights": rights_of(actor),
        "proposals": [one for one in told if one.kind == "proposal"],
        "comments": [one for one in told if one.kind == "comment"],
        "to_sign": to_sign(actor),
        "to_weigh": to_weigh(actor),
        "dues": reminders(actor),
    }
    return render(request, "portal/mine.html", given)
