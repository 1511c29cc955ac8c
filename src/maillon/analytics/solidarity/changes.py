"""What would move a territory to the neighbouring class: the smallest change of each indicator, or of each weight.

Everything else stays as it is. The figures of the other territories do not move, so an indicator must bring the
territory to the score of the one that holds the last rank of the class above (or just below the first of the class
beneath): exact, without search. When the share t of a dimension varies and the others keep their proportions, the
score of each territory is linear in t, so that the ranks change where two lines cross: all crossings are found and
swept, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from maillon.analytics.composite.classes import Classes
from maillon.analytics.composite.kernel import Floats
from maillon.analytics.refusal import data_error
from maillon.analytics.solidarity.definition import IndexDefinition, Indicator, Level
from maillon.analytics.solidarity.scoring import Prepared, Ranked, weighed
from maillon.rules.wording import _

Toward = Literal["greater", "lesser"]
MARGIN = 1e-6
"""Points of score, on 100, by which a boundary is passed: far above rounding, far below what is shown."""
SHARE_MARGIN = 1e-9


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """One indicator changed, all else equal.

    Attributes:
        code: of the indicator.
        now: its figure.
        wanted: the figure that reaches the other class; None when none does, were it at the end of its scale.
        change: wanted - now; None as `wanted`.
        unit: of the three.
    """

    code: str
    now: float
    wanted: float | None
    change: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The share of one dimension changed, the others keeping their proportions.

    Attributes:
        code: of the dimension.
        now: its share of the index, between 0 and 1.
        wanted: the nearest share that reaches the other class; None when no share does.
        change: wanted - now; None as `wanted`.
    """

    code: str
    now: float
    wanted: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class ClassChange:
    """What would move a territory to the neighbouring class.

    Attributes:
        code: of the territory.
        letter: its class.
        neighbour: the class to reach.
        score: its score.
        boundary: the score to reach: at or above it for a greater need, strictly below it for a lesser one.
        indicators: one a counted indicator that is known, in the order of the definition.
        weights: one a dimension, in order.
    """

    code: str
    letter: str
    neighbour: str
    score: float
    boundary: float
    indicators: tuple[IndicatorChange, ...]
    weights: tuple[WeightChange, ...]


def class_change(
    found: Ranked,
    code: str,
    toward: Toward = "lesser",
    *,
    definition: IndexDefinition | None = None,
    classes: Classes | None = None,
) -> ClassChange | None:
    """Say what would move a territory to the next class, other things equal.

    Args:
        found: the ranks under some weights.
        code: of the territory.
        toward: "lesser", the class of lesser needs, or "greater".
        definition: the indicator behind `found`; the one that ships by default.
        classes: other classes than those of `found`.

    Returns:
        None when there is no class on that side.

    Raises:
        DataError: an unknown territory, or one without score.
    """
    ready, index, _scores = weighed(found.level, found.weights, definition)
    unit = _place(ready, code)
    base, upper = index.levels[0], index.levels[1]
    dimension_weights = upper.weights / upper.weights.sum()
    scored = found.frame.drop_nulls("score")
    scores = scored["score"].to_numpy()
    letters = list((classes or found.classes).labels)
    place = letters.index(scored["class"][unit])
    other = place + (1 if toward == "lesser" else -1)
    if not 0 <= other < len(letters):
        return None
    last = int((classes or found.classes).last_ranks(len(scores))[min(place, other)])
    rivals = np.sort(np.delete(scores, unit))[::-1]
    boundary = float(rivals[last - 1])
    target = boundary + MARGIN if toward == "greater" else boundary - MARGIN
    known = ready.known[:, unit]
    totals = np.bincount(base.parents, base.weights * known, minlength=len(base.codes))
    pulls = base.weights * known * dimension_weights[base.parents] / np.where(totals > 0, totals, 1.0)[base.parents]
    indicators = _indicator_changes(ready, unit, pulls, target - float(scores[unit]))
    parts = scored.select(upper.children).to_numpy()
    weights = tuple(
        _weight_change(dimension, parts, dimension_weights, rank, unit, last, toward)
        for rank, dimension in enumerate(upper.children)
    )
    return ClassChange(code, letters[place], letters[other], float(scores[unit]), boundary, tuple(indicators), weights)


def _place(ready: Prepared, code: str) -> int:
    places = (ready.codes == code).arg_true()
    if not len(places):
        known = code in ready.index.units
        what = _("ce territoire n’a pas de score") if known else _("ce territoire est inconnu")
        raise data_error(what, code)
    return int(places[0])


def _indicator_changes(ready: Prepared, unit: int, pulls: Floats, wanted: float) -> list[IndicatorChange]:
    """Return the change of each indicator that adds `wanted` points to the score."""
    made = []
    row = int(ready.scored[unit])
    for rank, indicator in enumerate(ready.definition.indicators):
        if not pulls[rank] > 0:
            continue
        now = float(ready.index.values[row, rank])
        position = float(ready.values[rank, unit]) + wanted / float(pulls[rank])
        reached = _figure(indicator, ready.level, position) if 0 <= position <= 100 else None
        change = None if reached is None else reached - now
        made.append(IndicatorChange(indicator.code, now, reached, change, indicator.unit))
    return made


def _figure(indicator: Indicator, level: Level, position: float) -> float:
    """Return the figure that stands at a position, 0 to 100, between the goalposts."""
    low, high = indicator.goalposts[level]
    share = position / 100 if indicator.direction > 0 else 1 - position / 100
    return low + share * (high - low)


def _weight_change(
    code: str, parts: Floats, shares: Floats, rank: int, unit: int, last: int, toward: Toward
) -> WeightChange:
    now = float(shares[rank])
    rest_total = 1 - now
    if rest_total <= 0:
        return WeightChange(code, now, None, None)
    rest = (parts @ shares - now * parts[:, rank]) / rest_total
    ahead = np.delete(rest - rest[unit], unit)
    slope = np.delete((parts[:, rank] - rest) - (parts[unit, rank] - rest[unit]), unit)
    found = [
        wanted for wanted in (_sweep(ahead, slope, now, last, toward, up) for up in (True, False)) if wanted is not None
    ]
    if not found:
        return WeightChange(code, now, None, None)
    wanted = min(found, key=lambda share: abs(share - now))
    return WeightChange(code, now, wanted, wanted - now)


def _sweep(ahead: Floats, slope: Floats, now: float, last: int, toward: Toward, up: bool) -> float | None:  # noqa: FBT001  # a side
    """Return the first share, from `now` up or down, where enough rivals have passed or been passed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = np.where(slope != 0, -ahead / slope, np.nan)
    inside = (crossings > now) & (crossings <= 1) if up else (crossings < now) & (crossings >= 0)
    order = np.flatnonzero(inside)
    order = order[np.argsort(crossings[order] if up else -crossings[order], kind="stable")]
    before = np.count_nonzero(ahead + now * slope > 1e-12)
    # going up, a rival whose line rises faster passes in front; going down, it falls behind
    steps = np.where((slope[order] > 0) == up, 1, -1)
    passed = before + np.cumsum(steps)
    reached = np.flatnonzero(passed < last if toward == "greater" else passed >= last)
    if not reached.size:
        return None
    first = int(reached[0])
    at = float(crossings[order[first]])
    following = float(crossings[order[first + 1]]) if first + 1 < order.size else (1.0 if up else 0.0)
    step = min(SHARE_MARGIN, abs(following - at) / 2)
    return float(np.clip(at + step if up else at - step, 0.0, 1.0))
