"""`maillon index uncertainty` and `maillon index sensitivity`: how sure the ranks of an index are."""

from __future__ import annotations

from typing import Any


def add_verbs(verbs: Any) -> None:
    """Add the verbs `uncertainty` and `sensitivity` to those of `maillon index`."""
