"""Published versions of the indicator: their list, the page of one, its file, and what publishes one."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.analytics.solidarity import Level, default_index
from maillon.analytics.territories import within
from maillon.rules.decision import Decision
from maillon.rules.wording import _ as worded
from maillon.web.accounts.authorise import authorise
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, WRITERS, Table
from maillon.web.solidarity.forms.choice import choice_form
from maillon.web.solidarity.forms.weightings import PublishForm
from maillon.web.solidarity.models import IndicatorVersion
from maillon.web.solidarity.queries.export import cells, columns, notes
from maillon.web.solidarity.queries.frozen import frame_of, written
from maillon.web.solidarity.queries.reading import Lines, counts, named_like
from maillon.web.solidarity.services.versions import publish_version
from maillon.web.solidarity.views.shell import frame

PAGE, LONGEST = 25, 100


@require_safe
def versions(request: SiteRequest) -> HttpResponse:
    """Show the published versions, the newest first."""
    rows = IndicatorVersion.objects.visible_to(request.actor).select_related("institution").defer("table")
    decision = authorise(request.actor, "indicator.publish")
    context = {**frame("solidarity-versions"), "rows": list(rows[:200]), "decision": decision}
    return render(request, "solidarity/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: SiteRequest) -> HttpResponse:
    """Freeze the choice of the address and publish it."""
    _form, choice = choice_form(request.GET)
    decision = authorise(request.actor, "indicator.publish")
    form = PublishForm(request.POST or None, by=request.actor, initial={"session": request.GET.get("seance")})
    refusal: Decision | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_version(choice, by=request.actor, **form.cleaned_data)
            messages.success(request, _("La version est publiée : elle ne changera plus."))
            return redirect("solidarity-version", made.number)
        except Refused as refused:
            refusal = refused.decision
    names = {one.code: worded(one.name) for one in default_index().dimensions}
    context = {
        **frame("solidarity-versions"),
        "form": form,
        "choice": choice,
        "shares": [(names[code], share) for code, share in choice.shares.items()],
        "decision": decision,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if request.method == "POST" else 200
    return render(request, "solidarity/publish.html", context, status=status)


@require_safe
def version(request: SiteRequest, number: int) -> HttpResponse:
    """Show a published version: what it says, what made it, its result and its digest."""
    found = _found(request, number)
    rows = frame_of(found).sort("rank", "code", nulls_last=True)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    level = cast("Level", found.level)
    department = request.GET.get("departement", "")
    chosen = rows.filter(rows["code"].is_in(within(department, level))) if department else rows
    page: Page[Any] = Paginator(cast("Any", Lines(named_like(chosen, words), level)), PAGE).get_page(
        request.GET.get("page")
    )
    told: dict[str, Any] = found.manifest
    context = {
        **frame("solidarity-versions"),
        "published": found,
        "classes": counts(rows),
        "page": page,
        "lines": list(page.object_list),
        "query": words,
        "manifest": notes(told),
        "again": _again(told),
        "exports": list(FORMATS),
        "scored": rows["score"].drop_nulls().len(),
    }
    return render(request, "solidarity/version.html", context)


def _again(told: dict[str, Any]) -> str:
    """Return what follows « ? » to have the same choice on the page of the indicator."""
    asked = [("niveau", told["level"]), *((f"p-{code}", value) for code, value in told["weights"].items())]
    return urlencode([*asked, ("bornes", " ".join(map(str, told["bounds"])))])


def _found(request: SiteRequest, number: int) -> IndicatorVersion:
    rows = IndicatorVersion.objects.select_related("institution", "session")
    return visible_or_404(rows, request.actor, number=number)


@require_safe
def file(request: SiteRequest, number: int, form: str) -> HttpResponse:
    """Give the result of a version: `sceau.csv` byte for byte as sealed, or a table for people."""
    found = _found(request, number)
    if form == "sceau.csv":
        response = HttpResponse(written(found), content_type="text/csv; charset=utf-8")
    elif form in WRITERS:
        told = {**notes(found.manifest), _("Empreinte SHA-256 du résultat"): found.sha256}
        table = Table(found.title, columns(), cells(frame_of(found)), told)
        response = HttpResponse(WRITERS[form](table), content_type=FORMATS[form])
    else:
        raise Http404
    name = f"indicateur-de-solidarite-version-{number}.{form.rpartition('.')[2]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
