"""The thematic menu: who chose what, one's own choice, and the State's decision when no agreement came."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.rules.contracts.menu import MenuState
from maillon.rules.decision import Decision
from maillon.rules.phrases import percent
from maillon.web.accounts.authorise import authorise
from maillon.web.common.refusal import Refused, unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.forms import DecideForm
from maillon.web.negotiation.queries.menu import notice_of, told
from maillon.web.negotiation.services import menu as services
from maillon.web.negotiation.views.shared import seat, shared


@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the themes on the menu and what each side chose of them; choose, or decide."""
    subject, me = seat(request, slug)
    refusal = None
    act = request.POST.get("faire", "")
    form = DecideForm(request.POST if act == "decider" or "motive" in request.POST else None)
    if request.method == "POST":
        refusal = _done(request, subject.contract, form)
        if refusal is None and (form.is_valid() or not form.is_bound):
            return redirect("negotiation-themes", slug)
    private = _("Les collectivités n’ont pas encore de choix commun.")
    menu = told(subject, request.actor, me, private)
    if subject.contract.public and menu.decision is None:
        raise Http404
    ticked = frozenset(request.POST.getlist("theme"))
    open_now = menu.menu.state is MenuState.OPEN
    given = {
        **shared(subject, me),
        "menu": menu,
        "notice": notice_of(subject.contract, request.actor) if menu.decision else None,
        "share": percent(menu.menu.share),
        "least": percent(menu.terms.least),
        "choosing": open_now and me is not None and authorise(request.actor, "theme.choose", subject.governed).allowed,
        "deciding": open_now and menu.late and authorise(request.actor, "theme.decide", subject.governed).allowed,
        "ticked": ticked if ticked and act != "decider" else {row.theme for row in menu.rows if row.mine},
        "decided": ticked if ticked and act != "choisir" else {row.theme for row in menu.rows},
        "form": form,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "negotiation/themes.html", given, status=status)


def _done(request: SiteRequest, contract: Contract, form: DecideForm) -> Decision | None:
    """Do what a form of the page asks; return the decision that refuses, if one does."""
    asked = request.POST.getlist("theme")
    try:
        match request.POST.get("faire"):
            case "choisir":
                messages.success(request, services.choose(contract.pk, asked, by=request.actor).because)
            case "decider":
                if not form.is_valid():
                    return None
                given = form.cleaned_data
                reference, motive = given["reference"], given["motive"]
                done = services.decide(contract.pk, asked, reference=reference, motive=motive, by=request.actor)
                messages.success(request, done.because)
            case _:
                return unknown_act()
    except Refused as refused:
        return refused.decision
    return None
