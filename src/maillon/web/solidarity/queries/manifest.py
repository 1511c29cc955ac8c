"""What made a result: weights, classes, draws, data and versions, so that anybody can make it again."""

from __future__ import annotations

import hashlib
from typing import Any

from maillon import __version__
from maillon.analytics.solidarity import Ranked, default_index
from maillon.analytics.solidarity.definition import DEFINITION
from maillon.analytics.territories import provenance
from maillon.web.solidarity.queries.choice import Choice

FILES = ("communes.parquet", "groupings.parquet", "needs.parquet")


def manifest(choice: Choice, result: Ranked) -> dict[str, Any]:
    """Return the manifest of a result, as JSON holds it: whole numbers and text."""
    definition = default_index()
    known = {source.file: source for source in provenance().sources}
    return {
        "format": "maillon-solidarity/1",
        "level": choice.level,
        "weights": choice.points,
        "bounds": list(choice.bounds),
        "replicates": result.replicates,
        "seed": result.seed,
        "spread": str(result.spread),
        "index": {
            "version": definition.version,
            "from": definition.start.isoformat(),
            "until": definition.end.isoformat(),
            "sha256": hashlib.sha256(DEFINITION.read_bytes()).hexdigest(),
        },
        "data": {
            name: {"sha256": known[name].sha256, "vintage": known[name].vintage, "package": known[name].package}
            for name in FILES
        },
        "versions": {"maillon": __version__, "reference": provenance().version},
    }
