"""Perimeters that people drew: their list, the page of one, and what is taken away."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.analytics.territories.contours import perimeter_geojson
from maillon.web.accounts.authorise import authorise
from maillon.web.common.parts import Download, Source
from maillon.web.common.queries import visible_or_404
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, WRITERS, Column, Table
from maillon.web.territories.areas import communes_table, figures, groupings, perimeter_map, places, vintage_notes
from maillon.web.territories.forms import PerimetersFilterForm
from maillon.web.territories.models import Perimeter
from maillon.web.territories.queries import communes_in, listed, period, versions_of

PAGE, COMMUNES = 20, 60


@require_safe
def perimeters(request: SiteRequest) -> HttpResponse:
    """Show the perimeters: those that hold today, or every version."""
    form, rows = _asked(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "form": form,
        "page": page,
        "lead": ngettext("%(n)s périmètre", "%(n)s périmètres", count) % {"n": count},
        "query": request.GET.urlencode(),
        "exports": list(FORMATS),
        "decision": authorise(request.actor, "perimeter.create"),
    }
    return render(request, "territories/perimeters.html", context)


def _asked(request: SiteRequest) -> tuple[PerimetersFilterForm, QuerySet[Perimeter]]:
    form = PerimetersFilterForm(request.GET)
    form.is_valid()  # what makes no sense is left out
    given = form.cleaned_data
    on = None if given.get("quand") == "tous" else request.actor.on
    rows = listed(by=request.actor, words=given.get("q", ""), kind=given.get("nature", ""), on=on)
    return PerimetersFilterForm(initial=given), rows


@require_safe
def export(request: SiteRequest, form: str) -> HttpResponse:
    """Give the list of perimeters as a file."""
    columns = (
        Column("id", _("Identifiant"), 38),
        Column("name", _("Nom"), 50),
        Column("kind", _("Nature"), 36),
        Column("starts_on", _("À partir du"), 12),
        Column("ends_on", _("Jusqu’au"), 12),
        Column("holder", _("Tenu par"), 40),
        Column("population", _("Population municipale (habitants)"), 20),
        Column("source", _("Source"), 50),
        Column("illustrative", _("Illustratif"), 10),
    )
    rows = [
        (
            str(row.pk),
            row.name,
            str(row.get_kind_display()),
            row.starts_on,
            row.ends_on,
            row.holder.name if row.holder else None,
            row.population,
            row.source,
            _("oui") if row.illustrative else _("non"),
        )
        for row in _asked(request)[1]
    ]
    notes = {_("Établi le"): date_format(timezone.localdate(), "j F Y"), **vintage_notes()}
    return file(form, "perimetres", Table(_("Périmètres"), columns, rows, notes))


def file(form: str, name: str, table: Table) -> HttpResponse:
    """Return a table as a file of one of the known formats.

    Raises:
        Http404: the format is not known.
    """
    if form not in WRITERS:
        raise Http404
    response = HttpResponse(WRITERS[form](table), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@require_safe
def perimeter(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Show one version of a perimeter: what it is made of, where, since when, and its other versions."""
    drawn = _found(request, pk)
    inside = communes_in(drawn)
    contour = reverse("perimeter-geojson", args=[pk])
    versions = versions_of(drawn)
    context = {
        "perimeter": drawn,
        "figures": figures(inside),
        "map": perimeter_map(inside, title=drawn.name, geojson=""),
        "contour": contour,
        "groupings": groupings(inside.communes),
        "page": Paginator(places(inside.communes), COMMUNES).get_page(request.GET.get("page")),
        "versions": versions if len(versions) > 1 else [],
        "newest": versions[0],
        "files": [
            Download(_("Liste des communes"), reverse("perimeter-communes", args=[pk, form]), form.upper())
            for form in FORMATS
        ]
        + [Download(_("Contour"), contour, "GeoJSON")],
        "decision": authorise(request.actor, "perimeter.change", drawn),
        "source": Source(drawn.source, illustrative=drawn.illustrative),
    }
    return render(request, "territories/perimeter.html", context)


def _found(request: SiteRequest, pk: UUID) -> Perimeter:
    rows = Perimeter.objects.select_related("holder", "follows")
    return visible_or_404(rows, request.actor, pk=pk)


@require_safe
def communes(request: SiteRequest, pk: UUID, form: str) -> HttpResponse:
    """Give the communes of a perimeter as a file."""
    drawn = _found(request, pk)
    notes = {_("Périmètre"): drawn.name, _("Validité"): period(drawn)}
    if drawn.source:
        notes[_("Source")] = drawn.source
    return file(form, "communes", communes_table(drawn.name, communes_in(drawn).communes, notes))


@require_safe
def outline(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Give the contour of a perimeter as GeoJSON."""
    drawn = _found(request, pk)
    shape = perimeter_geojson(communes_in(drawn).communes, drawn.name)
    return JsonResponse(shape, content_type="application/geo+json")
