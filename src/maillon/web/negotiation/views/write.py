"""A part being written: a draft, then a proposal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import Fragment, digest, label, locate, portable, read
from maillon.rules.contracts.conventions import may_write
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused, unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.forms import OrderForm, PartForm, ShareForm, editable, new_place, typed_name
from maillon.web.negotiation.models import Draft, Proposal
from maillon.web.negotiation.queries import draft as told
from maillon.web.negotiation.queries import table as queries
from maillon.web.negotiation.queries.parties import suggested
from maillon.web.negotiation.services import table as services
from maillon.web.negotiation.views.shared import adding_words, seat, shared
from maillon.web.negotiation.views.talk import talking

KEEP = "garder"
TYPING = (KEEP, "ajouter:", "oter:", "monter:", "descendre:")
"""Beginnings of the acts that come with what was typed."""
KNOWN = ("retirer", "jeter", "partager")
"""The other acts of the page."""


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
    accepted = read(document, place.path)
    current = draft.value if draft else countered.value if countered else accepted
    share = ShareForm(initial={"audience": Audience.TABLE if me and me.kind == STATE else Audience.CONFERENCE})
    given: dict[str, Any] = {
        **shared(subject, me),
        "place": place,
        "current": current,
        "adding": adding,
        "countered": countered,
        "title": _title(document, place, draft, adding),
        "draft": draft,
        "seen": digest(current),
        "share": share,
        "fresh": draft is not None and (draft.value is None or accepted is None),
        "decision": _right(request, subject, place),
        "removes": draft is not None and draft.value is None,
        "problems": (),
        "refusal": None,
    }
    given |= _form(request, subject, place, current, accepted)
    return _written(request, subject, me, given) if request.method == "POST" else _page(request, subject, me, given)


@require_safe
def institution_names(request: SiteRequest) -> HttpResponse:
    """Send the institutions of the register that a half-typed name may mean, as the choices of a field."""
    given = {"choices": suggested(request.GET.get("institution", "")[:250])}
    return render(request, "negotiation/parts/institution_names.html", given)


def _right(request: SiteRequest, subject: Subject, place: Fragment) -> Decision:
    """Return whether the reader may write this part here: the policy's word, then what a convention leaves alone."""
    decision = authorise(request.actor, "draft.write", subject.governed)
    return may_write(place.field) if decision.allowed and subject.yearly else decision


def _title(document: ContractDocument, place: Fragment, draft: Draft | None, adding: str) -> str:
    if adding:
        return adding_words(adding)
    return queries.label_of(document, draft) if draft else label(document, place.path)


