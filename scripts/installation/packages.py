"""The virtual environment and the locked Python packages."""

import re
import subprocess
import sys
from pathlib import Path

from installation.places import PYTHON, ROOT, VENV, digest, stamp, stamped
from installation.run import failure, run
from maillon.cli.progress import Step
from maillon.rules.problem import InputError, Problem

REQUIREMENTS = ROOT / "requirements"
_COLLECTED = re.compile(r"^(Collecting|Requirement already satisfied:) ")


def environment() -> None:
    """Create `.venv`, or create it again when its interpreter is gone."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    ):
        return
    with Step("Environnement Python dans .venv"):
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        said = outcome.stdout + outcome.stderr
        if "ensurepip" in said:
            raise InputError(
                Problem(
                    what="ce Python ne sait pas créer d’environnement virtuel",
                    where=sys.executable,
                    remedy="Installer le module venv (Debian, Ubuntu : apt-get install python3-venv), puis relancer",
                )
            )
        raise failure("Environnement Python", said)


def packages(*, dev: bool) -> None:
    """Install the locked packages, hashes required, then Maillon itself."""
    lock = REQUIREMENTS / ("dev.txt" if dev else "base.txt")
    build = REQUIREMENTS / "build.txt"
    mark = digest([lock, build, ROOT / "pyproject.toml"])
    # an environment made for the tests holds all that the site needs
    if stamped(VENV, "packages", f"{mark}") and PYTHON.exists():
        return
    environment()
    with Step("Paquets Python") as step:
        total = len(re.findall(r"^\S+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
        seen = 0

        def count(line: str) -> None:
            nonlocal seen
            if _COLLECTED.match(line):
                seen += 1
                step.at(0.9 * seen / total, line.split(" ", 2)[1 if line[0] == "C" else 2].split("==")[0].strip())
            elif line.startswith("Installing collected"):
                step.at(0.92, "installation")

        pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--require-hashes", "--progress-bar=off", "--no-input"]
        run("Paquets Python", [*pip, "-r", lock, "-r", build], each=count)
        step.at(0.97, "Maillon")
        itself = ["--no-deps", "--no-build-isolation", "--progress-bar=off", "--editable", str(ROOT)]
        run("Installation de Maillon", [PYTHON, "-m", "pip", "install", *itself])
        step.note(f"{total} paquets")
    stamp(VENV, "packages", mark)


def installed(lock: str) -> None:
    """Install one more locked file of `requirements/` in the environment."""
    run(
        "Paquets Python",
        [PYTHON, "-m", "pip", "install", "--require-hashes", "--progress-bar=off", "-r", Path(REQUIREMENTS, lock)],
    )
