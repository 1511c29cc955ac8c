"""Find a territory from what a person types."""

from __future__ import annotations

from maillon.analytics.territories.model import Level, Match


def find(query: str, *, level: Level | None = None, limit: int = 10) -> list[Match]:
    """Return the territories that a query names, best first.

    Args:
        query: a name with or without accents, hyphens, articles; abbreviations (st, ste), typing mistakes, a former
            name, a postal code, an INSEE code, a SIREN; a département beside the name ("saint martin 37") counts.
        level: only answer with this level.
        limit: how many answers at most.
    """
    raise NotImplementedError
