"""The register with 1,000 contracts and 100,000 actions on two cores: how long its pages take at 20 requests a second.

The contracts are invented over real territories (`_contracts`), written as files, imported by the site's own service
into a database of its own, and served by `maillon site serve`. The load is open (`_load`): pages are asked at fixed
times and latency counts from the time at which each was due. The load generator shares the two cores with the server.

Beside it, what one does without Maillon: open the 1,000 files of a shared folder to answer the same question.

    python -m benchmarks.register [--seconds 60] [--contracts 1000] [--actions 100000] [--folder KEPT]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._register import FILES, FILLED, SURVEYED, TARGETS

ROOT = Path(__file__).parents[1]
CONTRACTS, ACTIONS, SECONDS = 1_000, 100_000, 60.0
RATE, MOST_MILLISECONDS, MOST_QUERIES = 20.0, 200.0, 15
WORKERS = 2
NAMES = {"liste": "liste filtrée", "contrat": "contrat", "action": "action", "territoire": "territoire"}
THEME, YEAR, WORD = "mobilites", 2024, "navette"
Row = dict[str, Any]


def run(
    seconds: float = SECONDS, contracts: int = CONTRACTS, actions: int = ACTIONS, folder: Path | None = None
) -> list[Row]:
    """Measure the register; `folder` keeps the database from one run to the next."""
    with _place(folder) as place:
        if not (place / FILLED).is_file():
            _python("benchmarks._register", str(place), str(contracts), str(actions))
        _python("benchmarks._register", str(place))
        filled, queries = (json.loads((place / name).read_text(encoding="utf-8")) for name in (FILLED, SURVEYED))
        with _served(place) as address:
            loaded = json.loads(
                _python(
                    "benchmarks._load",
                    address,
                    str(place / TARGETS),
                    "--rate",
                    str(RATE),
                    "--seconds",
                    str(seconds),
                    "--climb",
                    str(MOST_MILLISECONDS),
                )
            )
            ours = _list_milliseconds(address)
        theirs = _folder_milliseconds(place / FILES)
    return [*_filling(filled, queries), *_pages(loaded), *_beside(ours, theirs)]


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="maillon-bench-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _python(module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextmanager
def _served(place: Path) -> Iterator[str]:
    """Serve the register of `place` as a person would, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "maillon.cli.main",
        "site",
        "serve",
        "--port",
        str(port),
        "--workers",
        str(WORKERS),
    ]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "MAILLON_VAR": str(place), "MAILLON_URL": address},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(address, server)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/contrats/", timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not start")


def _filling(filled: dict[str, Any], queries: dict[str, int]) -> list[Row]:
    told = f"{filled['contracts']} contrats et {filled['actions']} actions"
    most = max(queries.values())
    return [
        {"name": f"Registre : importer {told}", "value": filled["import_seconds"], "unit": "s", "held": None},
        {
            "name": "Registre : lire et valider ces documents",
            "value": filled["read_seconds"],
            "unit": "s",
            "held": None,
        },
        {
            "name": "Registre : requêtes SQL de la page qui en fait le plus",
            "value": most,
            "unit": "requêtes",
            "target": f"≤ {MOST_QUERIES}",
            "held": most <= MOST_QUERIES,
        },
    ]


def _pages(loaded: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for kind, name in NAMES.items():
        found = loaded["kinds"][kind]
        told = f"Registre à {loaded['rate']:.0f} requêtes/s, page {name}"
        rows += [
            {"name": f"{told}, médiane", "value": found["p50"], "unit": "ms", "held": None},
            {
                "name": f"{told}, 95ᵉ centile",
                "value": found["p95"],
                "unit": "ms",
                "target": f"≤ {MOST_MILLISECONDS:.0f} ms",
                "held": found["p95"] <= MOST_MILLISECONDS,
            },
            {"name": f"{told}, 99ᵉ centile", "value": found["p99"], "unit": "ms", "held": None},
        ]
    rows.append(
        {
            "name": f"Registre : réponses en erreur sur {loaded['count']}",
            "value": loaded["errors"],
            "unit": "réponses",
            "target": "0",
            "held": loaded["errors"] == 0,
        }
    )
    for error in loaded["first_errors"]:
        print(f"  {error}", file=sys.stderr)
    breaking = {
        "name": "Registre : débit que le 95ᵉ centile tient sous 200 ms",
        "value": loaded["breaking"],
        "unit": "requêtes/s",
        "target": f"≥ {RATE:.0f} requêtes/s",
        "held": loaded["breaking"] >= RATE,
    }
    return [*rows, breaking]


def _beside(ours: float, theirs: float) -> list[Row]:
    return [
        {
            "name": "Registre : trouver les contrats d’un thème, d’une année et d’un mot",
            "value": ours,
            "unit": "ms",
            "peer_name": "ouvrir les fichiers d’un dossier partagé (Python, json)",
            "peer": theirs,
            "ratio": theirs / ours,
            "held": None,
        }
    ]


def _list_milliseconds(address: str) -> float:
    """Median time of one filtered list, alone on the server."""
    times = []
    for _turn in range(20):
        start = time.perf_counter()
        with urllib.request.urlopen(f"{address}/contrats/?theme={THEME}&annee={YEAR}&q={WORD}", timeout=30) as answer:
            answer.read()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)[len(times) // 2]


def _folder_milliseconds(folder: Path) -> float:
    """Time to open every file and keep the contracts that answer the same question, in title order."""
    start = time.perf_counter()
    kept = []
    for path in folder.iterdir():
        document = json.loads(path.read_text(encoding="utf-8"))
        begins, ends = (int(document["period"][side][:4]) for side in ("start", "end"))
        themes = {theme["id"] for theme in document["themes"]}
        if (
            THEME in themes
            and begins <= YEAR <= ends
            and any(WORD in action["title"] for action in document["actions"])
        ):
            kept.append(document["title"])
    kept.sort()
    return 1000 * (time.perf_counter() - start)


def main() -> int:
    """Run alone and print the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--contracts", type=int, default=CONTRACTS)
    parser.add_argument("--actions", type=int, default=ACTIONS)
    parser.add_argument("--folder", type=Path, help="keep the register there from one run to the next")
    options = parser.parse_args()
    for row in run(options.seconds, options.contracts, options.actions, options.folder):
        print(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
