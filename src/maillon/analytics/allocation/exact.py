"""Figures as exact fractions: what is shared adds up to the cent, whatever was typed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any, TypeAlias

import numpy as np

from maillon.analytics.refusal import DataError, data_error
from maillon.rules.money import MAX_CENTS
from maillon.rules.phrases import some_of
from maillon.rules.problem import Problem
from maillon.rules.wording import _

Number: TypeAlias = int | float | Decimal | Fraction | str
MOST_SHOWN = 5
MOST_BITS = 4096
NEXT_TO_NOTHING = 1e-6


def scalar(value: Any) -> Any:
    """Return the number that a cell of an array holds, anything else as it is."""
    single = isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0)
    return value.item() if single else value


def exact(value: Number) -> Fraction | None:
    """Return a number as a fraction, or None when it is not a finite number.

    A float counts for the decimal that it is written as: 0.1 is one tenth, so that a share typed "0.1" and a share
    computed as 0.1 give the same cents.
    """
    try:
        value = scalar(value)
        if isinstance(value, bool):
            return None
        if isinstance(value, Rational):
            return Fraction(value.numerator, value.denominator)
        number = Decimal(str(value)) if isinstance(value, float | str) else value
        return Fraction(number) if math.isfinite(number) else None
    except (ArithmeticError, TypeError, ValueError):
        return None


def weights_of(values: Iterable[Number], where: str) -> list[Fraction]:
    """Return weights, each finite and at least 0, one of them above 0.

    Raises:
        DataError: no weight, weights that are negative or not numbers (the first ones named), all of them zero.
    """
    given = listed(values, where)
    found = numbers_of(given, where)
    negative = [rank for rank, value in enumerate(found) if value < 0]
    if negative:
        raise data_error(
            _("poids négatif : {which}").format(which=_listed(given, negative)),
            where,
            expected=_("Des poids positifs ou nuls"),
        )
    if not any(found):
        raise data_error(
            _("tous les poids sont nuls, rien ne dit à qui revient quoi"),
            where,
            remedy=_("Donner un poids à un bénéficiaire au moins"),
        )
    return found


def listed(values: Iterable[Any], where: str) -> list[Any]:
    """Return what a list holds, in its order.

    Raises:
        DataError: a text, a mapping, a set, which has no order, or a single value.
    """
    if isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping | Set):
        return list(values)
    raise data_error(
        _("« {value} » n’est pas une liste").format(value=str(values)[:20]), where, expected=_("Une valeur par unité")
    )


def numbers_of(values: Iterable[Number], where: str) -> list[Fraction]:
    """Return finite numbers, at least one.

    Raises:
        DataError: none is given, or some are not numbers (the first ones named).
    """
    given = listed(values, where)
    if not given:
        raise data_error(_("la liste est vide"), where, expected=_("Un bénéficiaire au moins"))
    found = [exact(value) for value in given]
    wrong = [rank for rank, value in enumerate(found) if value is None]
    if wrong:
        raise data_error(
            _("ce n’est pas un nombre : {which}").format(which=_listed(given, wrong)),
            where,
            expected=_("Des nombres finis"),
        )
    return [value for value in found if value is not None]


def _listed(given: Sequence[object], ranks: Sequence[int]) -> str:
    def told(rank: int) -> str:
        return _("« {value} » au rang {rank}").format(value=str(given[rank])[:20], rank=rank + 1)

    return some_of(ranks, told, MOST_SHOWN)


def share_problem(value: Number, where: str) -> Problem | None:
    """Return what is wrong with a share between 0 and 1, if anything."""
    found = exact(value)
    if found is not None and 0 <= found <= 1:
        return None
    remedy = _("Écrire 0,05 pour 5 %") if found is not None and 1 < found <= 100 else ""
    what = _("« {value} » n’est pas une part").format(value=str(value)[:20])
    return Problem(what, where, expected=_("Une part entre 0 et 1"), remedy=remedy)


def whole_problem(value: object, where: str, *, most: int = MAX_CENTS) -> Problem | None:
    """Return what is wrong with a whole amount from 0 to `most`, if anything."""
    value = scalar(value)
    if isinstance(value, bool) or not isinstance(value, int):
        what = _("« {value} » n’est pas un nombre entier").format(value=str(value)[:20])
        return Problem(what, where, expected=_("Un nombre entier, en centimes pour de l’argent"))
    if 0 <= value <= most:
        return None
    what = _("« {value} » est hors de toute échelle plausible").format(value=str(value)[:30])
    return Problem(what, where, expected=_("De 0 à {most}").format(most=most))


def refuse(problems: Iterable[Problem | None]) -> None:
    """Raise all the problems found, if any.

    Raises:
        DataError: one problem at least.
    """
    found = [problem for problem in problems if problem is not None]
    if found:
        raise DataError(*found)


def rounded_to(total: int, quotas: Sequence[Fraction]) -> list[int]:
    """Round quotas that add up to `total` to whole numbers that do so too, by largest remainder.

    At equal remainders, the first in the list is served: the order given is the only arbiter.
    """
    parts = [quota.numerator // quota.denominator for quota in quotas]
    left = total - sum(parts)
    rests, _common = scaled([quota - part for quota, part in zip(quotas, parts, strict=True)])
    # a sort keeps the order of equals
    for rank in sorted(range(len(parts)), key=rests.__getitem__, reverse=True)[:left]:
        parts[rank] += 1
    return parts


def scaled(values: Sequence[Fraction]) -> tuple[Sequence[int] | Sequence[Fraction], int]:
    """Return whole numbers in proportion to fractions, faster to reckon with, and the factor; itself if too large."""
    common = 1
    for value in values:
        if value.denominator != 1:
            common = math.lcm(common, value.denominator)
            if common.bit_length() > MOST_BITS:
                return values, 1
    return [value.numerator * (common // value.denominator) for value in values], common


def plain(value: float, digits: int = 3) -> str:
    """Write a number as people read it, without an exponent: "1 250", "3,2", "0,00034"."""
    rounded = Decimal(f"{value:.{digits}g}")
    text = f"{rounded:,f}" if abs(value) < 10**digits else f"{value:,.0f}"
    return text.replace(",", "\u202f").replace(".", ",")


def percentage(share: float) -> str:
    """Write a share in per cent."""
    return f"{plain(100 * share, 4)}\u00a0%"


def at_most(gap: float) -> str:
    """Write a distance to the best as an upper bound: what is next to nothing is said in words."""
    return _("un millionième") if 0 < gap < NEXT_TO_NOTHING else percentage(gap)
