"""Outliers brought in: winsorised point by point, else a logarithm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from maillon.analytics.composite.log import Log, chosen
from maillon.analytics.composite.meta import Floats
from maillon.analytics.composite.statistics import outlying, skewness

WINMAX = 5
STAGE = "treated"


def treat(values: Floats, units: Sequence[str], codes: Sequence[str], log: Log, *, winmax: int = WINMAX) -> Floats:
    """Return the figures with the indicators that fail brought in; the others untouched.

    An indicator fails when |G1| > 2 and G2 > 3.5. The extreme value, on the side that the sign of G1 tells, takes the
    next value in, again and again until the indicator passes or `winmax` points are moved. When it still fails, the
    original is replaced by ln(x - min + 0.01 (max - min)).

    Args:
        values: (n, J) figures, before any direction or normalisation.
        units: (n,) uCode.
        codes: (J,) iCode.
        log: where each change is written.
        winmax: number of points moved at most; points that are tied move together.

    Returns:
        (n, J) figures.

    Source: OECD/JRC Handbook, step 5; Treat of COINr 1.1, with a logarithm that is really applied.
    """
    treated = values.copy()
    for column in np.flatnonzero(outlying(values)).tolist():
        original = values[:, column]
        moved, high, low = winsorise(original, winmax)
        if bool(outlying(moved[:, None])[0]):
            treated[:, column] = shifted_log(original)
            present = np.flatnonzero(~np.isnan(original))
            log.add(STAGE, "log", chosen(units, present), codes[column], original[present], treated[present, column])
            continue
        treated[:, column] = moved
        for action, mask in (("winsorised_high", high), ("winsorised_low", low)):
            places = np.flatnonzero(mask)
            log.add(STAGE, action, chosen(units, places), codes[column], original[places], moved[places])
    return treated


def winsorise(figures: Floats, winmax: int = WINMAX) -> tuple[Floats, np.ndarray, np.ndarray]:
    """Return the figures with extremes brought in, and which were moved from above and from below.

    Args:
        figures: (n,) figures, NaN where missing.
        winmax: number of points moved at most.

    Returns:
        (n,) figures; (n,) bool moved down; (n,) bool moved up.
    """
    moved = figures.copy()
    high, low = np.zeros(len(figures), dtype=bool), np.zeros(len(figures), dtype=bool)
    count = 0
    while count < winmax and bool(outlying(moved[:, None])[0]):
        above = bool(skewness(moved[:, None])[0] >= 0)
        extreme = np.nanmax(moved) if above else np.nanmin(moved)
        touched = moved == extreme
        rest = moved[~touched & ~np.isnan(moved)]
        moved[touched] = rest.max() if above else rest.min()
        if above:
            high = touched
        else:
            low = touched
        count = int(high.sum() + low.sum())
    return moved, high, low


def shifted_log(figures: Floats) -> Floats:
    """Return ln(x - min + 0.01 (max - min)): order kept, zeros and negatives allowed; NaN stays NaN."""
    low, high = np.nanmin(figures), np.nanmax(figures)
    logged: Floats = np.log(figures - low + 0.01 * (high - low))
    return logged
