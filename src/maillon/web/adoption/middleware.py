"""Has what was signed for a later day take effect on that day, before anything is read."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillon.web.adoption.services.effects import come_into_force
from maillon.web.common.middleware import GetResponse


class DayMiddleware:
    """Looks once a day, in each process, at what begins: what is signed during the day begins with its signature."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.looked_on: date | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        today = timezone.localdate()
        if self.looked_on != today:
            come_into_force(today)
            self.looked_on = today
        return self.get_response(request)
