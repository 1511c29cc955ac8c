"""What a negotiation went through: two versions side by side, and the acts one after the other."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon.web.common.request import SiteRequest
from maillon.web.contracts.views.shell import found, shell
from maillon.web.negotiation.queries import history

PER_PAGE = 60


@require_safe
def compare(request: SiteRequest, slug: str) -> HttpResponse:
    """Show what changed between two versions of a contract's text."""
    contract = found(request, slug)
    versions = history.versions(contract, request.actor)
    asked = history.pair(versions, request.GET.get("de", ""), request.GET.get("a", ""))
    chapters = []
    if asked:
        before, after = (history.document_at(contract, rank, request.actor) for rank in asked)
        chapters = history.chapters(before, after)
    given = {
        **shell(contract, "contract-documents"),
        "versions": versions,
        "first": asked[0] if asked else None,
        "last": asked[1] if asked else None,
        "chapters": chapters,
        "count": sum(len(changes) for _name, changes in chapters),
    }
    return render(request, "negotiation/compare.html", given)


@require_safe
def timeline(request: SiteRequest, slug: str) -> HttpResponse:
    """Show who proposed, replied and settled what, and when."""
    contract = found(request, slug)
    moments = history.timeline(contract, request.actor)
    page = Paginator(moments, PER_PAGE).get_page(request.GET.get("page"))
    given = {**shell(contract, "contract-documents"), "page": page, "request": request}
    return render(request, "negotiation/timeline.html", given)
