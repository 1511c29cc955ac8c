"""The journal's public page and its file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillon.web.common.request import SiteRequest
from maillon.web.journal.models import Entry
from maillon.web.journal.queries import acts, daily_heads, head, lines

LATEST = 20


@require_safe
def journal(request: SiteRequest) -> HttpResponse:
    """Show the journal's head, the latest public acts, and how to verify."""
    latest = Entry.objects.visible_to(request.actor).order_by("-sequence")[:LATEST]
    given = {
        "head": head(),
        "now": timezone.now(),
        "latest": acts(latest, by=request.actor),
    }
    return render(request, "journal/journal.html", given)


@require_safe
def download(request: SiteRequest) -> StreamingHttpResponse:
    """Send the whole journal as a file that `maillon journal verify` reads."""
    answer = StreamingHttpResponse(lines(request.actor), content_type="application/x-ndjson")
    answer["Content-Disposition"] = f'attachment; filename="journal-{timezone.localdate().isoformat()}.jsonl"'
    return answer


@require_safe
def heads(request: SiteRequest) -> HttpResponse:
    """Send the head of each past day, to be kept elsewhere."""
    del request
    rows = [f"{one.day.isoformat()},{one.count},{one.hash}" for one in daily_heads(before=timezone.localdate())]
    answer = HttpResponse("\r\n".join(["jour,actes,empreinte", *rows, ""]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tetes-du-journal.csv"'
    return answer
