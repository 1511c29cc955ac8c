"""Places in a document, as a program holds them and as a person reads them: `actions[3].cost.excluding_tax`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

Path = tuple[str | int, ...]
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def written(path: Iterable[str | int]) -> str:
    """Return `path` as it is shown: names joined by points, ranks (from 0) between brackets."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def read(text: str) -> Path:
    """Return the path that `text` writes; a key that holds a point is read as two steps."""
    return tuple(int(rank) if rank else name for rank, name in _STEP.findall(text))


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """Return the line of `path`, or that of its closest ancestor that is in the file."""
    while path not in lines:
        if not path:
            return None
        path = path[:-1]
    return lines[path]
