"""The indicator under new weights, as the screen asks for it: scores, ranks, classes, their probabilities, intervals.

Peer: what `composite.uncertainty`, made for any index, takes for the same draws and the same ranks. Both are measured
warm, the best of five, since a screen asks again and again. The rating of the State's grants and the change of class
of one territory are measured too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from maillon.analytics.composite import uncertainty
from maillon.analytics.solidarity import (
    REPLICATES,
    Level,
    class_change,
    default_index,
    figures,
    ranked,
    rate_all,
    state_allocations,
)

TARGETS: dict[Level, float] = {"epci": 300.0, "commune": 1_000.0}
NAMES: dict[Level, str] = {"epci": "1 253 intercommunalités", "commune": "34 969 communes"}
WEIGHTS = {"social": 50.0, "access": 10.0}


def _best(work: Callable[[], object], times: int = 5) -> float:
    work()
    taken = []
    for _each in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken) * 1_000


def _reweighted(level: Level) -> dict[str, Any]:
    index, count = default_index(), REPLICATES[level]
    data, meta = figures(level), index.meta(level)
    value = _best(lambda: ranked(level, WEIGHTS))

    def peer() -> object:
        making: dict[str, Any] = dict(index.making)
        return uncertainty(data, meta, replicates=count, classes=index.classes, weights=WEIGHTS, **making)

    other = _best(peer, 2)
    return {
        "name": f"Nouveaux poids : {NAMES[level]}, {count} tirages",
        "value": value,
        "unit": "ms",
        "target": f"≤ {TARGETS[level]:.0f} ms",
        "held": value <= TARGETS[level],
        "peer_name": "composite.uncertainty",
        "peer": other,
        "ratio": other / value,
    }


def _alone(name: str, work: Callable[[], object], times: int) -> dict[str, Any]:
    return {"name": name, "value": _best(work, times), "unit": "ms", "target": "", "held": None}


def run() -> list[dict[str, Any]]:
    """Measure what the screens of the indicator ask."""
    found = ranked("commune")
    code = str(found.frame.drop_nulls("score")["code"][0])
    grants = state_allocations("epci")
    return [
        _reweighted("epci"),
        _reweighted("commune"),
        _alone("Ce qui changerait la classe d’une commune", lambda: class_change(found, code), 5),
        _alone(
            "Notation de 7 dotations de l’État entre intercommunalités, 1 024 tirages",
            lambda: rate_all(grants, "epci"),
            1,
        ),
    ]
