"""The indicator for everybody: weights in the address, ranks with their uncertainty, the map, files to take away."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qsl

import polars as pl
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from maillon import __version__
from maillon.analytics.solidarity import balance, default_index
from maillon.analytics.territories import level_label, provenance, territory
from maillon.web.accounts.authorise import authorise
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, WRITERS
from maillon.web.common.templatetags.figures import number
from maillon.web.solidarity.forms.choice import PREFIX, ChoiceForm, choice_form
from maillon.web.solidarity.levels import EPCI
from maillon.web.solidarity.queries import raster
from maillon.web.solidarity.queries.absent import elsewhere, unknown
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.choropleth import WIDTH, Extent, painted, shapes, sheet
from maillon.web.solidarity.queries.export import table_of
from maillon.web.solidarity.queries.pointing import pointed
from maillon.web.solidarity.queries.reading import Lines, classes_of, counts, made, named_like, shown
from maillon.web.solidarity.views.shell import frame

PAGE, LONGEST = 25, 100


@require_safe
def indicator(request: SiteRequest) -> HttpResponse:
    """Show the indicator under the weights of the address."""
    form, choice = choice_form(request.GET)
    rows = shown(choice)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    page: Page[Any] = Paginator(cast("Any", Lines(named_like(rows, words), choice.level)), PAGE).get_page(
        request.GET.get("page")
    )
    definition = default_index()
    context = {
        **frame("solidarity"),
        **_results(rows, choice),
        "whole": not request.htmx,  # a script takes the answer and the table, not what explains them
        "form": form,
        "faults": [(_label(form, name), said) for name, said in form.errors.items()],
        "weight_fields": [form[name] for name in form.fields if name.startswith(PREFIX)],
        "choice": choice,
        "query": words,
        "kept": parse_qsl(choice.query),
        "page": page,
        "lines": list(page.object_list),
        "elsewhere": [
            (one, level_label(one.level)) for one in elsewhere(words, but=choice.level if page.paginator.count else "")
        ],
        "caption": _caption(choice),
        "exports": list(FORMATS),
        "may_publish": authorise(request.actor, "indicator.publish").allowed,
        "index": definition,
        "parts": [(one, definition.inside(one.code)) for one in definition.dimensions],
        "replicates": made(choice).replicates,
    }
    return render(request, "solidarity/indicator.html", context)


def _label(form: ChoiceForm, name: str) -> str:
    return str(form.fields[name].label) if name in form.fields else _("Poids")


def _results(rows: pl.DataFrame, choice: Choice) -> dict[str, Any]:
    classes = counts(rows)
    names = {one.code: one.name for one in default_index().dimensions}
    says = sentence(rows, choice)
    extent = Extent(choice.level, choice.department)
    many, where = unknown(rows, choice.level)
    return {
        "says": says,
        "classes": classes,
        "shares": [(names[code], share) for code, share in choice.shares.items()],
        "unknown": many,
        "unknown_where": where,
        "balance": balance(made(choice)).to_dicts(),
        "map": _map(extent, choice, says),
    }


def _map(extent: Extent, choice: Choice, says: str) -> dict[str, Any]:
    """Return what a map needs: an image for France, shapes that are links for a département."""
    if not extent.drawable:
        width, height = raster.size()
        return {"address": "solidarity-communes", "width": width, "height": height, "alt": says, "every": True}
    image = {"address": "solidarity-map", "width": WIDTH, "alt": says}
    if not extent.department:
        return image
    return image | {"height": sheet(extent).height, "shapes": shapes(extent, classes_of(choice))}


def sentence(rows: pl.DataFrame, choice: Choice) -> str:
    """Say in one sentence what the indicator answers."""
    classed = rows.drop_nulls("class")
    first, total = classed.filter(pl.col("class") == "A").height, classed.height
    sure = classed.filter(pl.col("settled")).height
    where = _where(choice.department)
    if choice.level == EPCI:
        said = ngettext(
            "%(where)s, %(n)s des %(total)s intercommunalités est en classe A, celle des plus grands besoins ;"
            " la classe de %(sure)s est acquise, les autres se jouent au choix des poids.",
            "%(where)s, %(n)s des %(total)s intercommunalités sont en classe A, celle des plus grands besoins ;"
            " la classe de %(sure)s est acquise, les autres se jouent au choix des poids.",
            first,
        )
    else:
        said = ngettext(
            "%(where)s, %(n)s des %(total)s communes est en classe A, celle des plus grands besoins ;"
            " la classe de %(sure)s est acquise, les autres se jouent au choix des poids.",
            "%(where)s, %(n)s des %(total)s communes sont en classe A, celle des plus grands besoins ;"
            " la classe de %(sure)s est acquise, les autres se jouent au choix des poids.",
            first,
        )
    return said % {"where": where, "n": number(first), "total": number(total), "sure": number(sure)}


def _where(department: str) -> str:
    place = territory(department, "departement") if department else None
    return _("Dans le département « {name} »").format(name=place.name) if place else _("En France")


def _caption(choice: Choice) -> str:
    what = _("Intercommunalités") if choice.level == EPCI else _("Communes")
    return _("{what}, du besoin le plus grand au plus modéré").format(what=what)


@require_safe
@cache_control(public=True, max_age=3600)
def chart(request: SiteRequest) -> HttpResponse:
    """Give the map of classes as an SVG document."""
    _form, choice = choice_form(request.GET)
    extent = Extent(choice.level, choice.department)
    if not extent.drawable:
        raise Http404
    drawn = painted(extent, classes_of(choice), sentence(shown(choice), choice))
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


@require_safe
def pointed_at(request: SiteRequest) -> HttpResponse:
    """Lead from a point of the map of France to the sheet of the territory under it; over the sea, stay there."""
    _form, choice = choice_form(request.GET)
    try:
        x, y = (float(request.GET.get(name, "")) for name in ("x", "y"))
    except ValueError:
        raise Http404 from None
    place = pointed(Extent(choice.level, choice.department), x, y)
    if place is None:
        return HttpResponse(status=204)
    return redirect(f"{reverse('solidarity-place', args=[place.ref])}?{choice.query}")


def _stamp(request: SiteRequest) -> str:
    """Return what the picture of communes depends on: the choice, and what the indicator is made of."""
    _form, choice = choice_form(request.GET)
    known = f"{choice.made.query} {provenance().version} {default_index().version} {__version__}"
    return f'"{hashlib.sha256(known.encode()).hexdigest()[:32]}"'


@require_safe
@cache_control(public=True, max_age=3600)
@etag(_stamp)
def picture_of_communes(request: SiteRequest) -> HttpResponse:
    """Give the map of the classes of all communes of France as a PNG picture."""
    _form, choice = choice_form(request.GET)
    return HttpResponse(raster.picture(classes_of(replace(choice, level="commune"))), content_type="image/png")


@require_safe
def export(request: SiteRequest, form: str) -> HttpResponse:
    """Give the rows of the extent as a file, with what made them."""
    if form not in WRITERS:
        raise Http404
    _form, choice = choice_form(request.GET)
    response = HttpResponse(WRITERS[form](table_of(shown(choice), choice)), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="indicateur-de-solidarite.{form}"'
    return response
