"""What the measures of inequality accept as figures: one policy for zeros, negatives, missing values and weights.

Arrays, lists, tuples and Polars Series of integers, floats, Decimals or Fractions are read alike, as vectors of floats.
Refusals count units from 1. The policy is the same everywhere:

- **weights** are populations by default and never negative; a unit of zero weight counts for nothing and is left out
  first, whatever its values: a weight of k says the same as the unit written k times;
- **missing** (None, NaN) or infinite values of a unit that counts are refused, with their ranks: a grant that was not
  paid is a zero, a resource that is not known is not;
- **zeros** count: 0 ln 0 = 0 in Theil, the mean log deviation is infinite, Atkinson's index is 1 for e ≥ 1;
- **negatives** are accepted by Gini, concentration and what is made of them as long as the mean is positive (the Gini
  may then exceed 1, unless Raffinetti's normalisation is asked); Theil, mean log deviation and Atkinson refuse them;
- **a mean that is not positive** leaves relative inequality undefined: refused, except with Raffinetti's normalisation;
- **one unit**, or equal values, have no inequality: 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence, ValuesView
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.refusal import data_error
from maillon.rules.phrases import some_of, whole
from maillon.rules.wording import _, ngettext

if TYPE_CHECKING:
    import polars as pl

Vector: TypeAlias = NDArray[np.float64]
Ranks: TypeAlias = NDArray[np.int64]
Values: TypeAlias = "Sequence[float | int | Decimal | Fraction | None] | NDArray[Any] | pl.Series"
"""What a caller may give for one figure per unit."""

LARGEST = 1e100  # squares and sums of such figures are still finite
TINY = 1e-12
"""Below this, a difference of coefficients is rounding and not a fact."""


def vector(values: Values, name: str) -> Vector:
    """Return one figure per unit as floats; missing values become NaN.

    Raises:
        DataError: not one dimension, or something that is not a number.
    """
    try:
        if isinstance(values, Iterator | ValuesView):
            values = list(values)
        read = np.asarray(values.to_numpy() if hasattr(values, "to_numpy") else values)
        if read.dtype == object:
            read = np.array([_float(value) for value in read.ravel()]).reshape(read.shape)
        if read.dtype.kind not in "biuf":
            raise TypeError(read.dtype)
        floats = read.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise data_error(
            _("ces valeurs ne sont pas toutes des nombres"), name, expected=_("Un nombre par unité")
        ) from None
    if floats.ndim != 1:
        raise data_error(_("ces valeurs ne forment pas une liste simple"), name, expected=_("Un nombre par unité"))
    return floats


def _float(value: object) -> float:
    if value is None:
        return math.nan
    if not isinstance(value, int | float | Decimal | Fraction | np.integer | np.floating):
        raise TypeError(value)
    return float(value)


def figure(value: object, name: str, *, expected: str = "") -> float:
    """Return one number as a float; NaN and infinity are for the caller to judge.

    Raises:
        DataError: text, nothing, or a list.
    """
    try:
        if value is not None:
            return _float(value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value)
    except (TypeError, ValueError, OverflowError):
        pass
    raise data_error(_("ce n’est pas un nombre"), name, expected=expected or _("Un nombre"))


def units(named: dict[str, Values], weights: Values | None) -> tuple[dict[str, Vector], Vector, Ranks]:
    """Return the vectors and weights of the units that count, and the ranks of these units among those given.

    Args:
        named: one vector per name, of the same length; the names serve in refusals.
        weights: populations, not negative; one each by default.

    Raises:
        DataError: lengths differ, nothing to measure, negative or missing weights, missing or infinite values.
    """
    read = {name: vector(values, name) for name, values in named.items()}
    sizes = {values.size for values in read.values()}
    size = max(sizes)
    mass = np.ones(size) if weights is None else vector(weights, "weights")
    if len(sizes | {mass.size}) > 1:
        counts = ", ".join(f"{name} : {whole(values.size)}" for name, values in {**read, "weights": mass}.items())
        raise data_error(
            _("les listes n’ont pas la même longueur"), counts, expected=_("Une valeur par unité dans chacune")
        )
    refuse(~np.isfinite(mass), _("poids manquants ou infinis"), "weights")
    refuse(mass > LARGEST, _("poids démesurés"), "weights")
    refuse(mass < 0, _("poids négatifs"), "weights", expected=_("Des poids positifs ou nuls"))
    kept = np.flatnonzero(mass > 0)
    if kept.size == 0:
        raise data_error(
            _("il n’y a aucune unité à mesurer"), "weights", expected=_("Au moins une unité de poids positif")
        )
    for name, values in read.items():
        refuse_missing(values, mass, name)
        refuse((np.abs(values) > LARGEST) & (mass > 0), _("valeurs démesurées"), name)
        read[name] = values[kept]
    return read, mass[kept], kept


def refuse_missing(values: Vector, mass: Vector, name: str) -> None:
    """Refuse values that are missing or infinite where the weight is not zero."""
    refuse(
        ~np.isfinite(values) & (mass > 0),
        _("valeurs manquantes ou infinies"),
        name,
        remedy=_("Écarter ces unités et dire combien, ou les renseigner ; une aide non versée vaut zéro"),
    )


def refuse(faulty: NDArray[np.bool_], what: str, where: str, *, expected: str = "", remedy: str = "") -> None:
    """Raise a refusal that names the first ranks (from 1) of the faulty units, if any."""
    ranks = np.flatnonzero(faulty)
    if ranks.size:
        raise data_error(_placed(what, ranks.tolist()), where, expected=expected, remedy=remedy)


def _placed(what: str, ranks: Sequence[int]) -> str:
    """Say a fault with the ranks of the units at fault, the first unit being 1 as in any list that people read."""
    said = ngettext(
        "{what}, au rang {ranks} (le premier est 1)", "{what}, aux rangs {ranks} (le premier est 1)", len(ranks)
    )
    return said.format(what=what, ranks=some_of([rank + 1 for rank in ranks], str, 5))


def positive_mean(values: Vector, mass: Vector, name: str) -> float:
    """Return the weighted mean, refused unless it is positive.

    Raises:
        DataError: the mean is zero or negative: relative inequality is not defined.
    """
    mean = float((values * mass).sum() / mass.sum())
    if not mean > 0:
        raise data_error(
            _("la moyenne n’est pas positive, l’inégalité relative n’est pas définie"),
            name,
            expected=_("Une moyenne positive"),
            remedy=_("Avec des valeurs négatives, demander la normalisation de Raffinetti"),
        )
    return mean


def groups_of(groups: Iterable[Any], size: int, kept: Ranks) -> tuple[list[Any], Ranks]:
    """Return the names of the groups, sorted, and the group of each unit kept.

    Raises:
        DataError: not one group per unit, or a unit without a group.
    """
    given = list(groups) if isinstance(groups, Iterable) else []
    if len(given) != size:
        raise data_error(
            _("{count} groupes pour {size} unités").format(count=whole(len(given)), size=whole(size)),
            "groups",
            expected=_("Un groupe par unité"),
        )
    chosen = [given[rank] for rank in kept]
    try:
        empty = [rank for rank, group in zip(kept.tolist(), chosen, strict=True) if group is None or group != group]
        names = sorted({group for group in chosen if group is not None}, key=lambda group: (str(type(group)), group))
    except (TypeError, ValueError, ArithmeticError):
        raise data_error(_("ce ne sont pas des noms de groupes"), "groups", expected=_("Un groupe par unité")) from None
    if empty:
        raise data_error(_placed(_("unités sans groupe"), empty), "groups", expected=_("Un groupe par unité"))
    place = {group: rank for rank, group in enumerate(names)}
    return names, np.array([place[group] for group in chosen], dtype=np.int64)
