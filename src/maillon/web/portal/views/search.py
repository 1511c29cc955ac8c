"""The search page."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maillon.analytics.territories import level_label, territory
from maillon.web.common.parts import Tab
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number
from maillon.web.contracts.queries.search import Hit
from maillon.web.portal.queries.search import (
    FEW,
    MOST,
    Found,
    FoundTerritory,
    Group,
    clean,
    made_up,
    search,
    suggestions,
)

PAGE = 50
NAMES: dict[Group, Promise] = {
    Group.TERRITORIES: _("Territoires"),
    Group.CONTRACTS: _("Contrats"),
    Group.ACTIONS: _("Actions"),
    Group.ACTORS: _("Acteurs"),
    Group.GOALS: _("Finalités"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One group of results as the page shows it.

    Attributes:
        group: which one.
        name: its title.
        count: how many, in words; « plus de 200 » when there are more than the search keeps.
        results: those shown.
        more: address of all of them; empty when all are shown.
    """

    group: Group
    name: Promise
    count: str
    results: list[Any]
    more: str = ""


@require_safe
def everything(request: SiteRequest) -> HttpResponse:
    """Show what answers `q`, group by group; `dans` opens one group whole."""
    text = clean(request.GET.get("q", ""))
    inside = request.GET.get("dans", "")
    only = Group(inside) if inside in {group.value for group in Group} else None
    found = search(text, by=request.actor)
    groups = {group: found.results[group] for group in Group if found.results.get(group)}
    only = only if only in groups else None
    page = Paginator(groups[only], PAGE).get_page(request.GET.get("page")) if only else None
    shown = [_whole(only, groups[only], list(page))] if only and page else _first(text, groups)
    return render(
        request,
        "portal/search.html",
        {
            "found": found,
            "says": _says(found),
            "search_text": text,
            "shown": _marked(shown),
            "page": page,
            "tabs": _tabs(text, found, groups),
            "here": _address(text, only),
            "suggestions": suggestions(by=request.actor) if not groups else [],
        },
    )


def _says(found: Found) -> str:
    if not found.total:
        return gettext("Aucun résultat pour « {text} ».").format(text=found.text)
    said = ngettext("%(n)s résultat pour « %(text)s ».", "%(n)s résultats pour « %(text)s ».", found.total)
    return said % {"n": number(found.total), "text": found.text}


def _address(text: str, group: Group | None = None) -> str:
    given = {"q": text} | ({"dans": group.value} if group else {})
    return f"{reverse('search')}?{urlencode(given)}"


def _tabs(text: str, found: Found, groups: dict[Group, list[Any]]) -> list[Tab]:
    if len(groups) < 2:
        return []
    every = Tab(_("Tout"), _address(text), found.total)
    return [every, *(Tab(NAMES[group], _address(text, group), len(results)) for group, results in groups.items())]


def _count(results: list[Any]) -> str:
    if len(results) >= MOST:
        return str(_("plus de {most}")).format(most=number(MOST - 1))
    return number(len(results))


def _first(text: str, groups: dict[Group, list[Any]]) -> list[Shown]:
    return [
        Shown(
            group,
            NAMES[group],
            _count(results),
            [_told(result) for result in results[:FEW]],
            _address(text, group) if len(results) > FEW else "",
        )
        for group, results in groups.items()
    ]


def _whole(group: Group, results: list[Any], part: list[Any]) -> Shown:
    return Shown(group, NAMES[group], _count(results), [_told(result) for result in part])


def _marked(shown: list[Shown]) -> list[Shown]:
    """Mark the actions and goals that are illustrative in a real contract."""
    marks = made_up(result for one in shown for result in one.results if isinstance(result, Hit))

    def told(result: Any) -> Any:
        if isinstance(result, Hit) and (result.contract_slug, result.ref) in marks:
            return replace(result, illustrative=True)
        return result

    return [replace(one, results=[told(result) for result in one.results]) for one in shown]


@dataclass(frozen=True, slots=True)
class Told:
    """A territory in one line of context."""

    ref: str
    name: str
    level: str
    inside: str
    population: int | None
    contracts: int
    matched: str


def _told(result: Any) -> Any:
    """Put a territory in words; the rest is told by the templates."""
    if not isinstance(result, FoundTerritory):
        return result
    place, match = result.match.territory, result.match
    around = territory(place.department or "", "departement")
    return Told(
        ref=place.ref,
        name=place.name,
        level=level_label(place.level),
        inside=around.name if around and around != place else "",
        population=place.population,
        contracts=result.contracts,
        matched=match.matched if match.reason in {"former_name", "postal_code"} else "",
    )
