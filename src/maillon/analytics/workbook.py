"""Frames as an Excel workbook."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from typing import Any

import polars as pl

SHEET_NAME = 31
ROWS = 1_048_575
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def workbook(frames: Mapping[str, pl.DataFrame]) -> bytes:
    """Return an Excel workbook, one sheet per frame; text stays text, even when it starts like a formula.

    Args:
        frames: by name of sheet, cut to 31 characters; a frame longer than a sheet goes on in "name 2", "name 3"…
            Nested cells are written as JSON.
    """
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    book = Workbook(stream, options)
    bold = book.add_format({"bold": True})
    for name, frame in _parts(frames).items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, frame.columns, bold)
        for column, series in enumerate(flat(frame)):
            sheet.write_column(1, column, series.to_list())
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, frame.height, max(frame.width - 1, 0))
        sheet.set_column(0, max(frame.width - 1, 0), 14)
    book.close()
    return stream.getvalue()


def _parts(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    parts: dict[str, pl.DataFrame] = {}
    for name, frame in frames.items():
        for rank, start in enumerate(range(0, max(frame.height, 1), ROWS)):
            suffix = f" {rank + 1}" if rank else ""
            safe = name.translate(_FORBIDDEN)[: SHEET_NAME - len(suffix)] + suffix
            parts[safe] = frame.slice(start, ROWS)
    return parts


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with nested cells written as JSON."""
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    written = [
        pl.Series(name, [json.dumps(plain(cell), ensure_ascii=False, default=str) for cell in frame[name].to_list()])
        for name in nested
    ]
    return frame.with_columns(written)


def plain(value: Any) -> Any:
    """Return a value that JSON can say: what is not a finite number is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value
