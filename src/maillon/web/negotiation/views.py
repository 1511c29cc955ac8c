"""Pages of a negotiation: the table, a part being written, a proposal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment, label, locate, paths, read
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.accounts.models import Institution
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Contract
from maillon.web.contracts.views.shell import found, shell
from maillon.web.negotiation import queries, services
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.forms import ADDED, PartForm, ReplyForm, ShareForm, new_place
from maillon.web.negotiation.models import Amendment, Draft, Proposal


def _seat(request: SiteRequest, slug: str, amendment: int | None = None) -> tuple[Subject, Institution | None]:
    """Return what is negotiated and the party for which the reader sits; a signed contract only by an amendment."""
    contract = found(request, slug)
    rows = Amendment.objects.filter(contract=contract)
    subject = Subject(contract, visible_or_404(rows, request.actor, number=amendment) if amendment else None)
    try:
        return subject, services.party_of(contract, request.actor)
    except Refused:
        return subject, None


def _desk(subject: Subject) -> str:
    """Address of the page where it is negotiated."""
    if subject.amendment:
        return reverse("amendment-negotiation", args=[subject.contract.slug, subject.amendment.number])
    return reverse("negotiation", args=[subject.contract.slug])


def _shared(subject: Subject, me: Institution | None) -> dict[str, Any]:
    """Context of every page of a negotiation."""
    desk = _desk(subject)
    return {
        **shell(subject.contract, "contract"),
        "here": desk,
        "desk": desk,
        "writing": f"{desk}ecrire/",
        "amendment": subject.amendment,
        "me": me,
    }


@require_safe
def table(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Show what waits for a reply, one's drafts, the working text part by part, and what was settled."""
    subject, me = _seat(request, slug, amendment)
    if subject.contract.public and not amendment:
        raise Http404
    document = subject.document
    shown = queries.proposals(subject, request.actor, me)
    drafts = subject.among(Draft.objects.visible_to(request.actor))
    given = {
        **_shared(subject, me),
        "decision": authorise(request.actor, "draft.write", subject.governed),
        "awaiting": [one for one in shown if one.awaits_me],
        "open": [one for one in shown if one.waiting and not one.awaits_me],
        "settled": [one for one in shown if not one.waiting],
        "drafts": [(draft, queries.label_of(document, draft)) for draft in drafts],
        "parts": [(path, label(document, path)) for path in paths(document) if _editable(path)],
        "lists": [(field, label_of_list(field)) for field in ADDED],
    }
    return render(request, "negotiation/table.html", given)


def label_of_list(field: str) -> str:
    """Return what a button to add to a list says."""
    return {
        "articles": _("Un article"),
        "goals": _("Une finalité"),
        "themes": _("Un thème"),
        "actions": _("Une action"),
        "envelopes": _("Une enveloppe"),
        "commitments": _("Un engagement"),
    }[field]


