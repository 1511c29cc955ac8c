"""The terms of a scenario: envelope, earmarks, scale, key, bounds; what its key makes of a programme of projects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from maillon.analytics.allocation import sharing_keys
from maillon.analytics.allocation.exact import Number
from maillon.analytics.cofinancing import Form, Scale
from maillon.analytics.simulation.units import Unit

CRITERIA = ("population", "need", "fiscal", "equal")
"""What a key may weigh: inhabitants; inhabitants × need; inhabitants × (mean / own) potentiel fiscal; equal parts."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a scenario.

    Attributes:
        envelope: cents.
        evaluation_share: kept for evaluation, first.
        priority_share: of what is left, that the priority territories receive at least.
        form: of the scale.
        rates: one per stratum of need, rising.
        thresholds: need scores between strata, 0 to 1, one fewer than rates.
        nodes: median need of each stratum, through which "linear" and "monotone_cubic" go.
        half_width: of the ramps, in need score; read for "ramp" only.
        key: (criterion, points), how the programme of projects divides; see `CRITERIA`.
        floor: cents per inhabitant at least; None for none.
        cap: cents per inhabitant at most; None for none.
        delta: greatest move of a rate from last year's, up or down; None for none.
    """

    envelope: int
    evaluation_share: Decimal
    priority_share: Decimal
    form: Form
    rates: tuple[Decimal, ...]
    thresholds: tuple[Decimal, ...]
    nodes: tuple[float, ...]
    half_width: Decimal
    key: tuple[tuple[str, int], ...]
    floor: int | None = None
    cap: int | None = None
    delta: Decimal | None = None

    @property
    def scale(self) -> Scale:
        """The scale as its form makes it.

        Raises:
            DataError: thresholds and rates that make no scale.
        """
        if self.form == "step":
            return Scale(self.thresholds, self.rates, "step")
        if self.form == "ramp":
            return Scale(self.thresholds, self.rates, "ramp", float(self.half_width))
        Scale(self.thresholds, self.rates, "step")
        return Scale(self.nodes, self.rates, self.form)


def keys(terms: Terms, units: Sequence[Unit]) -> list[Fraction]:
    """Return the part of the programme of projects of each territory; they add up to 1.

    Raises:
        DataError: no weight in the key.
    """
    people = sum(one.population for one in units)
    mean = sum(one.fiscal * one.population for one in units) / people
    columns: dict[str, list[Number]] = {
        "population": [one.population for one in units],
        "need": [one.population * one.need for one in units],
        "fiscal": [one.population * mean / one.fiscal for one in units],
        "equal": [1] * len(units),
    }
    return sharing_keys(columns, {name: dict(terms.key).get(name, 0) for name in CRITERIA})


def programme(terms: Terms, units: Sequence[Unit], available: int) -> int:
    """Return, in cents, the cost of the projects for which the scale, as it is written, spends what is available.

    Args:
        terms: the scenario.
        units: its territories.
        available: cents, once the evaluation is kept.
    """
    rates = terms.scale.rate([one.need for one in units]).tolist()
    mean = math.fsum(float(key) * rate for key, rate in zip(keys(terms, units), rates, strict=True))
    return int(available / mean) if mean > 0 else 0
