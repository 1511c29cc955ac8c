"""The register of delegations of signature: who may sign for whom, since when, by which act."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.rules.decision import Decision
from maillon.rules.governance.policy import WORKERS
from maillon.web.accounts.authorise import authorise
from maillon.web.adoption.forms import DelegationForm, RevocationForm
from maillon.web.adoption.models import Delegation
from maillon.web.adoption.services.resolutions import record_delegation, revoke
from maillon.web.adoption.views.shared import done
from maillon.web.common.request import SiteRequest

PAGE = "adoption/delegations.html"


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: SiteRequest) -> HttpResponse:
    """Show the register; enter a delegation, or end one."""
    mine = request.actor.institutions_as(*WORKERS)
    ending = request.POST.get("faire") == "finir"
    form = DelegationForm(mine, None if ending else request.POST or None)
    end = RevocationForm(request.POST if ending else None)
    rows = Delegation.objects.visible_to(request.actor).select_related("institution", "end", "contract")
    given = {
        "rows": rows,
        "mine": mine,
        "form": form,
        "end": end,
        "decision": authorise(request.actor, "delegation.record"),
    }
    asked = end if ending else form
    if request.method != "POST" or not asked.is_valid():
        return render(request, PAGE, given, status=422 if asked.is_bound else 200)
    told = dict(asked.cleaned_data)
    if ending:
        act = partial(revoke, told.pop("delegation"), by=request.actor, **told)
        try:
            return done(request, act, PAGE, given, reverse("delegations"))
        except Delegation.DoesNotExist:
            raise Http404 from None

    def record() -> Decision:
        record_delegation(told.pop("institution").pk, by=request.actor, **told)
        return Decision(allowed=True, because=_("La délégation est inscrite au registre."), rule="adoption.delegate")

    return done(request, record, PAGE, given, reverse("delegations"))
