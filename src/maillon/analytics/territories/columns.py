"""A file of text columns, each compressed apart, so that a look-up opens only what it needs.

The Parquet files beside it are the record; this file is derived from them because reading Parquet costs a
quarter of a second of imports, which a command line cannot afford.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

_HEADER_BYTES = 8


def write_columns(path: Path, columns: Mapping[str, Sequence[str]]) -> None:
    """Write columns of one-line texts; columns may differ in length.

    Raises:
        ValueError: a cell holds a line break.
    """
    blobs, places, offset = [], {}, 0
    for name, cells in columns.items():
        if any("\n" in cell for cell in cells):
            raise ValueError(f"a cell of {name} holds a line break")
        blob = zlib.compress("\n".join(cells).encode(), 9)
        places[name] = (offset, len(blob))
        offset += len(blob)
        blobs.append(blob)
    header = json.dumps(places, separators=(",", ":")).encode()
    path.write_bytes(len(header).to_bytes(_HEADER_BYTES, "big") + header + b"".join(blobs))


class Columns:
    """Columns of a file written by `write_columns`, decompressed when asked."""

    def __init__(self, path: Path) -> None:
        raw = path.read_bytes()
        start = _HEADER_BYTES + int.from_bytes(raw[:_HEADER_BYTES], "big")
        self._places: dict[str, tuple[int, int]] = json.loads(raw[_HEADER_BYTES:start])
        self._blobs = memoryview(raw)[start:]

    def text(self, name: str) -> str:
        """Return a whole column, one cell a line."""
        offset, length = self._places[name]
        return zlib.decompress(self._blobs[offset : offset + length]).decode()

    def cells(self, name: str) -> list[str]:
        """Return the cells of a column."""
        return self.text(name).split("\n")
