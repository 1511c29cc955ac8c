"""The published results are those that the public files give: recomputed wherever the files are."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGE = (ROOT / "docs" / "explications" / "resultats-perequation.md").read_text(encoding="utf-8")
sys.path.insert(0, str(ROOT / "scripts"))

from equalisation.page import END, LEVELS, START, cells, tables  # noqa: E402  the folder of scripts is not a package of ours
from equalisation.sources import CRITERIA, GREEN_FUND, INVESTMENT, communes, grants  # noqa: E402  idem
from equalisation.study import SEED, study, together  # noqa: E402  idem
from equalisation.where import fifths, splits  # noqa: E402  idem

absent = [name for name in (CRITERIA, INVESTMENT, GREEN_FUND) if not (DATA / name).is_file()]
published = pytest.mark.skipif(bool(absent), reason=f"public files not beside the project: {', '.join(absent)}")


def _tables(text: str, *, intervals: bool) -> list[list[list[str]]]:
    """Return the cells of the four tables, without intervals unless asked."""
    kept = text if intervals else re.sub(r" \[[^]]*;[^]]*\]", "", text)
    sections = kept.split(START)[1].split(END)[0].split("### ")[1:]
    lines = [[line for line in section.splitlines() if line.startswith("|")][2:] for section in sections]
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in table] for table in lines]


@published
def test_every_figure_of_the_page_is_found_again() -> None:
    places = splits(DATA, bootstrap=0, seed=SEED)
    made = _tables(tables(study(DATA, bootstrap=0), together(DATA), places, fifths(DATA)), intervals=False)
    told = _tables(PAGE, intervals=False)
    for table in (made, told):
        table[1] = [row[:-1] for row in table[1]]  # the verdict depends on the interval
    assert made == told


@published
@pytest.mark.parametrize("level", ["epci", "departements"])
def test_intervals_and_verdicts_are_found_again(level) -> None:
    made = [list(cells(row)) for row in study(DATA, levels=(level,))]
    assert made == [row for row in _tables(PAGE, intervals=True)[1] if row[1] == LEVELS[level]]


@published
def test_what_could_not_be_tied_to_a_territory_is_said() -> None:
    country = communes(DATA)
    for grant in grants(DATA, country)[-2:]:
        for euros in grant.aside.values():
            assert f"{euros / 1e6:,.0f}".replace(",", "\u202f") + "\u00a0M€" in PAGE


def test_the_figures_of_the_summary_are_those_of_the_tables() -> None:
    summary = PAGE.split("## En bref")[1].split("## ")[0].split("- **Où sont les écarts")[0]
    told = PAGE.split(START)[1].split(END)[0]
    quoted = re.findall(r"\d+,\d+", summary)
    assert quoted
    assert [figure for figure in quoted if not re.search(rf"(?<![\d,]){figure}(?!\d)", told)] == []
