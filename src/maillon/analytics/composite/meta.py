"""What an index is made of: its tree of elements, and the figures of its units as one matrix.

Source: the layout iData / iMeta of the R package COINr 1.1, which the field uses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
Kind = Literal["Indicator", "Aggregate"]

UNIT, NAME, TIME = "uCode", "uName", "Time"


@dataclass(frozen=True, slots=True)
class Element:
    """One indicator or aggregate, as its row of metadata says.

    Attributes:
        code: iCode.
        name: iName, else the code.
        kind: "Indicator" or "Aggregate".
        level: 1 for an indicator, then one more for each step up.
        parent: iCode of the aggregate just above; None at the top.
        direction: 1 when more is better, -1 when less is.
        weight: raw weight among the children of its parent, ≥ 0; only ratios count. 1 when not given.
        unit: what it is counted in; "" when not given.
        target: Target, for the distance to a target.
        denominator: code of the column that divides it, for the stage "denominated".
        goalposts: (lower, upper) of the raw indicator, whatever its direction; None when not given.
        scale: goalpost_scale, what the goalposts' share is multiplied by.
        truncated: goalpost_trunc2posts, whether what lies outside the goalposts is brought back to them.
        capped: dist2targ_cap_max, whether a unit beyond its target counts as at its target.
    """

    code: str
    name: str
    kind: Kind
    level: int
    parent: str | None
    direction: int = 1
    weight: float = 1.0
    unit: str = ""
    target: float | None = None
    denominator: str | None = None
    goalposts: tuple[float, float] | None = None
    scale: float = 1.0
    truncated: bool = True
    capped: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One step of aggregation, from the elements of a level to those of the level above.

    Attributes:
        level: rank of the aggregates made here: 2 for those that gather indicators.
        codes: the A aggregates made here, in the order of the metadata.
        children: the C elements of the level below, in the order of their columns.
        parents: (C,) position in `codes` of each child's parent.
        weights: (C,) raw weight of each child.
    """

    level: int
    codes: tuple[str, ...]
    children: tuple[str, ...]
    parents: Positions
    weights: Floats

    @property
    def members(self) -> tuple[Positions, ...]:
        """For each aggregate, the positions of its children."""
        return tuple(np.flatnonzero(self.parents == rank) for rank in range(len(self.codes)))

    def matrix(self, weights: Floats | None = None) -> Floats:
        """Return the (C, A) matrix of weights, each column of which sums to 1.

        Args:
            weights: (C,) raw weights to use instead of those of the metadata.
        """
        raw = self.weights if weights is None else weights
        spread = np.zeros((len(self.children), len(self.codes)))
        spread[np.arange(len(self.children)), self.parents] = raw
        shares: Floats = spread / spread.sum(axis=0)
        return shares


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The figures and the tree of a composite index, checked.

    Attributes:
        units: (n,) uCode of each unit, in the order of the data.
        names: (n,) uName of each unit, else its code.
        times: (n,) year of each row, or None when the data bear no Time column.
        codes: (J,) codes of the indicators, in the order of the metadata: the columns of `values`.
        values: (n, J) raw figures, NaN where missing; nothing is multiplied, divided or normalised yet.
        directions: (J,) 1.0 or -1.0.
        levels: steps of aggregation, bottom first; `levels[0].children == codes`.
        elements: each indicator and aggregate by its code.
        denominators: (n,) figures by code of denominator.
        others: uCode and every column of the data that is neither a name, a year nor an indicator: groups,
            denominators, the rest.
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    times: tuple[int, ...] | None
    codes: tuple[str, ...]
    values: Floats
    directions: Floats
    levels: tuple[Level, ...]
    elements: dict[str, Element]
    denominators: dict[str, Floats]
    others: pl.DataFrame

    @property
    def aggregates(self) -> tuple[str, ...]:
        """Codes of every aggregate, bottom first."""
        return tuple(code for level in self.levels for code in level.codes)

    @property
    def top(self) -> str:
        """Code of the index itself: the (first) element of the last level."""
        return self.levels[-1].codes[0]

    @property
    def indicators(self) -> tuple[Element, ...]:
        """The indicators, in the order of `codes`."""
        return tuple(self.elements[code] for code in self.codes)

    @property
    def panel(self) -> bool:
        """Whether rows bear several years."""
        return self.times is not None and len(set(self.times)) > 1

    @property
    def labels(self) -> tuple[str, ...]:
        """(n,) what names each row: uCode, then the year in a panel, as "AUT (2018)"."""
        if self.times is None or not self.panel:
            return self.units
        return tuple(f"{unit} ({year})" for unit, year in zip(self.units, self.times, strict=True))

    def take(self, rows: Positions) -> Index:
        """Return the index of these units only."""
        return replace(
            self,
            units=tuple(self.units[row] for row in rows),
            names=tuple(self.names[row] for row in rows),
            times=None if self.times is None else tuple(self.times[row] for row in rows),
            values=self.values[rows],
            denominators={code: figures[rows] for code, figures in self.denominators.items()},
            others=self.others[rows],
        )

    def frame(self, values: Floats, codes: tuple[str, ...] | None = None) -> pl.DataFrame:
        """Return a matrix as a frame keyed by uCode (and Time, when several years are there); NaN becomes null.

        Args:
            values: (n, C) figures.
            codes: names of the C columns; default: the indicators.
        """
        columns = self.codes if codes is None else codes
        keys: dict[str, object] = {UNIT: self.units}
        if self.panel:
            keys[TIME] = self.times
        figures = pl.DataFrame(np.asarray(values, dtype=float), schema=list(columns), orient="row").fill_nan(None)
        return pl.DataFrame(keys, schema_overrides={UNIT: pl.String}).hstack(figures)
