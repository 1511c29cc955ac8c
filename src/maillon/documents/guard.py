"""Files from outside are opened in a process of its own, that memory, time and disk limits bound.

Parsers of PDF and of images are large: what breaks one ends that process, never the site. It answers in JSON only,
so that nothing it says is ever executed.
"""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillon.documents.bounded import SIZE, TOO_MUCH, Outcome
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, language, no_breaks

_LOG = logging.getLogger("maillon.guard")
_MEGABYTE = 1_000_000
_START = "import sys; sys.path[:] = sys.argv[1:]; from maillon.documents.bounded import main; main()"
_STOPPED = frozenset({-signal.SIGXCPU, -signal.SIGKILL}) if hasattr(signal, "SIGXCPU") else frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use.

    Attributes:
        seconds: of processor time; it is ended after three times as long on the clock.
        megabytes: of memory.
    """

    seconds: int = 20
    megabytes: int = 1_500


def guarded(
    task: str,
    blobs: Sequence[bytes],
    options: Mapping[str, Any] | None = None,
    *,
    needs: Sequence[str] = (),
    limits: Limits = Limits(),
    name: str = "",
) -> Any:
    """Run `task` on files in a bounded process and return its answer, plain JSON values.

    Args:
        task: "module:function"; the function takes the list of files and the options.
        blobs: the files.
        options: plain JSON values.
        needs: modules that the function will load: they are, before any byte of the files is read.
        limits: what the process may use.
        name: what the problems call the file.

    Raises:
        InputError: the task says so, or the file cannot be read within the limits.
    """
    header = {
        "task": task,
        "needs": list(needs),
        "options": dict(options or {}),
        "sizes": [len(blob) for blob in blobs],
        "language": language.get(),
        "no_breaks": no_breaks.get(),
        "seconds": limits.seconds,
        "bytes": limits.megabytes * _MEGABYTE,
    }
    code, answer, said = (_prepared if sys.platform == "linux" else _alone)(header, blobs, limits.seconds * 3)
    if code == 0:
        told = json.loads(answer)
        if "problems" in told:
            raise InputError(*(Problem(**one) for one in told["problems"]))
        return told["answer"]
    if code is None or code == TOO_MUCH or code in _STOPPED:
        what = _("ce fichier demande trop de temps ou de mémoire pour être lu")
    else:
        _LOG.warning("%s ended with %s: %s", task, code, said[-2_000:])
        what = _("ce fichier est abîmé, ou n’est pas écrit comme son format le veut")
    raise InputError(Problem(what, name, remedy=_("Le reprendre d’où il vient, sans l’ouvrir dans un autre logiciel")))


def _prepared(header: dict[str, Any], blobs: Sequence[bytes], timeout: int) -> Outcome:
    from maillon.documents.prepared import ask

    return ask(header, blobs, timeout)


def _alone(header: dict[str, Any], blobs: Sequence[bytes], timeout: int) -> Outcome:
    """Start a process that does one task: where processes cannot be forked from a prepared one."""
    written = json.dumps(header).encode()
    # neither site nor environment: the child finds modules where this process does, and loads nothing else
    command = [sys.executable, "-I", "-S", "-W", "ignore", "-c", _START, *(path for path in sys.path if path)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=b"".join([SIZE.pack(len(written)), written, *blobs]),
            capture_output=True,
            timeout=timeout,
            check=False,
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return None, b"", ""
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")
