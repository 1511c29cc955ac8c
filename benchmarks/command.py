"""How long the command takes to say what it can do, beside Django's own command."""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

MOST_MILLISECONDS = 400
TIMES = 15


def _milliseconds(program: str) -> float:
    command = [str(Path(sys.executable).with_name(program)), "--help"]
    told = []
    for _ in range(TIMES):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        told.append((time.perf_counter() - start) * 1_000)
    return statistics.median(told)


def run() -> list[dict[str, Any]]:
    """Measure `maillon --help`, milliseconds, median of 15 starts."""
    ours, peer = _milliseconds("maillon"), _milliseconds("django-admin")
    row = {"name": "« maillon --help », médiane", "value": ours, "unit": "ms", "target": f"≤ {MOST_MILLISECONDS} ms"}
    return [
        {
            **row,
            "held": ours <= MOST_MILLISECONDS,
            "peer_name": "django-admin --help",
            "peer": peer,
            "ratio": peer / ours,
        }
    ]


if __name__ == "__main__":
    for line in run():
        print(line)
