"""The territorial solidarity indicator: what it is made of, the need of every territory, and how sure it is."""

from maillon.analytics.solidarity.actors import ActorRating, Following, letter_of, rate, rate_all, state_allocations
from maillon.analytics.solidarity.balance import balance
from maillon.analytics.solidarity.changes import ClassChange, IndicatorChange, WeightChange, class_change
from maillon.analytics.solidarity.definition import (
    LEVELS,
    Dimension,
    Group,
    IndexDefinition,
    Indicator,
    Level,
    default_index,
)
from maillon.analytics.solidarity.quantities import GRANTS, GRANTS_FILE, communes, figures, grants, needs, sources
from maillon.analytics.solidarity.scoring import REPLICATES, SPREAD, Ranked, drawn_ranks, prepared, ranked, score_errors
from maillon.analytics.solidarity.weightings import (
    Combined,
    Session,
    Weighting,
    combine,
    consequences,
    samples,
    shares,
)

__all__ = [
    "GRANTS",
    "GRANTS_FILE",
    "LEVELS",
    "REPLICATES",
    "SPREAD",
    "ActorRating",
    "ClassChange",
    "Combined",
    "Dimension",
    "Following",
    "Group",
    "IndexDefinition",
    "Indicator",
    "IndicatorChange",
    "Level",
    "Ranked",
    "Session",
    "WeightChange",
    "Weighting",
    "balance",
    "class_change",
    "combine",
    "communes",
    "consequences",
    "default_index",
    "drawn_ranks",
    "figures",
    "grants",
    "letter_of",
    "needs",
    "prepared",
    "ranked",
    "rate",
    "rate_all",
    "samples",
    "score_errors",
    "shares",
    "sources",
    "state_allocations",
]
