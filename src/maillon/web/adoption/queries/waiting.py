"""What waits for one's institutions in adoptions: a text to accept, a resolution to record, a version to sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from maillon.documents.contract.parties import PartyClass
from maillon.rules.contracts.adoption import Vote
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.web.accounts.models import Institution
from maillon.web.adoption.facts import mark_of, needs_resolution
from maillon.web.adoption.models import Assent, Origin, Refusal, Resolution, ScanDeposit, Signature, Version
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, Party
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment

MOST = 20
"""Texts whose fingerprint is computed to tell whether they wait for one's agreement."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An act of adoption that waits for one of the actor's institutions.

    Attributes:
        act: "accept", "resolve" or "sign"; of a scan that waits for a second person, "confirm" for that person, and
            "second" for the one who deposited it.
        contract: the contract.
        amendment: what is adopted beside it, if it is not the contract itself.
        since: the day from which it waits.
        due: the last day to do it; None when nothing sets one.
        href: where it is done.
    """

    act: str
    contract: Contract
    amendment: Amendment | None
    since: date
    due: date | None
    href: str


def owed(by: Actor) -> list[Owed]:
    """Return the acts of adoption that wait for an actor's institutions."""
    return [*_versions(by), *_texts(by)]


def to_sign(by: Actor) -> QuerySet[Version]:
    """Return the frozen versions that an institution for which the actor sits has neither signed nor refused."""
    mine = by.institutions_as(*AT_THE_TABLE)
    done = {"version": OuterRef("pk"), "institution__in": mine}
    rows = Version.objects.filter(end=None, origin=Origin.FROZEN, contract__in=_bound(by))
    rows = rows.exclude(Exists(Signature.objects.filter(**done))).exclude(Exists(Refusal.objects.filter(**done)))
    light = rows.defer("pdf", "docx", "own", "canonical", "lineage")
    return light.select_related("contract", "amendment").order_by("sign_by", "frozen_on")


def _bound(by: Actor) -> QuerySet[Party, Any]:
    mine = by.institutions_as(*AT_THE_TABLE)
    return Party.objects.filter(party_class=PartyClass.SIGNATORY, institution__in=mine).values("contract")


def _versions(by: Actor) -> list[Owed]:
    rows = list(to_sign(by))
    if not rows:
        return []
    mine = {one.pk: one for one in Institution.objects.filter(pk__in=by.institutions_as(*AT_THE_TABLE))}
    asked = Resolution.objects.filter(version__in=rows, institution__in=mine).order_by("at")
    last = {(one.version_id, one.institution_id): one for one in asked}
    bound = Party.objects.filter(contract__in=[row.contract_id for row in rows], institution__in=mine)
    seats = dict(bound.filter(party_class=PartyClass.SIGNATORY).values_list("contract", "institution"))
    scans = ScanDeposit.objects.visible_to(by).filter(version__in=rows).order_by("at")
    brought = {(one.version_id, one.institution_id): one for one in scans.defer("file")}
    return [
        _scanned(row, brought[row.pk, party.pk], by) if (row.pk, party.pk) in brought else _version(row, party, last)
        for row, party in ((row, mine[seats[row.contract_id]]) for row in rows)
    ]


def _scanned(row: Version, scan: ScanDeposit, by: Actor) -> Owed:
    act = "second" if scan.deposited_by == by.user_id else "confirm"
    href = reverse("version", args=[row.contract.slug, row.number])
    return Owed(act, row.contract, row.amendment, timezone.localtime(scan.at).date(), row.sign_by, f"{href}#copies")


def _version(row: Version, party: Institution, last: Mapping[tuple[UUID, UUID], Resolution]) -> Owed:
    resolution = last.get((row.pk, party.pk))
    adopted = resolution is not None and resolution.vote == Vote.ADOPTED and resolution.received_on
    act = "resolve" if needs_resolution(party) and not adopted else "sign"
    href = reverse(f"version-{act}", args=[row.contract.slug, row.number])
    return Owed(act, row.contract, row.amendment, row.frozen_on, row.sign_by, href)


def _texts(by: Actor) -> list[Owed]:
    """Return the texts as they stand that another party has accepted, and one's own has not."""
    mine = by.institutions_as(*AT_THE_TABLE)
    same = Assent.objects.filter(contract=OuterRef("contract"), sha256=OuterRef("sha256"), institution__in=mine)
    negotiated = Q(amendment=None, contract__state=ContractState.NEGOTIATION)
    negotiated |= Q(amendment__state=ContractState.NEGOTIATION)
    rows = Assent.objects.filter(negotiated, contract__in=_bound(by)).exclude(institution__in=mine)
    told = rows.exclude(Exists(same)).select_related("contract__extends", "contract__content", "amendment")
    by_text = {(one.contract_id, one.amendment_id): one for one in told.order_by("at")}
    found = []
    for one in list(by_text.values())[-MOST:]:
        if mark_of(Subject(one.contract, one.amendment)) == one.sha256:
            since = timezone.localtime(one.at).date()
            found.append(Owed("accept", one.contract, one.amendment, since, None, _life(one)))
    return found


def _life(one: Assent) -> str:
    slug = one.contract.slug
    return (
        reverse("amendment", args=[slug, one.amendment.number])
        if one.amendment
        else reverse("contract-life", args=[slug])
    )
