"""Governance bodies across contracts."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon.web.common.request import SiteRequest
from maillon.web.contracts.labels import BODIES
from maillon.web.contracts.models import Body

PAGE = 40


@require_safe
def bodies(request: SiteRequest) -> HttpResponse:
    """Show who decides, and how often; an inherited body is left to its trunk."""
    rows = Body.objects.visible_to(request.actor).filter(inherited=False).select_related("contract")
    kind = request.GET.get("nature", "")
    kind = kind if kind in dict(BODIES) else ""
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.order_by("contract__illustrative", "contract__title", "rank").defer("content")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "contracts/bodies.html", {"page": page, "kinds": BODIES, "kind": kind})
