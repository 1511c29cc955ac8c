"""Weighting sessions: their list, what opens one, the page of one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.analytics.solidarity import default_index
from maillon.rules.decision import Decision
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.weighting import SessionState
from maillon.rules.wording import _ as worded
from maillon.web.accounts.authorise import authorise, authorise_each
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, WRITERS, Cell, Column, Table
from maillon.web.solidarity.forms.weightings import SessionForm, WeightsForm
from maillon.web.solidarity.models import RecordedWeighting, WeightingSession
from maillon.web.solidarity.queries.choice import usual_weights
from maillon.web.solidarity.queries.weightings import answers, closing_of, compared, listed, recorded, state_of
from maillon.web.solidarity.services import weightings as services
from maillon.web.solidarity.views.shell import frame


@require_safe
def sessions(request: SiteRequest) -> HttpResponse:
    """Show the sessions, the newest first."""
    rows = [(one, state_of(one, request.actor)) for one in listed(request.actor)[:200]]
    opened = [one for one, state in rows if state is SessionState.OPEN]
    decision = authorise(request.actor, "weighting.open")
    context = {**frame("weightings"), "rows": rows, "opened": opened, "decision": decision}
    return render(request, "solidarity/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SiteRequest) -> HttpResponse:
    """Open a session."""
    decision = authorise(request.actor, "weighting.open")
    start = {"opens_on": request.actor.on, "level": "epci"}
    form = SessionForm(request.POST or None, by=request.actor, initial=start)
    refusal: Decision | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opened = services.open_session(by=request.actor, **given)
            messages.success(request, _("La séance est ouverte."))
            return redirect("weighting", opened.pk)
        except Refused as refused:
            refusal = refused.decision
    status = 409 if refusal else 422 if request.method == "POST" else 200
    context = {**frame("weightings"), "form": form, "decision": decision, "refusal": refusal}
    return render(request, "solidarity/session_open.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Show a session: one's own weights until it ends, everybody's afterwards; record, close."""
    found = _found(request, pk)
    rows = recorded(found, request.actor)
    own = _own(request, rows)
    form = WeightsForm(request.POST or None, weights=own.weights if own else dict(usual_weights()))
    refusal: Decision | None = None
    if request.method == "POST":
        closing = request.POST.get("faire") == "clore"
        if closing or form.is_valid():
            try:
                decision = _act(request, found, form, closing=closing)
                messages.success(request, decision.because)
                return redirect("weighting", pk)
            except Refused as refused:
                refusal = refused.decision
                if closing:
                    form = WeightsForm(weights=own.weights if own else dict(usual_weights()))
    status = 409 if refusal else 422 if request.method == "POST" else 200
    context = _given(request, found, rows) | {"form": form, "own": own, "refusal": refusal}
    return render(request, "solidarity/session.html", context, status=status)


def _act(request: SiteRequest, found: WeightingSession, form: WeightsForm, *, closing: bool) -> Decision:
    if closing:
        return services.close_session(found.pk, by=request.actor)
    reason = form.cleaned_data["reason"]
    return services.record_weights(found.pk, form.weights(), by=request.actor, reason=reason)


def _given(request: SiteRequest, found: WeightingSession, rows: dict[UUID, RecordedWeighting]) -> dict[str, Any]:
    state = state_of(found, request.actor)
    over = state is SessionState.CLOSED
    may = authorise_each(request.actor, ("weighting.record", "weighting.close", "indicator.publish"), found)
    told = answers(found)
    return {
        **frame("weightings"),
        "session": found,
        "state": str(state),
        "closing": closing_of(found),
        "answers": told,
        "answered": sum(one.done for one in told),
        "dimensions": [worded(one.name) for one in default_index().dimensions],
        "comparison": compared(found, rows) if over else None,
        "may_record": may["weighting.record"].allowed and state is SessionState.OPEN,
        "may_close": may["weighting.close"].allowed and not over,
        "may_publish": may["indicator.publish"].allowed,
        "exports": list(FORMATS),
        "decision": may["weighting.record"],
    }


def _found(request: SiteRequest, pk: UUID) -> WeightingSession:
    return visible_or_404(WeightingSession.objects.select_related("holder", "closing"), request.actor, pk=pk)


def _own(request: SiteRequest, rows: dict[UUID, RecordedWeighting]) -> RecordedWeighting | None:
    mine = request.actor.institutions_as(*AT_THE_TABLE)
    return next((row for institution, row in rows.items() if institution in mine), None)


@require_safe
def export(request: SiteRequest, pk: UUID, form: str) -> HttpResponse:
    """Give the weights that parties recorded, once the session has ended."""
    found = _found(request, pk)
    rows = recorded(found, request.actor)
    if form not in WRITERS or state_of(found, request.actor) is not SessionState.CLOSED:
        raise Http404
    dimensions = default_index().dimensions
    columns = [
        Column("institution", _("Institution"), 40),
        Column("role", _("Rôle"), 20),
        Column("on", _("Inscrits le"), 12),
        *(Column(one.code, worded(one.name), 16) for one in dimensions),
        Column("reason", _("Motif"), 60),
    ]
    cells: list[tuple[Cell, ...]] = [
        (
            row.institution.name,
            row.role,
            row.at.date(),
            *(Decimal(row.weights[one.code]) for one in dimensions),
            row.reason,
        )
        for row in rows.values()
    ]
    notes = {_("Séance"): found.title, _("Tenue par"): found.holder.name, _("Unité"): _("Points de 0 à 100")}
    response = HttpResponse(WRITERS[form](Table(found.title, columns, cells, notes)), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="ponderations.{form}"'
    return response