def _page(
    request: SiteRequest, subject: Subject, me: Institution | None, given: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show the form, with what the draft changes, what it leaves to look at, and what is said of the part."""
    draft, place = given["draft"], given["place"]
    beside = {
        **talking(request, subject, me, place.path),
        "changes": queries.changes(subject.document, draft) if draft else (),
        "content": queries.content_of(subject.around, draft) if draft else (),
        "doubts": told.doubts(subject, draft, request.actor.on) if draft else (),
        "plan": told.plan(place, given["current"]),
    }
    return render(request, "negotiation/write.html", given | beside, status=status)


def _form(request: SiteRequest, subject: Subject, place: Fragment, current: Any, accepted: Any) -> dict[str, Any]:
    """Return the form of a part, with what was typed when something was."""
    asked = request.POST.get("faire", "")
    typed = asked.startswith(TYPING) or ("lu" in request.POST and asked not in KNOWN)
    data = request.POST if typed else None
    if place.field == "order":
        return {"order": OrderForm(subject.document, current, data)}
    more: dict[str, Any] = {"accepted": accepted, "on": request.actor.on, "around": subject.around}
    return {"form": PartForm(subject.document, place, current, data, **more)}


def _place(document: ContractDocument, asked: QueryDict, adding: str) -> Fragment:
    """Return the part that a form is about: the one named, or a new one in a list."""
    try:
        place = new_place(document, adding, typed_name(asked)) if adding else locate(asked.get("partie", ""))
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


def _written(request: SiteRequest, subject: Subject, me: Institution | None, given: dict[str, Any]) -> HttpResponse:
    """Do what a form of the page asks; on a fault, show the page again with what was written."""
    try:
        if (answer := _acted(request, subject, me, given)) is not None:
            return answer
    except InputError as error:
        typed = "form" in given and given["form"].data is not None
        given["problems"] = given["form"].accuse(error.problems) if typed else error.problems
    except Refused as refused:
        given["refusal"] = refused.decision
    except Draft.DoesNotExist:
        messages.info(request, _("Ce brouillon est déjà partagé ou effacé."))
        return redirect(given["desk"])
    except ValueError:
        given["problems"] = (Problem(_("le choix n’est pas connu"), "audience"),)
    return _page(request, subject, me, given, 409 if given["refusal"] else 422)


def _acted(
    request: SiteRequest, subject: Subject, me: Institution | None, given: dict[str, Any]
) -> HttpResponse | None:
    """Do what a button asks; None when what was typed cannot be kept."""
    contract, place = subject.contract, given["place"]
    act: dict[str, Any] = {"by": request.actor, "amendment": subject.number}
    match request.POST.get("faire", ""):
        case asked if _reshapes(given, asked):
            return _page(request, subject, me, given)
        case "garder":
            if not _kept(request, subject, me, given):
                return None
            messages.success(request, _("Le brouillon est gardé ; votre institution seule le lit."))
            return redirect(_again(place, given))
        case "retirer":
            services.save_draft(contract.pk, place.path, None, **act)
            return redirect(_again(place, given))
        case "jeter":
            services.discard_draft(contract.pk, place.path, **act)
            messages.success(request, _("Le brouillon est effacé."))
            return redirect(given["desk"])
        case "partager":
            return _shared(request, subject, given, act)
    raise Refused(unknown_act())


def _shared(request: SiteRequest, subject: Subject, given: dict[str, Any], act: dict[str, Any]) -> HttpResponse:
    """Make of the draft a proposal."""
    proposal = services.share(
        subject.contract.pk,
        given["place"].path,
        audience=Audience(request.POST.get("audience", Audience.CONFERENCE)),
        reason=request.POST.get("reason", "")[:4000].replace("\0", ""),  # PostgreSQL keeps no NUL
        counters=given["countered"].pk if given["countered"] else None,
        **act,
    )
    messages.success(request, _("La proposition est partagée ; elle ne changera plus."))
    return redirect("negotiation-proposal", subject.contract.slug, proposal.number)


def _reshapes(given: dict[str, Any], asked: str) -> bool:
    """Tell whether a button only changed the form: a row more or less, an article moved."""
    return bool(given["order"].moved(asked) if "order" in given else given["form"].reshaped)


def _kept(request: SiteRequest, subject: Subject, me: Institution | None, given: dict[str, Any]) -> bool:
    """Keep what was typed as a draft; when it cannot be, every fault is said, those between fields included."""
    form, place = given.get("form") or given["order"], given["place"]
    if "form" in given and not form.is_valid():
        if me is not None and given["decision"].allowed:
            services.stands(subject, me, place.path, form.value())
        return False
    value = form.value()
    if isinstance(value, dict):
        try:
            value = portable(place, value)
        except ValueError:  # the service says what is wrong, with its place in the document
            value = form.value()
    held = given["draft"].value if given["draft"] else None
    if request.POST.get("lu", given["seen"]) != given["seen"] and value != held:
        what = _(
            "Ce texte a changé depuis que vous l’avez ouvert : quelqu’un de votre institution l’a gardé autrement."
        )
        remedy = _("Comparer avec le brouillon ci-dessous ; garder de nouveau remplace le sien.")
        given["problems"] = (Problem(what, remedy=remedy),)
        return False
    services.save_draft(subject.contract.pk, place.path, value, by=request.actor, amendment=subject.number)
    return True


def _again(place: Fragment, given: dict[str, Any]) -> str:
    countered = {"contre": given["countered"].number} if given["countered"] else {}
    return f"{given['writing']}?{urlencode({'partie': place.path, **countered})}"
