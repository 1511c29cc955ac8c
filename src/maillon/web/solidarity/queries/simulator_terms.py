"""The terms of a scenario as they are written, before the strata of need are known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from maillon.analytics.cofinancing import Form


@dataclass(frozen=True, slots=True)
class Written:
    """What an address says of a scenario; see `maillon.analytics.simulation.Terms`."""

    envelope: int
    evaluation_share: Decimal
    priority_share: Decimal
    form: Form
    rates: tuple[Decimal, ...]
    thresholds: tuple[Decimal, ...]
    half_width: Decimal
    key: tuple[tuple[str, int], ...]
    floor: int | None
    cap: int | None
