"""The territorial solidarity indicator: what it is made of, the need of every territory, and how sure it is."""

from maillon.analytics.solidarity.balance import balance
from maillon.analytics.solidarity.definition import (
    LEVELS,
    Dimension,
    Group,
    IndexDefinition,
    Indicator,
    Level,
    default_index,
)
from maillon.analytics.solidarity.quantities import GRANTS, communes, figures, grants, needs, sources
from maillon.analytics.solidarity.scoring import REPLICATES, SPREAD, Ranked, drawn_ranks, prepared, ranked

__all__ = [
    "GRANTS",
    "LEVELS",
    "REPLICATES",
    "SPREAD",
    "Dimension",
    "Group",
    "IndexDefinition",
    "Indicator",
    "Level",
    "Ranked",
    "balance",
    "communes",
    "default_index",
    "drawn_ranks",
    "figures",
    "grants",
    "needs",
    "prepared",
    "ranked",
    "sources",
]
