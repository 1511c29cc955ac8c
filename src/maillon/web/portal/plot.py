"""The transversality and engagement diagram as coordinates, for a wide and for a narrow screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from maillon.rules.contracts.positioning import family_label
from maillon.rules.contracts.steps import STEPS, step_label
from maillon.web.portal.queries.positions import Spot

LINE = 14  # height of a line of labels, user units


@dataclass(frozen=True, slots=True)
class Size:
    """A frame, in user units: the whole, the square of the two axes, the bands of what is half known.

    `gap` parts the square from the bands, and holds their names; `words` is the most letters of a step's label on one
    line, 0 when the steps bear a letter that is told beside the drawing.
    """

    width: int
    height: int
    left: int
    top: int
    across: int
    up: int
    band: int
    gap: int
    words: int


WIDE = Size(width=800, height=600, left=68, top=34, across=718, up=400, band=40, gap=24, words=14)
NARROW = Size(width=340, height=430, left=52, top=34, across=280, up=290, band=30, gap=20, words=0)


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a family stands: a rectangle and its name."""

    family: str
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the engagement axis: where, its letter and the lines of its name."""

    x: float
    letter: str
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot drawn: centre, radius, number, what it says."""

    x: float
    y: float
    radius: float
    number: int
    count: int
    hollow: bool
    says: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A diagram ready to be written as SVG; `below` and `beside` are where the two bands begin."""

    size: Size
    zones: tuple[Zone, ...]
    steps: tuple[Step, ...]
    marks: tuple[Mark, ...]
    below: int
    beside: int


def plot(spots: Sequence[Spot], size: Size, *, across: Decimal, bound: Decimal) -> Plot:
    """Lay spots in a frame.

    Args:
        spots: what to draw.
        size: the frame.
        across: transversality from which a contract is no longer sectoral, 0 to 1.
        bound: engagement from which a transversal contract is a project contract, 0 to 1.
    """
    return Plot(
        size=size,
        zones=_zones(size, float(across), float(bound)),
        steps=tuple(_step(size, rank, step) for rank, step in enumerate(STEPS)),
        marks=tuple(_mark(spot, size) for spot in sorted(spots, key=lambda spot: -len(spot.positions))),
        below=size.top + size.up + size.gap,
        beside=size.left - size.gap - size.band,
    )


def _x(size: Size, score: Decimal | float) -> float:
    inset = size.across * 0.045  # marks at both ends stay inside
    return round(size.left + inset + float(score) * (size.across - 2 * inset), 1)


def _y(size: Size, score: Decimal | float) -> float:
    inset = size.up * 0.045
    return round(size.top + size.up - inset - float(score) * (size.up - 2 * inset), 1)


def _zones(size: Size, across: float, bound: float) -> tuple[Zone, ...]:
    middle, turn = _y(size, across), _x(size, bound)
    right, bottom = size.left + size.across, size.top + size.up
    return (
        _zone("method_conference", size.left, size.top, turn, middle),
        _zone("project", turn, size.top, right, middle),
        _zone("sectoral", size.left, middle, right, bottom),
    )


def _zone(family: str, x: float, y: float, right: float, bottom: float) -> Zone:
    name = family_label(family)
    return Zone(family, name[:1].upper() + name[1:], x, y, round(right - x, 1), round(bottom - y, 1))


def _step(size: Size, rank: int, step: str) -> Step:
    x = _x(size, rank / (len(STEPS) - 1))
    letter = "abcdefghij"[rank]
    base = size.top + size.up + size.gap + size.band + 20
    if not size.words:
        return Step(x, letter, ((base, letter),))
    lines = wrapped(step_label(step), size.words)
    return Step(x, letter, tuple((base + LINE * line, words) for line, words in enumerate(lines)))


def wrapped(text: str, most: int) -> list[str]:
    """Cut words into lines of `most` letters where words allow it."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _mark(spot: Spot, size: Size) -> Mark:
    count = len(spot.positions)
    smallest, largest = (12.0, 24.0) if size.words else (10.0, 14.0)
    unknown_x = size.left - size.gap - size.band / 2
    unknown_y = size.top + size.up + size.gap + size.band / 2
    return Mark(
        x=unknown_x if spot.engagement is None else _x(size, spot.engagement),
        y=unknown_y if spot.transversality is None else _y(size, spot.transversality),
        radius=round(min(largest, smallest + 1.6 * math.sqrt(count - 1)), 1),
        number=spot.number,
        count=count,
        hollow=spot.made_up,
        says=_says(spot),
    )


def _says(spot: Spot) -> str:
    first = spot.name or spot.positions[0].title
    more = len(spot.positions) - 1
    if not more:
        return f"{spot.number}. {first}"
    if spot.name:
        return _("{number}. {name} : {count} contrats").format(number=spot.number, name=first, count=more + 1)
    return _("{number}. {title} et {more} autres").format(number=spot.number, title=first, more=more)
