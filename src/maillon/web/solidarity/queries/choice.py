"""What a reader chose: weights, scale, extent, bounds of the classes. All of it is in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.http import urlencode

from maillon.analytics.composite import Classes
from maillon.analytics.solidarity import Level, default_index

BOUNDS = (20, 40, 60, 80)
"""Share of the territories at or above each class but the last, in percent: classes of equal size."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How the indicator is made and what of it is shown.

    Attributes:
        level: "epci" or "commune".
        weights: (dimension, points), in the order of the indicator; points are whole, 0 to 100.
        bounds: see `BOUNDS`.
        department: code of a département; empty for France. Ranks and classes stay those of France.
    """

    level: Level
    weights: tuple[tuple[str, int], ...]
    bounds: tuple[int, ...] = BOUNDS
    department: str = ""

    @property
    def points(self) -> dict[str, int]:
        """Dimension → points."""
        return dict(self.weights)

    @property
    def shares(self) -> dict[str, float]:
        """Dimension → share of the whole, of sum 1."""
        total = sum(points for _code, points in self.weights)
        return {code: points / total for code, points in self.weights}

    @property
    def classes(self) -> Classes:
        """The classes, as the index makes them."""
        ends = (0, *self.bounds, 100)
        parts = tuple((high - low) / 100 for low, high in pairwise(ends))
        return Classes(tuple(default_index().class_names), shares=parts)

    @property
    def usual(self) -> bool:
        """Whether weights and bounds are those of the indicator as it ships."""
        return self.weights == usual_weights() and self.bounds == BOUNDS

    @property
    def made(self) -> Choice:
        """The same without the extent, which changes nothing to the computation."""
        return replace(self, department="")

    @property
    def query(self) -> str:
        """What follows « ? » in an address that gives this choice."""
        told = [("niveau", self.level), *((f"p-{code}", str(points)) for code, points in self.weights)]
        if self.bounds != BOUNDS:
            told.append(("bornes", " ".join(map(str, self.bounds))))
        if self.department:
            told.append(("departement", self.department))
        return urlencode(told)


def usual_weights() -> tuple[tuple[str, int], ...]:
    """Return the weights of the indicator as it ships, in points of sum 100 or nearly."""
    total = sum(one.weight for one in default_index().dimensions)
    return tuple((one.code, round(100 * one.weight / total)) for one in default_index().dimensions)


def usual(level: Level = "epci") -> Choice:
    """Return the choice of somebody who chooses nothing."""
    return Choice(level, usual_weights())


def with_weights(level: Level, points: Mapping[str, int]) -> Choice:
    """Return the choice of these weights; a dimension that is not there weighs nothing."""
    return Choice(level, tuple((one.code, int(points.get(one.code, 0))) for one in default_index().dimensions))
