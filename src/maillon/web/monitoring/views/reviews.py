"""Reviews: the schedule, one review with its file, the file itself."""

import datetime as dt
import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.documents.exports.review import review_pdf
from maillon.rules.contracts.commitments import Standing, standing_name
from maillon.rules.contracts.progress import Progress, progress_name
from maillon.rules.contracts.reviews import AHEAD, Asked, Conclusion, Ground, Urgency, lacking
from maillon.rules.decision import Decision
from maillon.web.accounts.authorise import authorise
from maillon.web.common.parts import Figure
from maillon.web.common.refusal import Refused, unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import day_words, euros, number
from maillon.web.contracts.describe import Fact
from maillon.web.contracts.models import Contract
from maillon.web.contracts.views.shell import document_of, reader
from maillon.web.monitoring.facts import parties_of, review_facts, signatories_left
from maillon.web.monitoring.forms import ConclusionForm, OpenReviewForm, VoteForm
from maillon.web.monitoring.models import Review, ReviewProposal
from maillon.web.monitoring.queries.commitments import TONES as STANDING_TONES
from maillon.web.monitoring.queries.reviews import clause_of, owed, reviews
from maillon.web.monitoring.services import reviews as services
from maillon.web.monitoring.services.acting import seated
from maillon.web.monitoring.views.shell import followed, frame

PROGRESS_TONES = {Progress.DONE: "good", Progress.LATE: "warning", Progress.DROPPED: "bad", Progress.UNDER_WAY: "info"}


@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the reviews that the clause owes and those that were held; open one."""
    contract = followed(request, slug)
    written, clause = clause_of(contract)
    due = owed(contract, clause, on=request.actor.on)
    limit = request.actor.on + dt.timedelta(days=AHEAD)
    near = [one.meeting.on for one in due if one.urgency is not Urgency.HELD and one.meeting.on <= limit]
    offered = [(on.isoformat(), day_words(on)) for on in near]
    form = OpenReviewForm(offered, clause.force_majeure if clause else (), request.POST or None)
    refusal: Decision | None = None
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_review(contract.pk, _asked(form.cleaned_data), by=request.actor)
            messages.success(request, _("La revoyure est ouverte ; son dossier est arrêté à ce jour."))
            return redirect("monitoring-review", slug, opened.number)
        except Refused as refused:
            refusal = refused.decision
    words = reader(document_of(contract))
    held = list(reviews(contract, request.actor))
    given = {
        **frame(contract, "monitoring-reviews"),
        "clause": written,
        "facts": _clause_facts(words.facts(written)) if written else [],
        "cited": words.cited(written.sources) if written else [],
        "owed": due,
        "undated": not due,
        "reviews": held,
        "decision": authorise(request.actor, "review.open", contract),
        "may_open": _may(request, contract, "review.open") and not any(_open(one) for one in held),
        "form": form,
        "refusal": refusal,
        "problems": (),
    }
    faulty = request.method == "POST" and refusal is None
    return render(request, "monitoring/reviews.html", given, status=409 if refusal else 422 if faulty else 200)


def _clause_facts(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.value]


def _asked(given: dict[str, Any]) -> Asked:
    due = given.get("due")
    return Asked(
        Ground(given["ground"]), dt.date.fromisoformat(due) if due else None, given.get("case") or "", given["reason"]
    )


def _open(review: Review) -> bool:
    return getattr(review, "conclusion", None) is None


def _may(request: SiteRequest, contract: Contract, action: str) -> bool:
    """Tell whether to show a form: the policy allows, and the reader sits for a signatory."""
    parties = parties_of(contract)
    signing = {one.pk for one in parties.signatories}
    sits = any(one.pk in signing for one in seated(parties, request.actor))
    return sits and authorise(request.actor, action, contract).allowed


def _one(request: SiteRequest, contract: Contract, number_: int) -> Review:
    found = reviews(contract, request.actor).defer(None).filter(number=number_).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Show the file of a review, what is proposed and who agrees; propose, agree, refuse."""
    contract = followed(request, slug)
    found = _one(request, contract, number)
    doing = request.POST.get("faire", "")
    propose = ConclusionForm(request.POST if doing == "proposer" else None)
    vote = VoteForm(request.POST if doing == "repondre" else None)
    refusal: Decision | None = None
    try:
        if request.method == "POST" and _done(request, contract, found, propose, vote):
            return redirect("monitoring-review", slug, number)
    except Refused as refused:
        refusal = refused.decision
    except ReviewProposal.DoesNotExist:
        raise Http404 from None
    told = json.loads(found.file)
    left = signatories_left(contract, parties_of(contract), request.actor.on)
    facts = review_facts(found, left)
    mine = {str(one) for one in request.actor.institutions} & facts.required.keys()
    waits = facts.proposed is not None and not facts.refused and facts.concluded is None
    allowed = bool(mine) and authorise(request.actor, "review.conclude", contract).allowed
    given = {
        **frame(contract, "monitoring-reviews"),
        "review": found,
        "told": told,
        "figures": _figures(told),
        "actions": [_action(one) for one in told["actions"]],
        "promises": [_promise(one) for one in told["commitments"]],
        "proposals": list(found.proposals.all()),
        "last": max(found.proposals.all(), key=lambda one: one.at, default=None),
        "concluded": getattr(found, "conclusion", None),
        "lacking": lacking(facts) if waits else [],
        "may_propose": allowed and facts.concluded is None and not waits,
        "may_vote": allowed and waits and not mine & {facts.by, *facts.votes},
        "propose": propose,
        "vote": vote,
        "refusal": refusal,
        "problems": (),
    }
    faulty = request.method == "POST" and refusal is None
    return render(request, "monitoring/review.html", given, status=409 if refusal else 422 if faulty else 200)


