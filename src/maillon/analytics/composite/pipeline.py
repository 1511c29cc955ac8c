"""Makes an index, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from maillon.analytics.composite.aggregation import gather, read_aggregations
from maillon.analytics.composite.log import Log
from maillon.analytics.composite.meta import Floats, Index, Positions
from maillon.analytics.composite.normalisation import Goalposts, normalise, read_normaliser
from maillon.analytics.composite.preparation import denominate, impute, present, screen
from maillon.analytics.composite.ranking import falling_ranks
from maillon.analytics.composite.reading import read_index
from maillon.analytics.composite.result import STAGES, CompositeResult, Options, check
from maillon.analytics.composite.treatment import treat as treat_outliers
from maillon.analytics.composite.weights import reweighted

Table = pl.DataFrame | str | Path


def compute(
    data: Table,
    meta: Table,
    *,
    denominate: bool = False,
    impute: str | None = None,
    screen: float | None = None,
    treat: bool = False,
    normalise: str = "minmax:0:100",
    aggregate: str | Sequence[str] = "arithmetic",
    winmax: int = 5,
    coverage: float = 0.0,
    goalposts: Goalposts | None = None,
    weights: Mapping[str, float] | None = None,
) -> CompositeResult:
    """Make a composite index from its tables of figures and of metadata.

    Stages, each from the one before: x / denominator; missing figures filled; units with too few figures set aside;
    outliers brought in; indicators normalised, their direction first; elements gathered level by level.

    Args:
        data: iData, a frame or a path (see `read_index`).
        meta: iMeta, a frame or a path.
        denominate: divide the indicators whose metadata name a Denominator.
        impute: None, "mean", "median" or "group_mean:COLUMN".
        screen: least share of figures present, between 0 and 1, for a unit to stay; imputed figures count as present.
        treat: bring in the outliers of the indicators with |G1| > 2 and G2 > 3.5.
        normalise: "minmax:0:100" (any bounds), "zscore", "rank", "borda", "percentile", "goalposts",
            "distance_to_target".
        aggregate: "arithmetic", "geometric", "harmonic", "copeland" or "power:q", for all levels or one per level,
            bottom first.
        winmax: number of points winsorised at most, per indicator.
        coverage: least share of weight present behind an aggregate for it to have a score. Weights are shared among the
            figures present above it; 0: as soon as there is one figure.
        goalposts: (lower, upper) by iCode, in the unit of the indicator, which replace those of the metadata.
        weights: raw weights by iCode, which replace those of the metadata.

    Returns:
        The stages, scores, ranks, coverage and log.

    Raises:
        DataError: everything that keeps the tables or the options from making an index.

    Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008); COINr 1.1.
    """
    index = read_index(data, meta)
    if weights is not None:
        index = reweighted(index, weights)
    options = Options(denominate, impute, screen, treat, winmax, normalise, aggregate, coverage, goalposts)
    return run(index, options)


def run(index: Index, options: Options, *, base: Positions | None = None) -> CompositeResult:
    """Make the index of figures already read.

    Args:
        index: figures and tree.
        options: how.
        base: rows of `index` that set the bounds of the normalisation; default: all.

    Raises:
        DataError: as `compute`.
    """
    read_normaliser(options.normalise)
    check(options)
    log = Log(panel=index.panel)
    stages: dict[str, Floats] = {"raw": index.values}
    stages["denominated"] = denominate(index) if options.denominate else index.values
    stages["imputed"] = impute(stages["denominated"], index, options.impute, log)
    kept = screen(stages["imputed"], index, options.screen, log)
    rest = index if len(kept) == len(index.units) else index.take(kept)
    screened = stages["imputed"] if rest is index else stages["imputed"][kept]
    stages["screened"] = stages["treated"] = screened
    if options.treat:
        stages["treated"] = treat_outliers(screened, rest.labels, rest.codes, log, winmax=options.winmax)
    fitted = None if base is None else np.flatnonzero(np.isin(kept, base))
    stages["normalised"] = normalise(
        stages["treated"], rest.indicators, options.normalise, goalposts=options.goalposts, base=fitted
    )
    return _gathered(index, rest, options, stages, log)


def _gathered(index: Index, rest: Index, options: Options, stages: Mapping[str, Floats], log: Log) -> CompositeResult:
    """Aggregate the normalised figures and put everything in frames."""
    names = read_aggregations(options.aggregate, len(rest.levels))
    scores, shares = gather(
        stages["normalised"], rest.levels, names, least=options.coverage, units=rest.labels, log=log
    )
    covered = np.column_stack([present(rest.values), shares])
    frames = _frames(index, rest, stages)
    frames["aggregated"] = frames["normalised"].hstack(rest.frame(scores, rest.aggregates).select(rest.aggregates))
    return CompositeResult(
        index=rest,
        options=options,
        stages=frames,
        scores=rest.frame(scores, rest.aggregates),
        ranks=rest.frame(yearly_ranks(scores, rest.times), rest.aggregates).with_columns(
            pl.col(rest.aggregates).cast(pl.Int64)
        ),
        coverage=rest.frame(covered, ("data", *rest.aggregates)),
        log=log.frame(),
    )


def _frames(index: Index, rest: Index, stages: Mapping[str, Floats]) -> dict[str, pl.DataFrame]:
    """Return the stages as frames; stages that hold the same figures share theirs."""
    made: dict[tuple[int, bool], pl.DataFrame] = {}
    frames: dict[str, pl.DataFrame] = {}
    for name in STAGES[:-1]:
        before = STAGES.index(name) < STAGES.index("screened")
        owner = index if before else rest
        key = id(stages[name]), owner is index
        if key not in made:
            made[key] = owner.frame(stages[name])
        frames[name] = made[key]
    return frames


def yearly_ranks(scores: Floats, times: Sequence[int] | None) -> Floats:
    """Return the ranks of each column within each year: 1 for the highest score, ties "min", NaN without score."""
    if times is None:
        return falling_ranks(scores)
    years = np.asarray(times)
    ranks = np.empty_like(scores)
    for year in np.unique(years):
        ranks[years == year] = falling_ranks(scores[years == year])
    return ranks
