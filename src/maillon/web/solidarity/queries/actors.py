"""How what the State gives follows need, under a choice of weights; `maillon.analytics.solidarity` computes it."""

from __future__ import annotations

from functools import lru_cache

from maillon.analytics.solidarity import ActorRating, rate_all, state_allocations
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.reading import SEED

DRAWS = 256


@lru_cache(maxsize=32)
def _rated(shares: tuple[tuple[str, float], ...]) -> tuple[ActorRating, ...]:
    given = dict(shares)
    return tuple(rate_all(state_allocations("epci"), "epci", weights=given, replicates=DRAWS, seed=SEED))


def rated(choice: Choice) -> tuple[ActorRating, ...]:
    """Return the rating of each grant of the State between the EPCI, all grants together first."""
    return _rated(tuple(choice.shares.items()))
