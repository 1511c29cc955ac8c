"""What waits for an actor in negotiations: proposals to reply, parts of which others spoke last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import label
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import latest
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Comment, Proposal
from maillon.web.negotiation.queries.table import label_of, unreplied
from maillon.web.negotiation.queries.talk import discussed

MOST = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the actor's word.

    Attributes:
        kind: "proposal" or "comment".
        contract: where.
        title: the part, as people name it.
        who: the institution that spoke.
        at: when.
        href: where to answer.
    """

    kind: str
    contract: Contract
    title: str
    who: str
    at: datetime
    href: str


def waiting(by: Actor) -> list[Waiting]:
    """Return what waits for an actor, the oldest proposals first, then the latest comments, one for each part."""
    proposals = list(unreplied(by).select_related("contract", "author", "amendment")[:MOST])
    said = list(discussed(by).select_related("contract", "author", "amendment").order_by("-at")[: MOST * 5])
    comments = list({(one.contract_id, one.amendment_id, one.path): one for one in reversed(said)}.values())[-MOST:]
    slugs = {one.contract.slug for one in proposals if one.amendment is None}
    slugs |= {one.contract.slug for one in comments if one.amendment is None}
    texts = {slug: loaded.document for slug, loaded in latest(slugs).items()}
    told = [_proposal(one, _text(one, texts)) for one in proposals]
    return [*told, *(_comment(one, _text(one, texts)) for one in reversed(comments))]


def _text(one: Proposal | Comment, known: Mapping[str, ContractDocument]) -> ContractDocument:
    return Subject(one.contract, one.amendment).document if one.amendment else known[one.contract.slug]


def _proposal(one: Proposal, document: ContractDocument) -> Waiting:
    href = reverse("negotiation-proposal", args=[one.contract.slug, one.number])
    return Waiting("proposal", one.contract, label_of(document, one), one.author.name, one.shared_at, href)


def _comment(one: Comment, document: ContractDocument) -> Waiting:
    slug = one.contract.slug
    page = reverse("negotiation-write", args=[slug])
    if one.amendment:
        page = reverse("amendment-write", args=[slug, one.amendment.number])
    href = f"{page}?{urlencode({'partie': one.path})}#commentaires"
    return Waiting("comment", one.contract, label(document, one.path), one.author.name, one.at, href)
