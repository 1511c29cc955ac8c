"""The text that holds on a day, and the answers that the parties of a contract give to its trunk's amendments."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from maillon.rules.contracts.negotiation import Verdict
from maillon.web.accounts.authorise import authorise
from maillon.web.adoption.forms import AdhesionForm
from maillon.web.adoption.models import Adhesion, Version
from maillon.web.adoption.queries import texts
from maillon.web.adoption.services.adhesions import answer
from maillon.web.adoption.views.shared import done, frame
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.views.shell import found
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.queries.history import chapters as changed_chapters
from maillon.web.negotiation.views.shared import seat


def _asked(request: SiteRequest) -> date:
    """Return the day that the address names, today when it names none.

    Raises:
        Http404: it is not a day.
    """
    written = request.GET.get("date", "")
    try:
        return date.fromisoformat(written) if written else request.actor.on
    except ValueError:
        raise Http404 from None


@require_safe
def text(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the text that holds on a day, each part with the version that made it so."""
    contract = found(request, slug)
    on = _asked(request)
    held = texts.holding(contract, request.actor, on)
    rows = Version.objects.visible_to(request.actor).filter(contract=contract, end__effective_on__isnull=False)
    given = {
        **frame(Subject(contract)),
        "on": on,
        "held": held,
        "chapters": texts.chapters(held) if held else (),
        "total": texts.total_of(held) if held else None,
        "removed": [path for path, (mark, _number) in held.lineage.items() if not mark] if held else (),
        "dates": rows.order_by("number").values_list("number", "end__effective_on"),
    }
    return render(request, "adoption/text.html", given)


@require_safe
def text_json(request: SiteRequest, slug: str) -> JsonResponse:
    """Send the text that holds on a day, and the version of each part, for software."""
    contract = found(request, slug)
    on = _asked(request)
    held = texts.holding(contract, request.actor, on)
    if held is None:
        raise Http404
    return JsonResponse(texts.portable(contract, held, on), json_dumps_params={"ensure_ascii": False})


@require_http_methods(["GET", "HEAD", "POST"])
def adhesion(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Show what an amendment of the trunk would change in a contract, and reply it for one's party."""
    subject, me = seat(request, slug)
    contract = subject.contract
    rows = Amendment.objects.visible_to(request.actor).rewriting()
    amendment = rows.filter(contract=contract.extends, number=number).first()
    if contract.extends is None or amendment is None:
        raise Http404
    answers = Adhesion.objects.visible_to(request.actor).filter(amendment=amendment, contract=contract)
    form = AdhesionForm(request.POST or None)
    version = Version.objects.filter(amendment=amendment, end__outcome="signed").first()
    given = {
        **frame(subject),
        "trunk": contract.extends,
        "trunk_amendment": amendment,
        "answers": answers.select_related("institution"),
        "replied": me is not None and answers.filter(institution=me).exists(),
        "form": form,
        "me": me,
        "decision": authorise(request.actor, "adhesion.answer", contract),
        "chapters": changed_chapters(*texts.before_and_after(version)) if version else (),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "adoption/adhesion.html", given, status=422 if form.is_bound else 200)
    told = form.cleaned_data
    act = partial(answer, contract.pk, number, Verdict(told["verdict"]), by=request.actor, reason=told["reason"])
    return done(request, act, "adoption/adhesion.html", given, request.path)
