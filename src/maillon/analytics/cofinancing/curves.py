"""The four shapes of a scale as functions of the need score, constant outside their nodes.

Source of the monotone cubic: F. N. Fritsch, J. Butland, « A method for constructing local monotone piecewise cubic
interpolants », SIAM J. Sci. Stat. Comput. 5 (1984), the one known as PCHIP.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from maillon.analytics.vectors import Vector


class Curve(Protocol):
    """A rate for every score, and how fast it moves."""

    @property
    def lipschitz(self) -> float:
        """Least L such that |rate(z) - rate(z')| <= L |z - z'|; infinite for steps."""

    @property
    def span(self) -> tuple[float, float]:
        """Scores between which the rate moves."""

    def __call__(self, z: Vector) -> Vector:
        """Return the rate at each score."""


class Steps:
    """A constant rate in each stratum; a score on a threshold belongs to the stratum above."""

    def __init__(self, thresholds: Vector, rates: Vector) -> None:
        self.thresholds, self.rates = thresholds, rates
        self.lipschitz = float("inf") if np.any(np.diff(rates) > 0) else 0.0
        self.span = (float(thresholds[0]), float(thresholds[-1])) if thresholds.size else (0.0, 0.0)

    def __call__(self, z: Vector) -> Vector:
        """Return the rate at each score."""
        return self.rates[np.searchsorted(self.thresholds, z, side="right")]


class Polyline:
    """Straight lines between nodes."""

    def __init__(self, nodes: Vector, rates: Vector) -> None:
        self.nodes, self.rates = nodes, rates
        self.lipschitz = float(np.max(np.diff(rates) / np.diff(nodes), initial=0.0))
        self.span = (float(nodes[0]), float(nodes[-1]))

    def __call__(self, z: Vector) -> Vector:
        """Return the rate at each score."""
        found: Vector = np.interp(z, self.nodes, self.rates)
        return found


class MonotoneCubic:
    """PCHIP through the nodes; its slope is continuous from the first node to the last, outside which it is 0."""

    def __init__(self, nodes: Vector, rates: Vector) -> None:
        self.nodes, self.rates = nodes, rates
        self.span = (float(nodes[0]), float(nodes[-1]))
        from scipy.interpolate import PchipInterpolator  # slow to load, for this form only

        self.curve = PchipInterpolator(nodes, rates) if nodes.size > 1 else None
        self.lipschitz = self._steepest()

    def _steepest(self) -> float:
        """Return the greatest derivative, never above 3 times the greatest secant.

        On each interval the derivative is a parabola: it is greatest at an end or at its vertex.
        """
        if self.curve is None:
            return 0.0
        slope = self.curve.derivative()
        turns = slope.derivative().roots(extrapolate=False)
        places = np.concatenate([self.nodes, turns[np.isfinite(turns)]])
        return float(max(np.max(slope(places)), 0.0))

    def __call__(self, z: Vector) -> Vector:
        """Return the rate at each score."""
        held = np.clip(z, self.nodes[0], self.nodes[-1])
        if self.curve is None:
            return np.full_like(held, self.rates[0])
        place = np.clip(np.searchsorted(self.nodes, held, side="right") - 1, 0, self.nodes.size - 2)
        # rounding alone could leave the bounds of the interval
        found: Vector = np.clip(self.curve(held), self.rates[place], self.rates[place + 1])
        return found
