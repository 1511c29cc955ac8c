"""All communes on one grid of pixels, drawn from the contours that were just written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image, ImageDraw

from maillon.analytics.territories.drawing import Plane, place
from maillon.analytics.territories.grid import HEIGHT, WIDTH, Grid
from maillon.analytics.territories.topology import Topology

NAME = "commune_grid"


def draw_grid(folder: Path, codes: list[str]) -> pl.DataFrame:
    """Return the grid as runs of equal pixels, line after line: place in `codes` from 1 (0: no commune) and length.

    Args:
        folder: where the contours are.
        codes: of all communes, in the order of communes.parquet.
    """
    topology = Topology("commune", folder)
    contours = {code: [ring for polygon in topology.polygons(code) for ring in polygon] for code in codes}
    height, rings = place({code: parts for code, parts in contours.items() if parts}, WIDTH, HEIGHT)
    rank = {code: at for at, code in enumerate(codes, 1)}
    drawn = [(_area(ring), rank[code], ring) for code, some in rings.items() for ring in some]
    # the smallest last: an enclave covers the hole it fills
    drawn.sort(key=lambda one: (-one[0], one[1]))
    image = Image.new("I", (WIDTH, height), 0)
    pen = ImageDraw.Draw(image)
    for _size, number, ring in drawn:
        pen.polygon([(x - 0.5, y - 0.5) for x, y in ring.tolist()], fill=number)
    pixels = np.array(image).astype(np.uint16)
    _seen(pixels, drawn)
    flat = pixels.ravel()
    ends = np.flatnonzero(np.diff(flat.astype(np.int32), append=-1))
    return pl.DataFrame({"place": flat[ends], "length": np.diff(ends, prepend=-1).astype(np.uint32)})


def _seen(pixels: Grid, drawn: list[tuple[float, int, Plane]]) -> None:
    """Give one pixel to each commune that others cover wholly: the middle of its largest ring."""
    hidden = {number for _size, number, _ring in drawn} - set(np.unique(pixels).tolist())
    for _size, number, ring in drawn:
        if number in hidden:
            hidden.discard(number)
            x, y = ((ring.min(axis=0) + ring.max(axis=0)) / 2).astype(int)
            pixels[y, x] = number


def _area(ring: Plane) -> float:
    x, y = ring.T
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2)
