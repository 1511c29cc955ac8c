"""Inequality and equalisation on all communes, beside PySAL `inequality` where it computes the same.

PySAL is no dependency of ours: `make bench` installs it (`requirements/peers.txt`). Without it, the peer is what one
writes with numpy alone, and the row says so. It ignores weights and has no Kakwani: only Gini and Theil compare.
"""

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from maillon.analytics.cofinancing import Scale
from maillon.analytics.equalisation import assess
from maillon.analytics.inequality import gini, theil_decomposition
from maillon.analytics.vectors import Vector

COMMUNES, REPLICATES, GROUPS, SEED = 35_000, 1_000, 96, 5
MOST_SECONDS = 3.0


def run() -> list[dict[str, Any]]:
    """Measure the whole assessment, then what a peer can also do, then an envelope met to the cent."""
    chance = np.random.default_rng(SEED)
    people = np.ceil(chance.lognormal(6.2, 1.4, COMMUNES))
    wealth = np.round(chance.lognormal(6.8, 0.35, COMMUNES), 2)
    grant = np.round(chance.random(COMMUNES) * 1e5 / wealth, 2)
    places = chance.integers(0, GROUPS, COMMUNES)
    peer_name, peer_gini, peer_theil = _peers()

    def whole() -> None:
        gini(wealth, people)
        theil_decomposition(wealth, places, people)
        assess(wealth, grant, people, bootstrap=REPLICATES)

    def by_peer() -> None:
        peer_theil(wealth, places)
        for _each in range(REPLICATES):
            peer_gini(wealth[chance.integers(0, COMMUNES, COMMUNES)])

    seconds = _seconds(whole)
    name = "Gini, Theil décomposé, Kakwani pondérés, 1 000 rééchantillonnages, 35 000 communes"
    peer = _seconds(by_peer, 1)
    gap = abs(gini(wealth) - peer_gini(wealth))
    costs = (people * 10_000).astype(np.int64)
    need = chance.random(COMMUNES)
    envelope = int(costs.sum() * 0.6)
    fitted = _seconds(lambda: Scale((0.25, 0.5, 0.75), (0.3, 0.5, 0.7, 0.95)).fit_envelope(need, costs, envelope))
    return [
        {
            "name": name,
            "value": seconds,
            "unit": "s",
            "target": f"≤ {MOST_SECONDS:g} s",
            "held": seconds <= MOST_SECONDS,
            "peer_name": f"{peer_name}, Gini et Theil sans poids ni Kakwani",
            "peer": peer,
            "ratio": peer / seconds,
        },
        {
            "name": f"Écart du Gini sans poids avec {peer_name}",
            "value": gap,
            "unit": "",
            "target": "≤ 1e-12",
            "held": gap <= 1e-12,
        },
        {"name": "Enveloppe atteinte au centime, 35 000 projets", "value": fitted, "unit": "s"},
    ]


def _peers() -> tuple[str, Callable[[Vector], float], Callable[[Vector, Any], object]]:
    try:
        peer_gini = import_module("inequality.gini").Gini
        peer_theil = import_module("inequality.theil").TheilD
    except ImportError:
        return "numpy seul (PySAL inequality n’est pas installé)", _naive_gini, _naive_theil
    return "PySAL inequality", lambda x: float(peer_gini(x).g), peer_theil


def _naive_gini(x: Vector) -> float:
    ranked = np.sort(x)
    return float(((2 * np.arange(1, x.size + 1) - x.size - 1) * ranked).sum() / (x.size * ranked.sum()))


def _naive_theil(x: Vector, groups: Any) -> float:
    mean = x.mean()
    inside = 0.0
    for group in np.unique(groups):
        own = x[groups == group]
        inside += own.sum() / x.sum() * float((own / own.mean() * np.log(own / own.mean())).mean())
    return float((x / mean * np.log(x / mean)).mean()) - inside


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the best of a few runs, wall clock: what the person waits."""
    found = []
    for _each in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    for row in run():
        print(row)
