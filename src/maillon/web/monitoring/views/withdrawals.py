"""Who has left, or is leaving; what leaving would mean for the reader's institution."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from maillon.rules.contracts.progress import Progress, progress_name
from maillon.rules.decision import Decision
from maillon.web.accounts.authorise import authorise
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Contract
from maillon.web.contracts.views.shell import document_of, reader
from maillon.web.monitoring.facts import parties_of, signatories_left
from maillon.web.monitoring.forms import WithdrawalForm
from maillon.web.monitoring.models import Withdrawal
from maillon.web.monitoring.queries.withdrawals import if_left, noticed, terms_of
from maillon.web.monitoring.services import withdrawals as services
from maillon.web.monitoring.services.acting import seated
from maillon.web.monitoring.views.shell import followed, frame


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawals(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the terms of leaving, the departures, who remains; give notice."""
    contract = followed(request, slug)
    form = WithdrawalForm(request.POST or None, initial={"notice_on": request.actor.on})
    refusal: Decision | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            decision = services.withdraw(
                contract.pk, by=request.actor, notice_on=given["notice_on"], act=given["act"], reason=given["reason"]
            )
            messages.success(request, decision.because)
            return redirect("monitoring-withdrawals", slug)
        except Refused as refused:
            refusal = refused.decision
    faulty = request.method == "POST" and refusal is None
    status = 409 if refusal else 422 if faulty else 200
    return render(request, "monitoring/withdrawals.html", _given(request, contract, form, refusal), status=status)


def _given(request: SiteRequest, contract: Contract, form: WithdrawalForm, refusal: Decision | None) -> dict[str, Any]:
    today = request.actor.on
    parties = parties_of(contract)
    left = signatories_left(contract, parties, today)
    told = noticed(contract)
    mine = _leaving_party(request, contract, left, told)
    terms, clause = terms_of(contract, today)
    rows = Withdrawal.objects.visible_to(request.actor).filter(contract=contract).select_related("institution")
    means = if_left(contract, mine, notice_on=today, on=today) if mine else None
    return {
        **frame(contract, "monitoring-withdrawals"),
        "clause": clause,
        "cited": reader(document_of(contract)).cited(clause.sources) if clause else [],
        "terms": terms,
        "withdrawals": [(row, row.effect_on <= today, _falls(json.loads(row.falls))) for row in rows],
        "remain": [one for one in left if str(one.pk) not in told],
        "mine": mine,
        "means": means,
        "falls": _falls(dict(means.falls)) if means else None,
        "decision": authorise(request.actor, "party.withdraw", contract),
        "form": form,
        "refusal": refusal,
        "problems": (),
    }


def _leaving_party(
    request: SiteRequest, contract: Contract, left: list[Institution], told: frozenset[str]
) -> Institution | None:
    """Return the signatory that the reader may take out of the contract."""
    if not authorise(request.actor, "party.withdraw", contract).allowed:
        return None
    sits = {one.pk for one in seated(parties_of(contract), request.actor)}
    return next((one for one in left if one.pk in sits and str(one.pk) not in told), None)


def _falls(told: dict[str, Any]) -> dict[str, Any]:
    actions = [{**one, "progress_name": progress_name(Progress(one["progress"]))} for one in told["actions"]]
    return {**told, "actions": actions}
