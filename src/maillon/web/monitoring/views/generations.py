"""The chain of generations, and the choice of what the next one carries over."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maillon.rules.contracts.generations import Carried, Choice, may_renew
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Contract
from maillon.web.contracts.views.shell import document_of
from maillon.web.monitoring.forms import RenewalForm
from maillon.web.monitoring.queries.generations import candidates, chain, path_of
from maillon.web.monitoring.queries.withdrawals import parameters_of
from maillon.web.monitoring.services import generations as services
from maillon.web.monitoring.views.shell import followed, frame

GROUPS = {
    Carried.GOAL: gettext_lazy("Finalités"),
    Carried.THEME: gettext_lazy("Thèmes"),
    Carried.ACTION: gettext_lazy("Actions"),
    Carried.COMMITMENT: gettext_lazy("Engagements"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def generations(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the generations of a contract; prepare the next one."""
    contract = followed(request, slug)
    title = _("%(title)s (génération %(n)s)") % {"title": contract.title[:370], "n": contract.generation + 1}
    form = RenewalForm(request.POST or None, initial={"title": title})
    asked = set(request.POST.getlist("garder")) if request.method == "POST" else None
    refusal: Decision | None = None
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = services.renew(contract.pk, asked or set(), by=request.actor, **form.cleaned_data)
            messages.success(request, _("La génération suivante est au registre, à l’étape du diagnostic partagé."))
            return redirect("contract", made.slug)
        except Refused as refused:
            refusal = refused.decision
        except InputError as error:
            problems = error.problems
    every = chain(contract, request.actor)
    decision = _decision(contract, every, request.actor)
    given = {
        **frame(contract, "monitoring-generations"),
        "chain": every,
        "decision": decision,
        "groups": _groups(contract, request.actor, asked) if decision.allowed else [],
        "form": form,
        "refusal": refusal,
        "problems": problems,
    }
    faulty = request.method == "POST" and refusal is None
    return render(request, "monitoring/generations.html", given, status=409 if refusal else 422 if faulty else 200)


def _decision(contract: Contract, every: list[Contract], actor: Actor) -> Decision:
    """Say whether the reader may prepare the next generation today."""
    policy = authorise(actor, "contract.renew", contract)
    if not policy.allowed:
        return policy
    already = any(one.predecessor_slug == contract.slug for one in every)
    parameters = parameters_of(document_of(contract), actor.on)
    return may_renew(contract.state, contract.end, parameters, already=already, on=actor.on)


Ticked = tuple[str, Choice, bool]
"""Name of a thing of the contract, what is proposed for it, and whether it is ticked."""


def _groups(contract: Contract, actor: Actor, asked: set[str] | None) -> list[tuple[Any, list[Ticked], list[Ticked]]]:
    """Put the choices by kind, what comes from the trunk apart; ticked as asked, otherwise as proposed."""
    groups = []
    for kind, group in groupby(candidates(contract, actor), key=lambda one: one.candidate.kind):
        named = [(path_of(one.candidate), one) for one in group]
        told = [(path, one, one.carried if asked is None else path in asked) for path, one in named]
        own = [line for line in told if not line[1].candidate.inherited]
        groups.append((GROUPS[kind], own, [line for line in told if line[1].candidate.inherited]))
    return groups
