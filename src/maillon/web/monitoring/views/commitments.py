"""The register of commitments, one commitment, and what proves it."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maillon.rules.contracts.commitments import STANDING_NAMES, Standing, standing_name
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError, Problem
from maillon.web.accounts.authorise import authorise
from maillon.web.common.actor import Actor
from maillon.web.common.queries import visible_or_404
from maillon.web.common.refusal import Refused, unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import Cell, Column, Table
from maillon.web.contracts.models import Action, Contract
from maillon.web.monitoring.forms import ReplyForm, StatementForm
from maillon.web.monitoring.models import CommitmentStatement, Deposit
from maillon.web.monitoring.queries.commitments import Promise, counts, promises
from maillon.web.monitoring.services import commitments as services
from maillon.web.monitoring.views.shell import file_of, followed, frame
from maillon.web.negotiation.queries.engaged import engaged

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
ORDER = ("late", "contested", "not_kept", "partly_kept", "kept", "open")


@require_safe
def register(request: SiteRequest, slug: str) -> HttpResponse:
    """Show every commitment and where it stands."""
    contract = followed(request, slug)
    every = promises(contract, on=request.actor.on)
    number = counts(every)
    asked = request.GET.get("suite", "")
    asked = asked if asked in STANDING_NAMES else ""
    given = {
        **frame(contract, "monitoring"),
        "sentence": _sentence(every),
        "choices": [(name, standing_name(Standing(name)), number[Standing(name)]) for name in ORDER],
        "asked": asked,
        "total": len(every),
        "engaged": engaged(contract),
        "promises": [one for one in every if not asked or one.followed.standing == asked],
    }
    return render(request, "monitoring/register.html", given)


def _sentence(every: list[Promise]) -> str:
    number = counts(every)
    if not every:
        return _("Le contrat ne dit pas qui promet quoi à qui.")
    said = ngettext("%(n)s engagement", "%(n)s engagements", len(every)) % {"n": len(every)}
    parts = [
        (Standing.LATE, ngettext("%(n)s en retard", "%(n)s en retard", number[Standing.LATE])),
        (Standing.CONTESTED, ngettext("%(n)s contesté", "%(n)s contestés", number[Standing.CONTESTED])),
        (Standing.NOT_KEPT, ngettext("%(n)s non tenu", "%(n)s non tenus", number[Standing.NOT_KEPT])),
        (
            Standing.PARTLY_KEPT,
            ngettext("%(n)s tenu en partie", "%(n)s tenus en partie", number[Standing.PARTLY_KEPT]),
        ),
        (Standing.KEPT, ngettext("%(n)s tenu", "%(n)s tenus", number[Standing.KEPT])),
        (Standing.OPEN, ngettext("%(n)s en cours", "%(n)s en cours", number[Standing.OPEN])),
    ]
    told = [words % {"n": number[standing]} for standing, words in parts if number[standing]]
    return _("{title} : {value}").format(title=said, value=", ".join(told)) + "."


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: SiteRequest, slug: str, ref: str) -> HttpResponse:
    """Show one commitment and what was stated of it; state it, answer it."""
    contract = followed(request, slug)
    shown = _found(contract, ref, request.actor)
    doing = request.POST.get("faire", "")
    form = StatementForm(
        request.POST if doing == "declarer" else None,
        request.FILES if doing == "declarer" else None,
        initial={"on": request.actor.on},
    )
    reply = ReplyForm(request.POST if doing == "repondre" else None)
    problems: tuple[Problem, ...] = ()
    refusal: Decision | None = None
    try:
        if request.method == "POST" and _done(request, shown, form, reply):
            return redirect("monitoring-promise", slug, ref)
    except InputError as error:
        problems = error.problems
    except Refused as refused:
        refusal = refused.decision
    mine = {str(one) for one in request.actor.institutions}
    last = shown.statements[-1] if shown.statements else None
    given = {
        **frame(contract, "monitoring"),
        "promise": shown,
        "action": Action.objects.filter(contract=contract, ref=shown.row.action_ref)
        .values_list("title", flat=True)
        .first(),
        "may_state": shown.facts.promisor in mine and authorise(request.actor, "commitment.state", shown.home).allowed,
        "may_answer": bool(
            last and mine & (shown.facts.beneficiaries.keys() - shown.facts.statements[-1].replies.keys())
        )
        and authorise(request.actor, "commitment.answer", shown.home).allowed,
        "inherited": shown.home.pk != contract.pk,
        "open_proofs": _open_proofs([shown], request.actor),
        "form": form,
        "reply": reply,
        "problems": problems,
        "refusal": refusal,
        "last": last,
    }
    faulty = bool(problems) or (request.method == "POST" and refusal is None)
    return render(request, "monitoring/promise.html", given, status=409 if refusal else 422 if faulty else 200)


def _found(contract: Contract, ref: str, actor: Actor) -> Promise:
    for one in promises(contract, on=actor.on):
        if one.row.ref == ref:
            return one
    raise Http404


def _open_proofs(every: Iterable[Promise], actor: Actor) -> set[object]:
    """Return which of the proofs of these commitments an actor may read, by identifier."""
    kept = [one.evidence_id for shown in every for one in shown.statements if one.evidence_id]
    return set(Deposit.objects.visible_to(actor).filter(pk__in=kept).values_list("pk", flat=True)) if kept else set()


def _done(request: SiteRequest, shown: Promise, form: StatementForm, reply: ReplyForm) -> bool:
    """Do what a form of the page asks; False when it is not rightly filled."""
    match request.POST.get("faire"):
        case "declarer" if form.is_valid():
            services.state(
                shown.home.pk,
                shown.row.ref,
                Standing(form.cleaned_data["said"]),
                by=request.actor,
                on=form.cleaned_data["on"],
                words=form.cleaned_data["words"],
                proof=form.proof(),
                public_proof=form.cleaned_data["public_proof"],
            )
            messages.success(request, _("La déclaration est inscrite ; elle ne changera plus."))
            return True
        case "repondre" if reply.is_valid() and shown.statements:
            asked = request.POST.get("declaration", "")
            read = next((one for one in shown.statements if str(one.pk) == asked), None)
            if read is None:
                raise Http404
            agrees, reason = reply.cleaned_data["agrees"] == "oui", reply.cleaned_data["reason"]
            decision = services.answer(read.pk, agrees=agrees, by=request.actor, reason=reason)
            messages.success(request, decision.because)
            return True
        case asked if asked not in ("declarer", "repondre"):
            raise Refused(unknown_act())
    return False


@require_safe
def export(request: SiteRequest, slug: str, form: str) -> HttpResponse:
    """Give the register of commitments as a file."""
    contract = followed(request, slug)
    columns = (
        Column("id", _("Identifiant"), 28),
        Column("by", _("Promis par"), 36),
        Column("to", _("Promis à"), 48),
        Column("what", _("Engagement"), 70),
        Column("due", _("Échéance"), 12),
        Column("standing", _("Suite"), 16),
        Column("because", _("Pourquoi"), 60),
        Column("on", _("Déclaré à la date du"), 14),
        Column("words", _("Explication"), 60),
        Column("evidence", _("Preuve"), 40),
        Column("sha256", _("Empreinte de la preuve"), 66),
        Column("inherited", _("Tronc commun"), 12),
    )
    notes = {
        _("Contrat"): contract.title,
        _("Établi le"): date_format(timezone.localdate(), "j F Y"),
        _("Suite"): _(
            "Dernière déclaration de la partie qui a promis ; « contesté » dès qu’un bénéficiaire la conteste."
        ),
    }
    every = promises(contract, on=request.actor.on)
    return file_of(
        Table(_("Engagements"), columns, _rows(every, contract, _open_proofs(every, request.actor)), notes),
        form,
        f"{slug}-engagements",
    )


def _rows(every: list[Promise], contract: Contract, readable: set[object]) -> Iterator[tuple[Cell, ...]]:
    for one in every:
        last: CommitmentStatement | None = one.statements[-1] if one.statements else None
        proof = last.evidence if last else None
        yield (
            one.row.ref,
            one.row.made_by.name,
            ", ".join(one.to),
            one.row.what,
            one.row.due,
            one.standing_name,
            one.followed.because,
            last.on if last else None,
            last.words if last else "",
            _told(proof, readable),
            proof.sha256 if proof else "",
            _("oui") if one.home.pk != contract.pk else _("non"),
        )


def _told(proof: Deposit | None, readable: set[object]) -> str:
    """Name a proof; an address is told only to those who may read it."""
    if proof is None:
        return ""
    return str(proof) if proof.name or proof.pk in readable else _("une adresse, réservée aux parties")


@require_safe
def proof(request: SiteRequest, pk: str) -> HttpResponse:
    """Give a file that proves something, always as a file to save."""
    kept = visible_or_404(Deposit.objects.all(), request.actor, pk=pk)
    if kept.data is None:
        raise Http404
    response = HttpResponse(bytes(kept.data), content_type=TYPES.get(kept.form, "application/octet-stream"))
    response["Content-Disposition"] = f'attachment; filename="piece-{kept.sha256[:12]}.{kept.form}"'
    response["Cache-Control"] = "private, no-cache"
    return response
