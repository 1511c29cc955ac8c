"""Uncertainty and sensitivity of an index, each in a process of its own, so that its memory is its own.

The figures of 35,000 territories are drawn (log-normal, seeded, a tenth of the rows doubled so that ties happen); the
example of 51 countries and 49 indicators is the published one when the folder of shared data is there, else drawn too.
Peer of the first rows: a plain loop over replicates with numpy and scipy.stats.rankdata, measured on a few
replicates and scaled to 10,000. The times of the R package COINr are those of the specification, on another machine:
they are stated, not measured here.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import rankdata

from maillon.analytics.composite import (
    Aggregation,
    Normalisation,
    Weights,
    rank_range,
    read_index,
    sensitivity,
    uncertainty,
)
from maillon.analytics.composite.assumptions import Assumption

ROOT = Path(__file__).parents[1]
ASEM = ROOT.parent / "shared" / "equity" / "asem"
UNITS, INDICATORS, GROUPS, REPLICATES = 35_000, 30, 5, 10_000
PEER_REPLICATES = 5
COINR_REPLICATE, COINR_REGENERATIONS, COINR_SENSITIVITY = 3.0, 600, 92.0
SEED = 20261122
NOMINAL = "minmax:1:100"


def drawn(units: int, indicators: int, groups: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return iData and iMeta of an index with made-up figures, a tenth of the units doubled."""
    values = np.random.default_rng(SEED).lognormal(size=(units, indicators))
    values[: units // 20] = values[units // 20 : 2 * (units // 20)]
    columns = {f"i{place}": values[:, place] for place in range(indicators)}
    data = pl.DataFrame({"uCode": [f"{row:05d}" for row in range(units)]} | columns)
    rows = [
        *(("Indicator", 1, f"i{place}", f"g{place * groups // indicators}") for place in range(indicators)),
        *(("Aggregate", 2, f"g{rank}", "top") for rank in range(groups)),
        ("Aggregate", 3, "top", None),
    ]
    meta = pl.DataFrame(rows, schema=["Type", "Level", "iCode", "Parent"], orient="row")
    return data, meta.with_columns(Direction=pl.lit(1), Weight=pl.lit(1.0))


def _weights() -> None:
    index = read_index(*drawn(UNITS, INDICATORS, GROUPS))
    uncertainty(index, replicates=REPLICATES, seed=SEED, assumptions=[Weights(0.25)], normalise=NOMINAL)


def _everything() -> None:
    index = read_index(*drawn(UNITS, INDICATORS, GROUPS))
    assumptions: list[Assumption] = [
        Weights(0.25),
        Normalisation((NOMINAL, "rank", "goalposts:1:100")),
        Aggregation(("arithmetic", "geometric", ("arithmetic", "geometric"))),
    ]
    posts = {code: (float(low), float(high)) for code, low, high in _posts(index.codes, index.values)}
    uncertainty(index, replicates=REPLICATES, seed=SEED, assumptions=assumptions, normalise=NOMINAL, goalposts=posts)


def _posts(codes: tuple[str, ...], values: Any) -> Any:
    return zip(codes, np.quantile(values, 0.01, axis=0), np.quantile(values, 0.99, axis=0), strict=True)


def _sensitivity() -> None:
    tables = (ASEM / "asem_iData.csv", ASEM / "asem_iMeta.csv") if ASEM.is_dir() else drawn(51, 49, 8)
    assumptions = {
        "weights": 0.25,
        "normalise": [NOMINAL, "rank"],
        "aggregate": ["arithmetic", "geometric"],
        "impute": ["mean", "hot_deck"],
    }
    sensitivity(
        *tables,
        size=1_024,
        seed=SEED,
        assumptions=assumptions,
        bootstrap=1_000,
        denominate=ASEM.is_dir(),
        impute="median",
        treat=True,
        normalise=NOMINAL,
    )


def _ranges() -> None:
    rank_range(*drawn(UNITS, INDICATORS, GROUPS), method="interval", normalise=NOMINAL)


WORKS = {"weights": _weights, "everything": _everything, "sensitivity": _sensitivity, "ranges": _ranges}


def measure(work: str) -> None:
    """Do one of WORKS and print what it took; called in a process of its own."""
    begun, used = time.perf_counter(), time.process_time()
    WORKS[work]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"wall": time.perf_counter() - begun, "cpu": time.process_time() - used, "gigabytes": peak}))


def _measured(work: str) -> dict[str, float]:
    command = [sys.executable, "-c", f"from benchmarks.composite import measure; measure({work!r})"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    printed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(printed)
    return found


def _plain_loop() -> float:
    """Return the seconds that a plain loop would take for all replicates: a few are measured, then scaled."""
    data, _meta = drawn(UNITS, INDICATORS, GROUPS)
    values = data.drop("uCode").to_numpy()
    chance = np.random.default_rng(SEED)
    ranks = []
    begun = time.perf_counter()
    for _replicate in range(PEER_REPLICATES):
        scaled = 1 + 99 * (values - values.min(axis=0)) / (values.max(axis=0) - values.min(axis=0))
        weights = chance.uniform(0.75, 1.25, INDICATORS)
        groups = [
            np.average(scaled[:, own], axis=1, weights=weights[own]) for own in np.split(np.arange(INDICATORS), GROUPS)
        ]
        scores = np.average(np.column_stack(groups), axis=1, weights=chance.uniform(0.75, 1.25, GROUPS))
        ranks.append(rankdata(-scores, method="min"))
    np.quantile(np.array(ranks), [0.05, 0.5, 0.95], axis=0)
    return (time.perf_counter() - begun) * REPLICATES / PEER_REPLICATES


def _row(name: str, value: float, unit: str, most: float | None = None, **more: Any) -> dict[str, Any]:
    row = {"name": f"Indice composite : {name}", "value": value, "unit": unit, **more}
    if most is not None:
        row |= {"target": f"≤ {most:g} {unit}", "held": value <= most}
    if more.get("peer") is not None:
        row["ratio"] = more["peer"] / value
    return row


def run() -> list[dict[str, Any]]:
    """Measure the figures of the specification."""
    size = "35 000 × 30, 10 000 tirages"
    weights, everything, shares, ranges = (_measured(work) for work in WORKS)
    loop = {
        "peer_name": f"boucle numpy et rankdata ({PEER_REPLICATES} tirages, mis à l’échelle)",
        "peer": _plain_loop(),
    }
    stated = {
        "peer_name": "COINr, 3 s par tirage (cahier des charges, non mesuré)",
        "peer": COINR_REPLICATE * REPLICATES,
    }
    scaled = COINR_SENSITIVITY / COINR_REGENERATIONS * 6_144
    reference = {"peer_name": "COINr, 92 s pour 600 (cahier des charges, mis à l’échelle)", "peer": scaled}
    rows = [
        _row(f"poids, {size}", weights["wall"], "s", 30, **loop),
        _row(f"poids, normalisation et agrégation, {size}", everything["wall"], "s", 60, **stated),
        _row("sensibilité, 4 hypothèses, 6 144 recalculs de 51 × 49", shares["wall"], "s", 10, **reference),
        _row("mémoire la plus haute", max(weights["gigabytes"], everything["gigabytes"]), "Go", 4),
        _row("bornes des rangs de 35 000 territoires", ranges["wall"], "s"),
    ]
    for told, found in (("poids", weights), ("poids, normalisation et agrégation", everything)):
        rows.append(_row(f"temps de processeur, {told}", found["cpu"], "s"))
    return rows


if __name__ == "__main__":
    for line in run():
        print(line)
