"""Where the visible contracts stand on the transversality and engagement diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import Count, QuerySet

from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.listing import kind_name

NEAR = Decimal("0.05")  # side of the cells in which contracts count as one place
CELL = Decimal("0.25")  # the same when they are too many to be drawn one by one
MOST_PLACES = 15  # marks that a reader can tell apart
MOST_NAMED = 60  # contracts that marks can name

Score = Decimal | None


@dataclass(frozen=True, slots=True)
class Position:
    """A contract on the diagram; a score is None when its document does not answer enough questions."""

    slug: str
    title: str
    kind: str
    family: str
    illustrative: bool
    engagement: Score
    transversality: Score

    @property
    def placed(self) -> bool:
        """Tell whether both scores are known."""
        return self.engagement is not None and self.transversality is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Contracts that the diagram draws as one mark, in their middle.

    Attributes:
        kind: the kind that they all are, when marks are kinds; empty when they only stand together.
    """

    kind: str
    contracts: int
    engagement: Decimal
    transversality: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """A kind of contract: how many, how many have both scores, and the middle ones."""

    kind: str
    name: str
    contracts: int
    placed: int
    engagement: Score
    transversality: Score


@dataclass(frozen=True, slots=True)
class Placing:
    """Everything that the page of the diagram shows.

    Attributes:
        positions: every contract asked for, those placed on both axes first, the most engaging before the others.
        groups: the marks, when contracts are too many to be drawn one by one, made-up ones left out; empty otherwise.
        summaries: real contracts kind by kind, most contracts first.
    """

    positions: tuple[Position, ...]
    groups: tuple[Group, ...]
    summaries: tuple[Summary, ...]

    @property
    def placed(self) -> tuple[Position, ...]:
        """Contracts placed on both axes."""
        return tuple(one for one in self.positions if one.placed)

    @property
    def illustrative(self) -> int:
        """Contracts that are made up."""
        return sum(one.illustrative for one in self.positions)

    @property
    def engagement_only(self) -> int:
        """Contracts of which only the engagement is known."""
        return sum(one.engagement is not None and one.transversality is None for one in self.positions)

    @property
    def transversality_only(self) -> int:
        """Contracts of which only the transversality is known."""
        return sum(one.engagement is None and one.transversality is not None for one in self.positions)

    @property
    def neither(self) -> int:
        """Contracts of which neither is known."""
        return sum(one.engagement is None and one.transversality is None for one in self.positions)


def placing(contracts: QuerySet[Contract]) -> Placing:
    """Place these contracts, in one query; when they are too many, they are gathered by kind, else by place."""
    columns = ("slug", "title", "kind", "family", "illustrative", "engagement", "transversality")
    rows = [Position(*row) for row in contracts.order_by().values_list(*columns)]
    rows.sort(
        key=lambda one: (
            not one.placed,
            -(one.engagement or 0),
            -(one.transversality or 0),
            one.title.casefold(),
            one.slug,
        )
    )
    return Placing(tuple(rows), _groups([one for one in rows if one.placed]), _summaries(rows))


def kinds_of(contracts: QuerySet[Contract]) -> list[tuple[str, str, int]]:
    """Return the kinds of these contracts: slug, name, how many."""
    rows = contracts.order_by().values_list("kind").annotate(number=Count("pk"))
    return sorted(((kind, kind_name(kind), number) for kind, number in rows), key=lambda row: row[1].casefold())


def _groups(placed: Sequence[Position]) -> tuple[Group, ...]:
    places = {_cell(one, NEAR) for one in placed}
    if len(placed) <= MOST_NAMED and len(places) <= MOST_PLACES:
        return ()
    placed = [one for one in placed if not one.illustrative]
    by_kind = len({one.kind for one in placed}) > 1
    gathered: dict[object, list[Position]] = defaultdict(list)
    for one in placed:
        gathered[one.kind if by_kind else _cell(one, CELL)].append(one)
    found = [
        Group(
            kind=inside[0].kind if by_kind else "",
            contracts=len(inside),
            engagement=_middle(inside, _engagement) or Decimal(0),
            transversality=_middle(inside, _transversality) or Decimal(0),
        )
        for inside in gathered.values()
    ]
    return tuple(sorted(found, key=lambda group: (-group.contracts, group.kind, -group.engagement)))


def _cell(one: Position, side: Decimal) -> tuple[int, ...]:
    scores = (one.engagement or Decimal(0), one.transversality or Decimal(0))
    return tuple(int(min(score, Decimal("0.999")) / side) for score in scores)


def _engagement(one: Position) -> Score:
    return one.engagement


def _transversality(one: Position) -> Score:
    return one.transversality


def _middle(positions: Iterable[Position], read: Callable[[Position], Score]) -> Score:
    scores = [score for one in positions if (score := read(one)) is not None]
    return Decimal(median(scores)).quantize(Decimal("0.001")) if scores else None


def _summaries(positions: Sequence[Position]) -> tuple[Summary, ...]:
    gathered: dict[str, list[Position]] = defaultdict(list)
    for one in positions:
        if not one.illustrative:
            gathered[one.kind].append(one)
    found = [
        Summary(
            kind=kind,
            name=kind_name(kind),
            contracts=len(inside),
            placed=sum(one.placed for one in inside),
            engagement=_middle(inside, _engagement),
            transversality=_middle(inside, _transversality),
        )
        for kind, inside in gathered.items()
    ]
    return tuple(sorted(found, key=lambda row: (-row.contracts, row.name)))
