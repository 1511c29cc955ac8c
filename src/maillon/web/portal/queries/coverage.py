"""Where contracts stand: how many cover each territory, and how many people live there, each counted once."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from maillon.analytics.territories import Perimeter
from maillon.web.contracts.models import Contract, ContractTerritory


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a set of contracts covers, wholly or in part.

    Attributes:
        counts: level → code of the territory → number of contracts.
        population: municipal population of the communes covered, each counted once; None when no commune is.
    """

    counts: dict[str, dict[str, int]]
    population: int | None

    def of(self, level: str) -> dict[str, int]:
        """Return code → number of contracts for one level."""
        return self.counts.get(level, {})


def coverage(contracts: QuerySet[Contract]) -> Coverage:
    """Count the contracts of each territory, in one query."""
    rows = (
        ContractTerritory.objects.filter(contract__in=contracts.order_by().values("pk"))
        .values_list("level", "territory")
        .annotate(number=Count("pk"))
        .order_by()
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for level, reference, number in rows:
        counts[level][reference] = number
    communes = frozenset(counts.get("commune", ()))
    return Coverage(dict(counts), Perimeter(communes).population if communes else None)
