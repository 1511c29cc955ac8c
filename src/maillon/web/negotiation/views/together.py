"""Several drafts shared at once, accepted or refused as a whole."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.negotiation.forms import ShareForm
from maillon.web.negotiation.models import Draft
from maillon.web.negotiation.queries.table import label_of
from maillon.web.negotiation.services.table import share_together
from maillon.web.negotiation.views.shared import desk_of, seat, shared


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Choose drafts that make one package, and share it."""
    subject, me = seat(request, slug, amendment)
    if subject.contract.public and not amendment:
        raise Http404
    form = ShareForm(
        request.POST or None, initial={"audience": Audience.TABLE if me and me.kind == STATE else Audience.CONFERENCE}
    )
    chosen = [path for path in request.POST.getlist("partie") if "\0" not in path]  # PostgreSQL hears no NUL
    problems: tuple[Problem, ...] = ()
    refusal: Decision | None = None
    if request.method == "POST" and form.is_valid():
        try:
            told = share_together(
                subject.contract.pk,
                chosen,
                by=request.actor,
                audience=Audience(form.cleaned_data["audience"]),
                reason=form.cleaned_data["reason"],
                amendment=amendment,
            )
        except Refused as refused:
            refusal = refused.decision
        except InputError as error:
            problems = error.problems
        except Draft.DoesNotExist:
            messages.info(request, _("Un de ces brouillons est déjà partagé ou effacé."))
            return redirect(desk_of(subject))
        else:
            messages.success(request, _("Ces propositions seront acceptées ou refusées ensemble."))
            return redirect("negotiation-proposal", slug, told[0].number)
    drafts = subject.among(Draft.objects.visible_to(request.actor))
    given = {
        **shared(subject, me),
        "decision": authorise(request.actor, "proposal.share", subject.governed),
        "drafts": [(draft.path, label_of(subject.document, draft), draft.path in chosen) for draft in drafts],
        "form": form,
        "problems": problems,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if problems or (form.is_bound and not form.is_valid()) else 200
    return render(request, "negotiation/together.html", given, status=status)
