"""What makes a scale, and scores and costs that it can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import Values, Vector, figure, refuse, vector
from maillon.rules.money import MAX_CENTS
from maillon.rules.wording import _

Exact: TypeAlias = float | Decimal | Fraction


def check_rates(rates: Iterable[Exact]) -> tuple[float, ...]:
    """Return the rates as floats.

    Raises:
        DataError: none, out of [0, 1], or falling when need grows.
    """
    read = _read(rates, "rates")
    if not read:
        raise data_error(_("il n’y a aucun taux"), "rates", expected=_("Au moins un taux"))
    if not all(0 <= rate <= 1 for rate in read):
        raise data_error(_("taux hors de toute échelle"), "rates", expected=_("Des taux entre 0 et 1, par exemple 0,3"))
    if any(later < earlier for earlier, later in pairwise(read)):
        raise data_error(_("un taux baisse quand le besoin croît"), "rates", expected=_("Des taux croissants"))
    return read


def check_thresholds(thresholds: Iterable[Exact]) -> tuple[float, ...]:
    """Return the thresholds as floats.

    Raises:
        DataError: out of [0, 1], or not strictly increasing.
    """
    read = _read(thresholds, "thresholds")
    if not all(0 <= threshold <= 1 for threshold in read):
        raise data_error(_("seuil hors de l’échelle des besoins"), "thresholds", expected=_("Des seuils entre 0 et 1"))
    if any(later <= earlier for earlier, later in pairwise(read)):
        raise data_error(
            _("les seuils ne se suivent pas"), "thresholds", expected=_("Des seuils strictement croissants")
        )
    return read


def _read(values: Iterable[Exact], name: str) -> tuple[float, ...]:
    if not isinstance(values, Iterable) or isinstance(values, str | bytes | Mapping | Set):
        raise data_error(_("ce n’est pas une liste de nombres"), name, expected=_("Des nombres, dans l’ordre"))
    return tuple(figure(value, name) for value in values)


def check_widths(half_width: Exact | Iterable[Exact], thresholds: Sequence[float]) -> float | tuple[float, ...]:
    """Return half-widths as floats; refuse those whose ramps would overlap: h_k + h_(k+1) <= t_(k+1) - t_k.

    Raises:
        DataError: not positive, not one per threshold, or overlapping.
    """
    several = isinstance(half_width, Iterable)
    read = _read(half_width, "half_width") if isinstance(half_width, Iterable) else (figure(half_width, "half_width"),)
    given = np.array(read)
    if given.size not in (1, len(thresholds)):
        raise data_error(_("il faut une demi-largeur, ou une par seuil"), "half_width")
    refuse(~((given > 0) & (given <= 1)), _("demi-largeurs nulles, négatives ou plus grandes que 1"), "half_width")
    if len(thresholds) < 2:
        return read if several else read[0]
    width = np.broadcast_to(given, (len(thresholds),))
    overlapping = width[:-1] + width[1:] > np.diff(thresholds) + 1e-12
    refuse(
        overlapping,
        _("rampes qui se chevauchent"),
        "half_width",
        expected=_("Deux demi-largeurs voisines dont la somme ne dépasse pas l’écart des seuils"),
    )
    return read if several else read[0]


def scores(z: Values) -> Vector:
    """Return need scores as floats.

    Raises:
        DataError: missing or infinite.
    """
    read = vector(z, "z")
    refuse(
        ~np.isfinite(read),
        _("indices de besoin manquants ou infinis"),
        "z",
        remedy=_("Donner un indice à ces territoires, ou les écarter et le dire"),
    )
    return read


def cents(amounts: Values, name: str) -> list[int]:
    """Return amounts as integers of cents.

    Raises:
        DataError: not whole, negative, or beyond any plausible amount.
    """
    read = vector(amounts, name)
    refuse(~(np.isfinite(read) & (read == np.floor(read))), _("montants qui ne sont pas des centimes entiers"), name)
    refuse((read < 0) | (read > MAX_CENTS), _("montants négatifs ou démesurés"), name, expected=_("Des centimes"))
    return [int(amount) for amount in read]
