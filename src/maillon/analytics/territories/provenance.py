"""Where the reference data comes from and what is wrong in it."""

from __future__ import annotations

from functools import cache

from maillon.analytics.territories.model import Provenance, Source
from maillon.analytics.territories.store import REFERENCE_DIR


@cache
def provenance() -> Provenance:
    """Return the provenance of the reference data that ships."""
    import yaml  # a tenth of the time of a look-up, which needs no provenance

    read = yaml.safe_load((REFERENCE_DIR / "provenance.yaml").read_text(encoding="utf-8"))
    sources = tuple(Source(**(entry | {"defects": tuple(entry["defects"])})) for entry in read["files"])
    return Provenance(
        version=read["version"],
        geography_vintage=read["geography_vintage"],
        population_vintage=read["population_vintage"],
        population_total_vintage=read["population_total_vintage"],
        packages=tuple(read["packages"].items()),
        sources=sources,
        defects=tuple(defect for source in sources for defect in source.defects),
    )
