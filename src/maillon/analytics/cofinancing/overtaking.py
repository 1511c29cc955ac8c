"""Whether a poorer territory can end up above a richer one because it is helped more.

A territory of resource y per head, of need z(y), pays (1 - r(z)) of a project of given cost per head. The order of
what is left, y - (1 - r) cost, never reverses if and only if |r'| |z'| cost <= 1: the help may not grow faster than
resources fall.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maillon.analytics.cofinancing.checks import scores
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import TINY, Values, Vector, figure, refuse, vector
from maillon.rules.wording import _

if TYPE_CHECKING:
    from maillon.analytics.cofinancing.scale import Scale


@dataclass(frozen=True, slots=True)
class NoOvertaking:
    """What a scale promises on the order of territories; true when it promises it.

    Attributes:
        promised: whether the order can never reverse.
        product: L |z'| cost, at most 1 when it is promised.
        cost_most: the greatest cost per head for which it is promised; infinite when rates do not move.
    """

    promised: bool
    product: float
    cost_most: float

    def __bool__(self) -> bool:
        return self.promised


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What happens to real territories.

    Attributes:
        count: territories that at least one poorer territory overtakes.
        largest: greatest reversal, in the unit of the resource: what the poorer one has more in the end.
    """

    count: int
    largest: float


def promise(scale: Scale, cost: float, need_slope: float) -> NoOvertaking:
    """Say whether the scale promises the order.

    Args:
        scale: the scale.
        cost: of the projects, per head, in the unit of the resource.
        need_slope: |z'|, by how much at most the score grows when the resource falls by one unit per head.

    Raises:
        DataError: a negative or infinite cost or slope.
    """
    cost, need_slope = figure(cost, "cost"), figure(need_slope, "need_slope")
    if not (cost >= 0 and need_slope >= 0 and math.isfinite(cost) and math.isfinite(need_slope)):
        expected = _("Un coût et une pente positifs ou nuls")
        raise data_error(_("coût ou pente impossible"), "cost, need_slope", expected=expected)
    steepness = scale.lipschitz * need_slope if need_slope else 0.0
    product = steepness * cost if cost else 0.0
    return NoOvertaking(product <= 1 + TINY, product, 1 / steepness if steepness else math.inf)


def observe(scale: Scale, resource: Values, z: Values, cost: float) -> Overtaken:
    """Count the territories overtaken when all have a project of the same cost per head.

    Args:
        scale: the scale.
        resource: per head, one per territory.
        z: need scores.
        cost: per head, in the unit of the resource.

    Raises:
        DataError: lengths differ, missing figures.
    """
    cost = figure(cost, "cost")
    if not math.isfinite(cost):
        raise data_error(_("coût ou pente impossible"), "cost", expected=_("Un nombre"))
    y, score = vector(resource, "resource"), scores(z)
    if y.size != score.size:
        raise data_error(_("les listes n’ont pas la même longueur"), "z", expected=_("Un indice par territoire"))
    refuse(~np.isfinite(y), _("valeurs manquantes ou infinies"), "resource")
    return reversals(y, y - (1 - scale.rate(score)) * cost)


def reversals(resource: Vector, left: Vector) -> Overtaken:
    """Count the territories that a poorer one overtakes, whatever each has paid.

    Args:
        resource: per head, before.
        left: per head, once the own burden is paid.
    """
    if resource.size == 0:
        return Overtaken(0, 0.0)
    by = np.argsort(resource, kind="stable")
    ranked, poorer = resource[by], np.maximum.accumulate(left[by])
    # among the strictly poorer: the last one before the first territory of the same resource
    before = np.searchsorted(ranked, ranked, side="left") - 1
    reversal = np.where(before >= 0, poorer[np.maximum(before, 0)], -np.inf) - left[by]
    margin = 1e-9 * max(1.0, float(np.abs(ranked).max()))
    passed = reversal > margin
    return Overtaken(int(passed.sum()), float(reversal[passed].max(initial=0.0)))
