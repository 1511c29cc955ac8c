"""Send a document or the list of CRTE, read the preview, confirm."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import ImportDraft
from maillon.web.contracts.services.plan import Effect, ImportPlan
from maillon.web.contracts.services.uploads import MOST_BYTES, Sent, again, confirm, send

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SiteRequest) -> HttpResponse:
    """Show how to send a file; read it when it is sent."""
    decision = authorise(request.actor, "contract.import")
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not decision.allowed:
            raise Refused(decision)
        try:
            draft, _plan = send(_files(request), by=request.actor)
        except InputError as error:
            problems = error.problems
        else:
            return redirect("import-preview", draft.pk)
    given = {"decision": decision, "problems": problems[:SHOWN]}
    return render(request, "contracts/import.html", given, status=422 if problems else 200)


def _files(request: SiteRequest) -> list[Sent]:
    sent = request.FILES.getlist("files")
    size = sum(file.size or 0 for file in sent)
    if size > MOST_BYTES:
        raise InputError(Problem(_("l’envoi dépasse 10 Mo"), remedy=_("Envoyer les fichiers en plusieurs fois")))
    return [Sent(file.name or "", file.read()) for file in sent]


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Show line by line what would happen; import it when it is confirmed."""
    draft = visible_or_404(ImportDraft.objects.all(), request.actor, pk=pk)
    if request.method == "POST":
        try:
            plan = confirm(
                pk,
                by=request.actor,
                fingerprint=request.POST.get("fingerprint", ""),
                leave_refused=request.POST.get("leave_refused") == "1",
            )
        except Refused as refusal:
            given = {**_shown(again(draft, by=request.actor)), "draft": draft, "refusal": refusal.decision}
            return render(request, "contracts/preview.html", given, status=409)
        except ImportDraft.DoesNotExist:
            raise Http404 from None
        messages.success(request, _said(plan))
        return redirect(f"/contrats/{plan.lines[0].slug}/" if len(plan.writes) == 1 else "/contrats/")
    given = {**_shown(again(draft, by=request.actor)), "draft": draft, "refusal": None}
    return render(request, "contracts/preview.html", given)


def _shown(plan: ImportPlan) -> dict[str, object]:
    order = {Effect.REFUSE: 0, Effect.CHANGE: 1, Effect.CREATE: 2, Effect.UNCHANGED: 3}
    lines = sorted(plan.lines, key=lambda line: order[line.effect])
    return {
        "plan": plan,
        "lines": lines[:SHOWN],
        "more": max(0, len(lines) - SHOWN),
        "counts": {effect.value: plan.count(effect) for effect in Effect},
    }


def _said(plan: ImportPlan) -> str:
    created, changed = plan.count(Effect.CREATE), plan.count(Effect.CHANGE)
    parts = []
    if created:
        parts.append(ngettext("%(n)s contrat créé", "%(n)s contrats créés", created) % {"n": created})
    if changed:
        parts.append(ngettext("%(n)s contrat modifié", "%(n)s contrats modifiés", changed) % {"n": changed})
    return ", ".join(parts) or _("Le registre était déjà à jour.")
