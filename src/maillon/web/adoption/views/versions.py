"""A frozen version: its files, what each party did of it, and the forms to resolve and to sign."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillon.rules.decision import Decision
from maillon.web.accounts.authorise import require
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import Progress
from maillon.web.adoption.forms import ResolutionForm, SignForm
from maillon.web.adoption.models import Resolution, ScanDeposit, Signature, Version
from maillon.web.adoption.queries.evidence import evidence
from maillon.web.adoption.queries.life import expired, parties
from maillon.web.adoption.queries.scans import pending
from maillon.web.adoption.sealing import host_seal
from maillon.web.adoption.services.resolutions import record_resolution
from maillon.web.adoption.services.signing import PDF, confirm_scan, deposit_scan, sign_with_pdf
from maillon.web.adoption.views.shared import done, frame, number_of, version_or_404
from maillon.web.common.refusal import Refused
from maillon.web.common.request import SiteRequest
from maillon.web.contracts.views.shell import found
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.services.acting import party_of

FORMS = {
    "pdf": ("pdf", "application/pdf"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "json": ("canonical", "application/json"),
}


def _opened(request: SiteRequest, slug: str, number: int) -> tuple[Subject, Version]:
    contract = found(request, slug)
    version = version_or_404(request, contract, number)
    if version.amendment:
        version.amendment.contract = contract  # read already
    return Subject(contract, version.amendment), version


@require_http_methods(["GET", "HEAD", "POST"])
def version(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Show a frozen version; confirm, as a second person, the scan of a signature."""
    subject, held = _opened(request, slug, number)
    progress = Progress.upon(subject, request.actor.on, held)
    signatures = Signature.objects.visible_to(request.actor).filter(version=held).defer("file")
    deposits = ScanDeposit.objects.visible_to(request.actor).filter(version=held).defer("file")
    given = {
        **frame(subject),
        "held": held,
        "expired": expired(held, request.actor.on),
        "me": _seated(request, subject, progress.parties),
        "parties": parties(progress),
        "signatures": signatures.select_related("institution", "delegation"),
        "resolutions": Resolution.objects.visible_to(request.actor).filter(version=held).select_related("institution"),
        "scans": pending(held, request.actor),
        "demonstration": host_seal().demonstration,
        "refusal": None,
    }
    if request.method == "POST":
        try:
            act = partial(
                confirm_scan,
                subject.contract.pk,
                deposits.get(pk=request.POST.get("copie", "")).pk,
                by=request.actor,
                amendment=number_of(subject),
            )
        except (ScanDeposit.DoesNotExist, ValidationError):
            raise Http404 from None
        return done(request, act, "adoption/version.html", given, request.path)
    return render(request, "adoption/version.html", given)


def _seated(request: SiteRequest, subject: Subject, signing: Mapping[str, Institution]) -> Institution | None:
    """Return the signatory for which the reader sits, who alone is given the signed files."""
    try:
        return party_of(subject.contract, request.actor, signing)
    except Refused:
        return None


@require_safe
def file(request: SiteRequest, slug: str, number: int, form: str) -> HttpResponse:
    """Send a frozen version as it was sealed, byte for byte."""
    if form not in FORMS:
        raise Http404
    _subject, held = _opened(request, slug, number)
    column, media = FORMS[form]
    data = Version.objects.values_list(column, flat=True).get(pk=held.pk)
    if data is None:
        raise Http404
    content = data.encode() if isinstance(data, str) else bytes(data)
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{slug}-version-{number}.{form}"'
    return answer


@require_safe
def signed_file(request: SiteRequest, slug: str, number: int, pk: str) -> HttpResponse:
    """Send the file that bears a party's signature to those who sit at the contract's table."""
    subject, held = _opened(request, slug, number)
    party_of(subject.contract, request.actor)
    rows: Any = Signature.objects.visible_to(request.actor).filter(version=held, pk=pk)
    row = rows.first() or ScanDeposit.objects.visible_to(request.actor).filter(version=held, pk=pk).first()
    if row is None:
        raise Http404
    answer = HttpResponse(bytes(row.file), content_type=row.media)
    ending = {PDF: "pdf", "image/png": "png", "image/jpeg": "jpg"}.get(row.media, "bin")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-version-{number}-signature.{ending}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Record what one's assembly decided of a version."""
    subject, held = _opened(request, slug, number)
    require(request.actor, "resolution.record", subject.governed)
    me = party_of(subject.contract, request.actor)
    last = Progress.upon(subject, request.actor.on, held).resolutions.get(str(me.pk))
    names = ("assembly", "number", "convened_on", "session_on", "in_favour", "against", "abstentions", "casting_vote")
    initial = {name: getattr(last, name) for name in names} if last else None
    form = ResolutionForm(request.POST or None, initial=initial)
    given = {**frame(subject), "held": held, "form": form, "me": me, "last": last}
    if request.method != "POST" or not form.is_valid():
        return render(request, "adoption/resolve.html", given, status=422 if form.is_bound else 200)
    act = partial(
        record_resolution,
        subject.contract.pk,
        form.cleaned_data["assembly"],
        form.facts(),
        by=request.actor,
        amendment=number_of(subject),
        read=held.number,
    )
    return done(request, act, "adoption/resolve.html", given, given["life"])


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SiteRequest, slug: str, number: int) -> HttpResponse:
    """Sign a version for one's party: a PDF signed elsewhere, or the scan of a paper."""
    subject, held = _opened(request, slug, number)
    require(request.actor, "version.sign", subject.governed)
    me = party_of(subject.contract, request.actor)
    form = SignForm(me, request.POST or None, request.FILES or None, initial={"signed_on": timezone.localdate()})
    given = {
        **frame(subject),
        "held": held,
        "expired": expired(held, request.actor.on),
        "form": form,
        "me": me,
        "demonstration": host_seal().demonstration,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "adoption/sign.html", given, status=422 if form.is_bound else 200)

    def act() -> Decision | None:
        signed = form.signed()
        if request.POST.get("faire") == "copie":
            deposit_scan(subject.contract.pk, signed, by=request.actor, amendment=number_of(subject))
        else:
            sign_with_pdf(subject.contract.pk, signed, by=request.actor, amendment=number_of(subject))
        return None

    return done(request, act, "adoption/sign.html", given, f"/contrats/{slug}/versions/{number}/")


@require_safe
def evidence_file(request: SiteRequest, slug: str) -> HttpResponse:
    """Send the evidence file: whole to those who sit at the table, its public part to any reader of a public contract.

    Raises:
        Http404: hidden, absent, or without a version on this site.
    """
    contract = found(request, slug)
    try:
        whole = bool(party_of(contract, request.actor))
    except Refused:
        if not contract.public:
            raise
        whole = False
    data = evidence(contract, request.actor, whole=whole)
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type="application/zip")
    name = f"{slug}-dossier-de-preuve{'' if whole else '-public'}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
