"""Saved simulations: their list, what keeps one, the page of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.rules.decision import Decision
from maillon.rules.problem import InputError
from maillon.web.accounts.authorise import authorise, authorise_each
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.solidarity.forms.simulator import scenario_forms
from maillon.web.solidarity.forms.simulator_saved import AdoptForm, SaveForm, ShareForm
from maillon.web.solidarity.models import SavedScenario, ScenarioShare
from maillon.web.solidarity.queries.simulator_rows import amounts_of
from maillon.web.solidarity.queries.simulator_shared import to_read
from maillon.web.solidarity.queries.simulator_weights import weights_of
from maillon.web.solidarity.services.simulator import adopt_scenario, put_aside, save_scenario, share_scenario
from maillon.web.solidarity.views.shell import frame
from maillon.web.solidarity.views.simulator import Asked, read, sentence, shapes


@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: SiteRequest) -> HttpResponse:
    """Show the simulations that one may read; keep the one that the address asks."""
    decision = authorise(request.actor, "scenario.save")
    query = request.META.get("QUERY_STRING", "")
    form = SaveForm(request.POST or None, initial={"query": query})
    refusal: Decision | None = None
    asked: Asked | None = None
    if decision.allowed and (query or request.method == "POST"):
        asked = read(QueryDict(request.POST.get("query", query)), request.actor)
    if request.method == "POST" and asked is not None and form.is_valid():
        try:
            kept = _keep(request, form.cleaned_data["title"], asked)
            messages.success(request, _("La simulation est gardée ; votre institution seule la lit."))
            return redirect("scenario", kept.pk)
        except Refused as refused:
            refusal = refused.decision
    rows = SavedScenario.objects.visible_to(request.actor).select_related("institution", "contract")[:200]
    given = {"rows": rows, "decision": decision, "refusal": refusal, "form": form, "asked": asked}
    given["says"] = sentence(asked) if asked else ""
    status = 409 if refusal else 422 if request.method == "POST" else 200
    return render(request, "solidarity/simulator_saved.html", {**frame("simulator"), **given}, status=status)


def _keep(request: SiteRequest, title: str, asked: Asked) -> SavedScenario:
    return save_scenario(
        title,
        by=request.actor,
        query=asked.query,
        says=sentence(asked),
        result={one.letter: amounts_of(one) for one in asked.scenarios},
        contract=asked.contract,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scenario(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Show a saved simulation to those who may read it; share it, take a scenario up."""
    rows = SavedScenario.objects.select_related("institution", "contract")
    found = visible_or_404(rows, request.actor, pk=pk)
    act = request.POST.get("faire", "")
    if act == "lue":
        return _aside(request, found)
    share = ShareForm(request.POST if act == "partager" else None, saved=found)
    said = dict(shapes(scenario_forms(QueryDict(found.query).dict(), "")))
    adopt = AdoptForm(request.POST if act == "reprendre" else None, saved=found, said=said)
    refusal: Decision | None = None
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and (share.is_valid() or adopt.is_valid()):
        try:
            decision = _act(request, found, share, adopt)
            messages.success(request, decision.because)
            return redirect("scenario", pk)
        except Refused as refused:
            refusal = refused.decision
        except InputError as error:
            problems = error.problems
    may = authorise_each(request.actor, ("scenario.share", "scenario.adopt"), found)
    draft = authorise(request.actor, "draft.write", found.contract) if found.contract else None
    context = {
        **frame("simulator"),
        "saved": found,
        "shapes": said.items(),
        "weighed": weights_of(QueryDict(found.query).get("poids", ""), request.actor),
        "readers": [one.institution for one in found.shares.select_related("institution")],
        "share": share,
        "adopt": adopt,
        "may_share": may["scenario.share"].allowed and found.contract is not None,
        "may_adopt": may["scenario.adopt"].allowed and draft is not None and draft.allowed,
        "draft": draft,
        "awaits": to_read(request.actor).filter(scenario=found).exists(),
        "refusal": refusal,
        "problems": problems,
    }
    status = 409 if refusal or problems else 422 if request.method == "POST" else 200
    return render(request, "solidarity/simulator_scenario.html", context, status=status)


def _aside(request: SiteRequest, found: SavedScenario) -> HttpResponse:
    """Take a simulation off what awaits the reader."""
    try:
        put_aside(found.pk, by=request.actor)
    except ScenarioShare.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Cette simulation n’est plus dans « Mon espace » ; elle reste dans les simulations."))
    return redirect("mine")


def _act(request: SiteRequest, found: SavedScenario, share: ShareForm, adopt: AdoptForm) -> Decision:
    if share.is_bound:
        return share_scenario(found.pk, list(share.cleaned_data["institutions"]), by=request.actor)
    letter = adopt.cleaned_data["letter"]
    asked = read(QueryDict(found.query), request.actor)
    scenarios = {one.letter: one.written for one in asked.scenarios}
    return adopt_scenario(found.pk, letter, scenarios.get(letter), by=request.actor, weights=asked.weighed.name)
