"""From a code to a territory, to what it belongs to and to its communes."""

from __future__ import annotations

from maillon.analytics.territories.model import Level, Resolution, Territory


def territory(code: str, level: Level | None = None) -> Territory | None:
    """Return today's territory of this code, or None.

    Args:
        code: INSEE code, SIREN, or a COG form that lifts ambiguity ("REG-24", "COMD-01015"). Without a level,
            two or three characters are a département, five a commune, nine an EPCI, an EPT or a commune's SIREN.
        level: only look at this level.
    """
    raise NotImplementedError


def resolve(code: str) -> Resolution:
    """Say what a code, current or former, stands for today."""
    raise NotImplementedError


def belongs_to(code: str) -> list[Territory]:
    """Return what a territory is part of, from the nearest to the widest; empty when unknown."""
    raise NotImplementedError


def communes_of(code: str) -> tuple[str, ...]:
    """Return the sorted current commune codes of any territory; empty when the code is unknown."""
    raise NotImplementedError


def neighbours(code: str) -> tuple[str, ...]:
    """Return the communes that share a border with a commune; empty when its contour is unknown."""
    raise NotImplementedError
