"""Shape of a distribution: adjusted skewness and excess kurtosis, as spreadsheets and COINr define them."""

from __future__ import annotations

import warnings

import numpy as np

from maillon.analytics.composite.meta import Floats

SKEW_LIMIT, KURTOSIS_LIMIT = 2.0, 3.5


def skewness(values: Floats) -> Floats:
    """Return G1 of each column: g1 sqrt(n (n - 1)) / (n - 2), missing figures aside.

    Args:
        values: (n, C) figures.

    Returns:
        (C,) without unit; NaN with less than 3 figures or when all are equal.

    Source: Joanes and Gill (1998); type 2 of the R package e1071.
    """
    count, (second, third, _fourth) = _moments(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        skew = np.sqrt(count) * third / second**1.5 * np.sqrt(count * (count - 1)) / (count - 2)
    return np.where((count >= 3) & (second > 0), skew, np.nan)


def kurtosis(values: Floats) -> Floats:
    """Return G2 of each column: ((n + 1) g2 + 6) (n - 1) / ((n - 2) (n - 3)), missing figures aside.

    Args:
        values: (n, C) figures.

    Returns:
        (C,) without unit, 0 for a normal law; NaN with less than 4 figures or when all are equal.

    Source: Joanes and Gill (1998); type 2 of the R package e1071.
    """
    count, (second, _third, fourth) = _moments(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = count * fourth / second**2 - 3
        adjusted = ((count + 1) * excess + 6) * (count - 1) / ((count - 2) * (count - 3))
    return np.where((count >= 4) & (second > 0), adjusted, np.nan)


def outlying(values: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return whether each column fails: |G1| > 2 and G2 > 3.5. A column too short to tell does not fail.

    Source: OECD/JRC Handbook, step 5; thresholds of COINr.
    """
    with np.errstate(invalid="ignore"):
        fails = (np.abs(skewness(values)) > SKEW_LIMIT) & (kurtosis(values) > KURTOSIS_LIMIT)
    return np.asarray(fails)


def _moments(values: Floats) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """Return the count of figures and the sums of the second, third and fourth powers of deviations, by column."""
    count = (~np.isnan(values)).sum(axis=0).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        spread = values - np.nanmean(values, axis=0)
    flat = constant(values)
    squares = np.where(np.isnan(spread) | flat, 0.0, spread) ** 2
    cubes = np.where(np.isnan(spread), 0.0, spread) * squares
    return count, (squares.sum(axis=0), cubes.sum(axis=0), (squares**2).sum(axis=0))


def constant(values: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return whether each column holds one figure only (to 1e-13 of its size), or none."""
    filled_low = np.where(np.isnan(values), np.inf, values).min(axis=0, initial=np.inf)
    filled_high = np.where(np.isnan(values), -np.inf, values).max(axis=0, initial=-np.inf)
    size = np.maximum(np.abs(filled_low), np.abs(filled_high))
    with np.errstate(invalid="ignore"):
        return np.asarray(~(filled_high - filled_low > 1e-13 * size) | ~np.isfinite(size))
