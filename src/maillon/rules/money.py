"""Money is integer cents of euro, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import total_ordering

from maillon.rules.wording import _

MAX_CENTS = 10**15  # ten thousand billion euros: above any public budget, below 64 bits
_SPACES = re.compile(r"[\s\u00a0\u202f]")


@total_ordering
@dataclass(frozen=True, slots=True, init=False)
class Money:
    """An amount in cents of euro; may be negative in a balance, never a float.

    Raises:
        TypeError: when `cents` is not an integer.
        ValueError: when the amount is beyond ±10 000 billion euros.
    """

    cents: int

    def __init__(self, cents: int) -> None:
        if type(cents) is not int:
            raise TypeError("money is a whole number of cents")
        if not -MAX_CENTS <= cents <= MAX_CENTS:
            raise ValueError(_("montant hors de toute échelle plausible"))
        _hold(self, cents)

    @classmethod
    def parse(cls, written: int | str | Decimal) -> Money:
        """Read an amount in euros: 5000, "5000.50", "21 667,00 €", Decimal("12.3").

        Raises:
            ValueError: not a finite number, or cents beyond two digits.
        """
        if isinstance(written, bool) or not isinstance(written, int | str | Decimal):
            raise ValueError(_("un montant s’écrit en euros, par exemple 5000 ou 5000.50"))
        text = _SPACES.sub("", str(written)).removesuffix("€").removesuffix("EUR")
        if "," in text and "." not in text:
            text = text.replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
            raise ValueError(_("« {written} » n’est pas un montant en euros").format(written=written))
        try:
            cents = Decimal(text).scaleb(2)
        except InvalidOperation as error:
            raise ValueError(_("« {written} » n’est pas un montant en euros").format(written=written)) from error
        if cents != cents.to_integral_value():
            raise ValueError(_("un montant n’a que deux chiffres après la virgule"))
        return cls(int(cents))

    @property
    def euros(self) -> int | str:
        """Portable form: whole euros as an integer, otherwise a decimal string such as "5000.50"."""
        sign = "-" if self.cents < 0 else ""
        whole, cents = divmod(abs(self.cents), 100)
        return int(f"{sign}{whole}") if cents == 0 else f"{sign}{whole}.{cents:02d}"

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - other.cents)

    def __neg__(self) -> Money:
        return Money(-self.cents)

    def __lt__(self, other: Money) -> bool:
        return self.cents < other.cents

    def __str__(self) -> str:
        """French form with narrow no-break spaces: "5 000 €", "5 000,50 €"."""
        whole, cents = divmod(abs(self.cents), 100)
        sign = "−" if self.cents < 0 else ""
        digits = f"{whole:,}".replace(",", "\u202f")
        return f"{sign}{digits}{f',{cents:02d}' if cents else ''}\u00a0€"


_hold = vars(Money)["cents"].__set__  # a frozen class sets its field once, here: half the time of the generated way


def total(amounts: Iterable[Money | None]) -> Money | None:
    """Sum the known amounts; None when none is known, so that unknown is never shown as zero."""
    known = [amount.cents for amount in amounts if amount is not None]
    return Money(sum(known)) if known else None
