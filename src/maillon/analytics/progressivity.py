"""The figures of progressivity for any weights of the same units: one order for the resource, one for what follows.

See `maillon.analytics.equalisation` for the definitions and the sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np

from maillon.analytics.ranking import Order, covariance, dot
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import Vector, positive_mean
from maillon.analytics.verdicts import Form
from maillon.rules.wording import _

Figure = TypeVar("Figure", float, Vector)


@dataclass(frozen=True, slots=True)
class Effects(Generic[Figure]):
    """The measures of one allocation, or of its replicates; NaN where a measure is not defined."""

    mean_resource: Figure
    mean_grant: Figure
    gini_before: Figure
    gini_after: Figure
    concentration: Figure
    generalised_concentration: Figure
    kakwani: Figure
    vertical: Figure
    reranking: Figure
    redistributive_effect: Figure
    correction_rate: Figure


class Pair:
    """A resource and a grant, in the order of the resource, with the order of what follows the grant.

    Args:
        resource: x, one per unit.
        grant: d, in the same unit.
        mass: w, positive.

    Raises:
        DataError: mu_x or mu_x + mu_d is not positive.
    """

    def __init__(self, resource: Vector, grant: Vector, mass: Vector) -> None:
        positive_mean(resource, mass, "resource")
        if not dot(resource + grant, mass) > 0:
            what = _("après l’aide, la moyenne des ressources n’est pas positive")
            raise data_error(what, "grant", expected=_("Une aide et une ressource dans la même unité, par habitant"))
        order = Order(resource, grant, mass)
        self.resource, self.grant, self.mass = resource[order.by], grant[order.by], mass[order.by]
        self.before = Order(self.resource)
        self.after = Order(self.resource + self.grant)
        self.following = (self.resource + self.grant)[self.after.by]

    def point(self) -> tuple[float, ...]:
        """Return mu_x, mu_d, mu_x G_x, mu_d C_d and mu_y G_y, y = x + d, with the weights themselves."""
        total = self.mass.sum()
        ranks = self.before.ranks(self.mass)
        after = self.mass[self.after.by]
        return (
            float(dot(self.resource, self.mass) / total),
            float(dot(self.grant, self.mass) / total),
            covariance(self.resource, self.mass, ranks),
            covariance(self.grant, self.mass, ranks),
            covariance(self.following, after, self.after.ranks(after)),
        )

    def prepare(self) -> Callable[[Vector], tuple[float, ...]]:
        """Return what gives the same figures for a replicate's weights, in few passes over arrays of its own.

        With t = 2 W R, sum w t = W², so that 2 cov_w(x, R) = sum w x t / W² - mu_x.
        """
        weighed, after = np.empty_like(self.mass), np.empty_like(self.mass)

        def moments(mass: Vector) -> tuple[float, ...]:
            total = float(mass.sum())
            square = total * total
            resource, grant = _product(self.resource, mass) / total, _product(self.grant, mass) / total
            self.before.doubled(mass, weighed)
            np.multiply(weighed, mass, out=weighed)
            concentrated = [_product(values, weighed) / square for values in (self.resource, self.grant)]
            np.take(mass, self.after.by, out=after, mode="clip")  # "clip" writes in `out` without a copy
            self.after.doubled(after, weighed)
            np.multiply(weighed, after, out=weighed)
            following = _product(self.following, weighed) / square
            gaps = (concentrated[0] - resource, concentrated[1] - grant, following - resource - grant)
            return (resource, grant, *gaps)

        return moments


def _product(left: Vector, right: Vector) -> float:
    return float(np.einsum("i,i->", left, right))


def effects(figures: Iterable[Any], form: Form) -> Effects[Any]:
    """Return the measures from `Pair.point`, or of many replicates, one row per figure.

    Args:
        figures: mu_x, mu_d, mu_x G_x, mu_d C_d, mu_y G_y.
        form: C_d and K are left undefined for a zero-sum fund, and where the balance has the other sign.
    """
    resource, grant, before, concentrated, after = (np.asarray(figure, dtype=np.float64) for figure in figures)
    sign = {"grant": 1.0, "levy": -1.0, "zero_sum": np.nan}[form]
    with np.errstate(divide="ignore", invalid="ignore"):
        usable = np.where(resource > 0, resource, np.nan)
        following = np.where(resource + grant > 0, resource + grant, np.nan)
        gini_before, gini_after = np.maximum(before / usable, 0.0), np.maximum(after / following, 0.0)
        concentration = np.where(sign * grant > 0, concentrated / grant, np.nan)
        vertical = gini_before - (before + concentrated) / following
        effect = gini_before - gini_after
        rate = np.where(gini_before > 0, effect / gini_before, np.nan)
    found = (
        resource,
        grant,
        gini_before,
        gini_after,
        concentration,
        concentrated,
        gini_before - concentration,
        vertical,
        np.maximum(vertical - effect, 0.0),
        effect,
        rate,
    )
    return Effects(*(figure.item() if figure.ndim == 0 else figure for figure in found))
