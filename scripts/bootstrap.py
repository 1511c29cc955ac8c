"""Installs Maillon in this folder: virtual environment, locked packages, front-end libraries, translations.

Usage: python3 scripts/bootstrap.py [--only packages,front,translations] [--dev] [-- COMMAND…]

Every step leaves a stamp made of what it depends on, so that a second run does nothing; COMMAND, if any, is then run by
the installed `maillon`. Needs Python ≥ 3.11 and nothing else: Node comes from its PyPI wheel where npm is missing.
"""

import sys
from pathlib import Path

# an old Python reads this file before it can be told: nothing newer than its syntax here
if sys.version_info < (3, 11):  # noqa: UP036  the very thing that is checked
    found = ".".join(map(str, sys.version_info[:3]))
    sys.stderr.write(
        "Maillon demande Python 3.11 ou plus récent, et celui-ci est la version " + found + ". "
        "Installer une version plus récente, ou la désigner : make demo PYTHON=python3.12\n"
    )
    raise SystemExit(2)

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

from installation.main import main  # noqa: E402  an old Python must not read it

raise SystemExit(main(sys.argv[1:]))
