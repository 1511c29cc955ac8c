"""Columns of a user's table, as the commands of allocation read them; answers said first, then shown."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from maillon.cli.measures import publish
from maillon.rules.money import Money
from maillon.rules.phrases import quoted
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

if TYPE_CHECKING:
    import polars as pl


MOST_SAID = 10


def needed(frame: pl.DataFrame, names: Sequence[str | None], where: str) -> None:
    """Refuse a table that lacks a column that is asked for.

    Raises:
        InputError: the columns that are absent, all at once, and those that there are.
    """
    absent = [name for name in names if name and name not in frame.columns]
    if absent:
        expected = _("Une des colonnes : {names}").format(names=quoted([name for name in frame.columns if name], 12))
        raise InputError(
            Problem(_("colonne introuvable : {names}").format(names=quoted(absent)), where, expected=expected)
        )
    if frame.is_empty():
        raise InputError(Problem(_("cette table n’a aucune ligne"), where))


def plain(written: str) -> str:
    """Return a number written in the French or the English way, a percentage perhaps, as programs write it."""
    text = "".join(written.split()).replace(",", ".")
    if not text.endswith("%"):
        return text
    try:
        return str(Decimal(text[:-1]) / 100)
    except ArithmeticError:
        return written


def number(written: str) -> float:
    """Read the number of an option: "0.3", "0,3" or "30 %".

    Raises:
        ValueError: it is not a number.
    """
    return float(plain(written))


def bounds(frame: pl.DataFrame, name: str) -> list[float | None]:
    """Return a numeric column where an empty cell means no bound.

    Raises:
        InputError: the first lines that are not numbers, or are negative.
    """
    known = frame[name].is_not_null()
    read = iter(values(frame.filter(known), name, (known.arg_true() + 2).to_list(), signed=False))
    return [next(read) if here else None for here in known.to_list()]


def values(
    frame: pl.DataFrame, name: str, lines: Sequence[int] | None = None, *, signed: bool = True, remedy: str = ""
) -> list[Any]:
    """Return a numeric column without gaps.

    Args:
        frame: the table.
        name: the column.
        lines: the line of each row in the file, when rows were left out.
        signed: whether a cell may hold a negative number.
        remedy: what to do about cells that are empty or not numbers.

    Raises:
        InputError: the first lines that are empty, not numbers, or negative where they may not.
    """
    cells = frame[name].to_list()
    placed = list(zip(range(2, len(cells) + 2) if lines is None else lines, cells, strict=True))
    wrong = [line for line, cell in placed if not _is_number(cell)]
    if wrong:
        what = _("ce n’est pas un nombre, ou la case est vide")
        raise InputError(*(Problem(what, name, line=line, remedy=remedy) for line in wrong[:MOST_SAID]))
    low = [(line, cell) for line, cell in placed if not signed and cell < 0]
    if low:
        what, expected = _("{value} est négatif"), _("Des nombres positifs ou nuls")
        said = [Problem(what.format(value=cell), name, line=line, expected=expected) for line, cell in low]
        raise InputError(*said[:MOST_SAID])
    return cells


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) and math.isfinite(cell)


def amount(written: object, where: str, line: int | None = None) -> int:
    """Return an amount in euros as cents.

    Raises:
        InputError: it is not an amount.
    """
    try:
        return Money.parse(written if isinstance(written, int) else str(written)).cents
    except ValueError as error:
        expected = _("Un montant en euros, avec deux décimales au plus")
        raise InputError(Problem(str(error), where, line=line, expected=expected)) from None


def amounts(frame: pl.DataFrame, name: str) -> list[int | None]:
    """Return a column of euros as cents; None where it is empty. Fractions of a cent, as floats hold, are rounded.

    Raises:
        InputError: the first cells that are not amounts.
    """
    found: list[int | None] = []
    problems: list[Problem] = []
    for row, cell in enumerate(frame[name].to_list(), start=2):
        try:
            written = f"{cell:.2f}" if isinstance(cell, float) else cell
            found.append(None if cell is None else amount(written, name, row))
        except InputError as error:
            problems.extend(error.problems)
            if len(problems) == MOST_SAID:
                break
    if problems:
        raise InputError(*problems)
    return found


def labels(frame: pl.DataFrame, name: str | None) -> pl.Series:
    """Return the names of the lines: a column, else their ranks."""
    import polars as pl

    if name is None:
        return pl.Series("name", [str(rank + 1) for rank in range(frame.height)])
    return frame[name].cast(pl.String).fill_null("").alias("name")


def answer(
    frames: Mapping[str, pl.DataFrame],
    sentences: Sequence[str],
    about: Mapping[str, Any],
    options: argparse.Namespace,
) -> None:
    """Say the result, then show it; in a file the sentences are a table of their own."""
    import polars as pl

    on_screen = options.output is None and options.format in {None, "table"}
    if on_screen:
        print("\n".join(sentences), end="\n\n")
        publish({name: _in_euros(frame) for name, frame in frames.items()}, manifest=about, format=options.format)
        return
    said = pl.DataFrame({"sentence": list(sentences)}, schema={"sentence": pl.String})
    publish(
        {**frames, "sentences": said},
        manifest=about,
        format=options.format,
        output=options.output,
        force=options.force,
    )


def _in_euros(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with columns of cents written as amounts."""
    import polars as pl

    def written(cents: int | None) -> str:
        return "" if cents is None else str(Money(cents))

    names = [name for name in frame.columns if name == "cents" or name.endswith("_cents")]
    return frame.with_columns(
        pl.Series(name, [written(cents) for cents in frame[name].to_list()], dtype=pl.String) for name in names
    )
