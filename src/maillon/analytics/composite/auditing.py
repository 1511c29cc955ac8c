"""An index looked at before it is believed: its indicators, what repeats, what really weighs.

Source: OECD/JRC Handbook, steps 4, 7 and 8; the get_* functions of COINr 1.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from maillon.analytics.arguments import accepts
from maillon.analytics.composite.correlations import complete_rows, correlations, covariances
from maillon.analytics.composite.meta import Floats
from maillon.analytics.composite.removal import removal
from maillon.analytics.composite.result import RESULT, CompositeResult
from maillon.analytics.composite.statistics import kurtosis, outlying, skewness
from maillon.analytics.composite.weights import whole_weights

LEAST_PRESENT, LEAST_NON_ZERO, LEAST_UNIQUE = 0.65, 0.5, 0.5
COLLINEAR, TIED_TO_SIZE = 0.9, 0.7
ROUNDING = 1e-12  # of the variances, below which a sum does not vary
ALL: Final = "indicators"


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What the audit of an index found, in frames.

    Attributes:
        statistics: one line per indicator, on the figures before treatment: `min`, `max`, `mean`, `median`, `sd`
            (n - 1), `skew` (G1), `kurtosis` (G2), `present` (share of the units), `non_zero`, `unique` (shares of the
            figures present), and flags: `few` (present < 0.65), `zeros` (non_zero < 0.5), `repeated` (unique < 0.5),
            `outlying` (|G1| > 2 and G2 > 3.5).
        collinear: pairs of normalised indicators with |r| ≥ 0.9, and whether they share a parent.
        denominators: indicators, as used, with |r| ≥ 0.7 with a denominator: size is still in them.
        consistency: Cronbach's alpha of the children of each aggregate, and of all indicators.
        components: principal components of the children of each aggregate, and of all indicators: eigenvalue of the
            correlation matrix, share of the variance, cumulated share.
        weights: for each element: its weight in its parent, its share of the whole index as weights multiply
            (`nominal`), and what it really weighs: its correlations with its parent and with the index.
        removal: for each element, how ranks move without it (see `removal`).
    """

    statistics: pl.DataFrame
    collinear: pl.DataFrame
    denominators: pl.DataFrame
    consistency: pl.DataFrame
    components: pl.DataFrame
    weights: pl.DataFrame
    removal: pl.DataFrame

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the frames by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@accepts(result=RESULT)
def audit(result: CompositeResult) -> Audit:
    """Look at an index before believing it.

    Args:
        result: an index, from `compute`.

    Returns:
        Statistics, collinearity, link with sizes, consistency, components, effective weights, removals.
    """
    return Audit(
        statistics=indicator_statistics(result),
        collinear=collinear(result),
        denominators=tied_to_size(result),
        consistency=consistency(result),
        components=components(result),
        weights=effective_weights(result),
        removal=removal(result),
    )


def indicator_statistics(result: CompositeResult, stage: str = "screened") -> pl.DataFrame:
    """Return one line of statistics and flags per indicator (see `Audit.statistics`), on the figures of `stage`."""
    codes = result.index.codes
    values = result.matrix(codes, stage)
    count = len(values)
    there = ~np.isnan(values)
    filled = [values[there[:, column], column] for column in range(len(codes))]
    frame = pl.DataFrame(
        {
            "iCode": codes,
            "min": [_of(figures, np.min) for figures in filled],
            "max": [_of(figures, np.max) for figures in filled],
            "mean": [_of(figures, np.mean) for figures in filled],
            "median": [_of(figures, np.median) for figures in filled],
            "sd": [float(figures.std(ddof=1)) if figures.size > 1 else None for figures in filled],
            "skew": skewness(values),
            "kurtosis": kurtosis(values),
            "present": [figures.size / count for figures in filled],
            "non_zero": [np.count_nonzero(figures) / max(figures.size, 1) for figures in filled],
            "unique": [np.unique(figures).size / max(figures.size, 1) for figures in filled],
            "outlying": outlying(values),
        }
    )
    return frame.with_columns(
        pl.col("skew", "kurtosis").fill_nan(None),
        (pl.col("present") < LEAST_PRESENT).alias("few"),
        (pl.col("non_zero") < LEAST_NON_ZERO).alias("zeros"),
        (pl.col("unique") < LEAST_UNIQUE).alias("repeated"),
    )


def _of(figures: Floats, measure: object) -> float | None:
    return float(measure(figures)) if figures.size else None  # type: ignore[operator]  # a function of numpy


