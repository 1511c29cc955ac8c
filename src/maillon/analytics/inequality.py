"""Inequality between territories: Gini, Theil and its decomposition, mean log deviation, Atkinson, Lorenz.

x = one value per unit (a resource per inhabitant, say), w = weights (populations by default: give them), p = w / W,
mu = sum p x. The policy on zeros, negatives, missing values and weights is that of `maillon.analytics.vectors`.

Sources: F. A. Cowell, Measuring Inequality (OUP, 2011); H. Theil, Economics and Information Theory (1967);
A. B. Atkinson, « On the measurement of inequality », JET 2 (1970); E. Raffinetti, E. Siletti,
A. Vernizzi, « On the Gini coefficient normalization when attributes with negative values are considered », Stat.
Methods Appl. 24 (2015).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, ValuesView
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from maillon.analytics.arguments import TEXT, accepts
from maillon.analytics.ranking import Order, covariance, dot
from maillon.analytics.refusal import data_error
from maillon.analytics.resampling import Interval, intervals, replicate
from maillon.analytics.vectors import Ranks, Values, Vector, figure, groups_of, positive_mean, refuse, units
from maillon.rules.wording import _

Normalisation = Literal["mean", "raffinetti"]
NEAR_ONE = 0.1


class Lorenz(NamedTuple):
    """Points of a Lorenz curve, from (0, 0) to (1, 1).

    Attributes:
        population: cumulative share of the weight, units ranked by value.
        value: cumulative share of the total value.
    """

    population: Vector
    value: Vector


@dataclass(frozen=True, slots=True)
class TheilGroup:
    """What one group brings to a Theil index.

    Attributes:
        group: the group's name, as given.
        population_share: p_g, its share of the weight.
        mean: mu_g.
        value_share: p_g mu_g / mu, its share of the total value.
        theil: T_g, the inequality inside the group.
        between: p_g (mu_g / mu) ln(mu_g / mu).
        within: p_g (mu_g / mu) T_g.
    """

    group: Any
    population_share: float
    mean: float
    value_share: float
    theil: float
    between: float
    within: float


@dataclass(frozen=True, slots=True)
class TheilDecomposition:
    """Theil = between + within, exactly.

    Attributes:
        total: the index of all units.
        between: what remains when each group has its mean.
        within: the sum of the groups' own inequality, weighted by their share of the value.
        groups: the part of each group, sorted by name.
        intervals: by name (`total`, `between`, `within`), when a bootstrap was asked.
    """

    total: float
    between: float
    within: float
    groups: tuple[TheilGroup, ...]
    intervals: dict[str, Interval]

    @property
    def between_share(self) -> float:
        """Share of the inequality that lies between groups; 0 when there is none."""
        return self.between / self.total if self.total > 0 else 0.0


@accepts(normalisation=TEXT)
def gini(values: Values, weights: Values | None = None, *, normalisation: Normalisation = "mean") -> float:
    """Compute the Gini coefficient G = 2 cov_w(x, R) / mu, without correction n / (n - 1).

    Args:
        values: x, one per unit.
        weights: w, one per unit; one each by default.
        normalisation: "mean" divides by mu, which must be positive (G may exceed 1 with negative values);
            "raffinetti" divides by the weighted mean of |x|, so that G stays within [0, 1] with negative values and
            is the same without.

    Returns:
        G; 0 for one unit, equal values, or only zeros with "raffinetti".

    Raises:
        DataError: see `maillon.analytics.vectors`.
    """
    named, mass, _kept = units({"values": values}, weights)
    x = named["values"]
    if normalisation not in ("mean", "raffinetti"):
        expected = _("« mean » ou « raffinetti »")
        raise data_error(
            _("normalisation inconnue : « {name} »").format(name=normalisation), "normalisation", expected=expected
        )
    if normalisation == "raffinetti":
        scale = dot(np.abs(x), mass) / float(mass.sum())
        if scale == 0:
            return 0.0
    else:
        scale = positive_mean(x, mass, "values")
    order = Order(x)
    ranked, mass = x[order.by], mass[order.by]
    return max(0.0, covariance(ranked, mass, order.ranks(mass)) / scale)


def lorenz(values: Values, weights: Values | None = None) -> Lorenz:
    """Return the Lorenz curve of x: n + 1 points for n units of positive weight, (0, 0) first.

    Units are ranked by value, then by weight, so that the points do not depend on the order given. With negative
    values the curve goes below 0.

    Raises:
        DataError: see `maillon.analytics.vectors`; the mean must be positive.
    """
    named, mass, _kept = units({"values": values}, weights)
    x = named["values"]
    positive_mean(x, mass, "values")
    by = np.lexsort((mass, x))
    population = np.concatenate(([0.0], np.cumsum(mass[by])))
    value = np.concatenate(([0.0], np.cumsum((x * mass)[by])))
    return Lorenz(population / population[-1], value / value[-1])


def theil(values: Values, weights: Values | None = None) -> float:
    """Compute Theil's index T = sum p (x / mu) ln(x / mu), natural logarithm, 0 ln 0 = 0.

    Raises:
        DataError: see `maillon.analytics.vectors`; negative values, or a mean of zero.
    """
    x, mass, _kept = _positive(values, weights)
    return max(0.0, dot(mass, _entropy(x / positive_mean(x, mass, "values"))) / float(mass.sum()))


def mean_log_deviation(values: Values, weights: Values | None = None) -> float:
    """Compute the mean log deviation L = sum p ln(mu / x); infinite when a value is zero.

    Raises:
        DataError: see `maillon.analytics.vectors`; negative values, or a mean of zero.
    """
    x, mass, _kept = _positive(values, weights)
    mean = positive_mean(x, mass, "values")
    if np.any(x == 0):
        return math.inf
    return max(0.0, dot(mass, np.log(mean / x)) / float(mass.sum()))


def atkinson(values: Values, weights: Values | None = None, *, epsilon: float = 0.5) -> float:
    """Compute Atkinson's index 1 - (sum p (x / mu)^(1 - e))^(1 / (1 - e)); for e = 1, 1 - geometric mean / mu.

    Args:
        values: x, one per unit, not negative.
        weights: w, one per unit.
        epsilon: e, aversion to inequality, finite and not negative; 0 gives 0.

    Returns:
        A number between 0 and 1; 1 when e >= 1 and a value is zero.

    Raises:
        DataError: see `maillon.analytics.vectors`; negative values, a mean of zero, e negative.
    """
    epsilon = figure(epsilon, "epsilon", expected=_("Un nombre positif ou nul"))
    if not (math.isfinite(epsilon) and epsilon >= 0):
        raise data_error(
            _("l’aversion à l’inégalité n’est pas utilisable"), "epsilon", expected=_("Un nombre positif ou nul")
        )
    x, mass, _kept = _positive(values, weights)
    share = x / positive_mean(x, mass, "values")
    if epsilon >= 1 and np.any(x == 0):
        return 1.0
    p = mass / mass.sum()
    if epsilon == 1:
        return max(0.0, 1 - math.exp(dot(p, np.log(share))))
    if abs(1 - epsilon) < NEAR_ONE and np.all(share > 0):
        # the root of order 1 - e would multiply the rounding of a mean near 1
        return max(0.0, -math.expm1(math.log1p(dot(p, np.expm1((1 - epsilon) * np.log(share)))) / (1 - epsilon)))
    if epsilon < 1:
        return max(0.0, 1 - math.pow(dot(p, share ** (1 - epsilon)), 1 / (1 - epsilon)))
    # powers are taken from the smallest share, so that a great aversion does not overflow
    least = float(share.min())
    return max(0.0, 1 - least * math.pow(dot(p, (share / least) ** (1 - epsilon)), 1 / (1 - epsilon)))


def theil_decomposition(
    values: Values,
    groups: Iterable[Any],
    weights: Values | None = None,
    *,
    bootstrap: int = 0,
    seed: int = 1,
    level: float = 0.95,
) -> TheilDecomposition:
    """Split Theil's index between and within groups: T = sum p_g (mu_g/mu) ln(mu_g/mu) + sum p_g (mu_g/mu) T_g.

    Args:
        values: x, one per unit, not negative.
        groups: the group of each unit (a département, say).
        weights: w, one per unit.
        bootstrap: number of replicates for intervals; 0 for none. Units are drawn, groups are kept.
        seed: makes the intervals reproducible.
        level: of the intervals.

    Raises:
        DataError: see `maillon.analytics.vectors`; negative values, a mean of zero, a unit without a group.
    """
    if isinstance(values, Iterator | ValuesView):
        values = list(values)
    x, mass, kept = _positive(values, weights)
    size = len(values)
    overall = positive_mean(x, mass, "values")
    names, group = groups_of(groups, size, kept)
    by = np.lexsort((mass, x, group))
    split = _Split(x[by] / overall, group[by])
    population, ratio, inner = split.parts(mass[by])
    between, within = population * _entropy(ratio), population * ratio * inner
    parts = tuple(
        TheilGroup(name, float(p), float(r * overall), float(p * r), float(t), float(b), float(i))
        for name, p, r, t, b, i in zip(names, population, ratio, inner, between, within, strict=True)
    )
    drawn = replicate(mass[by], bootstrap, seed, lambda: split.statistics) if bootstrap else None
    low_high = intervals(drawn, ("total", "between", "within"), level) if drawn is not None else {}
    total = max(0.0, float(between.sum() + within.sum()))
    return TheilDecomposition(total, max(0.0, float(between.sum())), float(within.sum()), parts, low_high)


class _Split:
    """Theil's parts by group, for any weights of units sorted by group."""

    def __init__(self, x: Vector, group: Ranks) -> None:
        self.x = x
        self.starts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
        self.log = np.where(x > 0, x * np.log(np.where(x > 0, x, 1.0)), 0.0)

    def parts(self, mass: Vector) -> tuple[Vector, Vector, Vector]:
        """Return p_g, mu_g and T_g of each group; a group that no replicate drew, or that has nothing, counts for 0."""
        weight = np.add.reduceat(mass, self.starts)
        value = np.add.reduceat(mass * self.x, self.starts)
        log = np.add.reduceat(mass * self.log, self.starts)
        mean = np.divide(value, weight, out=np.zeros_like(value), where=weight > 0)
        inner = np.divide(log, value, out=np.zeros_like(value), where=value > 0)
        inner -= np.log(np.where(mean > 0, mean, 1.0))
        return weight / weight.sum(), mean, np.where(value > 0, np.maximum(inner, 0.0), 0.0)

    def statistics(self, mass: Vector) -> tuple[float, ...]:
        """Return total, between and within for one replicate."""
        population, mean, inner = self.parts(mass)
        overall = float(population @ mean)
        if not overall > 0:
            return (math.nan,) * 3
        ratio = mean / overall
        between, within = float(population @ _entropy(ratio)), float(population @ (ratio * inner))
        return between + within, between, within


def _entropy(ratio: Vector) -> Vector:
    """Return r ln r, with 0 ln 0 = 0."""
    return np.where(ratio > 0, ratio * np.log(np.where(ratio > 0, ratio, 1.0)), 0.0)


def _positive(values: Values, weights: Values | None) -> tuple[Vector, Vector, Ranks]:
    named, mass, kept = units({"values": values}, weights)
    x = named["values"]
    refuse(
        x < 0,
        _("valeurs négatives"),
        "values",
        expected=_("Des valeurs positives ou nulles"),
        remedy=_("Le coefficient de Gini, lui, les admet"),
    )
    return x, mass, kept


__all__ = [
    "Lorenz",
    "TheilDecomposition",
    "TheilGroup",
    "atkinson",
    "gini",
    "lorenz",
    "mean_log_deviation",
    "theil",
    "theil_decomposition",
]
