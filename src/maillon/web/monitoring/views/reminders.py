"""What falls due for the person who reads, in all contracts at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillon.web.common.request import SiteRequest
from maillon.web.monitoring.queries import reminders as queries

SHOWN = 3


@require_safe
@never_cache
def reminders(request: SiteRequest) -> HttpResponse:
    """Show what is late, near or waiting; the home page takes the first lines of it."""
    found = queries.reminders(request.actor)
    given = {"first": found[:SHOWN], "rest": found[SHOWN:], "signed_in": request.actor.is_signed_in}
    return render(request, "monitoring/reminders.html", given)
