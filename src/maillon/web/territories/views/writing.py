"""Describe a perimeter, or give it other members from a day on; all is seen before it is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import territory
from maillon.rules.decision import Decision
from maillon.rules.governance.policy import WORKERS
from maillon.rules.problem import Problem
from maillon.web.accounts.authorise import authorise, require
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.territories.areas import figures, names, perimeter_map
from maillon.web.territories.forms import FollowForm, PerimeterForm
from maillon.web.territories.models import Perimeter
from maillon.web.territories.queries import communes_in, compacted
from maillon.web.territories.services import declare_perimeter, follow_perimeter
from maillon.web.territories.views.members import Members, gathered, started

_DO, _SAVE = "faire", "enregistrer"


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SiteRequest) -> HttpResponse:
    """Describe a new perimeter; `dans` gives members to start from."""
    decision = authorise(request.actor, "perimeter.create")
    saving = request.method == "POST" and request.POST.get(_DO) == _SAVE
    mine = sorted(request.actor.institutions_as(*WORKERS), key=str)
    if request.method != "POST" or not decision.allowed:
        if request.method == "POST":
            raise Refused(decision)
        start = [code for code in request.GET.get("dans", "").split(",") if territory(code)]
        return _page(request, PerimeterForm(institutions=mine), started(start), decision)
    members = gathered(request.POST, request.FILES)
    form = PerimeterForm(request.POST if saving else None, institutions=mine, initial=request.POST.dict())
    if saving and form.is_valid() and members.settled:
        given = form.cleaned_data
        perimeter = declare_perimeter(codes=list(members.chosen), by=request.actor, **given)
        messages.success(request, _("Périmètre enregistré."))
        return redirect("perimeter", perimeter.pk)
    return _page(request, form, _told(members, saving=saving), decision)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Change the members of a perimeter from a day on."""
    held = visible_or_404(Perimeter.objects.all(), request.actor, pk=pk)
    decision = authorise(request.actor, "perimeter.change", held)
    before = communes_in(held)
    if request.method != "POST":
        members = started(compacted(before.communes)) if decision.allowed else started()
        return _page(request, FollowForm(perimeter=held), members, decision, held=held, before=before)
    require(request.actor, "perimeter.change", held)
    saving = request.POST.get(_DO) == _SAVE
    members = gathered(request.POST, request.FILES)
    form = FollowForm(request.POST if saving else None, perimeter=held, initial=request.POST.dict())
    refusal = None
    if saving and form.is_valid() and members.settled:
        given = form.cleaned_data
        try:
            version = follow_perimeter(
                held.pk,
                list(members.chosen),
                by=request.actor,
                on=given["starts_on"],
                source=given["source"],
                ends_on=given["ends_on"],
            )
        except Refused as error:
            refusal = error.decision
        else:
            messages.success(request, _("Nouvelle version enregistrée ; l’ancienne reste lisible."))
            return redirect("perimeter", version.pk)
    told = _told(members, saving=saving)
    return _page(request, form, told, decision, held=held, before=before, refusal=refusal)


def _told(members: Members, *, saving: bool) -> Members:
    """Say what stops a perimeter from being kept, when it was to be: no member yet, or a search without an answer."""
    if saving and members.found:
        searched = members.form.initial["cherche"]
        what = _("« {text} » n’est pas encore ajouté : plusieurs territoires y répondent").format(text=searched[:80])
        members.problems = (Problem(what, remedy=_("Choisir l’un d’eux, ou effacer la recherche")),)
    if saving and not members.chosen and not members.problems:
        what = _("ce périmètre ne compte encore aucune commune")
        members.problems = (Problem(what, remedy=_("Ajouter un territoire, ou coller une liste de codes")),)
    return members


def _page(
    request: SiteRequest,
    form: PerimeterForm | FollowForm,
    members: Members,
    decision: Decision,
    *,
    held: Perimeter | None = None,
    before: Communes | None = None,
    refusal: Decision | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "members": members,
        "decision": decision,
        "held": held,
        "refusal": refusal,
        "preview": _preview(members, before) if members.chosen else None,
    }
    wrong = refusal is not None or bool(members.problems) or bool(form.errors)
    return render(request, "territories/perimeter_write.html", context, status=422 if wrong else 200)


def _preview(members: Members, before: Communes | None) -> dict[str, Any]:
    """Return what the perimeter would be, and what changes in it."""
    communes = members.communes
    changes = []
    if before is not None:
        for label, changed in (
            (_("Communes qui entrent"), communes - before),
            (_("Communes qui sortent"), before - communes),
        ):
            changes.append((label, len(changed.communes), names(changed.communes)))
    return {
        "figures": figures(communes),
        "map": perimeter_map(communes, title=_("Aperçu du périmètre")),
        "changes": changes,
    }
