"""The annual conventions of a contract: year by year, then each one, with its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon.documents.contract.convention import planned
from maillon.documents.contract.references import linked
from maillon.documents.contract.totals import written_total
from maillon.documents.exports import FORMS, export
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.problem import InputError
from maillon.web.accounts.authorise import authorise
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, WRITERS
from maillon.web.contracts.queries.whole import bare, consolidated, titles_of
from maillon.web.contracts.views.contract import money as money_of
from maillon.web.contracts.views.downloads import TYPES
from maillon.web.contracts.views.shell import found, shell
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.queries import conventions as read
from maillon.web.negotiation.queries.engaged import engaged
from maillon.web.negotiation.services.conventions import open_convention
from maillon.web.negotiation.views.shared import seat


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the years of a contract, and prepare the convention of one."""
    subject, me = seat(request, slug)
    if not subject.contract.public:
        raise Http404
    given: dict[str, Any] = {
        **shell(subject.contract, "contract-life"),
        "me": me,
        "decision": authorise(request.actor, "convention.open", subject.contract),
        "years": read.programme(subject, request.actor),
        "without_year": read.undated(subject),
        "ticked": request.POST.getlist("action"),
        "refusal": None,
        "problems": (),
    }
    if request.method == "POST":
        return _prepared(request, subject, given)
    return render(request, "negotiation/conventions.html", given)


def _prepared(request: SiteRequest, subject: Subject, given: dict[str, Any]) -> HttpResponse:
    asked = request.POST.get("annee", "")
    if not asked.isdecimal() or len(asked) != len("2026"):
        raise Http404
    try:
        made = open_convention(subject.contract.pk, int(asked), by=request.actor, taken=given["ticked"])
    except Refused as refused:
        given["refusal"] = refused.decision
    except InputError as error:
        given["problems"] = error.problems
    else:
        messages.success(request, _("La convention est ouverte : chaque partie peut y proposer des changements."))
        return redirect("convention", subject.contract.slug, made.number)
    return render(request, "negotiation/conventions.html", given, status=409 if given["refusal"] else 422)


def _held(request: SiteRequest, slug: str, number: int) -> tuple[Subject, Amendment]:
    contract = found(request, slug)
    rows = Amendment.objects.yearly().filter(contract=contract).select_related("opened_by")
    held = visible_or_404(rows, request.actor, number=number)
    return Subject(contract, held), held


@require_safe
def convention(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Show one convention: its actions, their money beside the contract's plan, where it is in its adoption."""
    subject, held = _held(request, slug, number)
    around = Subject(subject.contract).around
    lines = read.actions_of(subject.document, around, held.year or 0)
    sums = read.by_funder(lines)
    given = {
        **shell(subject.contract, "contract-life"),
        "convention": held,
        "lines": lines,
        "funders": sums.items(),
        "amount": written_total(subject.document) if sums else None,
        "undated": planned(around, held.year or 0).undated,
        "without_year": read.undated(Subject(subject.contract)),
        "left_out": read.left_out(around, subject.document, held.year or 0),
        "forms": [(form, form.upper()) for form in ("pdf", "docx", "xlsx", "json", "yaml")],
        "articles": subject.document.articles,
    }
    return render(request, "negotiation/convention.html", given)


@require_safe
def money(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the money of a contract, and what its signed conventions engage of it."""
    contract = found(request, slug)
    given = {**money_of(contract, request.GET.get("page")), "engaged": engaged(contract)}
    return render(request, "negotiation/money.html", given)


@require_safe
def file(request: SiteRequest, slug: str, number: int, form: str) -> HttpResponse:
    """Give a convention as a file: the document itself, or the table of its lines (CSV)."""
    subject, held = _held(request, slug, number)
    name = f"{subject.document.id}.{form}"
    if form == "csv":
        lines = read.actions_of(subject.document, Subject(subject.contract).around, held.year or 0)
        data, media = WRITERS[form](read.table_of(held, lines)), FORMATS[form]
    else:
        asked = next((one for one in FORMS if one == form), None)
        if asked is None:
            raise Http404
        document = subject.document.model_copy(update={"state": ContractState(held.state)})
        titles = titles_of(linked(document), request.actor)
        data = export(consolidated(subject.contract, bare(document)), asked, on=request.actor.on, titles=titles)
        media = TYPES[form]
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response
