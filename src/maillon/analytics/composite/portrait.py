"""One unit in the index: where it stands, what carries it, what holds it back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from maillon.analytics.arguments import TEXT, WHOLE, accepts
from maillon.analytics.composite.meta import TIME, UNIT, Floats
from maillon.analytics.composite.ranking import falling_rank
from maillon.analytics.composite.result import RESULT, CompositeResult
from maillon.analytics.refusal import data_error
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True, eq=False)
class UnitReport:
    """One unit, element by element.

    Attributes:
        unit: uCode.
        name: uName.
        elements: from the index down to the indicators: `iCode`, `name`, `level`, `parent`, `unit`, `raw` figure and
            `used` figure (after every stage before the normalisation; null for aggregates), `score`, `rank`, `of`
            (units that have one), `median` score, `coverage`.
        strengths: its best indicators (see `strengths`).
        weaknesses: its worst.
        changes: lines of the log that concern it.
    """

    unit: str
    name: str
    elements: pl.DataFrame
    strengths: pl.DataFrame
    weaknesses: pl.DataFrame
    changes: pl.DataFrame

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the frames by name."""
        return {name: getattr(self, name) for name in ("elements", "strengths", "weaknesses", "changes")}


@accepts(result=RESULT, unit=TEXT, year=WHOLE.optional)
def strengths(result: CompositeResult, unit: str, n: int = 5, *, year: int | None = None) -> pl.DataFrame:
    """Return the indicators where a unit is best placed and worst placed among the units.

    Args:
        result: an index.
        unit: uCode.
        n: how many of each, at most.
        year: in a panel, the year; default: the last of the unit.

    Returns:
        `kind` ("strength", best first, then "weakness", worst first), `iCode`, `name`, `parent`, `rank` (1 is best),
        `of` (units that have the figure), `place` between 0 (best) and 1, `score` (normalised), `value` (as used),
        `unit`. An indicator is never in both: with few of them, the better half are strengths.

    Raises:
        DataError: the unit is unknown, or n is not positive.

    Source: get_str_weak of COINr.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise data_error(_("{n} n’est pas un nombre d’indicateurs").format(n=n), "n", expected=_("1 ou plus"))
    row, rows = _row(result, unit, year)
    codes = result.index.codes
    scores = result.matrix(codes, "normalised")[rows]
    at = rows.tolist().index(row)
    count = (~np.isnan(scores)).sum(axis=0)
    value = result.matrix(codes, "treated")[row]
    elements = [result.index.elements[code] for code in codes]
    frame = pl.DataFrame(
        {
            "iCode": codes,
            "name": [element.name for element in elements],
            "parent": [element.parent for element in elements],
            "rank": falling_rank(scores, at),
            "of": count,
            "place": (falling_rank(scores, at) - 1) / np.maximum(count - 1, 1),
            "score": scores[at],
            "value": value,
            "unit": [element.unit for element in elements],
        }
    )
    ordered = frame.filter(pl.col("rank").is_not_nan()).with_columns(pl.col("rank").cast(pl.Int64))
    ordered = ordered.sort("place", "iCode")
    most = min(n, (ordered.height + 1) // 2)
    best = ordered.head(most).with_columns(pl.lit("strength").alias("kind"))
    worst = ordered.slice(most).tail(min(n, ordered.height)).reverse().with_columns(pl.lit("weakness").alias("kind"))
    return pl.concat([best, worst]).select("kind", *frame.columns)


@accepts(result=RESULT, unit=TEXT, year=WHOLE.optional)
def unit_report(result: CompositeResult, unit: str, n: int = 5, *, year: int | None = None) -> UnitReport:
    """Return everything that the index says of one unit.

    Args:
        result: an index.
        unit: uCode.
        n: how many strengths and weaknesses.
        year: in a panel, the year; default: the last of the unit.

    Raises:
        DataError: the unit is unknown.
    """
    row, rows = _row(result, unit, year)
    index = result.index
    codes = (*reversed(index.aggregates), *index.codes)
    scores = result.matrix(codes)[rows]
    at = rows.tolist().index(row)
    raw, used = index.values[row], result.matrix(index.codes, "treated")[row]
    elements = [index.elements[code] for code in codes]
    above: Floats = np.full(len(index.aggregates), np.nan)
    coverage = result.coverage.row(row, named=True)
    frame = pl.DataFrame(
        {
            "iCode": codes,
            "name": [element.name for element in elements],
            "level": [element.level for element in elements],
            "parent": [element.parent for element in elements],
            "unit": [element.unit for element in elements],
            "raw": np.concatenate([above, raw]),
            "used": np.concatenate([above, used]),
            "score": scores[at],
            "rank": falling_rank(scores, at),
            "of": (~np.isnan(scores)).sum(axis=0),
            "median": [_median(scores[:, column]) for column in range(len(codes))],
            "coverage": [coverage.get(code) for code in codes],
        },
        schema_overrides={"coverage": pl.Float64, "median": pl.Float64},
    ).with_columns(pl.col("raw", "used", "score", "rank").fill_nan(None))
    found = strengths(result, unit, n, year=year)
    return UnitReport(
        unit=unit,
        name=index.names[row],
        elements=frame.with_columns(pl.col("rank").cast(pl.Int64)),
        strengths=found.filter(pl.col("kind") == "strength").drop("kind"),
        weaknesses=found.filter(pl.col("kind") == "weakness").drop("kind"),
        changes=result.log.filter(pl.col(UNIT) == unit),
    )


def _median(scores: Floats) -> float | None:
    there = scores[~np.isnan(scores)]
    return float(np.median(there)) if there.size else None


def _row(result: CompositeResult, unit: str, year: int | None) -> tuple[int, np.ndarray]:
    """Return the row of a unit, and the rows of the units that it is ranked among."""
    index = result.index
    rows = [row for row, code in enumerate(index.units) if code == unit]
    if year is not None and index.times is not None:
        rows = [row for row in rows if index.times[row] == year]
    if not rows:
        remedy = _("Vérifier le code ; une unité écartée est dans le journal de l’indice")
        raise data_error(_("l’unité « {unit} » n’est pas dans l’indice").format(unit=unit), UNIT, remedy=remedy)
    if TIME not in result.scores.columns or index.times is None:
        return rows[0], np.arange(len(index.units))
    last = max(rows, key=lambda row: index.times[row] if index.times else 0)
    return last, np.flatnonzero(np.asarray(index.times) == index.times[last])
