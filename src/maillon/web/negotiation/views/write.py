"""A part being written: a draft, then a proposal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment, label, locate, read
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.forms import PartForm, ShareForm, new_place
from maillon.web.negotiation.models import Draft, Proposal
from maillon.web.negotiation.queries import table as queries
from maillon.web.negotiation.services import table as services
from maillon.web.negotiation.views.shared import editable, seat, shared
from maillon.web.negotiation.views.talk import talking


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Write a draft of one part; then share it or throw it away."""
    subject, me = seat(request, slug, amendment)
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
        **shared(subject, me),
        **talking(request, subject, me, place.path),
        "place": place,
        "adding": adding,
        "countered": countered,
        "title": queries.label_of(document, draft) if draft else label(document, place.path),
        "draft": draft,
        "form": form,
        "share": share,
        "changes": queries.changes(document, draft) if draft else (),
        "content": queries.content_of(document, draft) if draft else (),
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
    if not adding and not editable(place.path):
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
