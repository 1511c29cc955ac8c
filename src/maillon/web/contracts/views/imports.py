"""Send a document or the list of CRTE, read the preview, confirm."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.models import ImportDraft, ImportState
from maillon.web.contracts.services.background import advance_of, ask, decision_of, looked_at
from maillon.web.contracts.services.plan import Effect, ImportPlan
from maillon.web.contracts.services.uploads import AT_WORK, MOST_BYTES, Sent, again, send

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
    mine = ImportDraft.objects.visible_to(request.actor).defer("data")
    given = {"decision": decision, "problems": problems[:SHOWN], "mine": [looked_at(one) for one in mine]}
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
    if draft.state not in {ImportState.PREVIEW, ImportState.STOPPED}:
        return redirect("import-progress", pk)
    refusal = None
    if request.method == "POST":
        try:
            plan = ask(
                pk,
                by=request.actor,
                fingerprint=request.POST.get("fingerprint", ""),
                leave_refused=request.POST.get("leave_refused") == "1",
            )
        except Refused as error:
            refusal = error.decision
        except ImportDraft.DoesNotExist:
            raise Http404 from None
        else:
            return _asked(request, pk, plan)
    given = {**_shown(again(draft, by=request.actor)), "draft": draft, "refusal": refusal}
    return render(request, "contracts/preview.html", given, status=409 if refusal else 200)


def _asked(request: SiteRequest, pk: UUID, plan: ImportPlan | None) -> HttpResponse:
    if plan is None:
        return redirect("import-progress", pk)
    messages.success(request, said(plan.count(Effect.CREATE), plan.count(Effect.CHANGE)))
    return redirect("contract", plan.lines[0].slug) if len(plan.writes) == 1 else redirect("contracts")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Show how far an import is, what it wrote or why it wrote nothing; ask it again when it stopped."""
    draft = looked_at(visible_or_404(ImportDraft.objects.all(), request.actor, pk=pk))
    if draft.state == ImportState.PREVIEW:
        return redirect("import-preview", pk)
    refusal = None
    if request.method == "POST":
        try:
            ask(pk, by=request.actor, fingerprint=draft.confirmed, leave_refused=draft.leave_refused)
        except Refused as error:
            refusal = error.decision
        else:
            return redirect("import-progress", pk)
    stopped = draft.state == ImportState.STOPPED
    outcome = draft.outcome
    given = {
        "draft": draft,
        "at_work": draft.state in AT_WORK,
        "advance": advance_of(draft),
        "stopped": stopped,
        "refusal": refusal or (decision_of(draft) if stopped else None),
        "said": "" if stopped else said(outcome.get(Effect.CREATE, 0), outcome.get(Effect.CHANGE, 0)),
        "left": outcome.get(Effect.REFUSE, 0),
        "slug": outcome.get("slug", ""),
    }
    over = draft.state not in AT_WORK and request.htmx
    # 286 tells htmx to stop asking
    return render(request, "contracts/import_progress.html", given, status=286 if over else 200)


def _shown(plan: ImportPlan) -> dict[str, object]:
    order = {Effect.REFUSE: 0, Effect.CHANGE: 1, Effect.CREATE: 2, Effect.UNCHANGED: 3}
    lines = sorted(plan.lines, key=lambda line: order[line.effect])
    return {
        "plan": plan,
        "lines": lines[:SHOWN],
        "more": max(0, len(lines) - SHOWN),
        "counts": {effect.value: plan.count(effect) for effect in Effect},
    }


def said(created: int, changed: int) -> str:
    """Say what an import wrote."""
    parts = []
    if created:
        parts.append(ngettext("%(n)s contrat créé", "%(n)s contrats créés", created) % {"n": created})
    if changed:
        parts.append(ngettext("%(n)s contrat modifié", "%(n)s contrats modifiés", changed) % {"n": changed})
    return ", ".join(parts) or _("Le registre était déjà à jour.")
