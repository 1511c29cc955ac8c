"""Fractional ranks and concentration on a fixed order: sorted once, then weighed again as often as asked.

With weights w, R_i = (W_< + W_= / 2) / W: the share of the weight below the unit, ties at their midpoint. The
concentration of y in the order of x is 2 cov_w(y, R_x) / mu_y, without correction n/(n - 1). Inside ties of x every
unit has the same rank, so y counts there by its mean and the order of the units does not matter.
"""

from __future__ import annotations

import numpy as np

from maillon.analytics.vectors import Ranks, Vector


class Order:
    """The order of units by a value; ranks are worked out for any weights of the same units.

    Args:
        values: the value that ranks, one per unit, finite.
        ties: other vectors that settle the order of units of equal value, so that results do not depend on the
            order in which units are given.
    """

    def __init__(self, values: Vector, *ties: Vector) -> None:
        self.by: Ranks = np.lexsort((*reversed(ties), values)) if ties else np.argsort(values, kind="stable")
        ranked = values[self.by]
        new = np.concatenate(([True], ranked[1:] != ranked[:-1]))
        starts = np.flatnonzero(new)
        group = np.cumsum(new) - 1
        ends = np.append(starts[1:], values.size)
        self.tied: Ranks = np.flatnonzero((ends - starts)[group] > 1)
        self.first: Ranks = starts[group[self.tied]]
        self.last: Ranks = ends[group[self.tied]] - 1

    def ranks(self, mass: Vector) -> Vector:
        """Return R for weights given in this order: numbers between 0 and 1, one per unit, in this order."""
        found = self.doubled(mass, np.empty_like(mass))
        found /= 2 * mass.sum()
        return found

    def doubled(self, mass: Vector, out: Vector) -> Vector:
        """Write 2 W R = 2 W_< + W_= in `out`, in the unit of the weights: what a replicate needs."""
        np.cumsum(mass, out=out)
        # inside a tie, 2 W_< + W_= is what is cumulated before its first unit and up to its last
        tied = out[self.first] - mass[self.first] + out[self.last]
        out *= 2
        out -= mass
        out[self.tied] = tied
        return out


def covariance(values: Vector, mass: Vector, ranks: Vector) -> float:
    """Return 2 cov_w(values, R), the generalised concentration, in the unit of `values`; all three in one order."""
    p = mass / mass.sum()
    mean = dot(values, p)
    return dot((values - mean) * p, 2 * ranks - 1)


def dot(left: Vector, right: Vector) -> float:
    """Return the sum of products, by pairwise sums: BLAS would set its own threads against those of the bootstrap."""
    return float((left * right).sum())
