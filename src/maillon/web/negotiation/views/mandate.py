"""The State's mandate: recorded by the prefect's services, read by the parties once opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.rules.decision import Decision
from maillon.web.accounts.authorise import authorise
from maillon.web.common.refusal import Refused, unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.forms import MandateForm
from maillon.web.negotiation.queries.mandate import facts_of, mandate_of
from maillon.web.negotiation.services import mandate as services
from maillon.web.negotiation.views.shared import seat, shared


@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the mandate, and to the prefect's services how to record it and open it."""
    subject, me = seat(request, slug)
    held = mandate_of(subject.contract, request.actor)
    if subject.contract.public and me is None and held is None:
        raise Http404
    typed = request.POST.get("faire") == "inscrire" or "act" in request.POST
    form = MandateForm(subject.document, held, request.POST if typed else None)
    refusal = None
    if request.method == "POST":
        refusal = _done(request, subject, form)
        if refusal is None and (form.is_valid() or not form.is_bound):
            return redirect("negotiation-mandate", slug)
    given = {
        **shared(subject, me),
        "mandate": held,
        "facts": facts_of(held, subject.document) if held else None,
        "decision": authorise(request.actor, "mandate.record", subject.governed),
        "form": form,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "negotiation/mandate.html", given, status=status)


def _done(request: SiteRequest, subject: Subject, form: MandateForm) -> Decision | None:
    """Do what a form of the page asks; return the decision that refuses, if one does."""
    try:
        match request.POST.get("faire"):
            case "inscrire":
                if not form.is_valid():
                    return None
                services.record_mandate(subject.contract.pk, form.mandate(), by=request.actor)
                messages.success(request, _("Le mandat est inscrit ; les autres parties ne le lisent pas encore."))
            case "ouvrir":
                decision = services.open_mandate(subject.contract.pk, by=request.actor)
                messages.success(request, decision.because)
            case _:
                return unknown_act()
    except Refused as refused:
        return refused.decision
    return None
