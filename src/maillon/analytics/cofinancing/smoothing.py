"""From one year to the next: |r_t - r_(t-1)| <= delta."""

from __future__ import annotations

import numpy as np

from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import Values, Vector, figure, refuse, vector
from maillon.rules.wording import _


def smooth(previous: Values, wanted: Values, delta: float) -> Vector:
    """Bring each rate towards the wanted one by `delta` at most; a territory without a previous rate gets it at once.

    Args:
        previous: last year's rates, one per unit; missing where the territory had none.
        wanted: this year's rates.
        delta: greatest move of a rate in a year, such as 0.05.

    Raises:
        DataError: lengths differ, missing wanted rates, delta negative.
    """
    old, new = vector(previous, "previous"), vector(wanted, "wanted")
    refuse(~np.isfinite(new), _("taux manquants"), "wanted")
    low, high = bounds(old, delta, new.size)
    return np.clip(new, low, high)


def bounds(previous: Vector, delta: float, size: int) -> tuple[Vector, Vector]:
    """Return the lowest and highest rate of each unit this year.

    Raises:
        DataError: not one previous rate per unit, or delta negative.
    """
    if previous.size != size:
        raise data_error(_("les listes n’ont pas la même longueur"), "previous", expected=_("Un taux par territoire"))
    delta = figure(delta, "delta", expected=_("Un nombre positif, par exemple 0,05"))
    if not delta >= 0:
        raise data_error(_("variation annuelle impossible"), "delta", expected=_("Un nombre positif, par exemple 0,05"))
    refuse(np.isfinite(previous) & ((previous < 0) | (previous > 1)), _("taux hors de toute échelle"), "previous")
    known = np.isfinite(previous)
    return np.where(known, previous - delta, 0.0).clip(0.0, 1.0), np.where(known, previous + delta, 1.0).clip(0.0, 1.0)
