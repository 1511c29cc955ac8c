"""Several grants at once: what each does to the gaps, exactly for the vertical effect, by Shapley for the whole.

V = sum over k of (mu_k / mu) (G_x - C_k), mu being the mean of x + sum d_k, is exact. The redistributive effect is not
additive, because of reranking: its Shapley share is what a grant brings on average over every order in which
the grants may come (A. F. Shorrocks, « Decomposition procedures for distributional analysis »,
J. Econ. Inequality 11, 2013).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from maillon.analytics.ranking import Order, covariance, dot
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import Vector
from maillon.rules.wording import _

MOST_GRANTS = 10  # 2^10 Gini coefficients: about three seconds for all communes


@dataclass(frozen=True, slots=True)
class GrantPart:
    """One grant among several.

    Attributes:
        name: as given.
        mean: mu_k, per head.
        concentration: C_k; None when mu_k is zero.
        kakwani: G_x - C_k; None when mu_k is zero.
        vertical: its part of V; the parts sum to V exactly.
        redistributive_effect: its Shapley share of RE; the shares sum to RE.
    """

    name: str
    mean: float
    concentration: float | None
    kakwani: float | None
    vertical: float
    redistributive_effect: float


def parts_of(resource: Vector, grants: Mapping[str, Vector], mass: Vector) -> tuple[GrantPart, ...]:
    """Decompose V and RE between grants.

    Args:
        resource: x, one per unit, of positive mean.
        grants: d_k by name, in the same unit.
        mass: w, positive.

    Raises:
        DataError: more than ten grants, or some of them leave resources without a positive mean.
    """
    if len(grants) > MOST_GRANTS:
        expected = _("{most} aides au plus").format(most=MOST_GRANTS)
        raise data_error(_("trop d’aides à décomposer ensemble"), "grant", expected=expected)
    order = Order(resource)
    ranked = mass[order.by]
    ranks, total = order.ranks(ranked), float(mass.sum())
    mean = dot(resource, mass) / total
    before = covariance(resource[order.by], ranked, ranks) / mean
    overall = mean + sum(dot(grant, mass) / total for grant in grants.values())
    shares = _shapley(resource, list(grants.values()), mass)
    found = []
    for (name, grant), share in zip(grants.items(), shares, strict=True):
        each = dot(grant, mass) / total
        generalised = covariance(grant[order.by], ranked, ranks)
        concentration = generalised / each if each else None
        kakwani = None if concentration is None else before - concentration
        vertical = (each * before - generalised) / overall
        found.append(GrantPart(name, each, concentration, kakwani, vertical, share))
    return tuple(found)


def _shapley(resource: Vector, grants: list[Vector], mass: Vector) -> list[float]:
    count = len(grants)
    closed: dict[frozenset[int], float] = {}
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            after = np.sum([resource, *(grants[rank] for rank in chosen)], axis=0)
            closed[frozenset(chosen)] = -_gini(after, mass)
    shares = [0.0] * count
    for together, effect in closed.items():
        for rank in together:
            weight = factorial(len(together) - 1) * factorial(count - len(together)) / factorial(count)
            shares[rank] += weight * (effect - closed[together - {rank}])
    return shares


def _gini(values: Vector, mass: Vector) -> float:
    mean = dot(values, mass) / float(mass.sum())
    if not mean > 0:
        what = _("certaines de ces aides, prises ensemble, ne laissent pas de ressource positive en moyenne")
        raise data_error(what, "grant", expected=_("Des prélèvements moindres que les ressources"))
    order = Order(values)
    ranked = mass[order.by]
    return covariance(values[order.by], ranked, order.ranks(ranked)) / mean
