"""Pages of the door « Territoires »: search, maps to walk through, where the data comes from; and what scripts ask."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from maillon.analytics.territories import (
    LEVELS,
    Level,
    Match,
    Territory,
    belongs_to,
    find,
    level_label,
    provenance,
    resolve,
    territory,
    within,
)
from maillon.analytics.territories.contours import geojson
from maillon.web.common.request import SiteRequest
from maillon.web.territories.identity import population_figures
from maillon.web.territories.maps import MapView, geojson_address, map_of
from maillon.web.territories.queries import loaded_version, perimeters_like

_LONGEST_QUERY, _ANSWERS, _SUGGESTIONS, _PERIMETERS = 150, 20, 8, 3
_DRAWN: tuple[Level, ...] = ("commune", "epci", "ept", "departement", "region")
_MOST_CONTOURS = 6_000
# level → what its map shows
_INSIDE: dict[Level, Level] = {"region": "departement", "departement": "epci", "epci": "commune", "ept": "commune"}


@require_safe
def door(request: SiteRequest) -> HttpResponse:
    """Search territories (`q`, `niveau`), or walk through the map of France."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY].strip()
    level = _level(request.GET.get("niveau", ""))
    context = {
        "query": query,
        "level": level or "",
        "levels": [(name, level_label(name)) for name in LEVELS],
        "found": find(query, level=level, limit=_ANSWERS) if query else [],
        "map": None if query else _map_of_france(),
        "vintages": provenance(),
    }
    return render(request, "territories/door.html", context)


@require_safe
def explore(request: SiteRequest, reference: str) -> HttpResponse:
    """Show the territories inside one, on a map and in a table."""
    place = territory(reference)
    if place is None:
        today = resolve(reference).current
        if not today:
            raise Http404(_("Ce code n’est celui d’aucun territoire."))
        return redirect("territories-explore", today[0])
    if place.ref != reference:
        return redirect("territories-explore", place.ref)
    if place.level not in _INSIDE:
        return redirect("territory", place.ref)
    context = {
        "place": place,
        "level": level_label(place.level),
        "above": list(reversed(belongs_to(place.ref))),
        "figures": population_figures(place),
        "map": _map_inside(place),
        "alone": _without_epci(place),
    }
    return render(request, "territories/explore.html", context)


@require_safe
def sources(request: SiteRequest) -> HttpResponse:
    """Show where the reference data comes from and what is wrong in it."""
    context = {"provenance": provenance(), "loaded": loaded_version()}
    return render(request, "territories/sources.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def search(request: SiteRequest) -> HttpResponse:
    """Answer the search fields: a list, best first (`q`, `niveau`; `perimetres` to have people's perimeters too)."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    found = find(query, level=_level(request.GET.get("niveau", "")), limit=_SUGGESTIONS)
    drawn = request.GET.get("perimetres") and len(query.strip()) > 1
    perimeters = perimeters_like(query, by=request.actor, limit=_PERIMETERS) if drawn else []
    return JsonResponse([*perimeters, *(_suggestion(match) for match in found)], safe=False)


def _suggestion(match: Match) -> dict[str, object]:
    place = match.territory
    return match.as_dict() | {
        "label": f"{place.name} ({place.ref})",
        "says": _where(place),
        "href": reverse("territory", args=[place.ref]),
    }


def _where(place: Territory) -> str:
    around = territory(place.department or "", "departement")
    inside = f", {around.name}" if around and place.level not in ("departement", "region") else ""
    return f"{level_label(place.level)}{inside}"


def _contours_etag(request: HttpRequest) -> str:
    version = next(source.sha256 for source in provenance().sources if source.file == "contour_shapes.parquet")
    return f'"{version[:16]}-{request.GET.urlencode()}"'


@require_safe
@condition(etag_func=_contours_etag)
@cache_control(public=True, max_age=86_400)
def contours(request: SiteRequest) -> HttpResponse:
    """Give contours as GeoJSON: one level (`niveau`), inside territories (`dans`, references) or everywhere."""
    level = _level(request.GET.get("niveau", "commune"))
    if level not in _DRAWN:
        return _refused(_("« niveau » vaut commune, epci, ept, departement ou region."))
    inside = [reference for reference in request.GET.get("dans", "").split(",") if reference]
    unknown = [reference for reference in inside if territory(reference) is None]
    if unknown:
        return _refused(_("« dans » : {code} n’est le code d’aucun territoire.").format(code=unknown[0][:20]))
    codes = sorted({code for reference in inside or [""] for code in within(reference, level)})
    if len(codes) > _MOST_CONTOURS:
        return _refused(_("Trop de contours à la fois : choisir un territoire par « dans »."))
    return JsonResponse(geojson(codes, level), content_type="application/geo+json")


def _refused(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")


def _level(written: str) -> Level | None:
    return next((level for level in LEVELS if level == written), None)


def _explored(place: Territory) -> str:
    if place.level in _INSIDE:
        return reverse("territories-explore", args=[place.ref])
    return reverse("territory", args=[place.ref])


def _inside(place: Territory) -> Level:
    """Return what the map of a place shows: communes where a département has no EPCI."""
    level = _INSIDE[place.level]
    return level if level != "epci" or within(place.ref, "epci") else "commune"


def _without_epci(place: Territory) -> list[Territory]:
    """Return the communes of a département that no EPCI holds, when the map shows its EPCI."""
    if _inside(place) != "epci":
        return []
    found = (territory(code, "commune") for code in within(place.ref, "commune"))
    return [commune for commune in found if commune is not None and commune.epci is None]


def _map_of_france() -> MapView:
    codes = within("", "region")
    return map_of(
        codes,
        "region",
        key="france",
        title=_("Les régions de France"),
        says=_("Carte des régions, d’autant plus foncées qu’elles sont peuplées. Le tableau donne les mêmes chiffres."),
        measure=_("Population municipale (habitants)"),
        unit=_("Habitants"),
        values={code: place.population for code in codes if (place := territory(code, "region"))},
        href=_explored,
        geojson=geojson_address("region"),
    )


def _map_inside(place: Territory) -> MapView:
    level = _inside(place)
    codes = within(place.ref, level)
    titles: dict[Level, str] = {
        "departement": _("Les départements : {name}"),
        "epci": _("Les intercommunalités : {name}"),
        "commune": _("Les communes : {name}"),
    }
    return map_of(
        codes,
        level,
        key="inside",
        title=titles[level].format(name=place.name),
        says=_("Carte d’autant plus foncée que les territoires sont peuplés. Le tableau donne les mêmes chiffres."),
        measure=_("Population municipale (habitants)"),
        unit=_("Habitants"),
        values={code: found.population for code in codes if (found := territory(code, level))},
        href=_explored,
        geojson=geojson_address(level, [place.ref]),
    )
