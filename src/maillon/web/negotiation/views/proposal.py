"""A proposal: what it would change, who replied what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.documents.contract.fragments import read
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.problem import InputError, Problem
from maillon.web.common.refusal import Refused, unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Contract
from maillon.web.negotiation.forms import ReplyForm
from maillon.web.negotiation.models import Proposal
from maillon.web.negotiation.queries import table as queries
from maillon.web.negotiation.services import table as services
from maillon.web.negotiation.views.shared import seat, shared
from maillon.web.negotiation.views.talk import talking


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Show what a proposal would change, who has replied what; reply it."""
    place, me = seat(request, slug)
    contract = place.contract
    form = ReplyForm(request.POST if request.POST.get("faire") == "repondre" else None)
    refusal = None
    problems: tuple[Problem, ...] = ()
    try:
        if request.method == "POST":
            refusal = _replied(request, contract, number, form)
            if refusal is None and (form.is_valid() or not form.is_bound):
                return redirect("negotiation-proposal", contract.slug, number)
        shown, subject = queries.one(contract, number, request.actor, me)
    except Proposal.DoesNotExist:
        raise Http404 from None
    except InputError as error:  # what it speaks of has left the text since
        problems = error.problems
        shown, subject = queries.one(contract, number, request.actor, me)
    given = {
        **shared(subject, me),
        **talking(request, subject, me, shown.proposal.path),
        "shown": shown,
        "proposal": shown.proposal,
        "changes": queries.changes(subject.document, shown.proposal) if shown.waiting else (),
        "fresh": shown.proposal.value is None or read(subject.document, shown.proposal.path) is None,
        "content": queries.content_of(subject.document, shown.proposal),
        "linked": [
            (one.number, queries.label_of(subject.document, one))
            for one in shown.proposal.together
            if one.pk != shown.proposal.pk
        ],
        "form": form,
        "refusal": refusal,
        "problems": problems,
        "mine": me is not None and shown.proposal.author_id == me.pk and bool(shown.waiting),
        "common": shown.proposal.audience == Audience.CONFERENCE and queries.accepted_by_all(shown),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "negotiation/proposal.html", given, status=409 if refusal or problems else status)


def _replied(request: SiteRequest, contract: Contract, number: int, form: ReplyForm) -> Any:
    """Do what a form of the page asks; return the decision that refuses, if one does."""
    try:
        match request.POST.get("faire"):
            case "repondre" if form.is_valid():
                verdict = Verdict(form.cleaned_data["verdict"])
                reason = form.cleaned_data["reason"]
                decision = services.reply(contract.pk, number, verdict, by=request.actor, reason=reason)
                messages.success(request, decision.because)
            case "retirer":
                messages.success(request, services.withdraw(contract.pk, number, by=request.actor).because)
            case "porter":
                services.bring_to_table(contract.pk, number, by=request.actor)
                messages.success(request, _("La position commune est sur la table, devant toutes les parties."))
            case asked if asked != "repondre":
                return unknown_act()
    except Refused as refused:
        return refused.decision
    return None
