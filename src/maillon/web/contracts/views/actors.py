"""Institutions across contracts."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.analytics.territories import territory
from maillon.web.accounts.kinds import InstitutionKind
from maillon.web.common.parts import Figure
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number
from maillon.web.contracts.queries.actors import owned_by, parties_of, present, promises_of
from maillon.web.contracts.views.shell import lists
from maillon.web.contracts.words import fold

PAGE = 40


@require_safe
def institutions(request: SiteRequest) -> HttpResponse:
    """Show the institutions that take part in a contract; filters by name and kind."""
    rows = present(by=request.actor)
    kind = request.GET.get("nature", "")
    text = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    if kind in InstitutionKind.values:
        rows = rows.filter(kind=kind)
    else:
        kind = ""
    if text:
        wanted = fold(text).split()
        rows = [row for row in rows if all(word in fold(row.name) or word == row.siren for word in wanted)]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    given = {"page": page, "kinds": InstitutionKind.choices, "kind": kind, "text": text, **lists("institutions")}
    return render(request, "contracts/institutions.html", given)


@require_safe
def institution(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Show one institution: its contracts, the actions it owns, what it promised."""
    row = present(by=request.actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    parties = list(parties_of(row, by=request.actor))
    actions = Paginator(owned_by(row, by=request.actor), PAGE).get_page(request.GET.get("page"))
    promises = list(promises_of(row, by=request.actor)[:100])
    place = territory(row.territory_code) if row.territory_code else None
    count = actions.paginator.count
    return render(
        request,
        "contracts/institution.html",
        {
            "institution": row,
            "place": place,
            "parties": parties,
            "page": actions,
            "promises": promises,
            "figures": [
                Figure(number(len(parties)), ngettext("contrat", "contrats", len(parties))),
                Figure(number(count), ngettext("action portée", "actions portées", count)),
                Figure(number(len(promises)), ngettext("engagement pris", "engagements pris", len(promises))),
            ],
        },
    )
