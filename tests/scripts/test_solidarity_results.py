"""The page on the indicator says what is computed from the data that ship."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from solidarity_results import END, PAGE, START, tables  # noqa: E402  the folder of scripts is not a package of ours


def test_the_published_tables_are_those_computed() -> None:
    published = PAGE.read_text(encoding="utf-8").split(START)[1].split(END)[0].strip()
    assert published == tables()


def test_the_five_conditions_have_an_answer_each() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## Les cinq conditions")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 5
