"""Tasks for the guarded process of the tests: some answer, most go wrong."""

import os
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _


def sizes(blobs: list[bytes], options: dict[str, Any]) -> Any:
    return [[len(blob) for blob in blobs], options["more"]]


def environment(blobs: list[bytes], options: dict[str, Any]) -> Any:
    return list(os.environ)


def refuse(blobs: list[bytes], options: dict[str, Any]) -> Any:
    raise InputError(Problem(_("ce fichier n’existe pas"), "ici", 3))


def exhaust_memory(blobs: list[bytes], options: dict[str, Any]) -> Any:
    return len(bytearray(2_000_000_000))


def exhaust_time(blobs: list[bytes], options: dict[str, Any]) -> Any:
    while True:
        pass


def recurse(blobs: list[bytes], options: dict[str, Any]) -> Any:
    return recurse(blobs, options)


def talk_too_much(blobs: list[bytes], options: dict[str, Any]) -> Any:
    return "x" * 30_000_000


def crash(blobs: list[bytes], options: dict[str, Any]) -> Any:
    os.kill(os.getpid(), signal.SIGSEGV)


def raise_anything(blobs: list[bytes], options: dict[str, Any]) -> Any:
    raise ZeroDivisionError


def write_a_file(blobs: list[bytes], options: dict[str, Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return Path(folder, "a").write_bytes(b"x" * 10)


def inspect_offline(blobs: list[bytes], options: dict[str, Any]) -> Any:
    """Inspect signatures where any connection ends the process."""
    from maillon.documents.signature.inspection import inspect

    def refuse(*_args: object, **_options: object) -> None:
        os._exit(9)

    socket.socket.connect = refuse  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = refuse  # type: ignore[assignment]
    return inspect(blobs, options)


def call_home(blobs: list[bytes], options: dict[str, Any]) -> Any:
    """Use HTTP clients as a library does: name, derive from and catch what they offer, then ask for a page."""
    import aiohttp
    import requests.adapters
    from aiohttp.client_exceptions import ClientError

    class Adapter(requests.adapters.HTTPAdapter):
        timeout: aiohttp.ClientTimeout | None = None

    try:
        raise ClientError("passée à la ligne")
    except (aiohttp.ClientResponseError, OSError):
        Adapter()
    return [hasattr(client, "__file__") for client in (aiohttp, requests)] + [
        name
        for client in (aiohttp.ClientSession(), requests.Session())
        for name in ("get", "request")
        if hasattr(client, name)
    ]


def whereabouts(blobs: list[bytes], options: dict[str, Any]) -> Any:
    """Tell which process forked this one, and the files that this one has open."""
    return [os.getppid(), sorted(int(one.name) for one in Path("/proc/self/fd").iterdir())]


def be_killed(blobs: list[bytes], options: dict[str, Any]) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def take_long(blobs: list[bytes], options: dict[str, Any]) -> Any:
    time.sleep(options["seconds"])
    return "fini"
