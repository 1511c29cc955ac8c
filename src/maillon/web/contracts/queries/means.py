"""The global view of means: money over any set of contracts, each euro counted once."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from maillon.web.contracts.identity import Firmness, read_standing
from maillon.web.contracts.models import Action, Contract, FinancingLine, FunderShare
from maillon.web.contracts.queries.kept import Kept

_apart: "Kept[tuple[Means, Means]]" = Kept(most=512)
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
    contracts: int = 0
    actions: int = 0
    priced: int = 0
    shared: int = 0
    amounts: Amounts = field(default_factory=Amounts)
    by_funder: dict[tuple[UUID, str], Amounts] = field(default_factory=lambda: defaultdict(Amounts))
    set_aside: int = 0

    def add(self, funder: tuple[UUID, str], firmness: Firmness, cents: int) -> None:
        self.amounts.add(firmness, cents)
        self.by_funder[funder].add(firmness, cents)

    def told(self) -> Means:
        funders = sorted(self.by_funder.items(), key=lambda item: (-(item[1].total or 0), item[0][1]))
        return Means(
            contracts=self.contracts,
            actions=self.actions,
            priced=self.priced,
            shared=self.shared,
            amounts=self.amounts,
            funders=tuple(Funder(pk, name, amounts) for (pk, name), amounts in funders),
            set_aside=self.set_aside,
        )


def means(contracts: QuerySet[Contract]) -> Means:
    """Sum what these contracts bring, in four queries whatever their number.

    Actions that one contract alone holds are read from the sums of the import; those that several hold are compared
    line by line, and each real line counts for its firmest amount, then its largest, once.
    """
    return _tallies(contracts, ())[None].told()


def means_apart(contracts: QuerySet[Contract]) -> tuple[Means, Means]:
    """Sum apart what the real contracts bring and what the illustrative ones would; kept until the next import."""

    def compute() -> tuple[Means, Means]:
        found = _tallies(contracts, ("illustrative",))
        return found[False].told(), found[True].told()

    return _apart.get(str(contracts.order_by().query), compute)


def _tallies(contracts: QuerySet[Contract], group: tuple[str, ...]) -> dict[bool | None, _Tally]:
    ids = contracts.order_by().values("pk")
    found: dict[bool | None, _Tally] = defaultdict(_Tally)
    below = tuple(f"contract__{name}" for name in group)
    _add_alone(found, FunderShare.objects.filter(contract__in=ids), below)
    _add_shared(found, FinancingLine.objects.filter(contract__in=ids, shared=True, standing__isnull=False), below)
    sums = {"number": Count("pk"), "alone": Sum("actions_alone"), "known": Sum("actions_alone_priced")}
    rows: Any = (
        contracts.order_by().values(*group).annotate(**sums) if group else [contracts.order_by().aggregate(**sums)]
    )
    for row in rows:
        tally = found[row.get("illustrative")]
        tally.contracts += row["number"] or 0
        tally.actions += row["alone"] or 0
        tally.priced += row["known"] or 0
    together: Any = Action.objects.filter(COUNTED, contract__in=ids, shared=True).values("identity", *below).order_by()
    for row in together.annotate(known=Count("amount_cents"), copies=Count("pk")):
        tally = found[row.get("contract__illustrative")]
        tally.actions += 1
        tally.priced += row["known"] > 0
        tally.shared += row["copies"] > 1
    return found


def _add_alone(found: dict[bool | None, _Tally], shares: QuerySet[FunderShare], group: tuple[str, ...]) -> None:
    columns = {"granted": Sum("granted_cents"), "planned": Sum("planned_cents"), "requested": Sum("requested_cents")}
    counts = {f"{name}_lines": Sum(f"{name}_lines") for name in columns}
    rows: Any = shares.values("funder", "funder__name", *group).annotate(**columns, **counts).order_by()
    for row in rows:
        for firmness in Firmness:
            name = firmness.name.lower()
            if row[f"{name}_lines"]:
                tally = found[row.get("contract__illustrative")]
                tally.add((row["funder"], row["funder__name"]), firmness, row[name])


def _add_shared(found: dict[bool | None, _Tally], lines: QuerySet[FinancingLine], group: tuple[str, ...]) -> None:
    rows: Any = (
        lines.values("action__identity", "line_key", "funder", "funder__name", *group)
        .annotate(best=Max("standing"), all_cents=Sum("counted_cents"))
        .order_by()
    )
    for row in rows:
        tally = found[row.get("contract__illustrative")]
        firmness, cents = read_standing(row["best"])
        tally.add((row["funder"], row["funder__name"]), firmness, cents)
        tally.set_aside += row["all_cents"] - cents
