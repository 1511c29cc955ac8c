"""Asking a prepared process to fork a bounded one per request: nothing is loaded again for each file; see `forking`."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import Any

from maillon.documents.bounded import MOST_ANSWER, SIZE, TOO_MUCH, Outcome, needed
from maillon.documents.forking import STATUS

_START = (
    "import socket, sys; sys.path[:] = sys.argv[2:]; from maillon.documents.forking import serve; "
    "serve(socket.socket(fileno=int(sys.argv[1])))"
)
_PATIENCE = 20
"""Seconds left to the prepared process to load modules and to tell how a request ended."""
_BLOCK = 1 << 16
_BROKEN = {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT, -signal.SIGILL, -signal.SIGFPE}


class _Gone(Exception):  # noqa: N818 - it is asked again
    """The prepared process ended, by itself or by somebody's hand, before it answered."""


class _Prepared:
    """One prepared process, and the socket it is asked by."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        paths = [path for path in sys.path if path]
        with theirs:
            command = [sys.executable, "-I", "-S", "-W", "ignore", "-c", _START, str(theirs.fileno()), *paths]
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={"LANG": "C.UTF-8"},
            )

    def ask(self, header: dict[str, Any], blobs: Sequence[bytes], timeout: int) -> Outcome:
        """Have one request done, and return how its process ended, its answer, and what it said when it failed."""
        request = json.dumps({"modules": needed(header), "seconds": timeout}).encode()
        stream, theirs = socket.socketpair()
        verdict, told = socket.socketpair()
        with stream, verdict:
            with theirs, told:
                try:
                    socket.send_fds(self._control, [request], [theirs.fileno(), told.fileno()])
                except OSError:
                    raise _Gone from None
            try:
                return self._exchanged(stream, verdict, header, blobs, time.monotonic() + timeout + _PATIENCE)
            except TimeoutError:
                self.process.kill()
                return None, b"", ""

    def _exchanged(
        self, stream: socket.socket, verdict: socket.socket, header: dict[str, Any], blobs: Sequence[bytes], end: float
    ) -> Outcome:
        said = _told(stream, header, blobs, end)
        verdict.settimeout(max(0.001, end - time.monotonic()))
        status = verdict.recv(STATUS.size)
        if not status:
            raise _Gone
        code = STATUS.unpack(status)[0]
        if len(said) > MOST_ANSWER:
            return TOO_MUCH, b"", ""
        return (0, said, "") if code == 0 else (code, b"", said.decode(errors="replace"))

    def leave(self) -> None:
        """Let it finish what it does, and end."""
        self._control.close()


def _told(stream: socket.socket, header: dict[str, Any], blobs: Sequence[bytes], end: float) -> bytes:
    """Send a request with its files, and return all that its process says, a block more than admitted at most."""
    written = json.dumps(header).encode()
    said = bytearray()
    try:
        for part in (SIZE.pack(len(written)), written, *blobs):
            stream.settimeout(max(0.001, end - time.monotonic()))
            stream.sendall(part)
        while len(said) <= MOST_ANSWER:
            stream.settimeout(max(0.001, end - time.monotonic()))
            block = stream.recv(_BLOCK)
            if not block:
                break
            said += block
    except (BrokenPipeError, ConnectionResetError):
        pass  # it ended before it had read all: the verdict tells how
    finally:
        stream.close()
    return bytes(said)


class _Stable:
    """The prepared processes of this process: one for each module of tasks, made when it is first needed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ready: dict[str, _Prepared] = {}
        self._left: list[_Prepared] = []

    def take(self, module: str) -> _Prepared:
        """Return the prepared process of a module of tasks."""
        with self._lock:
            self._left = [one for one in self._left if one.owner == os.getpid() and one.process.poll() is None]
            found = self._ready.get(module)
            if found is not None and found.owner != os.getpid():  # we are a fork of the process that made it
                found.leave()
                found = None
            if found is None:
                found = self._ready[module] = _Prepared()
            return found

    def drop(self, module: str, one: _Prepared) -> None:
        """Use a prepared process no more."""
        with self._lock:
            if self._ready.get(module) is one:
                del self._ready[module]
                one.leave()
                self._left.append(one)

    def close(self) -> None:
        """Let them all end, when this process does."""
        ours = [one for one in (*self._ready.values(), *self._left) if one.owner == os.getpid()]
        for one in ours:
            one.leave()
        for one in ours:
            with suppress(subprocess.TimeoutExpired):
                one.process.wait(1)


_STABLE = _Stable()
atexit.register(_STABLE.close)


def ask(header: dict[str, Any], blobs: Sequence[bytes], timeout: int) -> Outcome:
    """Have a task done by a process that is forked for it, and return its code, its answer and its last words.

    The code is None when it took too long. A file that breaks its process has the prepared one renewed: nobody learns
    from one try how the memory of the next one is laid out.

    Raises:
        OSError: no process can be prepared.
    """
    module = header["task"].partition(":")[0]
    for _attempt in range(2):
        one = _STABLE.take(module)
        try:
            outcome = one.ask(header, blobs, timeout)
        except _Gone:
            _STABLE.drop(module, one)
            continue
        if outcome[0] is None or outcome[0] in _BROKEN:
            _STABLE.drop(module, one)
        return outcome
    return None, b"", ""
