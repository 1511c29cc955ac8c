"""What every page of a negotiation begins with: what is negotiated, who reads, where one goes back to."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.documents.contract.fragments import locate
from maillon.rules.contracts.conventions import KEPT
from maillon.web.accounts.models import Institution
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.views.shell import found, shell
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.forms import editable
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.services.acting import party_of


def seat(request: SiteRequest, slug: str, amendment: int | None = None) -> tuple[Subject, Institution | None]:
    """Return what is negotiated and the party for which the reader sits; a signed contract only by an amendment."""
    contract = found(request, slug)
    rows = Amendment.objects.filter(contract=contract).select_related("opened_by")
    subject = Subject(contract, visible_or_404(rows, request.actor, number=amendment) if amendment else None)
    if subject.amendment:
        subject.amendment.contract = contract  # read already
    try:
        return subject, party_of(contract, request.actor, subject.signatories(request.actor.on))
    except Refused:
        return subject, None


def desk_of(subject: Subject) -> str:
    """Address of the page where it is negotiated."""
    if subject.amendment:
        return reverse("amendment-negotiation", args=[subject.contract.slug, subject.amendment.number])
    return reverse("negotiation", args=[subject.contract.slug])


def shared(subject: Subject, me: Institution | None) -> dict[str, Any]:
    """Context of every page of a negotiation."""
    desk = desk_of(subject)
    return {
        **shell(subject.contract, "contract"),
        "here": desk,
        "desk": desk,
        "writing": f"{desk}ecrire/",
        "amendment": subject.amendment,
        "me": me,
    }


def negotiable(subject: Subject, path: str) -> bool:
    """Tell whether a part has a form where it is negotiated: an annual convention leaves some in the contract."""
    return editable(path) and not (subject.yearly and locate(path).field in KEPT)


def adding_words(field: str) -> str:
    """Return what adding to a list is called."""
    return {
        "articles": _("Ajouter un article"),
        "goals": _("Ajouter une finalité"),
        "themes": _("Ajouter un thème"),
        "actions": _("Ajouter une action"),
        "envelopes": _("Ajouter une enveloppe"),
        "commitments": _("Ajouter un engagement"),
        "bodies": _("Ajouter une instance"),
        "parties": _("Ajouter une partie"),
    }[field]
