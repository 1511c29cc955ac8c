"""What was changed on the way to an index: one line per figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from maillon.analytics.composite.meta import TIME, UNIT, Floats, Positions

SCHEMA = {
    "stage": pl.String,
    UNIT: pl.String,
    "iCode": pl.String,
    "action": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
}


@dataclass(slots=True)
class Log:
    """Changes of figures, in the order of the stages.

    Columns of its frame: stage; uCode; iCode, null when the whole unit is concerned; action (`mean`, `median`,
    `group_mean`, `dropped`, `winsorised_high`, `winsorised_low`, `log`, `uncovered`); before and after, in the unit of
    the stage, null where missing; in a panel, Time. For `dropped` and `uncovered`, before is the share of data present.
    """

    panel: bool = False
    parts: list[pl.DataFrame] = field(default_factory=list)

    def add(
        self,
        stage: str,
        action: str,
        units: Sequence[str] | pl.Series,
        code: str | None,
        before: Floats | None = None,
        after: Floats | None = None,
    ) -> None:
        """Add one line per unit.

        Args:
            stage: name of the stage.
            action: what was done.
            units: labels of the rows concerned (see `Index.labels`).
            code: iCode of the element concerned, or None.
            before: one figure per unit; None: missing.
            after: one figure per unit; None: missing.
        """
        count = len(units)
        if not count:
            return
        missing = np.full(count, np.nan)
        figures = {
            "before": pl.Series(missing if before is None else before, dtype=pl.Float64),
            "after": pl.Series(missing if after is None else after, dtype=pl.Float64),
        }
        part = pl.DataFrame({UNIT: pl.Series(units, dtype=pl.String), **figures}).with_columns(
            pl.lit(stage).alias("stage"),
            pl.lit(code, dtype=pl.String).alias("iCode"),
            pl.lit(action).alias("action"),
            pl.col("before", "after").fill_nan(None),
        )
        self.parts.append(part.select(list(SCHEMA)))

    def frame(self) -> pl.DataFrame:
        """Return every line."""
        lines = pl.concat(self.parts) if self.parts else pl.DataFrame(schema=SCHEMA)
        if not self.panel:
            return lines
        year = pl.col(UNIT).str.extract(r" \((-?\d+)\)$").cast(pl.Int64)
        named = lines.with_columns(year.alias(TIME), pl.col(UNIT).str.replace(r" \(-?\d+\)$", ""))
        return named.select("stage", UNIT, TIME, pl.exclude("stage", UNIT, TIME))


def chosen(units: Sequence[str], positions: Positions) -> list[str]:
    """Return the codes at these positions."""
    return [units[position] for position in positions.tolist()]
