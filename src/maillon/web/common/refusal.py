"""A refused act is explained, never a dead end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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


def unknown_act() -> Decision:
    """Return the refusal of an act that no button of a page sends: a page left open too long, or a form made up."""
    return Decision(
        allowed=False,
        because=_("La page ne connaît pas l’acte demandé : rien n’est fait, et ce qui était inscrit le reste."),
        rule="page.known_acts",
        remedy=_(
            "Choisir l’un des boutons de cette page ; si elle était ouverte depuis longtemps, la recharger d’abord."
        ),
    )


def refusal_page(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Return the page that shows why an act is refused and what can be done (status 403)."""
    return render(request, "common/refused.html", {"decision": decision}, status=403)
