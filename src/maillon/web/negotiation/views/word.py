"""The text in Word: take it out, send it back, see article by article what changed, choose what becomes a draft."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maillon.documents.wordtext.out import out
from maillon.documents.wordtext.package import MOST_BYTES
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.refusal import Refused, unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.views.downloads import TYPES
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import WordReturn
from maillon.web.negotiation.queries.word import Preview, preview
from maillon.web.negotiation.services import word as services
from maillon.web.negotiation.views.shared import seat, shared


@require_safe
def download(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Give the working text as a Word file that can be edited and sent back."""
    subject, _me = seat(request, slug, amendment)
    if subject.contract.public and not amendment:
        raise Http404
    data = out(subject.document, subject.version, on=timezone.localdate())
    response = HttpResponse(data, content_type=TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="{slug}-texte-de-travail.docx"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Show how to send a file back, and what the one that was sent would change."""
    subject, me = seat(request, slug, amendment)
    if subject.contract.public and not amendment:
        raise Http404
    problems: tuple[Problem, ...] = ()
    refusal: Decision | None = None
    if request.method == "POST":
        try:
            return _done(request, subject)
        except InputError as error:
            problems = error.problems
        except Refused as refused:
            refusal = refused.decision
        except WordReturn.DoesNotExist:
            messages.info(request, _("Ce fichier est déjà repris ou oublié."))
            return redirect(request.path)
    sent = subject.among(WordReturn.objects.visible_to(request.actor)).first()
    shown = preview(subject, sent) if sent else None
    posted = sent is not None and request.POST.get("fichier") == str(sent.pk)
    given = {
        **shared(subject, me),
        "decision": authorise(request.actor, "draft.write", subject.governed),
        "refusal": refusal,
        "problems": problems,
        "sent": sent,
        "preview": shown,
        "ticked": _ticked(request, shown if not posted else None),
        "lost": [name for key, name in _losses().items() if shown and key in shown.lost],
    }
    return render(request, "negotiation/word.html", given, status=409 if refusal else 422 if problems else 200)


def _ticked(request: SiteRequest, shown: Preview | None) -> frozenset[str]:
    """Return what is ticked: what the reader ticked, or what is offered at first."""
    if shown is not None:
        return frozenset(line.edited.path for line in shown.lines if line.chosen)
    return frozenset(request.POST.getlist("partie") + request.POST.getlist("commentaire"))


def _done(request: SiteRequest, subject: Subject) -> HttpResponse:
    """Do what a form of the page asks."""
    match request.POST.get("faire"):
        case "envoyer":
            data, name = _file(request)
            services.send(subject, data, name=name, by=request.actor)
        case "reprendre":
            paths = set(request.POST.getlist("partie"))
            said_too = request.POST.getlist("commentaire")
            count = len(services.take(subject, _named(request), paths, by=request.actor, said=said_too))
            said = ngettext("%(n)s brouillon est gardé.", "%(n)s brouillons sont gardés.", count) % {"n": count}
            messages.success(request, f"{said} {_('Votre institution seule les lit.')}")
            return redirect(shared(subject, None)["desk"])
        case "oublier":
            services.forget(subject, _named(request), by=request.actor)
        case _:
            raise Refused(unknown_act())
    return redirect(request.path)


def _named(request: SiteRequest) -> UUID:
    try:
        return UUID(request.POST.get("fichier", ""))
    except ValueError:
        raise Http404 from None


def _file(request: SiteRequest) -> tuple[bytes, str]:
    sent = request.FILES.get("fichier")
    if sent is None:
        raise InputError(Problem(_("aucun fichier n’a été envoyé"), remedy=_("Choisir un fichier")))
    name = sent.name or ""
    if (sent.size or 0) > MOST_BYTES:
        raise InputError(Problem(_("le fichier dépasse {most} Mo").format(most=MOST_BYTES // 1_000_000), name))
    return sent.read(), name


def _losses() -> dict[str, str]:
    """Name what a Word file may hold and a text cannot."""
    return {
        "table": _("des tableaux, repris ligne par ligne"),
        "image": _("des images, laissées de côté"),
        "object": _("des objets d’autres logiciels, laissés de côté"),
        "note": _("des notes de bas de page, laissées de côté"),
        "box": _("des zones de texte, laissées de côté"),
        "hidden": _("du texte masqué, laissé de côté"),
    }
