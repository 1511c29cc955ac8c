"""The result of a published version: a CSV whose bytes never change, and how it is read back."""

from __future__ import annotations

import csv
import io
import zlib
from functools import lru_cache

import polars as pl

from maillon.analytics.solidarity import default_index
from maillon.web.solidarity.models import IndicatorVersion
from maillon.web.solidarity.queries.export import cells

TEXTS = ("code", "name", "class", "class_best", "class_worst")


def frozen(frame: pl.DataFrame) -> bytes:
    """Return a result as UTF-8 CSV, commas, dots, names of columns in English; the order is that of the codes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    dimensions = [one.code for one in default_index().dimensions]
    known = ("code", "name", "rank", "rank_q5", "rank_q95", "class", "class_probability", "class_best", "class_worst")
    writer.writerow([*known, "score", *dimensions])
    writer.writerows(["" if cell is None else str(cell) for cell in row] for row in cells(frame.sort("code")))
    return out.getvalue().encode()


def written(version: IndicatorVersion) -> bytes:
    """Return the CSV of a version, as it was published."""
    return zlib.decompress(bytes(version.table))


@lru_cache(maxsize=8)
def _frame(content: bytes) -> pl.DataFrame:
    read = pl.read_csv(io.BytesIO(content), infer_schema=False)
    numbers = [pl.col(name).cast(pl.Float64) for name in read.columns if name not in TEXTS]
    whole = pl.col("rank").cast(pl.Int64)
    texts = [pl.col(name).replace("", None) for name in TEXTS[2:]]
    settled = (pl.col("class_best") == pl.col("class_worst")).alias("settled")
    return read.with_columns(*numbers, *texts).with_columns(whole, settled)


def frame_of(version: IndicatorVersion) -> pl.DataFrame:
    """Return the result of a version, as `Ranked.frame` had it, rounded."""
    return _frame(written(version))
