"""What a parameter is: values with their dates, unit, bounds and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from maillon.rules.decision import Citation
from maillon.rules.problem import Problem
from maillon.rules.wording import _, ngettext

Value = Decimal | int | bool | str | tuple[str, ...]
"""A rate is a Decimal, a count, a duration or an amount in euros an int; a list of words a tuple."""


class Kind(StrEnum):
    """Type of a parameter's value."""

    RATE = "rate"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    WORDS = "words"


class Origin(StrEnum):
    """Where the value that a rule used comes from."""

    AGREEMENT = "agreement"
    FRAMEWORK = "framework"
    REPORT = "report"
    LAW = "law"
    MAILLON = "maillon"

    def label(self, framework: str = "") -> str:
        """Return the origin as readers name it, `framework` being the French name of the framework."""
        if self is Origin.AGREEMENT:
            return _("accord de méthode")
        if self is Origin.FRAMEWORK:
            return _("cadre « {name} »").format(name=framework)
        if self is Origin.REPORT:
            return _("défaut du rapport")
        return _("loi ou règlement") if self is Origin.LAW else _("défaut de Maillon")


@dataclass(frozen=True, slots=True)
class Source:
    """A text that rules and parameters cite.

    Attributes:
        slug: stable name, such as "cgct_l1111_10_iii".
        citation: the text as a reader knows it.
        law: whether the text is a law, a code or a decree.
        blocking: False when the text could not be read again: a rule that stands on it only warns.
    """

    slug: str
    citation: Citation
    law: bool = False
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Dated:
    """A value that holds from a date; `start` is None when the source gives none."""

    value: Value
    start: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """What a method agreement may set; empty bounds are open."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    allowed: tuple[str, ...] = ()

    def admits(self, value: Value) -> bool:
        """Tell whether `value` stays within the range."""
        if isinstance(value, bool | tuple):
            return True
        if isinstance(value, str):
            return not self.allowed or value in self.allowed
        low = self.minimum is None or value >= self.minimum
        return low and (self.maximum is None or value <= self.maximum)


COUNTED: Mapping[str, Callable[[int], str]] = {
    "ans": lambda count: ngettext("an", "ans", count),
    "critères": lambda count: ngettext("critère", "critères", count),
    "euros": lambda count: ngettext("euro", "euros", count),
    "finalités": lambda count: ngettext("finalité", "finalités", count),
    "habitants": lambda count: ngettext("habitant", "habitants", count),
    "jours": lambda count: ngettext("jour", "jours", count),
    "ministères": lambda count: ngettext("ministère", "ministères", count),
    "personnes": lambda count: ngettext("personne", "personnes", count),
    "politiques": lambda count: ngettext("politique", "politiques", count),
    "principes": lambda count: ngettext("principe", "principes", count),
    "sièges": lambda count: ngettext("siège", "sièges", count),
    "strates": lambda count: ngettext("strate", "strates", count),
    "thèmes": lambda count: ngettext("thème", "thèmes", count),
}
"""What a count of each unit agrees to, by the unit as the files of parameters write it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value of the rules, with all its dates.

    Attributes:
        name: stable English name, the one that a method agreement writes.
        label: what it is, in French.
        origin: `REPORT`, `LAW` or `MAILLON`: who gives the default.
        overridable: whether a method agreement may set another value within `range`.
    """

    name: str
    label: str
    kind: Kind
    unit: str
    origin: Origin
    values: tuple[Dated, ...]
    range: Range
    overridable: bool
    sources: tuple[Source, ...]

    def on(self, day: dt.date) -> Value | None:
        """Return the value in force on `day`; None before the first one."""
        in_force = None
        for dated in self.values:
            if dated.start is None or dated.start <= day:
                in_force = dated.value
        return in_force

    def read(self, written: object) -> Value | None:
        """Read a value written in a file or a method agreement; None when its type is not the parameter's."""
        return READERS[self.kind](written)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value that a rule uses, and where it comes from.

    Attributes:
        value: None when no value is in force on the date asked.
        refused: why the method agreement's value was set aside, when it was.
    """

    parameter: Parameter
    value: Value | None
    origin: Origin
    framework: str = ""
    refused: Problem | None = None

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.parameter.name

    @property
    def label(self) -> str:
        """What the parameter is, in the current language."""
        return _(self.parameter.label)

    @property
    def unit(self) -> str:
        """What the value counts, in the current language, one or many; empty when it counts nothing."""
        if isinstance(self.value, int) and self.parameter.unit in COUNTED:
            return COUNTED[self.parameter.unit](self.value)
        return _(self.parameter.unit) if self.parameter.unit else ""

    def as_dict(self) -> dict[str, object]:
        """Return the stable JSON shape: the value in portable form, and where it comes from."""
        return {
            "name": self.parameter.name,
            "label": self.label,
            "value": portable(self.value),
            "origin": self.origin_label,
            "unit": self.unit,
            "source": self.parameter.sources[0].citation.text,
        }

    @property
    def whole(self) -> int:
        """The value of a count, a duration or an amount.

        Raises:
            TypeError: the parameter is of another kind, or has no value on this date.
        """
        if type(self.value) is not int:
            raise TypeError(f"{self.parameter.name} is not a whole number: {self.value!r}")
        return self.value

    @property
    def rate(self) -> Decimal:
        """The value of a rate.

        Raises:
            TypeError: the parameter is of another kind, or has no value on this date.
        """
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.parameter.name} is not a rate: {self.value!r}")
        return self.value

    @property
    def origin_label(self) -> str:
        """The origin as readers name it."""
        return self.origin.label(self.framework)


def portable(value: Value | None) -> object:
    """Return a value as JSON carries it: decimals as text, "0.25"."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    return list(value) if isinstance(value, tuple) else value


def _rate(written: object) -> Decimal | None:
    if isinstance(written, bool | float) or not isinstance(written, int | str | Decimal):
        return None
    try:
        rate = Decimal(str(written).replace(",", "."))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 <= rate <= 1 else None


def _integer(written: object) -> int | None:
    if isinstance(written, Decimal) and written == written.to_integral_value():
        return int(written)
    if isinstance(written, str) and written.strip().isdecimal():
        return int(written)
    return written if type(written) is int and written >= 0 else None


def _boolean(written: object) -> bool | None:
    return written if isinstance(written, bool) else None


def _word(written: object) -> str | None:
    return written if isinstance(written, str) and written else None


def _words(written: object) -> tuple[str, ...] | None:
    if isinstance(written, list | tuple) and written and all(isinstance(word, str) for word in written):
        return tuple(written)
    return None


READERS = {
    Kind.RATE: _rate,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _word,
    Kind.WORDS: _words,
}
