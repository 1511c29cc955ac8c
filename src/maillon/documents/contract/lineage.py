"""Which version made each part of a text what it is: the thread from a consolidated text back to its amendments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import digest, parts_of
from maillon.documents.contract.loading import tree_of

Lineage = dict[str, tuple[str, int]]
"""Fingerprint of each part and number of the version that made it so; the fingerprint of an absent part is empty."""


def trace(document: ContractDocument, number: int, before: Mapping[str, Any] | None = None) -> Lineage:
    """Return the lineage of a version, from that of the version before it.

    Args:
        document: the whole text of the version.
        number: its number.
        before: lineage of the version that it follows; None for the first one.

    Returns:
        Every part that stands or ever stood: its fingerprint, empty once removed, and the version of its last change.
    """
    known = {path: (str(one[0]), int(one[1])) for path, one in (before or {}).items()}
    now = {path: digest(value) for path, value in parts_of(tree_of(document))}
    kept = {path: one if one[0] == now.get(path, "") else (now.get(path, ""), number) for path, one in known.items()}
    return {**kept, **{path: (mark, number) for path, mark in now.items() if path not in known}}
