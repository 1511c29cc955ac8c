"""The pages of one's own account."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillon.web.accounts.queries import memberships_of
from maillon.web.accounts.rights import rights_of
from maillon.web.common.request import SiteRequest


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's institutions and roles, what they allow and why not; a visitor is told what the page is."""
    actor = cast("SiteRequest", request).actor
    if not actor.is_signed_in:
        return render(request, "accounts/visitor.html")
    given = {"memberships": memberships_of(actor), "rights": rights_of(actor)}
    return render(request, "accounts/mine.html", given)