def _done(request: SiteRequest, contract: Contract, found: Review, propose: ConclusionForm, vote: VoteForm) -> bool:
    """Do what a form of the page asks; False when it is not rightly filled."""
    match request.POST.get("faire"):
        case "proposer" if propose.is_valid():
            conclusion, reason = Conclusion(propose.cleaned_data["conclusion"]), propose.cleaned_data["reason"]
            decision = services.propose(contract.pk, found.number, conclusion, by=request.actor, reason=reason)
        case "repondre" if vote.is_valid():
            asked = request.POST.get("conclusion", "")
            read = next((one for one in found.proposals.all() if str(one.pk) == asked), None)
            if read is None:
                raise Http404
            accepts, reason = vote.cleaned_data["accepts"] == "oui", vote.cleaned_data["reason"]
            decision = services.vote(
                contract.pk, found.number, read.pk, accepts=accepts, by=request.actor, reason=reason
            )
        case asked if asked not in ("proposer", "repondre"):
            raise Refused(unknown_act())
        case _:
            return False
    messages.success(request, decision.because)
    return True


def _figures(told: dict[str, Any]) -> list[Figure]:
    reached, money = told["progress"], told["money"]
    kept = sum(one["standing"] == Standing.KEPT for one in told["commitments"])
    return [
        Figure(number(reached.get("done", 0)), _("actions faites"), on=_("sur %(n)s") % {"n": len(told["actions"])}),
        Figure(number(reached.get("late", 0)), _("actions en retard")),
        Figure(euros(money["granted_cents"]), _("accordés"), on=_("prévus : %s") % euros(money["planned_cents"])),
        Figure(euros(money["paid_cents"]), _("payés")),
        Figure(number(kept), _("engagements tenus"), on=_("sur %(n)s") % {"n": len(told["commitments"])}),
    ]


def _action(one: dict[str, Any]) -> dict[str, Any]:
    reached = Progress(one["progress"])
    end = dt.date.fromisoformat(one["end"]) if one["end"] else None
    return {**one, "end": end, "progress_name": progress_name(reached), "tone": PROGRESS_TONES.get(reached, "neutral")}


def _promise(one: dict[str, Any]) -> dict[str, Any]:
    standing = Standing(one["standing"])
    tone = STANDING_TONES.get(standing, "info")
    return {**one, "standing_name": standing_name(standing), "tone": tone}


@require_safe
def file(request: SiteRequest, slug: str, number: int, form: str) -> HttpResponse:
    """Give the file of a review: as it was frozen, byte for byte, or set in a PDF."""
    contract = followed(request, slug)
    found = _one(request, contract, number)
    if form == "json":
        response = HttpResponse(found.file, content_type="application/json; charset=utf-8")
    elif form == "pdf":
        data = review_pdf(json.loads(found.file), number=number, sha256=found.sha256)
        response = HttpResponse(data, content_type="application/pdf")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{slug}-revoyure-{number}.{form}"'
    return response
