"""Helpers of the tests of documents."""

import sys
from pathlib import Path

for folder in ("contract", "signature", "evidence"):
    sys.path.insert(0, str(Path(__file__).parent / folder))
