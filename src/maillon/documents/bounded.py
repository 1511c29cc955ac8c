"""What the guarded process does: bounded and offline, one task on files from outside, one answer; see `guard`."""

from __future__ import annotations

import gc
import json
import os
import struct
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any, BinaryIO

from maillon.rules.problem import InputError
from maillon.rules.wording import language, no_breaks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    Task = Callable[[list[bytes], dict[str, Any]], Any]

SIZE = struct.Struct(">Q")
TOO_MUCH = 3
MOST_ANSWER = 20_000_000
Outcome = tuple[int | None, bytes, str]
"""How a bounded process ended (None: it took too long), its answer, and what it said when it failed."""
_CLIENTS = {"aiohttp", "httpx", "requests", "urllib3"}


class _Nothing(Exception):  # noqa: N818 - it stands for exceptions and classes alike
    """Whatever an HTTP client offers: it can be named, derived from and caught, and does nothing."""

    def __init__(self, *_values: object, **_options: object) -> None:
        """Take anything, keep nothing."""


class Offline:
    """Stands for the HTTP clients: what opens files from outside calls nobody, and pyHanko's is long to load."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Take the place of the clients and of all their parts."""
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in _CLIENTS else None  # type: ignore[arg-type]  # a loader by its methods

    def create_module(self, _spec: ModuleSpec) -> None:
        """Leave an empty module to be made."""

    def exec_module(self, module: ModuleType) -> None:
        """Make every name of the module stand for nothing."""
        module.__getattr__ = _nothing  # type: ignore[method-assign]  # what a module does with names that it lacks


def _nothing(name: str) -> type[_Nothing]:
    if name.startswith("__"):
        raise AttributeError(name)
    return _Nothing


def load(names: Sequence[str]) -> None:
    """Load modules: our own choice, before any byte from outside."""
    gc.disable()  # what is loaded stays: looking for garbage in it takes a fifth of the time
    for name in names:
        import_module(name)
    gc.freeze()
    gc.enable()


def needed(header: dict[str, Any]) -> list[str]:
    """Return the modules that a task needs, its own among them."""
    return [*header["needs"], header["task"].partition(":")[0]]


def read(stream: BinaryIO) -> dict[str, Any]:
    """Read what is asked for; the files come after it."""
    size = SIZE.unpack(stream.read(SIZE.size))[0]
    header: dict[str, Any] = json.loads(stream.read(size))
    return header


def bound(seconds: int, most: int) -> None:
    """Limit this process for good: processor seconds, bytes of memory, and no file."""
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


def answer(header: dict[str, Any], stream: BinaryIO) -> bytes | None:
    """Bound this process, do the task on the files of `stream`, and return its answer; None when it is too much."""
    module, _colon, function = header["task"].partition(":")
    task: Task = getattr(import_module(module), function)
    language.set(header["language"])
    no_breaks.set(header["no_breaks"])
    bound(header["seconds"], header["bytes"])
    try:
        blobs = [stream.read(length) for length in header["sizes"]]
        told: dict[str, Any] = {"answer": task(blobs, header["options"])}
    except InputError as error:
        told = {"problems": [one.as_dict() for one in error.problems]}
    except (MemoryError, RecursionError):
        return None
    written = json.dumps(told).encode()
    return written if len(written) <= MOST_ANSWER else None


def main() -> None:
    """Do the task that the standard input brings, and write its answer on the standard output."""
    sys.meta_path.insert(0, Offline())
    header = read(sys.stdin.buffer)
    load(needed(header))
    written = answer(header, sys.stdin.buffer)
    if written is None:
        os._exit(TOO_MUCH)
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    os._exit(0)  # undoing hundreds of modules one by one is no use to anybody
