"""The table: what waits for a reply, one’s drafts, the working text, what was settled."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillon.documents.contract.base import Period
from maillon.documents.contract.clauses import Clauses
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import label, paths
from maillon.documents.contract.words import of_field
from maillon.rules.contracts.conventions import KEPT
from maillon.web.accounts.authorise import authorise
from maillon.web.common.request import SiteRequest
from maillon.web.negotiation.forms import ADDED
from maillon.web.negotiation.models import Draft
from maillon.web.negotiation.queries import table as queries
from maillon.web.negotiation.queries.talk import discussed
from maillon.web.negotiation.views.shared import adding_words, negotiable, seat, shared


@require_safe
def table(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Show what waits for a reply, one's drafts, the working text part by part, and what was settled."""
    subject, me = seat(request, slug, amendment)
    if subject.contract.public and not amendment:
        raise Http404
    document = subject.document
    shown = queries.proposals(subject, request.actor, me)
    drafts = subject.among(Draft.objects.visible_to(request.actor))
    talked = discussed(request.actor).filter(contract=subject.contract, amendment=subject.amendment)
    said = dict.fromkeys(talked.order_by("-at").values_list("path", flat=True))
    given = {
        **shared(subject, me),
        "discussed": [(path, label(document, path)) for path in said],
        "decision": authorise(request.actor, "draft.write", subject.governed),
        "awaiting": [one for one in shown if one.awaits_me],
        "open": [one for one in shown if one.waiting and not one.awaits_me],
        "settled": [one for one in shown if not one.waiting],
        "drafts": [(draft, queries.label_of(document, draft)) for draft in drafts],
        "parts": [(path, label(document, path)) for path in _parts(document) if negotiable(subject, path)],
        "clauses": [
            (f"clauses.{name}", of_field(Clauses, name).title)
            for name in Clauses.model_fields
            if getattr(document.clauses, name) is None and not subject.yearly
        ],
        "lists": [(field, adding_words(field)) for field in ADDED if not (subject.yearly and field in KEPT)],
    }
    return render(request, "negotiation/table.html", given)


def _parts(document: ContractDocument) -> list[str]:
    """Return the parts of a text, after those that have a form though they do not stand in it: dates, an order."""
    lacking = [name for name in ("summary", "perimeter", "positioning") if getattr(document, name) is None]
    lacking += ["period"] if document.period == Period() else []
    ordered = ["order.articles"] if len(document.articles) > 1 else []
    return [*lacking, *ordered, *paths(document)]
