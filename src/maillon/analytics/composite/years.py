"""An index over several years, on one scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from maillon.analytics.arguments import TEXT, WHOLE, accepts
from maillon.analytics.composite.meta import TIME, UNIT
from maillon.analytics.composite.pipeline import Table, run
from maillon.analytics.composite.reading import read_index
from maillon.analytics.composite.result import RESULT, CompositeResult, Options
from maillon.analytics.composite.weights import reweighted
from maillon.analytics.refusal import data_error
from maillon.rules.phrases import some
from maillon.rules.wording import _


@accepts(base=WHOLE.optional)
def panel(data: Table, meta: Table, *, base: int | None = None, **options: Any) -> CompositeResult:
    """Make an index whose scores can be compared from year to year.

    The bounds of the normalisation (minimum, maximum, mean, deviation) are frozen over the years: those of `base`, or
    of all years together. Outliers are brought in over all years together, missing figures filled within each year,
    ranks given within each year.

    Args:
        data: iData with a Time column, one row per unit and year.
        meta: iMeta.
        base: year that sets the bounds; other years may then leave them. Default: all years.
        options: as for `compute`.

    Returns:
        Frames keyed by uCode and Time.

    Raises:
        DataError: as `compute`; no Time column; an unknown base year; a base year with a normalisation by ranks.

    Source: OECD/JRC Handbook, step 5 (time); Normalise.purse of COINr, global.
    """
    weights = options.pop("weights", None)
    index = read_index(data, meta, panel=True)
    if weights is not None:
        index = reweighted(index, weights)
    if index.times is None:
        raise data_error(_("les données n’ont pas de colonne des années"), TIME)
    wished = Options(**options)
    rows = None
    if base is not None:
        rows = np.flatnonzero(np.asarray(index.times) == base)
        if not rows.size:
            known = some([str(year) for year in sorted(set(index.times))], 10)
            expected = _("L’une de ces années : {years}").format(years=known)
            raise data_error(
                _("l’année {year} n’est pas dans les données").format(year=base), "base", expected=expected
            )
        if wished.normalise in {"rank", "borda", "percentile"}:
            remedy = _("Choisir minmax, zscore, goalposts ou distance_to_target")
            raise data_error(_("des rangs n’ont pas de bornes à figer"), "normalise", remedy=remedy)
    return run(index, wished, base=rows)


@accepts(result=RESULT, code=TEXT.optional)
def evolution(result: CompositeResult, code: str | None = None) -> pl.DataFrame:
    """Return how each unit moved between its first and its last year.

    Args:
        result: from `panel`.
        code: the aggregate followed; default: the index.

    Returns:
        uCode, `from`, `to` (years), `score_from`, `score_to`, `change`, `yearly_change` (slope of the least-squares
        line, points per year), `rank_from`, `rank_to`, `rank_change` (positive: places won).

    Raises:
        DataError: the result bears one year only.
    """
    if TIME not in result.scores.columns:
        raise data_error(_("cet indice ne porte que sur une année"), TIME, remedy=_("Employer panel"))
    name = code or result.index.top
    if name not in result.scores.columns:
        raise data_error(_("ce code est inconnu de l’indice"), "code", expected=some(result.index.aggregates, 8))
    ranks = result.ranks.select(UNIT, TIME, pl.col(name).alias("rank"))
    scored = result.scores.select(UNIT, TIME, pl.col(name).alias("score")).join(ranks, on=[UNIT, TIME])
    year = pl.col(TIME).cast(pl.Float64)
    return (
        scored.drop_nulls("score")
        .sort(UNIT, TIME)
        .group_by(UNIT, maintain_order=True)
        .agg(
            pl.col(TIME).first().alias("from"),
            pl.col(TIME).last().alias("to"),
            pl.col("score").first().alias("score_from"),
            pl.col("score").last().alias("score_to"),
            (pl.col("score").last() - pl.col("score").first()).alias("change"),
            (pl.cov(year, pl.col("score")) / year.var()).alias("yearly_change"),
            pl.col("rank").first().alias("rank_from"),
            pl.col("rank").last().alias("rank_to"),
            (pl.col("rank").first() - pl.col("rank").last()).alias("rank_change"),
        )
        .with_columns(pl.col("yearly_change").fill_nan(None))
    )
