"""Small indices of one level for the tests of each stage, and the published example."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

ASEM = Path(__file__).parents[4] / "shared" / "equity" / "asem"
PUBLISHED = {"denominate": True, "impute": "group_mean:EurAsia_group", "screen": 0.9, "treat": True}

published = pytest.mark.skipif(not ASEM.is_dir(), reason="the published example of an index is not beside the project")


def asem(name: str) -> Path:
    """Return the path of a table of the published example: iData or iMeta."""
    return ASEM / f"asem_{name}.csv"


def flat(
    columns: Mapping[str, Sequence[float | None]], extra: Mapping[str, Sequence[Any]] | None = None, **meta: Any
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return iData and iMeta of indicators gathered in one index "I".

    `meta` gives other columns of iMeta, one value per indicator.
    """
    codes = list(columns)
    count = len(next(iter(columns.values())))
    units = [f"u{rank}" for rank in range(count)]
    figures = {code: pl.Series(values, dtype=pl.Float64, strict=False) for code, values in columns.items()}
    data = pl.DataFrame({"uCode": units, **figures, **(extra or {})})
    rows = {
        "Level": [1] * len(codes) + [2],
        "iCode": [*codes, "I"],
        "Parent": ["I"] * len(codes) + [None],
        "Direction": [1] * (len(codes) + 1),
        "Weight": [1.0] * (len(codes) + 1),
        "Type": ["Indicator"] * len(codes) + ["Aggregate"],
    }
    for name, values in meta.items():
        rows[name] = [*values, None if name not in rows else rows[name][-1]]
    return data, pl.DataFrame(rows, strict=False)
