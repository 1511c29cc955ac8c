"""Tables of cases beside the tests."""

from pathlib import Path
from typing import Any

from yaml_tables import yaml_table


def cases(name: str) -> list[dict[str, Any]]:
    return yaml_table(Path(__file__).parent / name)


def named(case: dict[str, Any]) -> str:
    return str(case["case"])