def collinear(result: CompositeResult, least: float = COLLINEAR) -> pl.DataFrame:
    """Return the pairs of normalised indicators with |r| ≥ `least`: `iCode`, `other`, `r`, `same_parent`."""
    codes = result.index.codes
    found = correlations(result.matrix(codes, "normalised"))
    elements = result.index.elements
    rows = [
        (codes[one], codes[two], float(found[one, two]), elements[codes[one]].parent == elements[codes[two]].parent)
        for one, two in np.argwhere(np.triu(np.abs(np.nan_to_num(found)) >= least, k=1)).tolist()
    ]
    schema = {"iCode": pl.String, "other": pl.String, "r": pl.Float64, "same_parent": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row").sort(pl.col("r").abs(), descending=True)


def tied_to_size(result: CompositeResult, least: float = TIED_TO_SIZE) -> pl.DataFrame:
    """Return the indicators, as used, with |r| ≥ `least` with a denominator: `iCode`, `denominator`, `r`."""
    index = result.index
    schema = {"iCode": pl.String, "denominator": pl.String, "r": pl.Float64}
    names = list(index.denominators)
    if not names:
        return pl.DataFrame(schema=schema)
    sizes = np.column_stack([index.denominators[name] for name in names])
    found = correlations(result.matrix(index.codes, "screened"), sizes)
    rows = [
        (index.codes[one], names[two], float(found[one, two]))
        for one, two in np.argwhere(np.abs(np.nan_to_num(found)) >= least).tolist()
    ]
    return pl.DataFrame(rows, schema=schema, orient="row").sort(pl.col("r").abs(), descending=True)


def families(result: CompositeResult) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield each aggregate with the codes of its children, bottom first, then all indicators as "indicators"."""
    for level in result.index.levels:
        for code, members in zip(level.codes, level.members, strict=True):
            yield code, tuple(level.children[place] for place in members.tolist())
    yield ALL, result.index.codes


def consistency(result: CompositeResult) -> pl.DataFrame:
    """Return Cronbach's alpha of each family of normalised elements.

    alpha = k / (k - 1) (1 - sum of the variances / variance of the sum), k elements, the variance of the sum being the
    sum of the covariances, each over the units that have both elements; `units` counts those that have all. Null with
    one element, a pair that fewer than 3 units have, or a sum that does not vary.

    Source: Cronbach (1951); get_cronbach of COINr.
    """
    rows = []
    for code, children in families(result):
        values = result.matrix(children)
        matrix = covariances(values)
        total, parts, count, alpha = float(matrix.sum()), float(np.trace(matrix)), len(children), None
        if count > 1 and total > ROUNDING * parts:
            alpha = count / (count - 1) * (1 - parts / total)
        rows.append((code, count, len(complete_rows(values)), alpha))
    schema = {"code": pl.String, "elements": pl.Int64, "units": pl.Int64, "alpha": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def components(result: CompositeResult) -> pl.DataFrame:
    """Return the principal components of each family, standardised, over the units that have all of them.

    Columns: `code` of the family, `component` from 1, `eigenvalue` of the correlation matrix, `share` of the variance,
    `cumulated`, `loadings` by iCode (unit vector, its largest part positive). Families that do not vary are left out.

    Source: OECD/JRC Handbook, step 4; prcomp with scaling.
    """
    rows = []
    for code, children in families(result):
        values = complete_rows(result.matrix(children))
        if len(values) < 3:
            continue
        matrix = correlations(values)
        if np.isnan(matrix).any():
            continue
        eigenvalues, vectors = np.linalg.eigh(matrix)
        order = np.argsort(-eigenvalues)
        shares = np.maximum(eigenvalues[order], 0.0) / len(children)
        for rank, place in enumerate(order.tolist()):
            vector = vectors[:, place] * np.sign(vectors[np.argmax(np.abs(vectors[:, place])), place])
            loadings = [{"iCode": name, "loading": float(part)} for name, part in zip(children, vector, strict=True)]
            value = float(eigenvalues[place])
            rows.append((code, rank + 1, value, float(shares[rank]), float(shares[: rank + 1].sum()), loadings))
    loading = pl.List(pl.Struct({"iCode": pl.String, "loading": pl.Float64}))
    numbers = dict.fromkeys(("eigenvalue", "share", "cumulated"), pl.Float64)
    return pl.DataFrame(rows, {"code": pl.String, "component": pl.Int64, **numbers, "loadings": loading}, orient="row")


def effective_weights(result: CompositeResult) -> pl.DataFrame:
    """Return what each element weighs on paper and in fact.

    Columns: `iCode`, `level`, `parent`, `weight` (share of its parent), `nominal` (share of the index, as weights
    multiply), `r_parent` and `r_index` (Pearson, normalised scores), `importance` (r_index squared over the sum of its
    level).

    Source: Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science?
    """
    index = result.index
    nominal = whole_weights(index)
    top = result.matrix([index.top])
    frames = []
    for level in index.levels:
        children = result.matrix(level.children)
        parents = correlations(children, result.matrix(level.codes))
        with_index = correlations(children, top)[:, 0]
        squared = with_index**2
        total = np.nansum(squared)
        frames.append(
            pl.DataFrame(
                {
                    "iCode": level.children,
                    "level": [level.level - 1] * len(level.children),
                    "parent": [level.codes[place] for place in level.parents.tolist()],
                    "weight": level.matrix().sum(axis=1),
                    "nominal": [nominal[code] for code in level.children],
                    "r_parent": parents[np.arange(len(level.children)), level.parents],
                    "r_index": with_index,
                    "importance": squared / total if total > 0 else squared * np.nan,
                }
            )
        )
    return pl.concat(frames).with_columns(pl.col("r_parent", "r_index", "importance").fill_nan(None))
