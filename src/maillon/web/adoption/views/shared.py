"""What every page of a contract's life begins with, and how an act that is refused is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from maillon.rules.contracts.life.states import DRAFTING
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError
from maillon.web.adoption.facts import state_of
from maillon.web.adoption.models import Version
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import Contract
from maillon.web.contracts.views.shell import shell
from maillon.web.negotiation.facts import Subject


def address_of(subject: Subject) -> str:
    """Address of the page of a life: the contract's, or its amendment's."""
    if subject.amendment:
        return reverse("amendment", args=[subject.contract.slug, subject.amendment.number])
    return reverse("contract-life", args=[subject.contract.slug])


def number_of(subject: Subject) -> int | None:
    """Number of the amendment, when there is one."""
    return subject.amendment.number if subject.amendment else None


def frame(subject: Subject) -> dict[str, Any]:
    """Context of every page of a life."""
    return {
        **shell(subject.contract, "contract-life"),
        "amendment": subject.amendment,
        "life": address_of(subject),
        "awaited": state_of(subject) in DRAFTING,
        "refusal": None,
        "problems": (),
    }


def version_or_404(request: SiteRequest, contract: Contract, number: int) -> Version:
    """Return a version that the reader may see."""
    rows = Version.objects.filter(contract=contract).defer("pdf", "docx").select_related("amendment", "end")
    return visible_or_404(rows, request.actor, number=number)


def done(
    request: SiteRequest,
    act: Callable[[], Decision | None],
    template: str,
    given: dict[str, Any] | Callable[[], dict[str, Any]],
    then: str,
) -> HttpResponse:
    """Do an act and go on; when it is refused, show the page again with why, and what was written.

    Args:
        request: the request.
        act: what is done; its decision is told.
        template: the page, were it to be shown again.
        given: its context, or what reads it, asked only when the page is shown.
        then: address to go to once it is done.
    """
    try:
        decision = act()
    except Refused as refused:
        return render(request, template, {**_read(given), "refusal": refused.decision}, status=409)
    except InputError as error:
        return render(request, template, {**_read(given), "problems": error.problems}, status=422)
    if decision is not None:
        messages.success(request, decision.because)
    return redirect(then)


def _read(given: dict[str, Any] | Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return given() if callable(given) else given
