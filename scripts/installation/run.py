"""Runs a tool of the installation: its output goes to the log, its failures become one clear sentence."""

import errno
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from installation.places import LOG, ROOT
from maillon.rules.problem import InputError, Problem

_NETWORK = re.compile(
    r"name resolution|Name or service not known|getaddrinfo|Network is unreachable|Connection refused"
    r"|NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|No matching distribution found|Failed to establish"
    r"|\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH)\b"
)
_DISK = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded", re.IGNORECASE)
_HASH = re.compile(r"DO NOT MATCH THE HASHES|EINTEGRITY", re.IGNORECASE)


def run(what: str, command: Sequence[str | Path], *, each: Callable[[str], None] | None = None) -> None:
    """Run `command` from the root of the checkout.

    Args:
        what: what it does, for the sentence of a failure.
        command: the program and its arguments.
        each: called with every line that it prints.

    Raises:
        InputError: the command failed; the sentence says why when the output tells.
    """
    LOG.parent.mkdir(parents=True, exist_ok=True)
    said: list[str] = []
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n")
        try:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                errors="replace",
            )
        except FileNotFoundError as error:
            raise InputError(Problem(what=f"« {command[0]} » est introuvable", where=what)) from error
        with process:
            for line in process.stdout or ():
                log.write(line)
                said.append(line)
                if each is not None:
                    each(line)
    if process.returncode != 0:
        raise failure(what, "".join(said[-400:]))


def failure(what: str, output: str) -> InputError:
    """Return the error that explains why `what` failed, read from the tool's output."""
    log = LOG.relative_to(ROOT)
    if _DISK.search(output):
        return disk_full(what)
    if _HASH.search(output):
        return InputError(
            Problem(
                what="un paquet téléchargé n’a pas l’empreinte attendue : il a été modifié ou mal transmis",
                where=what,
                remedy=f"Relancer ; si cela se répète, vérifier le miroir de paquets (détail dans {log})",
            )
        )
    if _NETWORK.search(output):
        return InputError(
            Problem(
                what="le téléchargement a échoué : le réseau ou le miroir de paquets ne répond pas",
                where=what,
                expected="Le réseau ne sert qu’à l’installation",
                remedy=f"Vérifier la connexion, puis relancer ; le détail est dans {log}",
            )
        )
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "")
    return InputError(Problem(what=f"l’étape a échoué : {last}", where=what, remedy=f"Le détail est dans {log}"))


def disk_full(what: str) -> InputError:
    """Return the error of a full disk."""
    return InputError(
        Problem(
            what="le disque est plein",
            where=what,
            expected="Il faut environ 1,5 Go libres",
            remedy="Faire de la place, puis relancer",
        )
    )


def system_error(what: str, error: OSError) -> InputError:
    """Return the error that explains a refusal of the operating system."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(what)
    reason = {errno.EACCES: "l’accès est refusé", errno.EROFS: "le dossier est en lecture seule"}.get(
        error.errno or 0, error.strerror or str(error)
    )
    return InputError(Problem(what=f"{reason} : {error.filename or ROOT.name}", where=what))
