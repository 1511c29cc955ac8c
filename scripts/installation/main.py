"""The order of the steps, and what a person is told."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from installation.front import front
from installation.packages import environment, packages
from installation.places import LOCALE, PYTHON, ROOT, VENV
from installation.run import system_error
from maillon.cli.progress import Step
from maillon.rules.problem import InputError

STEPS = ("packages", "front", "translations")


def main(argv: Sequence[str]) -> int:
    """Install, then run `maillon` with what follows `--`; return the exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Installe Maillon dans ce dossier.")
    parser.add_argument("--only", default=",".join(STEPS), help="étapes, séparées par des virgules")
    parser.add_argument("--dev", action="store_true", help="avec ce que les tests demandent")
    parser.add_argument("command", nargs="*", help="commande de maillon à lancer ensuite")
    options = parser.parse_args(argv)
    wanted = set(options.only.split(","))
    try:
        if "packages" in wanted:
            packages(dev=options.dev)
        if "front" in wanted:
            environment()
            front(dev=options.dev)
        if "translations" in wanted:
            translations()
    except InputError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 2
    except OSError as error:
        print(system_error("Installation", error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrompu. Relancer la même commande reprend où elle en était.", file=sys.stderr)
        return 2
    if options.command:
        os.chdir(ROOT)
        os.execv(VENV / "bin" / "maillon", ["maillon", *options.command])
    return 0


def translations() -> None:
    """Compile the catalogues when one of them, or what compiles them, is newer than a compiled form."""
    sources = [*LOCALE.rglob("*.po"), ROOT / "scripts" / "catalogues.py", ROOT / "scripts" / "typography.py"]
    newest = max(source.stat().st_mtime for source in sources)
    compiled = [source.with_suffix(".mo") for source in LOCALE.rglob("*.po")]
    if any(not one.is_file() or one.stat().st_mtime < newest for one in compiled):
        with Step("Traductions"):
            subprocess.run([PYTHON, ROOT / "scripts" / "translations.py", "compile"], check=True, stdout=sys.stderr)
