"""A perimeter: any set of communes with a validity period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from maillon.analytics.territories.model import Crossing, Overlap


@dataclass(frozen=True, slots=True)
class Perimeter:
    """Any set of today's communes: a Pays, a PETR, a SCOT, a living area, a contract's perimeter.

    Attributes:
        communes: current commune codes.
        name: what people call it.
        start: first day on which it holds; None when it always did.
        end: last day on which it holds; None when open.
    """

    communes: frozenset[str]
    name: str = ""
    start: date | None = None
    end: date | None = None

    @classmethod
    def of(cls, *codes: str, name: str = "", start: date | None = None, end: date | None = None) -> Perimeter:
        """Gather the communes of any territories; former codes are resolved.

        Raises:
            InputError: unknown codes, all at once, each with a suggestion; reversed dates.
        """
        raise NotImplementedError

    def __or__(self, other: Perimeter) -> Perimeter:
        raise NotImplementedError

    def __and__(self, other: Perimeter) -> Perimeter:
        raise NotImplementedError

    def __sub__(self, other: Perimeter) -> Perimeter:
        raise NotImplementedError

    @property
    def population(self) -> int:
        """Municipal population, inhabitants; communes without a known population count for nothing."""
        raise NotImplementedError

    def coverage(self, of: Perimeter) -> Overlap:
        """Say how much of `of` this perimeter covers (`share_of_second`)."""
        raise NotImplementedError

    def overlap(self, other: Perimeter) -> Overlap:
        """Say what both perimeters share: communes, population and the share of each."""
        raise NotImplementedError

    def parts(self) -> tuple[frozenset[str], ...]:
        """Return its connected parts by land borders, most populated first; one part means not disjoint."""
        raise NotImplementedError

    def unlocated(self) -> frozenset[str]:
        """Return its communes whose contour is unknown, left out of `parts`."""
        raise NotImplementedError

    def departments(self) -> tuple[Crossing, ...]:
        """Return the départements that it touches, most populated first."""
        raise NotImplementedError

    def regions(self) -> tuple[Crossing, ...]:
        """Return the régions that it touches, most populated first."""
        raise NotImplementedError

    def valid_on(self, day: date) -> bool:
        """Tell whether the perimeter holds on a day, both ends included."""
        raise NotImplementedError
