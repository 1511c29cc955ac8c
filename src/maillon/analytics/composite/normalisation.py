"""Indicators brought to a common scale, where more is always better.

Each is first multiplied by its direction. Source: OECD/JRC Handbook, step 5; the n_* functions of COINr 1.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from maillon.analytics.composite.meta import Element, Floats, Positions
from maillon.analytics.composite.preparation import listed
from maillon.analytics.composite.ranking import rising_ranks
from maillon.analytics.composite.statistics import constant
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.problem import Problem
from maillon.rules.wording import _

LARGEST: Final = 1e60  # beyond, powers of the scores overflow
RANKED: Final = ("rank", "borda", "percentile")
BOUNDED: Final = {"minmax": (0.0, 100.0), "goalposts": (0.0, 1.0)}
NAMES: Final = ("minmax", "zscore", *RANKED, "goalposts", "distance_to_target")
Goalposts = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Normaliser:
    """A way to normalise, as written `minmax:0:100`, `zscore`, `rank`.

    Attributes:
        name: one of NAMES.
        low: lower bound of the scale, for minmax and goalposts.
        high: upper bound of the scale.
    """

    name: str
    low: float = 0.0
    high: float = 1.0

    def __str__(self) -> str:
        return f"{self.name}:{self.low:g}:{self.high:g}" if self.name in BOUNDED else self.name


def read_normaliser(text: str | Normaliser) -> Normaliser:
    """Return the way to normalise that `text` names.

    Args:
        text: `minmax[:low:high]` (0 and 100 unless said), `zscore`, `rank`, `borda`, `percentile`,
            `goalposts[:low:high]` (0 and 1 unless said), `distance_to_target`.

    Raises:
        DataError: the name is unknown or the bounds are not two rising numbers.
    """
    if isinstance(text, Normaliser):
        return text
    name, *bounds = str(text).split(":")
    if name not in NAMES or (bounds and name not in BOUNDED):
        what = _("« {text} » n’est pas une normalisation").format(text=text)
        raise data_error(what, "normalise", expected=", ".join(NAMES))
    if not bounds:
        return Normaliser(name, *BOUNDED.get(name, (0.0, 1.0)))
    try:
        low, high = (float(bound) for bound in bounds)
    except ValueError:
        low, high = 1.0, 0.0
    if not -LARGEST <= low < high <= LARGEST:
        what = _("« {text} » : les bornes ne conviennent pas").format(text=text)
        raise data_error(what, "normalise", expected=_("Deux nombres croissants, comme minmax:0:100"))
    return Normaliser(name, low, high)


def normalise(
    values: Floats,
    elements: Sequence[Element],
    how: str | Normaliser,
    *,
    goalposts: Goalposts | None = None,
    base: Positions | None = None,
) -> Floats:
    """Return the indicators on a common scale, more being better.

    With y = direction × x: minmax l + (u - l) (y - min) / (max - min); zscore (y - mean) / sd, sd with n - 1; rank, 1
    for the lowest, ties "min"; borda rank - 1; percentile (rank - 1) / (n - 1), n the units that have a figure;
    goalposts l + (u - l) × share of the way from the worse post to the better, cut to [0, 1] unless the metadata say
    otherwise, times goalpost_scale; distance_to_target (y - min) / (target - min), above 1 beyond the target unless
    dist2targ_cap_max.

    Args:
        values: (n, J) figures, as they are.
        elements: (J,) the indicators, in the order of the columns.
        how: see `read_normaliser`.
        goalposts: (lower, upper) by iCode, before any direction, which replace those of the metadata.
        base: rows that give the minimum, maximum, mean and deviation; default: all. Ranks are always over all rows.

    Returns:
        (n, J); NaN stays NaN.

    Raises:
        DataError: an indicator that has no figure, that does not vary (except with goalposts, which are set outside the
            figures), without goalposts or target, or all of whose figures are beyond their target.
    """
    way = read_normaliser(how)
    signs = np.array([float(element.direction) for element in elements])
    turned = values * signs
    fitted = turned if base is None else turned[base]
    codes = [element.code for element in elements]
    empty = listed(codes, np.isnan(fitted).all(axis=0))
    _refuse(empty, _("cet indicateur n’a aucune valeur"), _("L’imputer, ou le retirer de l’indice"))
    if way.name == "goalposts":
        return _between(turned, elements, signs, way, goalposts or {})
    # goalposts alone come from outside the figures: they measure even what no longer varies, years after they were set
    remedy = _("Le retirer de l’indice, ou choisir goalposts")
    still = constant(turned if way.name in RANKED else fitted)
    _refuse(listed(codes, still), _("cet indicateur a la même valeur partout"), remedy)
    if way.name == "distance_to_target":
        return _toward(turned, fitted, elements, signs)
    if way.name in RANKED:
        return _ranked(turned, way.name)
    return _spread(turned, fitted, codes, way)


def _spread(turned: Floats, fitted: Floats, codes: Sequence[str], way: Normaliser) -> Floats:
    if way.name == "zscore":
        deviations = np.nanstd(fitted, axis=0, ddof=1)
        remedy = _("Le retirer de l’indice, ou choisir goalposts")
        _refuse(listed(codes, deviations == 0), _("cet indicateur ne varie pas assez pour être mesuré"), remedy)
        scaled: Floats = (turned - np.nanmean(fitted, axis=0)) / deviations
        return scaled
    low, high = np.nanmin(fitted, axis=0), np.nanmax(fitted, axis=0)
    bounded: Floats = (turned - low) / (high - low) * (way.high - way.low) + way.low
    return bounded


def _ranked(turned: Floats, name: str) -> Floats:
    ranks = rising_ranks(turned)
    if name == "rank":
        return ranks
    if name == "borda":
        return ranks - 1.0
    share: Floats = (ranks - 1.0) / ((~np.isnan(turned)).sum(axis=0) - 1.0)
    return share


def _between(turned: Floats, elements: Sequence[Element], signs: Floats, way: Normaliser, given: Goalposts) -> Floats:
    posts = [given.get(element.code, element.goalposts) for element in elements]
    missing = [element.code for element, pair in zip(elements, posts, strict=True) if pair is None or len(pair) != 2]
    remedy = _("Remplir goalpost_lower et goalpost_upper dans les métadonnées, ou donner goalposts")
    _refuse(missing, _("cet indicateur n’a pas de bornes"), remedy)
    pairs = np.array([pair for pair in posts if pair is not None], dtype=float)
    wrong = ~(pairs[:, 0] < pairs[:, 1]) | ~np.isfinite(pairs).all(axis=1)
    _refuse(listed([element.code for element in elements], wrong), _("ces bornes ne sont pas croissantes"), "")
    worse = np.where(signs > 0, pairs[:, 0], -pairs[:, 1])
    better = np.where(signs > 0, pairs[:, 1], -pairs[:, 0])
    share = (turned - worse) / (better - worse)
    cut = np.array([element.truncated for element in elements])
    share = np.where(cut, np.clip(share, 0.0, 1.0), share)
    scale = np.array([element.scale for element in elements])
    placed: Floats = share * scale * (way.high - way.low) + way.low
    return placed


def _toward(turned: Floats, fitted: Floats, elements: Sequence[Element], signs: Floats) -> Floats:
    missing = [element.code for element in elements if element.target is None]
    _refuse(missing, _("cet indicateur n’a pas de cible"), _("Remplir Target dans les métadonnées"))
    targets = np.array([element.target or 0.0 for element in elements]) * signs
    worst = np.nanmin(fitted, axis=0)
    past = listed([element.code for element in elements], targets <= worst)
    remedy = _("Choisir une cible mieux placée que la plus mauvaise valeur")
    _refuse(past, _("la cible est déjà atteinte par toutes les unités"), remedy)
    share = (turned - worst) / (targets - worst)
    capped = np.array([element.capped for element in elements])
    placed: Floats = np.where(capped, np.minimum(share, 1.0), share)
    return placed


def _refuse(codes: Sequence[str], what: str, remedy: str) -> None:
    if codes:
        raise DataError(*(Problem(what, code, remedy=remedy) for code in codes))
