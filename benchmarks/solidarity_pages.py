"""What a reader waits for on the page of the indicator when a weight moves: computation, page and map, best of seven.

Each answer is for weights never asked before, so that nothing is taken from what is kept in memory.

    python -m benchmarks solidarity_pages
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROWS = (
    ("page epci", "Page de l’indicateur, 1 253 intercommunalités, nouveaux poids", "ms", 300.0),
    ("page commune", "Page de l’indicateur, 34 969 communes, nouveaux poids", "ms", 1_000.0),
    ("map epci", "Carte des classes de France, nouveaux poids", "ms", None),
    ("map commune", "Carte des classes d’un département, nouveaux poids (classes de France)", "ms", None),
    ("picture", "Carte de toutes les communes, seule, nouveaux poids", "ms", None),
    ("page and picture", "Page des communes puis leur carte, nouveaux poids", "ms", 1_000.0),
    ("weight", "Poids de la carte de toutes les communes", "ko", 150.0),
    ("effort", "Effort de l’État entre toutes les communes, nouveaux poids", "ms", None),
    ("effort inside", "Effort de l’État entre les communes d’une intercommunalité, nouveaux poids", "ms", None),
    ("brief", "Note de deux pages d’une intercommunalité (PDF), nouveaux poids", "ms", None),
    ("sheet", "Fiche d’une intercommunalité, nouveaux poids", "ms", None),
)


def run() -> list[dict[str, Any]]:
    """Measure the pages in a process of their own."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"MAILLON_VAR": folder, "DJANGO_SETTINGS_MODULE": "maillon.web.site.settings"}
        command = [sys.executable, "-m", "benchmarks._solidarity_pages"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    taken: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return [
        {
            "name": name,
            "value": min(taken[key]),
            "unit": unit,
            "target": f"≤ {target:.0f} {unit}" if target else "",
            "held": min(taken[key]) <= target if target else None,
        }
        for key, name, unit, target in ROWS
    ]
