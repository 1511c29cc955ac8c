"""Who may import whom, and what a light import must not load."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("django", "duckdb", "polars", "pydantic", "numpy")


def _loaded_after(statement: str) -> set[str]:
    listing = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in listing.stdout.splitlines()}


def test_import_contracts_hold() -> None:
    outcome = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "import maillon",
        (
            "import contextlib, io\nfrom maillon.cli.main import main\n"
            "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): main(['--help'])"
        ),
        "import maillon.rules.decision, maillon.rules.money, maillon.rules.problem",
    ],
    ids=["package", "help", "rules"],
)
def test_light_imports_stay_light(statement: str) -> None:
    assert not _loaded_after(statement) & set(HEAVY)


@pytest.mark.parametrize("room", ["maillon.documents.contract.document", "maillon.analytics.territories"])
def test_documents_and_analytics_never_load_django(room: str) -> None:
    assert "django" not in _loaded_after(f"import {room}")
