"""What the evaluation clause says, the reports that were deposited; deposit one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.views.shell import document_of, reader
from maillon.web.monitoring.forms import ReportForm
from maillon.web.monitoring.queries.evaluation import evaluated, reports
from maillon.web.monitoring.services.evaluation import deposit_report
from maillon.web.monitoring.views.shell import followed, frame


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the evaluation of a contract; deposit a report."""
    contract = followed(request, slug)
    sent = request.method == "POST"
    form = ReportForm(request.POST if sent else None, request.FILES if sent else None, initial={"on": request.actor.on})
    refusal: Decision | None = None
    problems: tuple[Problem, ...] = ()
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            deposit_report(
                contract.pk,
                form.proof(),
                by=request.actor,
                title=given["title"],
                author=given["author"],
                on=given["on"],
                public=given["public_proof"],
            )
            messages.success(request, _("Le rapport est versé."))
            return redirect("monitoring-evaluation", slug)
        except Refused as refused:
            refusal = refused.decision
        except InputError as error:
            problems = error.problems
    document = document_of(contract)
    words, clause = reader(document), document.clauses.evaluation
    found = list(reports(contract, request.actor))
    given = {
        **frame(contract, "monitoring-evaluation"),
        "clause": clause,
        "facts": words.facts(clause) if clause else [],
        "cited": words.cited(clause.sources) if clause else [],
        "reports": found,
        "hidden": not found and evaluated(contract),
        "decision": authorise(request.actor, "evaluation.deposit", contract),
        "form": form,
        "refusal": refusal,
        "problems": problems,
    }
    faulty = sent and refusal is None
    return render(request, "monitoring/evaluation.html", given, status=409 if refusal else 422 if faulty else 200)
