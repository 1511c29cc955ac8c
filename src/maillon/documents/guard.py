"""Files from outside are opened in a process of its own, that memory, time and disk limits bound.

Parsers of PDF and of images are large: what breaks one ends that process, never the site. It answers in JSON only,
so that nothing it says is ever executed.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, BinaryIO

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _, language, no_breaks

_LOG = logging.getLogger("maillon.guard")
_SIZE = struct.Struct(">Q")
_MEGABYTE = 1_000_000
_TOO_MUCH = 3
_MOST_ANSWER = 20 * _MEGABYTE
_STOPPED = frozenset({-signal.SIGXCPU, -signal.SIGKILL}) if hasattr(signal, "SIGXCPU") else frozenset()

Task = Callable[[list[bytes], dict[str, Any]], Any]


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
    limits: Limits = Limits(),
    name: str = "",
) -> Any:
    """Run `task` on files in a bounded process and return its answer, plain JSON values.

    Args:
        task: "module:function"; the function takes the list of files and the options.
        blobs: the files.
        options: plain JSON values.
        limits: what the process may use.
        name: what the problems call the file.

    Raises:
        InputError: the task says so, or the file cannot be read within the limits.
    """
    header = {
        "task": task,
        "options": dict(options or {}),
        "sizes": [len(blob) for blob in blobs],
        "language": language.get(),
        "no_breaks": no_breaks.get(),
        "seconds": limits.seconds,
        "bytes": limits.megabytes * _MEGABYTE,
    }
    code, answer, said = _run(header, blobs, limits.seconds * 3)
    if code == 0:
        told = json.loads(answer)
        if "problems" in told:
            raise InputError(*(Problem(**one) for one in told["problems"]))
        return told["answer"]
    if code is None or code == _TOO_MUCH or code in _STOPPED:
        what = _("ce fichier demande trop de temps ou de mémoire pour être lu")
    else:
        _LOG.warning("%s ended with %s: %s", task, code, said[-2_000:])
        what = _("ce fichier est abîmé, ou n’est pas écrit comme son format le veut")
    raise InputError(Problem(what, name, remedy=_("Le reprendre d’où il vient, sans l’ouvrir dans un autre logiciel")))


def _run(header: dict[str, Any], blobs: Sequence[bytes], timeout: int) -> tuple[int | None, bytes, str]:
    written = json.dumps(header).encode()
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LANG": "C.UTF-8"}
    command = [sys.executable, "-s", "-W", "ignore", "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=b"".join([_SIZE.pack(len(written)), written, *blobs]),
            capture_output=True,
            timeout=timeout,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return None, b"", ""
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def _bound(seconds: int, most: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the clock still ends the process
        return
    for kind, value in (
        (resource.RLIMIT_AS, most),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _read(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    size = _SIZE.unpack(stream.read(_SIZE.size))[0]
    header = json.loads(stream.read(size))
    return header, [stream.read(length) for length in header["sizes"]]


def main() -> int:
    """Read a task on the standard input, do it, and write its answer on the standard output."""
    header, blobs = _read(sys.stdin.buffer)
    language.set(header["language"])
    no_breaks.set(header["no_breaks"])
    _bound(header["seconds"], header["bytes"])
    module, _colon, function = header["task"].partition(":")
    task: Task = getattr(import_module(module), function)
    try:
        told: dict[str, Any] = {"answer": task(blobs, header["options"])}
    except InputError as error:
        told = {"problems": [one.as_dict() for one in error.problems]}
    except (MemoryError, RecursionError):
        return _TOO_MUCH
    answer = json.dumps(told).encode()
    if len(answer) > _MOST_ANSWER:
        return _TOO_MUCH
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
