"""Everything that covers one territory: contracts, means, actors, goals."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Window

from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract, ContractTerritory, Goal, PartyInstitution


def covering(reference: str, *, by: Actor) -> QuerySet[Contract]:
    """Return the contracts that cover a territory, wholly or in part, and that the actor may see."""
    held = ContractTerritory.objects.filter(territory=reference).values("contract")
    return Contract.objects.visible_to(by).filter(pk__in=held)


@dataclass(frozen=True, slots=True)
class Cover:
    """How a contract covers a territory: whole, or the share of its inhabitants."""

    contract: Contract
    whole: bool
    share: Decimal | None


def covers(contracts: QuerySet[Contract], reference: str) -> QuerySet[Contract]:
    """Return these contracts with how they cover the territory, the widest cover first."""
    return (
        contracts.filter(territories__territory=reference)
        .annotate(whole=F("territories__whole"), share=F("territories__share"))
        .order_by("illustrative", "-whole", "title", "slug")
    )


@dataclass(frozen=True, slots=True)
class Presence:
    """An institution, and in how many contracts it is a party."""

    id: Any
    name: str
    kind: str
    contracts: int


def institutions(contracts: QuerySet[Contract], *, limit: int) -> tuple[list[Presence], int]:
    """Return the parties of these contracts, the most present first, and how many there are."""
    rows: Any = (
        PartyInstitution.objects.filter(contract__in=contracts.order_by().values("pk"))
        .values_list("institution", "institution__name", "institution__kind")
        .annotate(number=Count("contract"), many=Window(Count("*")))
        .order_by("-number", "institution__name")[:limit]
    )
    found = list(rows)
    return [Presence(*row[:4]) for row in found], found[0][4] if found else 0


def goals(contracts: QuerySet[Contract]) -> list[Goal]:
    """Return the goals that these contracts declare themselves."""
    ids = contracts.order_by().values("pk")
    found = Goal.objects.filter(contract__in=ids, inherited=False).select_related("contract")
    return list(found.only("ref", "title", "illustrative", "contract__slug", "contract__title")[:50])
