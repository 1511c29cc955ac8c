"""The global view of means on one territory: every contract that covers it, its actors, its money counted once."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.analytics.territories import Territory, level_label, provenance, resolve, territory
from maillon.web.common.parts import Figure
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number
from maillon.web.contracts.queries import territory as asked
from maillon.web.contracts.queries.means import means_apart
from maillon.web.contracts.views.contract import segments
from maillon.web.contracts.views.goals import figures

PAGE = 20
ACTORS = 12


@require_safe
def territory_page(request: SiteRequest, reference: str) -> HttpResponse:
    """Show what is promised to one territory."""
    place = territory(reference)
    if place is None:
        return _former(request, reference)
    if place.ref != reference:
        return redirect("territory", place.ref)
    contracts = asked.covering(place.ref, by=request.actor)
    found, made_up = means_apart(contracts)
    invented = made_up if made_up.contracts else None
    actors, actors_count = asked.institutions(contracts.filter(illustrative=False), limit=ACTORS)
    page = Paginator(asked.covers(contracts, place.ref), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "contracts/territory.html",
        {
            "place": place,
            "level": level_label(place.level),
            "figures": [_population(place), *figures(found)],
            "means": found,
            "strip": segments([(funder.name, funder.amounts.total or 0) for funder in found.funders]),
            "invented": invented,
            "invented_figures": figures(invented) if invented else [],
            "page": page,
            "actors": actors,
            "actors_count": actors_count,
            "goals": asked.goals(contracts),
        },
    )


def _population(place: Territory) -> Figure:
    return Figure(number(place.population), _("habitants"), on=provenance().population_vintage)


def _former(request: SiteRequest, reference: str) -> HttpResponse:
    """A code of yesterday leads to today's territory, and says so."""
    said = resolve(reference)
    today = [place for code in said.current if (place := territory(code))]
    if not today:
        raise Http404
    if len(today) == 1 and today[0].ref != reference:
        return redirect("territory", today[0].ref)
    return render(request, "contracts/former_territory.html", {"said": said, "today": today})
