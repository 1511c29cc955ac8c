"""Small made-up indices for the tests of uncertainty."""

import numpy as np
import polars as pl

from maillon.analytics.composite import Index, read_index


def tables(values, groups=2, *, weights=None, extra=None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return iData and iMeta of an index of two levels: columns i0, i1… shared in order among aggregates g0, g1…"""
    values = np.asarray(values, dtype=float)
    count = values.shape[1]
    codes = [f"u{row:03d}" for row in range(len(values))]
    data = pl.DataFrame({"uCode": codes} | {f"i{place}": values[:, place] for place in range(count)})
    data = data.fill_nan(None).with_columns(**(extra or {}))
    weigh = [1.0] * count if weights is None else list(weights)
    rows = [
        {"Level": 1, "iCode": f"i{place}", "Parent": f"g{place * groups // count}", "Weight": weigh[place]}
        for place in range(count)
    ]
    rows += [{"Level": 2, "iCode": f"g{rank}", "Parent": "top", "Weight": 1.0} for rank in range(groups)]
    rows += [{"Level": 3, "iCode": "top", "Parent": None, "Weight": 1.0}]
    kinds = ["Indicator"] * count + ["Aggregate"] * (groups + 1)
    return data, pl.DataFrame(rows).with_columns(Direction=pl.lit(1), Type=pl.Series(kinds))


def index(values, groups=2, **more) -> Index:
    """Return the index of `tables`."""
    return read_index(*tables(values, groups, **more))


def figures(units=12, indicators=6, seed=3):
    """Return positive figures."""
    return np.random.default_rng(seed).lognormal(size=(units, indicators))
