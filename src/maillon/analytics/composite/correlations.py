"""Correlations between the elements of an index, over the units that have both."""

from __future__ import annotations

import numpy as np

from maillon.analytics.composite.meta import Floats


def correlations(left: Floats, right: Floats | None = None) -> Floats:
    """Return Pearson's coefficient of each pair of columns, over the rows where both are present.

    Args:
        left: (n, C) figures, NaN where missing.
        right: (n, D) figures; default: `left` itself.

    Returns:
        (C, D) between -1 and 1; NaN where fewer than 3 rows have both or one does not vary.
    """
    first, second = _centred(left), _centred(left if right is None else right)
    here, there = (~np.isnan(first)).astype(float), (~np.isnan(second)).astype(float)
    one, two = np.nan_to_num(first), np.nan_to_num(second)
    count = here.T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        product = one.T @ two - (one.T @ there) * (here.T @ two) / count
        spread_one = (one**2).T @ there - (one.T @ there) ** 2 / count
        spread_two = here.T @ two**2 - (here.T @ two) ** 2 / count
        scale = np.sqrt(np.maximum(spread_one, 0.0) * np.maximum(spread_two, 0.0))
        found = product / scale
    size = np.sqrt(np.outer((one**2).sum(axis=0), (two**2).sum(axis=0)))
    told = (count >= 3) & (scale > 1e-12 * size) & (size > 0)
    return np.where(told, np.clip(found, -1.0, 1.0), np.nan)


def covariances(values: Floats) -> Floats:
    """Return the covariance (n - 1) of each pair of columns, over the rows where both are present.

    Args:
        values: (n, C) figures, NaN where missing.

    Returns:
        (C, C); NaN where fewer than 3 rows have both.

    Source: cov of R with use = "pairwise.complete.obs".
    """
    centred = _centred(values)
    there, filled = (~np.isnan(centred)).astype(float), np.nan_to_num(centred)
    count, total = there.T @ there, filled.T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (filled.T @ filled - total * total.T / count) / (count - 1)
    return np.where(count >= 3, found, np.nan)


def complete_rows(values: Floats) -> Floats:
    """Return the rows without any missing figure."""
    rows: Floats = values[~np.isnan(values).any(axis=1)]
    return rows


def _centred(values: Floats) -> Floats:
    """Subtract the mean of each column, so that large figures lose no digit."""
    there = ~np.isnan(values)
    count = np.maximum(there.sum(axis=0), 1)
    centred: Floats = values - np.where(there, values, 0.0).sum(axis=0) / count
    return centred