def _editable(path: str) -> bool:
    place = locate(path)
    return place.field in ADDED or place.field == "clauses" or path in ("title", "summary")


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Write a draft of one part; then share it or throw it away."""
    subject, me = _seat(request, slug, amendment)
    if subject.contract.public and not amendment:
        raise Http404
    document = subject.document
    asked = request.POST or request.GET
    adding = asked.get("liste", "")
    place = _place(document, asked, adding)
    draft = subject.among(Draft.objects.visible_to(request.actor)).filter(path=place.path).first()
    countered = _countered(request, subject, asked.get("contre", ""))
    current = draft.value if draft else countered.value if countered else read(document, place.path)
    form = PartForm(document, place, current, request.POST if request.POST.get("faire") == "garder" else None)
    share = ShareForm(initial={"audience": Audience.TABLE if me and me.kind == STATE else Audience.CONFERENCE})
    given: dict[str, Any] = {
        **_shared(subject, me),
        "place": place,
        "adding": adding,
        "countered": countered,
        "title": queries.label_of(document, draft) if draft else label(document, place.path),
        "draft": draft,
        "form": form,
        "share": share,
        "changes": queries.changes(document, draft) if draft else (),
        "fresh": draft is not None and (draft.value is None or read(document, place.path) is None),
        "decision": authorise(request.actor, "draft.write", subject.governed),
        "problems": (),
        "refusal": None,
        "removes": draft is not None and draft.value is None,
    }
    if request.method == "POST":
        return _written(request, subject, place, given)
    return render(request, "negotiation/write.html", given)


def _place(document: ContractDocument, asked: QueryDict, adding: str) -> Fragment:
    """Return the part that a form is about: the one named, or a new one in a list."""
    named = asked.get("title") or asked.get("label") or asked.get("what") or ""
    try:
        place = new_place(document, adding, named) if adding else locate(asked.get("partie", ""))
    except InputError:
        raise Http404 from None
    if not adding and not _editable(place.path):
        raise Http404
    return place


def _countered(request: SiteRequest, subject: Subject, number: str) -> Proposal | None:
    """Return the proposal that a draft would reply, when the address names one."""
    if not number.isdecimal():
        return None
    return subject.among(Proposal.objects.visible_to(request.actor)).filter(number=int(number[:9])).first()


def _written(request: SiteRequest, subject: Subject, place: Fragment, given: dict[str, Any]) -> HttpResponse:
    """Do what a form of the page asks; on a fault, show the page again with what was written."""
    contract, desk = subject.contract, given["desk"]
    act: dict[str, Any] = {"by": request.actor, "amendment": subject.amendment.number if subject.amendment else None}
    try:
        match request.POST.get("faire"):
            case "garder" if given["form"].is_valid():
                services.save_draft(contract.pk, place.path, given["form"].value(), **act)
                messages.success(request, _("Le brouillon est gardé ; votre institution seule le lit."))
                return redirect(_again(place, given))
            case "retirer":
                services.save_draft(contract.pk, place.path, None, **act)
                return redirect(_again(place, given))
            case "jeter":
                services.discard_draft(contract.pk, place.path, **act)
                messages.success(request, _("Le brouillon est effacé."))
                return redirect(desk)
            case "partager":
                proposal = services.share(
                    contract.pk,
                    place.path,
                    audience=Audience(request.POST.get("audience", Audience.CONFERENCE)),
                    reason=request.POST.get("reason", "")[:4000],
                    counters=given["countered"].pk if given["countered"] else None,
                    **act,
                )
                messages.success(request, _("La proposition est partagée ; elle ne changera plus."))
                return redirect("negotiation-proposal", contract.slug, proposal.number)
    except InputError as error:
        given["problems"] = error.problems
    except Refused as refused:
        given["refusal"] = refused.decision
    except Draft.DoesNotExist:
        messages.info(request, _("Ce brouillon est déjà partagé ou effacé."))
        return redirect(desk)
    except ValueError:
        given["problems"] = (Problem(_("le choix n’est pas connu"), "audience"),)
    return render(request, "negotiation/write.html", given, status=409 if given["refusal"] else 422)


def _again(place: Fragment, given: dict[str, Any]) -> str:
    countered = {"contre": given["countered"].number} if given["countered"] else {}
    return f"{given['writing']}?{urlencode({'partie': place.path, **countered})}"


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Show what a proposal would change, who has replied what; reply it."""
    seat, me = _seat(request, slug)
    contract = seat.contract
    form = ReplyForm(request.POST if request.POST.get("faire") == "repondre" else None)
    refusal = None
    try:
        if request.method == "POST":
            refusal = _replied(request, contract, number, form)
            if refusal is None and (form.is_valid() or not form.is_bound):
                return redirect("negotiation-proposal", contract.slug, number)
        shown, subject = queries.one(contract, number, request.actor, me)
    except Proposal.DoesNotExist:
        raise Http404 from None
    given = {
        **_shared(subject, me),
        "shown": shown,
        "proposal": shown.proposal,
        "changes": queries.changes(subject.document, shown.proposal) if shown.waiting else (),
        "fresh": shown.proposal.value is None or read(subject.document, shown.proposal.path) is None,
        "form": form,
        "refusal": refusal,
        "mine": me is not None and shown.proposal.author_id == me.pk and bool(shown.waiting),
        "common": shown.proposal.audience == Audience.CONFERENCE and queries.accepted_by_all(shown),
    }
    return render(request, "negotiation/proposal.html", given, status=409 if refusal else 200)


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
    except Refused as refused:
        return refused.decision
    return None
