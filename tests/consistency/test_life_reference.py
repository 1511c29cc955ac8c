"""The page on the life of a contract says what the table says."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "life_reference.py"


def test_the_page_is_that_of_the_table() -> None:
    spec = importlib.util.spec_from_file_location("life_reference", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.written(), "run scripts/life_reference.py"
