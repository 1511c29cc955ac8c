"""Attach an existing contract to a goal of a strategy contract."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillon.web.accounts.authorise import authorise
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Attachment, Contract, Goal
from maillon.web.contracts.queries.search import matching_contracts
from maillon.web.contracts.services import attach as service

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the goals and a search of contracts; attach the one that is chosen."""
    strategy = visible_or_404(Contract.objects.all(), request.actor, slug=slug)
    decision = authorise(request.actor, "contract.attach", strategy)
    refusal = None
    if request.method == "POST":
        if not decision.allowed:
            raise Refused(decision)
        chosen = Contract.objects.visible_to(request.actor).filter(slug=request.POST.get("contract", "")).first()
        if chosen is not None:
            try:
                made = service.attach(
                    chosen.pk,
                    strategy_id=strategy.pk,
                    goal=request.POST.get("goal", ""),
                    note=request.POST.get("note", ""),
                    by=request.actor,
                )
            except Refused as refused:
                refusal = refused.decision
            else:
                messages.success(request, _("Le contrat est rattaché ; son document n’a pas changé."))
                return redirect("goal", strategy.slug, made.goal_ref)
    text = (request.POST.get("q") or request.GET.get("q", "")).replace("\x00", "").strip()[:200]
    rows = Contract.objects.visible_to(request.actor).exclude(pk=strategy.pk)
    found, _near = matching_contracts(rows, text) if text else (rows.none(), False)
    given = {
        "contract": strategy,
        "decision": decision,
        "refusal": refusal,
        "goals": list(Goal.objects.filter(contract=strategy)),
        "text": text,
        "found": list(found.order_by("title")[:SHOWN]),
        "attachments": list(
            Attachment.objects.visible_to(request.actor).standing().filter(strategy=strategy).select_related("contract")
        ),
    }
    return render(request, "contracts/attach.html", given, status=409 if refusal else 200)


@require_POST
def detach(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Undo an attachment."""
    try:
        undone = service.detach(pk, by=request.actor)
    except Attachment.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Le rattachement est défait."))
    return redirect("contract", undone.strategy.slug)
