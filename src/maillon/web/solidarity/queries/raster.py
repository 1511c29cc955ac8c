"""The map of every commune of France at once: a small picture, each pixel in the colour of its commune's class."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.territories.grid import WIDTH, commune_grid, department_lines, grid_codes

UNKNOWN = "?"
COLOURS = {
    "A": "#1d3350", "B": "#4a6b91", "C": "#8ea4c0", "D": "#c9d4e1", "E": "#eef1f5", UNKNOWN: "#e2d6bd",
}  # fmt: skip
"""Those of the patterns of templates/solidarity/parts/patterns.html, which a test compares."""
PALE, DARK = "#fbf9f4", "#7f8da1"
"""Lines around départements, over dark classes and over light ones."""
_DARK_CLASSES = "ABC"
_NOTHING = 0
_BITS = 4  # nine colours


def size() -> tuple[int, int]:
    """Return width and height of the picture, in pixels."""
    return WIDTH, len(commune_grid())


def picture(classes: Mapping[str, str]) -> bytes:
    """Return the picture as a PNG file; the sea is transparent.

    Args:
        classes: code of a commune → letter; a commune that is not in it is drawn as unknown.
    """
    from PIL import Image  # only maps of all communes need it

    numbers = {letter: rank for rank, letter in enumerate(COLOURS, 1)}
    unknown = numbers[UNKNOWN]
    shown = np.array([numbers.get(classes.get(code, UNKNOWN), unknown) for code in grid_codes()], dtype=np.uint8)
    shown[0] = _NOTHING
    pixels = shown[commune_grid()]
    lines = len(COLOURS) + 1
    over = pixels[_lines()]
    pixels[_lines()] = np.where(over <= len(_DARK_CLASSES), lines, lines + 1)
    made = Image.fromarray(pixels, mode="P")
    made.putpalette(b"".join(bytes.fromhex(colour[1:]) for colour in (PALE, *COLOURS.values(), PALE, DARK)))
    file = io.BytesIO()
    made.save(file, "PNG", bits=_BITS, transparency=_NOTHING)
    return file.getvalue()


@cache
def _lines() -> tuple[NDArray[np.intp], ...]:
    return np.nonzero(department_lines())
