"""What is said of a part of the contract, and where the last word is not one's own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from maillon.rules.governance.policy import AT_THE_TABLE, NEGOTIATED
from maillon.web.common.actor import Actor
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Comment


def comments(subject: Subject, path: str, by: Actor) -> QuerySet[Comment]:
    """Return what was said of a part, the oldest first; what was taken back is told, its words are not."""
    rows = subject.among(Comment.objects.visible_to(by))
    return rows.filter(path=path).select_related("author", "withdrawal").order_by("at")


def discussed(by: Actor) -> QuerySet[Comment]:
    """Return the comments of others, in ongoing negotiations, after which the actor's institutions said nothing."""
    mine = by.institutions_as(*AT_THE_TABLE)
    same = Comment.objects.filter(contract=OuterRef("contract"), path=OuterRef("path"), at__gte=OuterRef("at"))
    rows = Comment.objects.visible_to(by).filter(withdrawal=None).exclude(author__in=mine)
    ongoing = Q(amendment=None, contract__state__in=NEGOTIATED) | Q(amendment__state__in=NEGOTIATED)
    return rows.filter(ongoing).exclude(Exists(same.filter(author__in=mine)))
