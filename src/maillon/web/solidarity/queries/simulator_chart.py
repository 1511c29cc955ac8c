"""Scales of the scenarios as a drawing: steps with what they are worth in euros, slopes beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from maillon.analytics.simulation import Outcome
from maillon.rules.money import Money
from maillon.web.common.templatetags.figures import euros
from maillon.web.solidarity.queries.simulator import Scenario

Write = Callable[[float], str]
WIDTH, HEIGHT = 560, 400
LEFT, RIGHT, TOP, BOTTOM = 58, 28, 30, 52
STEPS = 240


@dataclass(frozen=True, slots=True)
class Line:
    """A scale drawn.

    Attributes:
        letter: of its scenario.
        path: of the rates, broken at each step.
        risers: of the steps: from the rate below to the rate above.
        labels: (x, y, amount) of each step.
    """

    letter: str
    path: str
    risers: str
    labels: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing: positions are already written.

    Attributes:
        lines: one per scenario.
        across: (x, need) of the vertical marks.
        up: (y, rate) of the horizontal marks.
        places: x of each territory.
    """

    lines: tuple[Line, ...]
    across: tuple[tuple[str, str], ...]
    up: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def drawn(scenarios: Sequence[Scenario]) -> Drawing | None:
    """Draw the scales of the scenarios that give something; None when none does."""
    known = [(one.letter, one.outcome) for one in scenarios if one.outcome is not None]
    if not known:
        return None
    needs = [unit.need for unit in known[0][1].units]
    edges = [float(limit) for _letter, outcome in known for limit in outcome.terms.thresholds]
    low = max(0.0, min([*needs, *edges]) - 0.05)
    high = min(1.0, max([*needs, *edges]) + 0.05)

    def x(need: float) -> str:
        return f"{LEFT + (need - low) / (high - low) * (WIDTH - LEFT - RIGHT):.1f}"

    def y(rate: float) -> str:
        return f"{HEIGHT - BOTTOM - rate * (HEIGHT - TOP - BOTTOM):.1f}"

    first = next(ten for ten in range(0, 101, 10) if ten >= low * 100)
    across = tuple((x(ten / 100), str(ten)) for ten in range(first, int(high * 100) + 1, 10))
    up = tuple((y(part / 100), f"{part}\u00a0%") for part in (0, 20, 40, 60, 80, 100))
    lines = tuple(_line(letter, one, rank, (low, high), x, y) for rank, (letter, one) in enumerate(known))
    return Drawing(lines, across, up, tuple(x(need) for need in needs))


def _line(letter: str, outcome: Outcome, rank: int, span: tuple[float, float], x: Write, y: Write) -> Line:
    low, high = span
    paths, labels, risers = [], [], []
    for scale, _places in outcome.scales:
        jumps = [jump for jump in scale.jumps if low < jump.z < high]
        cuts = [low, *(jump.z for jump in jumps), high]
        for start, stop in pairwise(cuts):
            count = 1 if jumps else STEPS
            points = [start + (stop - start) * step / count for step in range(count + 1)]
            points[-1] -= 1e-9
            rates = scale.rate(points).tolist()
            paths.append("M" + "L".join(f"{x(need)} {y(rate)}" for need, rate in zip(points, rates, strict=True)))
        risers += [f"M{x(jump.z)} {y(jump.below)}L{x(jump.z)} {y(jump.above)}" for jump in jumps]
    for cliff in outcome.cliffs:
        if low < cliff.need < high:
            middle = (cliff.below + cliff.above) / 2
            labels.append((x(cliff.need), y(middle - 0.035 * rank), euros(Money(round(cliff.cents, -2)))))
    return Line(letter, "".join(paths), "".join(risers), tuple(labels))
