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

FINE, WIDE = Decimal("0.05"), Decimal("0.1")  # sides of the cells in which neighbours are drawn as one spot
MOST_SPOTS = 30

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


@dataclass(frozen=True, slots=True)
class Spot:
    """Contracts drawn as one mark.

    Attributes:
        number: what is written beside the mark, and in the table.
        engagement, transversality: where it stands; None for the axis that is not known.
        positions: the contracts.
        name: the kind, when the spot stands for all contracts of a kind.
    """

    number: int
    engagement: Score
    transversality: Score
    positions: tuple[Position, ...]
    name: str = ""

    @property
    def made_up(self) -> bool:
        """Tell whether every contract of the spot is illustrative."""
        return all(position.illustrative for position in self.positions)


@dataclass(frozen=True, slots=True)
class Summary:
    """A kind of contract: how many, how many have each score, and the middle ones.

    Attributes:
        number: number of its spot when spots are kinds; 0 otherwise.
        placed: contracts that have both scores.
    """

    kind: str
    name: str
    number: int
    contracts: int
    illustrative: int
    placed: int
    engagement: Score
    transversality: Score


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything that the page of the diagram shows.

    Attributes:
        positions: every contract asked for, in the order of the table.
        spots: the marks; contracts without any score have none.
        numbers: contract → number of its mark; those without any score have none.
        by_kind: True when each mark stands for a whole kind.
        summaries: kind by kind, most contracts first.
    """

    positions: tuple[Position, ...]
    spots: tuple[Spot, ...]
    numbers: dict[str, int]
    by_kind: bool
    summaries: tuple[Summary, ...]

    @property
    def both(self) -> int:
        """Contracts placed on both axes."""
        return sum(one.engagement is not None and one.transversality is not None for one in self.positions)

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
        return len(self.positions) - self.both - self.engagement_only - self.transversality_only


def diagram(contracts: QuerySet[Contract]) -> Diagram:
    """Place these contracts, in one query; when marks would be too many, one stands for each kind."""
    columns = ("slug", "title", "kind", "family", "illustrative", "engagement", "transversality")
    rows = contracts.order_by("title", "slug").values_list(*columns)
    positions = [Position(*row) for row in rows]
    kinds = {position.kind for position in positions}
    spots = _cells(positions, FINE)
    by_kind = len(spots) > MOST_SPOTS and len(kinds) > 1
    if by_kind:
        spots = _kinds(positions)
    elif len(spots) > MOST_SPOTS:
        spots = _cells(positions, WIDE)
    numbers = {one.slug: spot.number for spot in spots for one in spot.positions}
    last = len(spots) + 1
    ordered = sorted(positions, key=lambda one: (numbers.get(one.slug, last), one.title.casefold(), one.slug))
    return Diagram(tuple(ordered), spots, numbers, by_kind, _summaries(positions, spots if by_kind else ()))


def kinds_of(contracts: QuerySet[Contract]) -> list[tuple[str, str, int]]:
    """Return the kinds of these contracts: slug, name, how many."""
    rows = contracts.order_by().values_list("kind").annotate(number=Count("pk"))
    return sorted(((kind, kind_name(kind), number) for kind, number in rows), key=lambda row: row[1].casefold())


def _known(positions: Iterable[Position]) -> list[Position]:
    return [one for one in positions if one.engagement is not None or one.transversality is not None]


def _cells(positions: Sequence[Position], side: Decimal) -> tuple[Spot, ...]:
    def cell(score: Score) -> int | None:
        return None if score is None else int(min(score, Decimal("0.999")) / side)

    groups: dict[tuple[int | None, int | None], list[Position]] = defaultdict(list)
    for one in _known(positions):
        groups[cell(one.engagement), cell(one.transversality)].append(one)
    return _numbered((inside, "") for inside in groups.values())


def _kinds(positions: Sequence[Position]) -> tuple[Spot, ...]:
    groups: dict[str, list[Position]] = defaultdict(list)
    for one in _known(positions):
        groups[one.kind].append(one)
    return _numbered((inside, kind_name(kind)) for kind, inside in groups.items())


def _numbered(groups: Iterable[tuple[list[Position], str]]) -> tuple[Spot, ...]:
    found = [
        Spot(0, _middle(inside, _engagement), _middle(inside, _transversality), tuple(inside), name)
        for inside, name in groups
    ]
    # the marks are numbered as they are read: those of both axes first, the most engaging first
    found.sort(
        key=lambda spot: (
            spot.engagement is None or spot.transversality is None,
            -(spot.engagement or 0),
            -(spot.transversality or 0),
            spot.positions[0].title,
        )
    )
    return tuple(
        Spot(number, spot.engagement, spot.transversality, spot.positions, spot.name)
        for number, spot in enumerate(found, start=1)
    )


def _engagement(one: Position) -> Score:
    return one.engagement


def _transversality(one: Position) -> Score:
    return one.transversality


def _middle(positions: Iterable[Position], read: Callable[[Position], Score]) -> Score:
    scores = [score for one in positions if (score := read(one)) is not None]
    return Decimal(median(scores)).quantize(Decimal("0.001")) if scores else None


def _summaries(positions: Sequence[Position], spots: Sequence[Spot]) -> tuple[Summary, ...]:
    numbers = {spot.positions[0].kind: spot.number for spot in spots}
    groups: dict[str, list[Position]] = defaultdict(list)
    for one in positions:
        groups[one.kind].append(one)
    found = [
        Summary(
            kind=kind,
            name=kind_name(kind),
            number=numbers.get(kind, 0),
            contracts=len(inside),
            illustrative=sum(one.illustrative for one in inside),
            placed=sum(one.engagement is not None and one.transversality is not None for one in inside),
            engagement=_middle(inside, _engagement),
            transversality=_middle(inside, _transversality),
        )
        for kind, inside in groups.items()
    ]
    return tuple(sorted(found, key=lambda row: (-row.contracts, row.name)))
