"""Comment a part of the contract, and take one's comment back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from maillon.documents.contract.fragments import digest, locate
from maillon.rules.contracts.facts import STATE
from maillon.rules.contracts.negotiation import Audience, may_comment, may_unsay
from maillon.rules.decision import Decision
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import stop
from maillon.web.negotiation.models import Comment, CommentWithdrawal
from maillon.web.negotiation.services.acting import note, opened

MOST = 4_000


@transaction.atomic
def comment(
    contract_id: UUID, path: str, text: str, *, audience: Audience, by: Actor, amendment: int | None = None
) -> Comment:
    """Say something of a part of the contract to one's table; nobody rewrites it afterwards.

    Raises:
        Refused: the policy or the rule says no.
        InputError: no part of a contract has this name.
    """
    subject, party = opened(contract_id, by, "comment.write", amendment)
    path, text = locate(path).path, text.strip()[:MOST]
    stop(may_comment(audience, text, author_is_state=party.kind == STATE))
    said = Comment.objects.create(
        contract=subject.contract, amendment=subject.amendment, path=path, author=party, audience=audience, text=text
    )
    note("comment.write", subject.contract, party, by, audience, {"path": path, "text_sha256": digest(text)})
    return said


@transaction.atomic
def unsay(contract_id: UUID, comment_id: UUID, *, by: Actor) -> Decision:
    """Take one's comment back: it is no longer shown, and that it was said stays known.

    Raises:
        Refused: the policy or the rule says no.
        Comment.DoesNotExist: it is absent or hidden.
    """
    rows = Comment.objects.visible_to(by).select_related("amendment")
    said = rows.get(pk=comment_id, contract=contract_id)
    subject, party = opened(contract_id, by, "comment.write", said.amendment.number if said.amendment else None)
    withdrawn = CommentWithdrawal.objects.filter(comment=said).exists()
    decision = stop(may_unsay(author=said.author_id == party.pk, withdrawn=withdrawn))
    CommentWithdrawal.objects.create(comment=said)
    content: dict[str, str | int] = {"path": said.path, "text_sha256": digest(said.text)}
    note("comment.withdraw", subject.contract, party, by, said.audience, content)
    return decision
