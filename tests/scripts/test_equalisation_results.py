"""The published results are those that the public files give: recomputed wherever the files are."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGE = (ROOT / "docs" / "explications" / "resultats-perequation.md").read_text(encoding="utf-8")
sys.path.insert(0, str(ROOT / "scripts"))

from equalisation.page import LEVELS, START, cells, tables  # noqa: E402  the folder of scripts is not a package of ours
from equalisation.sources import CRITERIA, GREEN_FUND, INVESTMENT, communes, grants  # noqa: E402  idem
from equalisation.study import study, together  # noqa: E402  idem

absent = [name for name in (CRITERIA, INVESTMENT, GREEN_FUND) if not (DATA / name).is_file()]
published = pytest.mark.skipif(bool(absent), reason=f"public files not beside the project: {', '.join(absent)}")


def _lines(text: str, *, intervals: bool) -> list[list[str]]:
    """Return the lines of the first table, without intervals nor what depends on them unless asked."""
    told = text.split(START)[1].split("\n\n")[1].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in told]
    return rows if intervals else [[re.sub(r" \[.*?\]", "", cell) for cell in row[:-1]] for row in rows]


@published
def test_every_figure_of_the_page_is_found_again() -> None:
    made = tables(study(DATA, bootstrap=0), together(DATA))
    assert _lines(made, intervals=False) == _lines(PAGE, intervals=False)
    assert made.split("\n\n")[2] == PAGE.split(START)[1].split("\n\n")[2]


@published
@pytest.mark.parametrize("level", ["epci", "departements"])
def test_intervals_and_verdicts_are_found_again(level) -> None:
    made = [list(cells(row)) for row in study(DATA, levels=(level,))]
    assert made == [row for row in _lines(PAGE, intervals=True) if row[1] == LEVELS[level]]


@published
def test_what_could_not_be_tied_to_a_territory_is_said() -> None:
    country = communes(DATA)
    for grant in grants(DATA, country)[-2:]:
        for euros in grant.aside.values():
            assert f"{euros / 1e6:,.0f}".replace(",", "\u202f") + "\u00a0M€" in PAGE
