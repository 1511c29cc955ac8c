"""A refused act is explained, never a dead end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillon.rules.decision import Decision


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """Raised by a service or a view when the policy or a rule says no; the site shows the decision."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(decision.because)


def stop(decision: Decision) -> Decision:
    """Return a decision that allows.

    Raises:
        Refused: it refuses.
    """
    if not decision.allowed:
        raise Refused(decision)
    return decision


def refusal_page(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Return the page that shows why an act is refused and what can be done (status 403)."""
    return render(request, "common/refused.html", {"decision": decision}, status=403)
