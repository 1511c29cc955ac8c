"""What a person must not forget: reviews that are late or near, promises that fall due, conclusions to answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.documents.contract.parties import PartyClass
from maillon.rules.contracts.reviews import AHEAD, URGENCY_NAMES, Due, Meeting, Urgency, schedule, urgency
from maillon.rules.governance.policy import AT_THE_TABLE, LIVE
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Commitment, Contract, Party, PartyInstitution
from maillon.web.monitoring.models import CommitmentStatement, ReviewProposal
from maillon.web.monitoring.queries.reviews import TONES, held_dates, read_clause

MOST = 2000


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do, and by when.

    Attributes:
        what: in words.
        contract: title of the contract.
        href: page where it is done.
        urgency: how near it is.
        on: the day by which it is owed; None when it only waits.
    """

    what: str
    contract: str
    href: str
    urgency: Urgency
    on: dt.date | None = None

    @property
    def urgency_name(self) -> str:
        """How near it is, in words."""
        return _(URGENCY_NAMES[self.urgency]) if self.on else _("à répondre")

    @property
    def tone(self) -> str:
        """Colour that goes with the words."""
        return TONES.get(self.urgency, "info")


def reminders(actor: Actor) -> list[Reminder]:
    """Return what awaits an actor in the contracts that bind its institutions, the most urgent first.

    Four queries, whatever the number of contracts; what is more than ninety days ahead is left out.
    """
    mine = actor.institutions_as(*AT_THE_TABLE)
    if not mine:
        return []
    party = PartyInstitution.objects.filter(institution__in=mine).values("contract")
    bound = Contract.objects.visible_to(actor).filter(Q(pk__in=party) | Q(holder__in=mine), state__in=LIVE)
    found = [*_reviews(bound, actor), *_promises(bound, actor), *_conclusions(bound, actor)]
    order = list(Urgency)
    return sorted(found, key=lambda one: (order.index(one.urgency), one.on or dt.date.min, one.contract, one.what))


def _reviews(bound: QuerySet[Contract], actor: Actor) -> list[Reminder]:
    rows = list(
        Contract.objects.filter(pk__in=bound, content__head__clauses__review__isnull=False)
        .values_list("pk", "slug", "title", "start", "end", "content__head__clauses__review")
        .order_by("slug")[:MOST]
    )
    held = held_dates([row[0] for row in rows])
    found = []
    for pk, slug, title, start, end, clause in rows:
        for meeting in schedule(read_clause(clause), start, end):
            near = urgency(meeting, held.get(pk, ()), on=actor.on)
            if near in {Urgency.LATE, Urgency.SOON, Urgency.COMING}:
                href = reverse("monitoring-reviews", args=[slug])
                found.append(Reminder(_("Ouvrir la revoyure"), title, href, near, meeting.on))
    return found


def _promises(bound: QuerySet[Contract], actor: Actor) -> list[Reminder]:
    limit = actor.on + dt.timedelta(days=AHEAD)
    stated = CommitmentStatement.objects.filter(contract=OuterRef("contract"), ref=OuterRef("ref"))
    rows = Commitment.objects.filter(
        contract__in=bound,
        made_by__in=actor.institutions_as(*AT_THE_TABLE),
        inherited=False,
        status="open",
        due__lte=limit,
    )
    found = []
    for row in rows.exclude(Exists(stated)).select_related("contract"):
        if row.due is not None:
            near = urgency(Meeting(row.due, Due.DATED), (), on=actor.on)
            href = reverse("monitoring-promise", args=[row.contract.slug, row.ref])
            what = _("Déclarer ce qu’il en est : %(what)s") % {"what": row.what}
            found.append(Reminder(what, row.contract.title, href, near, row.due))
    return found


def _conclusions(bound: QuerySet[Contract], actor: Actor) -> list[Reminder]:
    mine = actor.institutions_as(*AT_THE_TABLE)
    signed = Party.objects.filter(contract__in=bound, party_class=PartyClass.SIGNATORY, institution__in=mine)
    rows = (
        ReviewProposal.objects.visible_to(actor)
        .filter(review__contract__in=signed.values("contract"), review__conclusion__isnull=True)
        .exclude(institution__in=mine)
        .exclude(votes__institution__in=mine)
        .exclude(votes__accepts=False)
        .select_related("review__contract")
    )
    return [
        Reminder(
            _("Répondre à la conclusion proposée d’une revoyure"),
            row.review.contract.title,
            reverse("monitoring-review", args=[row.review.contract.slug, row.review.number]),
            Urgency.SOON,
        )
        for row in rows
    ]
