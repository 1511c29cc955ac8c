"""All communes of France on one grid of pixels: a picture of them costs one look-up, not 35,000 contours."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from maillon.analytics.territories.store import REFERENCE_DIR, store

WIDTH = 1_400
"""Pixels of a line of the grid: enough for each drawn commune to have one of its own."""
HEIGHT = 1_600
"""Most lines; the mainland needs fewer."""
Grid = NDArray[np.uint16]


@cache
def commune_grid() -> Grid:
    """Return the grid (lines, WIDTH), read once per process; do not write in it.

    A pixel holds the place of its commune in `grid_codes`; 0 where there is none. The mainland is in Lambert-93,
    overseas départements at their own scales to its left, from the top: Guadeloupe, Martinique, Guyane, La Réunion,
    Mayotte. Made by scripts/reference/grid.py.
    """
    runs = pl.read_parquet(REFERENCE_DIR / "commune_grid.parquet")
    pixels = np.repeat(runs["place"].to_numpy(), runs["length"].to_numpy()).reshape(-1, WIDTH)
    pixels.setflags(write=False)
    return pixels


@cache
def grid_codes() -> tuple[str, ...]:
    """Return the code of the commune of each value of the grid; an empty one at 0."""
    data = store()
    return ("", *data.cells("code")[: data.commune_count])


@cache
def department_lines() -> NDArray[np.bool_]:
    """Return the pixels of land (lines, WIDTH) that touch another département, the sea or another country."""
    grid = commune_grid()
    names = ["", *store().cells("department")[: store().commune_count]]
    numbers = {name: rank for rank, name in enumerate(dict.fromkeys(names))}
    inside = np.array([numbers[name] for name in names], dtype=np.uint8)[grid]
    across, down = inside[:, :-1] != inside[:, 1:], inside[:-1] != inside[1:]
    found = np.zeros(grid.shape, dtype=np.bool_)
    for part, mark in ((across, found[:, :-1]), (across, found[:, 1:]), (down, found[:-1]), (down, found[1:])):
        mark |= part
    return found & (inside > 0)
