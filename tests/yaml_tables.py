"""Tables of cases, in YAML beside the tests."""

from pathlib import Path
from typing import Any

import yaml


def yaml_table(path: Path) -> Any:
    """What a file of YAML holds."""
    with path.open("rb") as file:
        return yaml.load(file, yaml.CSafeLoader)
