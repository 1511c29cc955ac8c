"""The page on cofinancing says what the library computes."""

import math
from pathlib import Path

import pytest

from maillon.analytics.cofinancing import FORMS, Scale

PAGE = (Path(__file__).parents[3] / "docs" / "explications" / "cofinancement-sans-seuil.md").read_text(encoding="utf-8")


def _french(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


@pytest.mark.parametrize("form", FORMS)
def test_the_table_is_what_the_scale_gives(form) -> None:
    scale = Scale((0.25, 0.5, 0.75), (0.3, 0.5, 0.7, 0.95), form, 0.05 if form == "ramp" else None)
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{form}`")]
    low, high = scale.rate(0.749), scale.rate(0.751)
    assert f"| {_french(low * 100)} % | {_french(high * 100)} % |" in line
    assert f"| {round((high - low) * 1e6):,} €".replace(",", " ") in line
    assert ("infinie" if form == "step" else _french(scale.lipschitz)) in line


def test_the_precision_asked_of_the_index() -> None:
    linear = Scale((0.25, 0.5, 0.75), (0.3, 0.5, 0.7, 0.95))
    ramp = Scale((0.25, 0.5, 0.75), (0.3, 0.5, 0.7, 0.95), "ramp", 0.05)
    # rounded down: a wider precision would let rates move by more than what is promised
    wide, narrow = (math.floor(scale.largest_sigma(0.05) * 1000) / 1000 for scale in (linear, ramp))
    assert f"à {_french(wide, 3)} près avec `linear`, à {_french(narrow, 3)}" in PAGE
