"""A scale of cofinancing rates: the rate that a territory is granted for its need score, and what the scale promises.

z in [0, 1] is the need score (a score, not a rank); the rate r never falls when need grows.

| form | continuity | Lipschitz constant |
|---|---|---|
| "step": the historical strata | discontinuous | infinite: see `largest_jump` |
| "linear" (default): lines between nodes | C0 | greatest secant |
| "monotone_cubic": PCHIP | C1 between its nodes | greatest derivative, at most 3 greatest secants |
| "ramp": lines of half-width h around each threshold, the strata's rates elsewhere | C0 | greatest jump / 2h |

Source: report INET, card 24, whose example of strata is 30, 50, 70 and 95 %.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from maillon.analytics.cofinancing.checks import cents, check_rates, check_thresholds, check_widths, scores
from maillon.analytics.cofinancing.curves import Curve, MonotoneCubic, Polyline, Steps
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import TINY, Values, Vector, figure, units
from maillon.rules.decision import Decision
from maillon.rules.parameters.resolution import resolve
from maillon.rules.phrases import percent
from maillon.rules.wording import _

if TYPE_CHECKING:
    from maillon.analytics.cofinancing.envelope import Fit
    from maillon.analytics.cofinancing.overtaking import NoOvertaking, Overtaken

Form = Literal["step", "linear", "monotone_cubic", "ramp"]
FORMS: tuple[Form, ...] = ("step", "linear", "monotone_cubic", "ramp")
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Jump:
    """A threshold that costs money to miss.

    Attributes:
        z: the score at which the rate jumps.
        below: rate just below.
        above: rate from there on.
    """

    z: float
    below: float
    above: float


@dataclass(frozen=True)
class Scale:
    """A cofinancing scale.

    Args:
        thresholds: scores between 0 and 1, increasing. One fewer than rates: the limits of strata, whose midpoints are
            the nodes of "linear" and "monotone_cubic". As many as rates: the nodes themselves for these two forms; for
            "step" and "ramp" the first is then the score of eligibility, below which the rate is 0.
        rates: between 0 and 1, never falling.
        form: one of FORMS.
        half_width: for "ramp" only, one for all thresholds or one each; neighbouring ramps may touch, not overlap.
        shift: added to every score before reading the rate, as `fit_envelope` finds it; it changes no guarantee.

    Raises:
        DataError: lengths, order or bounds that make no scale.
    """

    thresholds: Sequence[float | Decimal]
    rates: Sequence[float | Decimal]
    form: Form = "linear"
    half_width: float | Sequence[float] | None = None
    shift: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.form, str) or self.form not in FORMS:
            what = _("forme de barème inconnue : « {form} »").format(form=self.form)
            raise data_error(what, "form", expected=", ".join(FORMS))
        rates, thresholds = check_rates(self.rates), check_thresholds(self.thresholds)
        if len(thresholds) not in (len(rates), len(rates) - 1):
            expected = _("Autant de seuils que de taux, ou un de moins")
            raise data_error(_("les seuils et les taux ne se correspondent pas"), "thresholds", expected=expected)
        if not math.isfinite(figure(self.shift, "shift")):
            raise data_error(_("décalage impossible"), "shift", expected=_("Un nombre"))
        object.__setattr__(self, "rates", rates)
        object.__setattr__(self, "thresholds", thresholds)
        if (self.form == "ramp") != (self.half_width is not None):
            expected = _("Une demi-largeur pour la forme « ramp », et pour elle seule")
            raise data_error(_("demi-largeur absente ou sans objet"), "half_width", expected=expected)
        if self.half_width is not None:
            object.__setattr__(self, "half_width", check_widths(self.half_width, thresholds))

    @classmethod
    def at_medians(
        cls,
        z: Values,
        weights: Values | None,
        thresholds: Sequence[float],
        rates: Sequence[float],
        form: Literal["linear", "monotone_cubic"] = "linear",
    ) -> Scale:
        """Return the scale whose nodes are the median scores of the population of each stratum.

        Args:
            z: scores of the territories.
            weights: their populations; one each by default.
            thresholds: limits of the strata, one fewer than rates.
            rates: one per stratum.
            form: of the curve through the nodes.
        """
        named, mass, _kept = units({"z": z}, weights)
        strata = cls(thresholds, rates, "step")
        place = np.searchsorted(np.array(strata.thresholds, dtype=float), named["z"], side="right")
        middles = _midpoints([float(limit) for limit in strata.thresholds])
        nodes = []
        for stratum, middle in enumerate(middles):
            inside = place == stratum
            nodes.append(_median(named["z"][inside], mass[inside]) if inside.any() else middle)
        return cls(nodes, rates, form)

    def with_entry(self, floor: float) -> Scale:
        """Return the same scale starting from a rate of 0 at the score `floor`: eligibility without a cliff.

        Raises:
            DataError: for "step" and "ramp", or a score that does not come before the first node.
        """
        if self.form not in ("linear", "monotone_cubic"):
            expected = _("Un barème « linear » ou « monotone_cubic »")
            raise data_error(_("cette forme n’a pas de nœud où commencer"), "form", expected=expected)
        nodes = self._nodes()
        return replace(self, thresholds=(floor, *nodes.tolist()), rates=(0.0, *self.rates))

    @cached_property
    def _curve(self) -> Curve:
        rates = np.array(self.rates, dtype=float)
        if self.form in ("linear", "monotone_cubic"):
            return (Polyline if self.form == "linear" else MonotoneCubic)(self._nodes(), rates)
        limits = np.array(self.thresholds, dtype=float)
        rates = np.concatenate(([0.0], rates)) if limits.size == rates.size else rates
        if self.form == "step" or limits.size == 0:
            return Steps(limits, rates)
        width = np.broadcast_to(np.asarray(self.half_width, dtype=float), limits.shape)
        nodes = np.stack([limits - width, limits + width], axis=1).ravel()
        levels = np.stack([rates[:-1], rates[1:]], axis=1).ravel()
        apart = np.concatenate(([True], np.diff(nodes) > 1e-12))
        return Polyline(nodes[apart], levels[apart])

    def _nodes(self) -> Vector:
        limits = [float(limit) for limit in self.thresholds]
        return np.array(limits if len(limits) == len(self.rates) else _midpoints(limits))

    @overload
    def rate(self, z: float | Decimal | Fraction) -> float: ...

    @overload
    def rate(self, z: Values) -> Vector: ...

    def rate(self, z: float | Decimal | Fraction | Values) -> float | Vector:
        """Return the rate at each score: a number for a number, one per unit for a list; constant outside the nodes.

        Raises:
            DataError: a missing or infinite score.
        """
        if isinstance(z, float | int | Decimal | Fraction | np.number):
            return float(self._curve(scores([figure(z, "z")]) + self.shift)[0])
        return self._curve(scores(z) + self.shift)

    @property
    def lipschitz(self) -> float:
        """Least L such that |rate(z) - rate(z')| <= L |z - z'| for all scores; infinite for steps."""
        return self._curve.lipschitz

    @property
    def span(self) -> tuple[float, float]:
        """Scores between which the rate moves."""
        low, high = self._curve.span
        return low - self.shift, high - self.shift

    @property
    def jumps(self) -> tuple[Jump, ...]:
        """The discontinuities, eligibility included; none but for steps."""
        curve = self._curve
        if not isinstance(curve, Steps):
            return ()
        levels = zip(curve.thresholds, curve.rates[:-1], curve.rates[1:], strict=True)
        return tuple(Jump(float(z) - self.shift, float(low), float(high)) for z, low, high in levels if high > low)

    def largest_jump(self, cost: int | Values) -> int:
        """Return what the largest discontinuity costs, in cents.

        Args:
            cost: cents of the project, or of each project (the dearest counts).
        """
        dearest = max(cents(cost if isinstance(cost, Iterable) else [cost], "cost"), default=0)
        return round(max((jump.above - jump.below for jump in self.jumps), default=0.0) * dearest)

    def eligibility_jump(self, floor: float, cost: int) -> int:
        """Return, in cents, what is lost just below the score `floor` when only the territories above it are helped."""
        return round(self.rate(figure(floor, "floor")) * cents([cost], "cost")[0])

    def noise(self, sigma_z: float) -> float:
        """Return by how much the rate may move within the index's uncertainty: L × 1.96 sigma (95 %)."""
        sigma_z = figure(sigma_z, "sigma_z")
        if sigma_z < 0 or math.isnan(sigma_z):
            raise data_error(_("incertitude impossible"), "sigma_z", expected=_("Un écart type positif ou nul"))
        return 0.0 if sigma_z == 0 else self.lipschitz * NORMAL_95 * sigma_z

    def tolerates(self, sigma_z: float, tolerance: float) -> bool:
        """Say whether the index's uncertainty moves no rate by more than `tolerance` (0.05: five points)."""
        return self.noise(sigma_z) <= figure(tolerance, "tolerance") + TINY

    def largest_sigma(self, tolerance: float) -> float:
        """Return the greatest standard error of the index that `tolerance` admits; 0 for steps."""
        return figure(tolerance, "tolerance") / (self.lipschitz * NORMAL_95) if self.lipschitz > 0 else math.inf

    def fit_envelope(
        self,
        z: Values,
        costs: Values,
        envelope: int,
        *,
        previous: Values | None = None,
        delta: float | None = None,
    ) -> Fit:
        """Shift the scale so that the grants sum to the envelope, to the cent: see `envelope.fit`."""
        from maillon.analytics.cofinancing.envelope import fit  # the module reads scales

        return fit(self, z, costs, envelope, previous=previous, delta=delta)

    def no_overtaking(self, cost: float, need_slope: float) -> NoOvertaking:
        """Say whether the scale promises that no poorer territory ends up above a richer one: see `overtaking`."""
        from maillon.analytics.cofinancing.overtaking import promise  # the module reads scales

        return promise(self, cost, need_slope)

    def overtaken(self, resource: Values, z: Values, cost: float) -> Overtaken:
        """Count, on real territories, those that a poorer one overtakes: see `overtaking`."""
        from maillon.analytics.cofinancing.overtaking import observe  # the module reads scales

        return observe(self, resource, z, cost)

    def public_ceiling(self, on: dt.date) -> Decision:
        """Say whether the highest rate leaves the project owner the share of public funding that the law asks.

        Returns:
            Allowed, or not without a documented derogation, with the law's citation.
        """
        parameter = resolve("own_contribution_min", on=on)
        least = parameter.value if isinstance(parameter.value, Decimal) else Decimal(0)
        most = Decimal(str(max(float(rate) for rate in self.rates)))
        citations = tuple(source.citation for source in parameter.parameter.sources)
        rule = "cofinancing.public_ceiling"
        if most <= 1 - least:
            because = _(
                "Le taux le plus haut, {rate}, laisse au maître d’ouvrage au moins {least} des financements publics."
            )
            return Decision(
                allowed=True,
                because=because.format(rate=percent(most), least=percent(least)),
                rule=rule,
                citations=citations,
            )
        because = _(
            "Le taux le plus haut, {rate}, ne laisse pas au maître d’ouvrage {least} des financements publics de "
            "l’investissement."
        )
        remedy = _("Documenter la dérogation qui le permet, compter un financement privé, ou baisser ce taux")
        return Decision(
            allowed=False,
            because=because.format(rate=percent(most), least=percent(least)),
            rule=rule,
            citations=citations,
            remedy=remedy,
        )


def _midpoints(limits: list[float]) -> list[float]:
    bounds = [0.0, *limits, 1.0]
    return [(low + high) / 2 for low, high in pairwise(bounds)]


def _median(values: Vector, mass: Vector) -> float:
    by = np.argsort(values, kind="stable")
    ranked = np.cumsum(mass[by])
    return float(values[by][np.searchsorted(ranked, ranked[-1] / 2)])
