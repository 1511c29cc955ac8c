"""Comments on a part: written from the page of the part or of a proposal, and taken back from there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience
from maillon.rules.problem import InputError
from maillon.web.accounts.authorise import authorise
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.forms import CommentForm
from maillon.web.negotiation.models import Comment
from maillon.web.negotiation.queries.talk import comments
from maillon.web.negotiation.services import talk
from maillon.web.negotiation.views.shared import desk_of, seat


def talking(request: SiteRequest, subject: Subject, me: Institution | None, path: str) -> dict[str, Any]:
    """Context of what is said of a part."""
    state = me is not None and me.kind == STATE
    form = CommentForm(initial={"audience": Audience.TABLE if state else Audience.CONFERENCE})
    if state:
        form.fields["audience"].choices = [(Audience.TABLE, _("toutes les parties"))]  # type: ignore[attr-defined]  # a ChoiceField
    allowed = me is not None and authorise(request.actor, "comment.write", subject.governed).allowed
    return {
        "comments": list(comments(subject, path, request.actor)),
        "comment_form": form if allowed else None,
        "comment_path": path,
        "talk_url": f"{desk_of(subject)}commenter/",
    }


@require_POST
def comment(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Say something of a part, or take it back; then show the page that one came from."""
    subject, _me = seat(request, slug, amendment)
    contract, given = subject.contract, request.POST
    try:
        if given.get("faire") == "retirer":
            messages.success(
                request, talk.unsay(contract.pk, UUID(given.get("commentaire", "")), by=request.actor).because
            )
        else:
            talk.comment(
                contract.pk,
                given.get("partie", ""),
                given.get("text", "").replace("\0", ""),  # PostgreSQL keeps no NUL
                audience=Audience(given.get("audience", "")),
                by=request.actor,
                amendment=amendment,
            )
            messages.success(request, _("Le commentaire est partagé ; il ne se réécrit pas."))
    except Refused as refused:
        messages.error(request, f"{refused.decision.because} {refused.decision.remedy}".strip())
    except (InputError, ValueError, Comment.DoesNotExist):
        raise Http404 from None
    return redirect(_from(request, subject))


def _from(request: SiteRequest, subject: Subject) -> str:
    number = request.POST.get("proposition", "")
    if number.isdecimal():
        return f"/contrats/{subject.contract.slug}/negociation/{int(number[:9])}/#commentaires"
    return f"{desk_of(subject)}ecrire/?{urlencode({'partie': request.POST.get('partie', '')})}#commentaires"
