"""Tables of cases beside the tests."""

from pathlib import Path
from typing import Any

import yaml


def cases(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))


def named(case: dict[str, Any]) -> str:
    return str(case["case"])
