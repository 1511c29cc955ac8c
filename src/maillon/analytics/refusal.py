"""How the measures refuse figures that they cannot use."""

from __future__ import annotations

from maillon.rules.problem import InputError, Problem


class DataError(InputError, ValueError):
    """Figures that cannot be used: the command says it as any input error, a program may catch a `ValueError`."""


def data_error(what: str, where: str = "", *, expected: str = "", remedy: str = "") -> DataError:
    """Return the refusal of figures, for one fault.

    Args:
        what: the fault, one sentence.
        where: the column, argument or row at fault.
        expected: what was expected there.
        remedy: how to mend it.
    """
    return DataError(Problem(what, where, expected=expected, remedy=remedy))
