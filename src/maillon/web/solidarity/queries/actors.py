"""How what the State gives follows need, under a choice of weights; `maillon.analytics.solidarity` computes it."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from maillon.analytics.refusal import DataError
from maillon.analytics.solidarity import ActorRating, Level, rate_all, state_allocations
from maillon.analytics.solidarity.actors import LEAST_UNITS
from maillon.analytics.territories import Territory, communes_of
from maillon.web.solidarity.levels import EPCI
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.reading import SEED

DRAWS = {"epci": 256, "commune": 128}


@lru_cache(maxsize=64)
def _rated(shares: tuple[tuple[str, float], ...], level: Level, inside: str, draws: int) -> tuple[ActorRating, ...]:
    table = state_allocations(level)
    if inside:
        table = table.filter(pl.col("code").is_in(communes_of(inside)))
        table = table.filter(pl.col("amount").sum().over("actor") > 0)
    return tuple(rate_all(table, level, weights=dict(shares), replicates=draws, seed=SEED))


def rated(choice: Choice) -> tuple[ActorRating, ...]:
    """Return the rating of each grant of the State between the territories of a scale, all grants together first.

    Between all communes it takes a second or two the first time that weights are asked.
    """
    return _rated(tuple(choice.shares.items()), choice.level, "", DRAWS[choice.level])


def rated_inside(choice: Choice, epci: Territory) -> tuple[ActorRating, ...]:
    """Return the same between the communes of an EPCI; empty when they are too few, or overseas, to say anything."""
    try:
        return _rated(tuple(choice.shares.items()), "commune", epci.code, DRAWS["commune"])
    except DataError:
        return ()


def ratable(place: Territory) -> bool:
    """Whether a territory is an EPCI with communes enough to be rated between them."""
    return place.level == EPCI and len(communes_of(place.code)) >= LEAST_UNITS
