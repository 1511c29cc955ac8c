"""« Mon espace »: what awaits one, one's roles, what they allow and why not."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillon.web.accounts.queries import memberships_of
from maillon.web.accounts.rights import rights_of
from maillon.web.common.request import SiteRequest
from maillon.web.portal.queries.inbox import inbox


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show what awaits one, and one's institutions and roles; a visitor is told what the page is."""
    actor = cast("SiteRequest", request).actor
    if not actor.is_signed_in:
        return render(request, "accounts/visitor.html")
    rights = rights_of(actor)
    given = {
        "memberships": memberships_of(actor),
        "may": [right for right in rights if right.decision.allowed],
        "may_not": [right for right in rights if not right.decision.allowed],
        "inbox": inbox(actor),
    }
    return render(request, "portal/mine.html", given)
