"""Place marks and labels on a diagram so that none hides another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

GLYPH = 0.5  # mean width of a letter of the sans, in em
_TURNS = (0.0, pi, -pi / 2, pi / 2, -pi / 4, pi / 4, -3 * pi / 4, 3 * pi / 4)  # right, left, above, below, corners
_GRID = 12  # step, in units, of the search for a free place anywhere
_FAR = 1.5  # what one unit of distance costs a label
_RINGS = (0.0, 14.0, 30.0, 50.0, 75.0, 105.0, 140.0, 180.0)
_ANCHORS = {-1.0: "end", 0.0: "middle", 1.0: "start"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area shared with another box."""
        if self.left >= other.right or other.left >= self.right or self.top >= other.bottom or other.top >= self.bottom:
            return 0.0
        across = min(self.right, other.right) - max(self.left, other.left)
        return across * (min(self.bottom, other.bottom) - max(self.top, other.top))

    def within(self, other: Box) -> bool:
        """Tell whether the box stays inside another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the box that is nearest to a point."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark to label: its centre, its radius, the size of its label."""

    x: float
    y: float
    radius: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """The square around the mark."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label goes, which side its lines are set on, and whether a line must tie it to its mark."""

    box: Box
    far: bool
    anchor: str = "start"

    @property
    def edge(self) -> float:
        """Abscissa that the lines are set on."""
        if self.anchor == "middle":
            return (self.box.left + self.box.right) / 2
        return self.box.left + 4 if self.anchor == "start" else self.box.right - 4


def text_width(text: str, size: float) -> float:
    """Estimate the width of a line of text."""
    return len(text) * size * GLYPH


def wrapped(text: str, letters: int, lines: int) -> tuple[str, ...]:
    """Cut a text into at most `lines` lines of about `letters` letters; what does not fit ends with an ellipsis."""
    rows: list[str] = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if len(longer) <= letters or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(word)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], f"{rows[lines - 1][: letters - 1].rstrip()}…"]
    return tuple(row if len(row) <= letters + 4 else f"{row[: letters + 3]}…" for row in rows)


def clusters(places: Sequence[tuple[float, float]], near: float) -> list[list[int]]:
    """Group the ranks of places closer than `near` to the first of their group."""
    groups: list[list[int]] = []
    for rank, (x, y) in enumerate(places):
        for group in groups:
            first_x, first_y = places[group[0]]
            if hypot(x - first_x, y - first_y) < near:
                group.append(rank)
                break
        else:
            groups.append([rank])
    return groups


def place_labels(marks: Sequence[Mark], around: Box, soft: Sequence[Box] = ()) -> list[Placed]:
    """Place one label by mark, near it, inside `around`.

    A label never hides a mark or another label while there is room; it avoids the `soft` boxes, distance, and the
    neighbourhood of another mark that it could be taken for. Marks in a crowd are served first.
    """
    hard = [mark.box for mark in marks]
    placed: dict[int, Placed] = {}
    for rank in sorted(range(len(marks)), key=lambda rank: _room(marks, rank)):
        others = [mark for other, mark in enumerate(marks) if other != rank]
        label = _cheapest(marks[rank], around, others, hard, soft)
        if any(label.box.overlap(box) for box in hard):
            label = _anywhere(marks[rank], around, hard) or label
        placed[rank] = label
        hard.append(label.box)
    return [placed[rank] for rank in range(len(marks))]


@dataclass(frozen=True, slots=True)
class _Candidate:
    placed: Placed
    ring: float


def _room(marks: Sequence[Mark], rank: int) -> float:
    here = marks[rank]
    gaps = [hypot(here.x - mark.x, here.y - mark.y) for other, mark in enumerate(marks) if other != rank]
    return min(gaps, default=1e9)


def _cheapest(mark: Mark, around: Box, others: Sequence[Mark], hard: Sequence[Box], soft: Sequence[Box]) -> Placed:
    """Return the candidate of least cost; rings widen, so the search stops when distance alone costs more."""
    best, least = None, float("inf")
    for candidate in _candidates(mark):
        if candidate.ring * _FAR >= least:
            break
        if candidate.placed.box.within(around):
            cost = _cost(mark, candidate, others, hard, soft)
            if cost < least:
                best, least = candidate.placed, cost
    return best or next(_candidates(mark)).placed


def _anywhere(mark: Mark, around: Box, hard: Sequence[Box]) -> Placed | None:
    """Return the free place that is nearest to the mark, on a grid of the whole plot."""
    free = [
        box
        for left in range(int(around.left), int(around.right - mark.width), _GRID)
        for top in range(int(around.top), int(around.bottom - mark.height), _GRID)
        if not any((box := Box(left, top, left + mark.width, top + mark.height)).overlap(taken) for taken in hard)
    ]
    nearest = min(free, key=lambda box: _distance(mark, box), default=None)
    return None if nearest is None else Placed(nearest, far=True)


def _cost(mark: Mark, candidate: _Candidate, others: Sequence[Mark], hard: Sequence[Box], soft: Sequence[Box]) -> float:
    box = candidate.placed.box
    cost = candidate.ring * _FAR
    cost += 100 * sum(box.overlap(other) for other in hard)
    cost += 0.1 * sum(box.overlap(other) for other in soft)
    own = _distance(mark, box)
    return cost + 60 * sum(_distance(other, box) < own + 4 for other in others)


def _distance(mark: Mark, box: Box) -> float:
    x, y = box.nearest(mark.x, mark.y)
    return hypot(mark.x - x, mark.y - y) - mark.radius


def _candidates(mark: Mark) -> Iterator[_Candidate]:
    for ring in _RINGS:
        turns = _TURNS if ring < 50 else tuple(step * pi / 8 for step in range(16))
        for turn in turns:
            reach = mark.radius + 4 + ring
            x, y = mark.x + reach * cos(turn), mark.y + reach * sin(turn)
            left = x - mark.width / 2 + _side(cos(turn)) * mark.width / 2
            top = y - mark.height / 2 + _side(sin(turn)) * mark.height / 2
            box = Box(left, top, left + mark.width, top + mark.height)
            yield _Candidate(Placed(box, ring > 0, _ANCHORS[_side(cos(turn))]), ring)


def _side(turn: float) -> float:
    """Push a label wholly to the side where it stands."""
    return 0.0 if abs(turn) < 0.2 else 1.0 if turn > 0 else -1.0
