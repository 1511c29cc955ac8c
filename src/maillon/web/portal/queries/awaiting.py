"""What the register holds for the person who reads: a few lines that lead to « Mon espace »."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from maillon.analytics.territories import territory
from maillon.rules.governance.policy import AT_THE_TABLE
from maillon.rules.governance.roles import Role
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Commitment, Contract, ContractTerritory, PartyInstitution
from maillon.web.negotiation.queries.table import unreplied
from maillon.web.negotiation.queries.talk import discussed

INVOLVED = (*AT_THE_TABLE, Role.COUNCIL_MEMBER)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Around:
    """A territory, and how many real contracts cover it."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What awaits an actor.

    Attributes:
        roles: the roles held today.
        drafts: contracts in preparation that the actor follows, those with proposals to answer (`to_answer`) first.
        signed: how many published contracts bind the actor's institutions.
        promises: commitments of the actor's institutions of which nothing is known yet.
        around: territories of a citizen's institutions.
    """

    roles: frozenset[Role]
    drafts: tuple[Contract, ...] = ()
    signed: int = 0
    promises: int = 0
    around: tuple[Around, ...] = ()

    @property
    def more_drafts(self) -> int:
        """How many contracts in preparation are left out of the first lines."""
        return max(0, len(self.drafts) - SHOWN)

    @property
    def runs_site(self) -> bool:
        """Tell whether the actor keeps the accounts."""
        return Role.TECHNICAL_ADMIN in self.roles

    @property
    def is_empty(self) -> bool:
        """Tell whether the register holds nothing for the actor's roles."""
        return not (self.drafts or self.signed or self.promises or self.around or self.runs_site)


def awaiting(actor: Actor) -> Awaiting | None:
    """Return what awaits the actor, in two queries at most; None for someone who is not signed in."""
    if not actor.is_signed_in:
        return None
    drafts, signed, promises = _involved(actor)
    return Awaiting(actor.roles, drafts, signed, promises, _around(actor))


def _involved(actor: Actor) -> tuple[tuple[Contract, ...], int, int]:
    mine = actor.institutions_as(*INVOLVED)
    if not mine:
        return (), 0, 0
    promised = Commitment.objects.filter(
        contract=OuterRef("pk"),
        made_by__in=mine,
        status="open",
        inherited=False,
        illustrative=False,
        contract__illustrative=False,
    )
    waiting = unreplied(actor).filter(contract=OuterRef("pk")).order_by().values("contract")
    talked = discussed(actor).filter(contract=OuterRef("pk")).order_by().values("contract")
    count = promised.values("contract").annotate(number=Count("pk")).order_by().values("number")
    party = PartyInstitution.objects.filter(institution__in=mine).values("contract")
    rows: list[Any] = list(
        Contract.objects.visible_to(actor)
        .filter(Q(holder__in=mine) | Q(pk__in=party))
        .annotate(
            promises=Coalesce(Subquery(count, output_field=IntegerField()), 0),
            to_answer=Coalesce(
                Subquery(waiting.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0
            ),
            discussed=Coalesce(
                Subquery(
                    talked.annotate(number=Count("path", distinct=True)).values("number"), output_field=IntegerField()
                ),
                0,
            ),
        )
        .only("slug", "title", "public", "state", "illustrative")
        .order_by("-to_answer", "-discussed", "title", "slug")
    )
    drafts = tuple(row for row in rows if not row.public)
    return drafts, len(rows) - len(drafts), sum(row.promises for row in rows)


def _around(actor: Actor) -> tuple[Around, ...]:
    codes = {seat.territory_code for seat in actor.seats if seat.role is Role.CITIZEN and seat.territory_code}
    if not codes:
        return ()
    rows = ContractTerritory.objects.visible_to(actor).filter(territory__in=codes, contract__illustrative=False)
    counts = dict(rows.values_list("territory").annotate(number=Count("pk")).order_by("territory"))
    places = (territory(code) for code in sorted(codes))
    return tuple(Around(place.ref, place.name, counts.get(place.ref, 0)) for place in places if place)
