"""Words for figures, dates and lists, as French readers expect them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from maillon.rules.wording import _, language

_NBSP = "\u00a0"
Item = TypeVar("Item")


def percent(rate: Decimal) -> str:
    """Return a rate between 0 and 1 as a percentage: "25 %", "25,01 %"."""
    text = _percent(rate)
    return text if language.get() == "fr" else text.replace(",", ".")


@lru_cache(maxsize=2048)
def _percent(rate: Decimal) -> str:
    number = (rate * 100).quantize(Decimal("0.01"))
    return f"{format(number.normalize(), 'f').replace('.', ',')}{_NBSP}%"


def day(date: dt.date) -> str:
    """Return a date as "05/03/2026"."""
    return f"{date.day:02d}/{date.month:02d}/{date.year:04d}"


def whole(number: int) -> str:
    """Return a whole number with narrow no-break spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def listing(items: Sequence[str]) -> str:
    """Join words as in a sentence: "a, b et c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_('et')} {items[-1]}"


def some(items: Sequence[str], most: int = 3) -> str:
    """Join the first words of a long list, and count the others: "a, b, c et 4 autres"."""
    return some_of(items, str, most)


def some_of(items: Sequence[Item], word: Callable[[Item], str], most: int = 3) -> str:
    """Do as `some` for things that `word` names; those that are only counted are not worded."""
    if len(items) <= most + 1:
        return listing([word(item) for item in items])
    rest = _("{count} autres").format(count=len(items) - most)
    return listing([*(word(item) for item in items[:most]), rest])


def quoted(items: Sequence[str], most: int = 3) -> str:
    """Join names between guillemets."""
    return some([f"«{_NBSP}{item}{_NBSP}»" for item in items], most)
