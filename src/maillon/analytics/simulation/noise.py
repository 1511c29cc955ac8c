"""What the uncertainty of the index does to rates: what a scale promises, and whose rate could really move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from maillon.analytics.cofinancing.scale import NORMAL_95
from maillon.analytics.simulation.scenario import Outcome


@dataclass(frozen=True, slots=True)
class Noise:
    """The rates of a scenario within the uncertainty of needs, at 95 %.

    Attributes:
        tolerance: by how much a rate may move.
        sigma: greatest standard error of the need scores of these territories, 0 to 1.
        promised: L × 1.96 sigma, which no rate can exceed under the scale; infinite for steps.
        moves: by how much the rate of each would move, up or down, would its need be 1.96 of its own standard error
            off; 0 where the error is not known.
        moved: positions of those that would move by more than the tolerance.
    """

    tolerance: Decimal
    sigma: float
    promised: float
    moves: tuple[float, ...]
    moved: tuple[int, ...]

    @property
    def tolerated(self) -> bool:
        """Whether the scale promises that no rate moves by more than the tolerance."""
        return self.promised <= float(self.tolerance)


def noise(outcome: Outcome, errors: Mapping[str, float], tolerance: Decimal) -> Noise:
    """Return what the uncertainty of needs does to the rates of a scenario.

    Args:
        outcome: the scenario.
        errors: code → standard error of its need score, 0 to 1.
        tolerance: by how much a rate may move, 0 to 1.
    """
    sigmas = [errors.get(unit.code, 0.0) for unit in outcome.units]
    moves = [0.0] * len(sigmas)
    steepest = 0.0
    for scale, places in outcome.scales:
        steepest = max(steepest, scale.lipschitz)
        for place in places:
            need, reach = outcome.units[place].need, NORMAL_95 * sigmas[place]
            low, here, high = scale.rate([need - reach, need, need + reach]).tolist()
            moves[place] = max(here - low, high - here)
    sigma = max(sigmas, default=0.0)
    promised = 0.0 if sigma == 0 else steepest * NORMAL_95 * sigma
    limit = float(tolerance) + 1e-9
    moved = tuple(place for place, move in enumerate(moves) if move > limit)
    return Noise(tolerance, sigma, promised if math.isfinite(promised) else math.inf, tuple(moves), moved)
