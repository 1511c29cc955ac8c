"""Contrast of the palette, read from the style sheet itself (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

import maillon.web.common

SHEET = Path(maillon.web.common.__file__).parent / "static" / "common" / "css" / "base.css"
COLOURS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", SHEET.read_text(encoding="utf-8")))
TEXTS = [
    *((ink, paper) for ink in ("ink", "ink-soft", "accent", "accent-deep") for paper in ("paper", "sheet", "tuffeau")),
    ("accent", "accent-pale"),
    ("accent-deep", "accent-pale"),
    ("ink-soft", "accent-pale"),
    ("paper", "accent"),
    ("paper", "ink"),
    ("sheet", "accent"),
    ("sheet", "bad"),
    *((tone, f"{tone}-pale") for tone in ("good", "warning", "bad")),
    *(("ink-soft", f"{tone}-pale") for tone in ("good", "warning", "bad")),
    *((tone, paper) for tone in ("good", "warning", "bad") for paper in ("paper", "sheet")),
]
# what must be told apart without being text: field borders, segments of a strip against the paper
SHAPES = [
    ("field", "sheet"),
    ("field", "tuffeau"),
    ("accent", "paper"),
    *((f"tint-{n}", "paper") for n in (1, 3, 4, 6)),
]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(COLOURS[one]), _luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "paper"), TEXTS)
def test_text_reads_on_its_paper(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize(("shape", "paper"), SHAPES)
def test_shapes_stand_out(shape: str, paper: str) -> None:
    assert contrast(shape, paper) >= 3
