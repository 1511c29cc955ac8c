"""Where the reference data comes from and what is wrong in it."""

from maillon.analytics.territories.model import Provenance


def provenance() -> Provenance:
    """Return the provenance of the reference data that ships."""
    raise NotImplementedError
