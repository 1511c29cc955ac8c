"""The life of a contract, or of an amendment: where it is, what comes next, who has done what."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillon.rules.contracts.life.states import ENDED, PUBLIC, ContractState
from maillon.rules.contracts.life.steps import BY_VERB
from maillon.rules.decision import Decision
from maillon.web.accounts.authorise import authorise, authorise_each
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import state_of
from maillon.web.adoption.forms import AmendmentForm, ReasonForm, SubmitForm
from maillon.web.adoption.queries import life as read
from maillon.web.adoption.queries.scans import pending
from maillon.web.adoption.services.signing import refuse
from maillon.web.adoption.services.steps import assent, take_step
from maillon.web.adoption.views.shared import address_of, done, frame, number_of
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import unknown_act
from maillon.web.common.request import SiteRequest
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.services.amendments import open_amendment
from maillon.web.negotiation.views.shared import desk_of, seat

PAGE = "adoption/life.html"


@require_http_methods(["GET", "HEAD", "POST"])
def life(request: SiteRequest, slug: str, amendment: int | None = None) -> HttpResponse:
    """Show where a contract is in its life; take a step, accept the text, refuse to sign."""
    subject, me = seat(request, slug, amendment)
    submit = SubmitForm(request.POST if request.POST.get("faire") == "submit" else None)
    refusing = ReasonForm(request.POST if request.POST.get("faire") == "refuser" else None)

    def given() -> dict[str, Any]:
        return {**_page(request, subject, me), "submit_form": submit, "refuse_form": refusing}

    if request.method != "POST":
        return render(request, PAGE, given())
    verb = request.POST.get("faire", "")
    who: dict[str, Any] = {"by": request.actor, "amendment": number_of(subject)}
    contract = subject.contract
    if verb == "accepter":
        act = partial(assent, contract.pk, request.POST.get("texte", ""), **who)
    elif verb == "refuser":
        if not refusing.is_valid():
            return render(request, PAGE, given(), status=422)
        read_one = request.POST.get("version", "")[:9]
        number = int(read_one) if read_one.isdecimal() else None
        act = partial(refuse, contract.pk, refusing.cleaned_data["reason"], read=number, **who)
    elif verb in (subject.amendment.course.steps if subject.amendment else BY_VERB):
        unsure = BY_VERB[verb].after in ENDED and not request.POST.get("sure")
        if unsure or (verb == "submit" and not submit.is_valid()):
            return render(request, PAGE, given(), status=422)
        sign_by = submit.cleaned_data["sign_by"] if verb == "submit" else None
        act = partial(take_step, contract.pk, verb, sign_by=sign_by, **who)
    else:
        return render(request, PAGE, {**given(), "refusal": unknown_act()}, status=409)
    return done(request, act, PAGE, given, address_of(subject))


def _page(request: SiteRequest, subject: Subject, me: Institution | None) -> dict[str, Any]:
    contract, by, alone = subject.contract, request.actor, subject.amendment is None
    versions = read.versions(subject, by)
    progress, shown = read.progressed(subject, by.on, versions)
    acts = ["proposal.reply", *(f"contract.{step.verb}" for step in read.steps_of(subject))]
    rights = authorise_each(by, [*acts, "amendment.open"], subject.governed)
    mine = read.mine(progress, me, rights) if me else None
    told = shown.version or not contract.public or not alone
    ours, trunk = read.amendments(contract, by) if alone and contract.public else ([], [])
    return {
        **frame(subject),
        "me": me,
        "mine": mine,
        "scans": pending(progress.version, by) if mine and mine.may_sign else (),
        "milestones": read.milestones(subject),
        "possible": read.possible(progress, by, rights),
        "held": shown.version,
        "expired": read.expired(shown.version, by.on),
        "parties": read.parties(shown) if told else None,
        "text_mark": progress.mark if mine and mine.may_accept else "",
        "desk": desk_of(subject),
        "versions": versions,
        "shelves": read.shelved(versions, by.on),
        **_beside(ours),
        "may_amend": rights["amendment.open"],
        "moments": read.timeline(contract, by, shown.deeds) if alone else (),
        "heirs": _heirs(subject, by),
        "trunk_amendments": trunk,
    }


def _beside(ours: Sequence[Amendment]) -> dict[str, list[Amendment]]:
    """Return the amendments and the conventions of a contract, those that were abandoned apart."""
    lapsed = ContractState.LAPSED
    return {
        "amendments": [one for one in ours if one.course.rewrites and one.state != lapsed],
        "abandoned_amendments": [one for one in ours if one.course.rewrites and one.state == lapsed],
        "conventions": [one for one in ours if not one.course.rewrites and one.state != lapsed],
        "abandoned_conventions": [one for one in ours if not one.course.rewrites and one.state == lapsed],
    }


def _heirs(subject: Subject, by: Actor) -> Sequence[read.Heir]:
    """Return where the contracts below stand before an adopted amendment; nothing of theirs hangs on a convention."""
    amendment = subject.amendment
    if amendment is None or not amendment.course.rewrites or state_of(subject) not in PUBLIC - {ContractState.LAPSED}:
        return ()
    return read.heirs(amendment, by)


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: SiteRequest, slug: str) -> HttpResponse:
    """Open an amendment of a signed contract."""
    subject, me = seat(request, slug)
    form = AmendmentForm(request.POST or None)
    given = {**frame(subject), "form": form, "me": me}
    given["decision"] = authorise(request.actor, "amendment.open", subject.contract)
    if request.method != "POST" or not form.is_valid():
        return render(request, "adoption/amend.html", given, status=422 if form.is_bound else 200)

    def act() -> Decision:
        told = form.cleaned_data
        made = open_amendment(
            subject.contract.pk,
            told["title"],
            by=request.actor,
            ceiling=told["ceiling"],
            effective_on=told["effective_on"],
        )
        given["made"] = made.number
        because = _("L’avenant n° {number} est ouvert : chaque partie peut y proposer des changements.")
        return Decision(allowed=True, because=because.format(number=made.number), rule="amendment.open")

    answer = done(request, act, "adoption/amend.html", given, given["life"])
    return redirect("amendment", slug, given["made"]) if "made" in given else answer
