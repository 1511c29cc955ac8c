"""Read a Word file from outside in a process of its own, that memory and time limits bound."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from maillon.documents.contract.markup import Run
from maillon.documents.guard import Limits, guarded
from maillon.documents.wordtext.package import MOST_BYTES
from maillon.documents.wordtext.reading import Line, WordText, read
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

_LIMITS = Limits(seconds=20, megabytes=1_000)


def received(data: bytes, *, name: str) -> WordText:
    """Return what a .docx from outside says.

    Raises:
        InputError: it is no .docx, is damaged, too large, or is built to harm.
    """
    if len(data) > MOST_BYTES:
        raise InputError(Problem(_("le fichier dépasse {most} Mo").format(most=MOST_BYTES // 1_000_000), name))
    return from_dict(guarded(f"{__name__}:task", [data], {"name": name}, limits=_LIMITS, name=name))


def from_dict(told: dict[str, Any]) -> WordText:
    """Return what a file says from its JSON form."""
    lines = [Line(**line | {"runs": [Run(**run) for run in line["runs"]]}) for line in told["lines"]]
    return WordText(told["contract"], told["version"], lines, told["comments"], set(told["lost"]))


def task(blobs: list[bytes], options: dict[str, Any]) -> dict[str, Any]:
    """Read the file in the bounded process; plain JSON values."""
    return as_dict(read(blobs[0], name=options["name"]))


def as_dict(told: WordText) -> dict[str, Any]:
    """Return what a file says as plain JSON values."""
    return asdict(told) | {"lost": sorted(told.lost)}
