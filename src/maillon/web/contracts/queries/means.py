"""The global view of means: money over any set of contracts, each euro counted once."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from maillon.web.contracts.identity import Firmness, read_standing
from maillon.web.contracts.models import Action, Contract, FinancingLine, FunderShare

# a made-up action of a real contract is shown with its mark, and counted nowhere
COUNTED = Q(illustrative=False) | Q(contract__illustrative=True)


@dataclass(slots=True)
class Amounts:
    """Cents by firmness; None as long as nothing is known, so that unknown never reads as zero."""

    granted: int | None = None
    planned: int | None = None
    requested: int | None = None

    def add(self, firmness: Firmness, cents: int) -> None:
        """Add an amount that is known, zero included."""
        name = firmness.name.lower()
        setattr(self, name, (getattr(self, name) or 0) + cents)

    @property
    def total(self) -> int | None:
        """Everything known, whatever its firmness."""
        known = [cents for cents in (self.granted, self.planned, self.requested) if cents is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Funder:
    """What one institution brings over the contracts asked."""

    id: UUID
    name: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Means:
    """Money and actions over a set of contracts.

    Attributes:
        contracts: how many contracts.
        actions: how many real actions, each counted once.
        priced: real actions of which some financing is known.
        shared: real actions that several of the contracts hold.
        amounts: known financing, counted once.
        funders: the same by funder, largest first.
        set_aside: cents of the copies that were not counted again.
    """

    contracts: int
    actions: int
    priced: int
    shared: int
    amounts: Amounts
    funders: tuple[Funder, ...] = ()
    set_aside: int = 0

    @property
    def unpriced(self) -> int:
        """Real actions of which no amount is known."""
        return self.actions - self.priced


@dataclass(slots=True)
class _Tally:
    amounts: Amounts = field(default_factory=Amounts)
    by_funder: dict[tuple[UUID, str], Amounts] = field(default_factory=lambda: defaultdict(Amounts))
    set_aside: int = 0

    def add(self, funder: tuple[UUID, str], firmness: Firmness, cents: int) -> None:
        self.amounts.add(firmness, cents)
        self.by_funder[funder].add(firmness, cents)


def means(contracts: QuerySet[Contract]) -> Means:
    """Sum what these contracts bring, in four queries whatever their number.

    Actions that one contract alone holds are read from the sums of the import; those that several hold are compared
    line by line, and each real line counts for its firmest amount, then its largest, once.
    """
    ids = contracts.order_by().values("pk")
    tally = _Tally()
    _add_alone(tally, FunderShare.objects.filter(contract__in=ids))
    _add_shared(tally, FinancingLine.objects.filter(contract__in=ids, shared=True, standing__isnull=False))
    alone: dict[str, int | None] = contracts.order_by().aggregate(
        contracts=Count("pk"), actions=Sum("actions_alone"), priced=Sum("actions_alone_priced")
    )
    together = Action.objects.filter(COUNTED, contract__in=ids, shared=True).values("identity").order_by()
    known = list(together.annotate(known=Count("amount_cents"), copies=Count("pk")).values_list("known", "copies"))
    funders = sorted(tally.by_funder.items(), key=lambda item: (-(item[1].total or 0), item[0][1]))
    return Means(
        contracts=alone["contracts"] or 0,
        actions=(alone["actions"] or 0) + len(known),
        priced=(alone["priced"] or 0) + sum(1 for priced, _copies in known if priced),
        shared=sum(1 for _priced, copies in known if copies > 1),
        amounts=tally.amounts,
        funders=tuple(Funder(pk, name, amounts) for (pk, name), amounts in funders),
        set_aside=tally.set_aside,
    )


def _add_alone(tally: _Tally, shares: QuerySet[FunderShare]) -> None:
    columns = {"granted": Sum("granted_cents"), "planned": Sum("planned_cents"), "requested": Sum("requested_cents")}
    counts = {f"{name}_lines": Sum(f"{name}_lines") for name in columns}
    rows: Any = shares.values("funder", "funder__name").annotate(**columns, **counts).order_by()
    for row in rows:
        for firmness in Firmness:
            name = firmness.name.lower()
            if row[f"{name}_lines"]:
                tally.add((row["funder"], row["funder__name"]), firmness, row[name])


def _add_shared(tally: _Tally, lines: QuerySet[FinancingLine]) -> None:
    rows: Any = (
        lines.values("action__identity", "line_key", "funder", "funder__name")
        .annotate(best=Max("standing"), all_cents=Sum("counted_cents"))
        .order_by()
    )
    for row in rows:
        firmness, cents = read_standing(row["best"])
        tally.add((row["funder"], row["funder__name"]), firmness, cents)
        tally.set_aside += row["all_cents"] - cents
