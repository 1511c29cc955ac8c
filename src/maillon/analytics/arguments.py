"""What the public functions accept as arguments: a thing of another kind is refused by name, before any computation.

Only kinds are checked here; whether a value suits is for the function to say, with its own words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from maillon.analytics.refusal import DataError, data_error
from maillon.rules.problem import Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MOST_SHOWN = 20
P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of argument.

    Attributes:
        holds: whether a value is of this kind.
        said: says what is expected, in the language of the moment.
    """

    holds: Callable[[Any], bool]
    said: Callable[[], str]

    @property
    def optional(self) -> Kind:
        """The same kind, or None."""
        return Kind(lambda value: value is None or self.holds(value), self.said)


def a(*classes: type, said: Callable[[], str]) -> Kind:
    """Return the kind of the instances of some classes."""
    return Kind(lambda value: isinstance(value, classes), said)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | np.integer | np.floating):
        return False
    try:
        return not math.isnan(float(value))
    except (ArithmeticError, ValueError):  # beyond any float, or a NaN that signals
        return False


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


TEXT = a(str, said=lambda: _("Un texte"))
LABEL = a(str, int, np.integer, said=lambda: _("Un nom ou un code"))
FLAG = a(bool, np.bool_, said=lambda: _("Vrai ou faux"))
WHOLE = Kind(_is_whole, lambda: _("Un nombre entier"))
NUMBER = Kind(_is_number, lambda: _("Un nombre"))
NAMED = a(Mapping, said=lambda: _("Des valeurs nommées"))
FUNCTION = Kind(callable, lambda: _("Une fonction"))


def accepts(**kinds: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function refuse the arguments that are not of these kinds, all at once, each under its name."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        shape = signature(function)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            given = shape.bind(*args, **kwargs).arguments
            faults = [
                Problem(_("cette valeur ne convient pas"), name, expected=kind.said())
                for name, kind in kinds.items()
                if name in given and not kind.holds(given[name])
            ]
            if faults:
                raise DataError(*faults)
            return function(*args, **kwargs)

        return checked

    return decorate


def rows_of(values: Iterable[Any], kind: type[Row], where: str, **kinds: Kind) -> list[Row]:
    """Return rows of a kind: as they are, or made from mappings that name its fields, as rows of a file do.

    Args:
        values: the rows, or a Polars frame that has them.
        kind: a dataclass.
        where: the argument, for refusals.
        **kinds: kinds of the fields that the function would stumble on.

    Raises:
        DataError: not a list; something else among the rows; a field that is missing, unknown or of another kind.
    """
    known = [field.name for field in fields(kind)]
    asked = [field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING]
    expected = _("Une liste d’éléments qui nomment : {fields}").format(fields=", ".join(known))
    if not isinstance(values, Iterable) or isinstance(values, str | bytes | Mapping | Set):
        raise data_error(_("cette valeur ne convient pas"), where, expected=expected)
    found, faults = [], []
    for rank, row in enumerate(getattr(values, "to_dicts", lambda: values)(), 1):
        if isinstance(row, kind):
            found.append(row)
        elif isinstance(row, Mapping) and set(asked) <= set(row) <= set(known):
            found.append(kind(**row))
        else:
            faults.append(Problem(_("cette valeur ne convient pas"), f"{where} ({rank})", expected=expected))
    faults += [
        Problem(_("cette valeur ne convient pas"), f"{where} ({rank}).{name}", expected=known_as.said())
        for name, known_as in kinds.items()
        for rank, row in enumerate(found, 1)
        if not known_as.holds(getattr(row, name))
    ]
    if faults:
        raise DataError(*faults[:MOST_SHOWN])
    return found
