"""Make again the tables of docs/explications/resultats-perequation.md from the public files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from equalisation.page import END, START, tables
from equalisation.sources import communes, grants
from equalisation.study import REPLICATES, SEED, study, together
from equalisation.where import fifths, splits

PAGE = Path(__file__).parents[1] / "docs" / "explications" / "resultats-perequation.md"


def main() -> int:
    """Print the tables, or write them in the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public files")
    parser.add_argument("--bootstrap", type=int, default=REPLICATES)
    parser.add_argument("--write", action="store_true", help="replace the tables of the page")
    options = parser.parse_args()
    if not options.data.is_dir():
        parser.error(f"{options.data} is no folder: give the one of the public files that the page names")
    for grant in grants(options.data, communes(options.data))[-2:]:
        print(grant.name, {level: round(euros) for level, euros in grant.aside.items()}, file=sys.stderr)
    places = splits(options.data, bootstrap=options.bootstrap, seed=SEED)
    made = tables(
        study(options.data, bootstrap=options.bootstrap), together(options.data), places, fifths(options.data)
    )
    if not options.write:
        print(made)
        return 0
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(START)[0], page.split(END)[1]
    PAGE.write_text(before + made + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
