"""Results as bytes: tables of a terminal, JSON, CSV, Excel, Parquet."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from maillon.analytics.workbook import flat, plain, workbook
from maillon.cli.output import table
from maillon.rules.phrases import whole
from maillon.rules.wording import _, language, ngettext

SHOWN_ROWS = 60


def contents(frames: Mapping[str, pl.DataFrame], shape: str, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of a result: "" for the main one, then one per further frame where a file holds only one.

    Args:
        frames: by name, the main one first.
        shape: "table", "json", "csv", "xlsx" or "parquet".
        manifest: said in JSON under "manifest" and in Excel on a sheet of its own.
    """
    if shape == "json":
        rows = {name: [plain(row) for row in frame.to_dicts()] for name, frame in frames.items()}
        return {"": _json({**rows, "manifest": manifest})}
    if shape == "xlsx":
        return {"": workbook({**frames, _("manifeste"): _listed(manifest)})}
    if shape == "table":
        return {"": ("\n\n".join(_shown(name, frame) for name, frame in frames.items()) + "\n").encode()}
    write = _csv if shape == "csv" else _parquet
    return {"" if rank == 0 else name: write(frame) for rank, (name, frame) in enumerate(frames.items())}


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """Return the manifest as a JSON file."""
    return _json(manifest)


def _json(answer: Any) -> bytes:
    written = json.dumps(plain(answer), ensure_ascii=False, indent=2, allow_nan=False, default=str)
    return f"{written}\n".encode()


def _csv(frame: pl.DataFrame) -> bytes:
    return flat(frame).write_csv().encode()


def _parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def _listed(manifest: Mapping[str, Any]) -> pl.DataFrame:
    lines = {name: json.dumps(plain(value), ensure_ascii=False, default=str) for name, value in manifest.items()}
    return pl.DataFrame({"name": list(lines), "value": list(lines.values())})


def _shown(name: str, frame: pl.DataFrame) -> str:
    """Return a frame as a table of the terminal; lists within cells are left to the other forms."""
    frame = frame.select(column for column, kind in frame.schema.items() if not kind.is_nested())
    rows = [[_cell(cell) for cell in row] for row in frame.head(SHOWN_ROWS).iter_rows()]
    numbers = [rank for rank, kind in enumerate(frame.dtypes) if kind.is_numeric()]
    text = f"{name}\n{table(frame.columns, rows, numbers=numbers)}" if frame.width else name
    rest = frame.height - SHOWN_ROWS
    if rest <= 0:
        return text
    more = ngettext("… et {count} autre ligne", "… et {count} autres lignes", rest).format(count=whole(rest))
    return f"{text}\n{more}"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, int):
        return whole(value) if abs(value) >= 10_000 else str(value)
    if not isinstance(value, float):
        return str(value)
    if not math.isfinite(value):
        return "–"
    written = whole(round(value)) if abs(value) >= 10_000 else f"{value:.4g}"
    return written.replace(".", ",") if language.get() == "fr" else written
