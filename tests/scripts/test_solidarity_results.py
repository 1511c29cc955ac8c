"""The page on the indicator says what is computed from the data that ship."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "scripts"))

from equalisation.sources import CRITERIA, GREEN_FUND, INVESTMENT  # noqa: E402  the folder of scripts is no package
from solidarity_results import END, INVESTED_END, INVESTED_START, PAGE, START, invested, tables  # noqa: E402  idem


def test_the_published_tables_are_those_computed() -> None:
    published = PAGE.read_text(encoding="utf-8").split(START)[1].split(END)[0].strip()
    assert published == tables()


def test_the_five_conditions_have_an_answer_each() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## Les cinq conditions")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 5


absent = [name for name in (CRITERIA, INVESTMENT, GREEN_FUND) if not (DATA / name).is_file()]


@pytest.mark.skipif(bool(absent), reason=f"public files not beside the project: {', '.join(absent)}")
def test_the_investment_grants_are_those_computed() -> None:
    published = PAGE.read_text(encoding="utf-8").split(INVESTED_START)[1].split(INVESTED_END)[0].strip()
    assert published == invested(DATA)
