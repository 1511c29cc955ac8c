"""French territories: codes, names, populations, what belongs to what, perimeters and contours.

Everything is read from the reference data that ships with Maillon (see docs/reference/territoires.md);
no network, no database. Loading is lazy: importing this package reads nothing.
"""

from maillon.analytics.territories.lookup import (
    belongs_to,
    communes_of,
    neighbours,
    parts_of,
    postal_codes,
    resolve,
    territory,
    within,
)
from maillon.analytics.territories.model import (
    LEVELS,
    Crossing,
    Level,
    Match,
    Overlap,
    Provenance,
    Resolution,
    Source,
    Territory,
    level_label,
)
from maillon.analytics.territories.perimeter import Perimeter
from maillon.analytics.territories.provenance import provenance
from maillon.analytics.territories.search import find

__all__ = [
    "LEVELS",
    "Crossing",
    "Level",
    "Match",
    "Overlap",
    "Perimeter",
    "Provenance",
    "Resolution",
    "Source",
    "Territory",
    "belongs_to",
    "communes_of",
    "find",
    "level_label",
    "neighbours",
    "parts_of",
    "postal_codes",
    "provenance",
    "resolve",
    "territory",
    "within",
]
