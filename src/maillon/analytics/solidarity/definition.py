"""What the indicator is made of: dimensions, indicators, weights, goalposts, classes, groups, as its file says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import polars as pl

from maillon.analytics.composite import Classes
from maillon.analytics.refusal import data_error
from maillon.rules.wording import _

Level = Literal["commune", "epci"]
LEVELS: tuple[Level, ...] = get_args(Level)
TOP = "need"
DEFINITION = Path(str(files("maillon.data"))) / "solidarity" / "need_index.yaml"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of need.

    Attributes:
        code: iCode.
        name: French label.
        weight: raw weight in the index; only ratios count.
        reason: why it counts.
    """

    code: str
    name: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of a territory: times × sum of `over` / sum of `per`.

    Attributes:
        code: iCode.
        name: French label.
        parent: code of its dimension.
        over: quantities summed above the line.
        per: quantities summed below the line.
        times: 1, or 100 for a percentage.
        direction: 1 when a higher figure means a greater need, -1 when a lower one does.
        weight: raw weight within its dimension; 0: shown, not counted.
        unit: French label of the unit.
        decimals: how many to show.
        source: who publishes the figure.
        year: of the figure.
        reason: why it counts, and what it leaves out.
        goalposts: by level, (lower, upper) in the unit of the figure, frozen for the period.
    """

    code: str
    name: str
    parent: str
    over: tuple[str, ...]
    per: tuple[str, ...]
    times: float
    direction: int
    weight: float
    unit: str
    decimals: int
    source: str
    year: int
    reason: str
    goalposts: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Group:
    """Territories of similar density.

    Attributes:
        code: English slug.
        name: French adjective, plural.
        least: inhabitants per km² from which a territory belongs here.
    """

    code: str
    name: str
    least: float


@dataclass(frozen=True, slots=True)
class IndexDefinition:
    """The indicator as its file says it.

    Attributes:
        version: of the file.
        name: French name.
        short_name: what the score is called.
        start: first day of the period whose goalposts are frozen.
        end: last day of that period.
        period_reason: why that period.
        making: options of `composite.compute`: normalise, aggregate, coverage.
        dimensions: in order.
        indicators: in order, by dimension.
        class_names: letter → what it says of the need, the greatest needs first.
        groups: densest first.
    """

    version: str
    name: str
    short_name: str
    start: dt.date
    end: dt.date
    period_reason: str
    making: Mapping[str, Any]
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    class_names: Mapping[str, str]
    groups: tuple[Group, ...]

    @property
    def classes(self) -> Classes:
        """Classes of equal size: A holds the fifth of the territories whose need is the greatest."""
        return Classes(tuple(self.class_names))

    @property
    def weights(self) -> dict[str, float]:
        """Raw weight of each dimension, then of each indicator."""
        upper = {dimension.code: dimension.weight for dimension in self.dimensions}
        return upper | {indicator.code: indicator.weight for indicator in self.indicators}

    def inside(self, dimension: str) -> tuple[Indicator, ...]:
        """Return the indicators of a dimension."""
        return tuple(indicator for indicator in self.indicators if indicator.parent == dimension)

    def meta(self, level: Level) -> pl.DataFrame:
        """Return the indicator as an iMeta table of COINr, with the goalposts of a level.

        Raises:
            DataError: a level that is neither "commune" nor "epci".
        """
        check_level(level)
        rows = [
            {
                "Level": 1,
                "iCode": indicator.code,
                "iName": indicator.name,
                "Parent": indicator.parent,
                "Direction": indicator.direction,
                "Weight": indicator.weight,
                "Unit": indicator.unit,
                "Type": "Indicator",
                "goalpost_lower": float(indicator.goalposts[level][0]),
                "goalpost_upper": float(indicator.goalposts[level][1]),
            }
            for indicator in self.indicators
        ]
        upper = [(dimension.code, dimension.name, TOP, dimension.weight, 2) for dimension in self.dimensions]
        rows += [
            {"Level": step, "iCode": code, "iName": name, "Parent": parent, "Direction": 1, "Weight": weight}
            | {"Unit": "", "Type": "Aggregate", "goalpost_lower": None, "goalpost_upper": None}
            for code, name, parent, weight, step in (*upper, (TOP, self.name, None, 1.0, 3))
        ]
        return pl.DataFrame(rows, schema_overrides={"Weight": pl.Float64, "Parent": pl.String})


def check_level(level: str) -> None:
    """Refuse a level for which there is no indicator."""
    if level not in LEVELS:
        what = _("pas d’indicateur à ce niveau : « {level} »").format(level=level)
        raise data_error(what, "level", expected=_("commune ou epci"))


@cache
def default_index() -> IndexDefinition:
    """Return the definition that ships with Maillon."""
    return read_definition(DEFINITION)


def read_definition(path: Path) -> IndexDefinition:
    """Return the definition written in a file like `data/solidarity/need_index.yaml`."""
    import yaml

    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    return IndexDefinition(
        version=read["version"],
        name=read["name"],
        short_name=read["short_name"],
        start=read["period"]["from"],
        end=read["period"]["until"],
        period_reason=read["period"]["reason"],
        making=read["making"],
        dimensions=tuple(Dimension(**row) for row in read["dimensions"]),
        indicators=tuple(_indicator(row) for row in read["indicators"]),
        class_names={row["letter"]: row["name"] for row in read["classes"]},
        groups=tuple(Group(**row) for row in read["groups"]),
    )


def _indicator(row: dict[str, Any]) -> Indicator:
    posts = {level: (float(low), float(high)) for level, (low, high) in row["goalposts"].items()}
    given: dict[str, Any] = {"times": 1.0, **row}
    return Indicator(**{**given, "over": tuple(row["over"]), "per": tuple(row["per"]), "goalposts": posts})
