"""The four shapes of a scale as functions of the need score, constant outside their nodes.

Source of the monotone cubic: F. N. Fritsch, J. Butland, « A method for constructing local monotone piecewise cubic
interpolants », SIAM J. Sci. Stat. Comput. 5 (1984), the one known as PCHIP.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from maillon.analytics.vectors import Vector

FLAT = 1e-200  # a slope below this is none: its inverse would overflow


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
    """PCHIP through the nodes and through the constants on both sides, so that the slope is continuous everywhere.

    Inside, the slope at a node is the weighted harmonic mean of the secants around it, 0 where one is 0; next to the
    constants outside, whose secant is 0, it is 0.
    """

    def __init__(self, nodes: Vector, rates: Vector) -> None:
        self.nodes, self.rates = nodes, rates
        self.steps = np.diff(nodes)
        self.secants = np.diff(rates) / self.steps
        self.slopes = np.zeros_like(nodes)
        before, after = self.secants[:-1], self.secants[1:]
        heavy, light = 2 * self.steps[1:] + self.steps[:-1], self.steps[1:] + 2 * self.steps[:-1]
        both = (before > FLAT) & (after > FLAT)
        harmonic = heavy / np.where(both, before, 1.0) + light / np.where(both, after, 1.0)
        self.slopes[1:-1] = np.where(both, (heavy + light) / harmonic, 0.0)
        self.span = (float(nodes[0]), float(nodes[-1]))
        self.lipschitz = self._steepest()

    def _steepest(self) -> float:
        """Return the greatest derivative, never above 3 times the greatest secant.

        On each interval the derivative is a parabola: it is greatest at an end or at its vertex.
        """
        left, right, secant = self.slopes[:-1], self.slopes[1:], self.secants
        curvature = 3 * (left + right - 2 * secant)
        slant = 2 * (3 * secant - 2 * left - right)
        inner = np.divide(-slant, 2 * curvature, out=np.zeros_like(slant), where=curvature != 0)
        inner = np.clip(inner, 0.0, 1.0)
        vertex = left + slant * inner + curvature * inner**2
        return float(max(np.max(self.slopes, initial=0.0), np.max(vertex, initial=0.0)))

    def __call__(self, z: Vector) -> Vector:
        """Return the rate at each score."""
        held = np.clip(z, self.nodes[0], self.nodes[-1])
        if self.steps.size == 0:
            return np.full_like(held, self.rates[0])
        place = np.clip(np.searchsorted(self.nodes, held, side="right") - 1, 0, self.steps.size - 1)
        step = self.steps[place]
        t = (held - self.nodes[place]) / step
        rise = self.rates[place + 1] - self.rates[place]
        left, right = self.slopes[place] * step, self.slopes[place + 1] * step
        raised = self.rates[place] + t * (left + t * (3 * rise - 2 * left - right + t * (left + right - 2 * rise)))
        # rounding alone could leave the bounds of the interval
        found: Vector = np.clip(raised, self.rates[place], self.rates[place + 1])
        return found
