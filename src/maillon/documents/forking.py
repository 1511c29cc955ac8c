"""The prepared process: it loads what a task needs, and forks a bounded process per request; see `prepared`.

It never reads a byte from outside: a request names modules of ours and hands two sockets over. The files go through the
first one, that the forked process alone reads; how that process ended is told through the second one.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from contextlib import suppress
from typing import Any

from maillon.documents import bounded

STATUS = struct.Struct(">i")
MOST_REQUEST = 8_192
IDLE = 300
"""Seconds without a request after which the prepared process ends: it is made again when it is needed."""
_ORPHAN = 10
"""Seconds more that a forked process has on the clock, when nobody is left to end it."""

Running = dict[int, tuple[int, float]]


def serve(control: socket.socket) -> None:
    """Fork a process per request, until nobody can ask any more or nobody has for long."""
    sys.meta_path.insert(0, bounded.Offline())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command: it then closes its end
    woken, waker = socket.socketpair()
    waker.settimeout(0)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    running: Running = {}
    open_to_all = True
    while open_to_all or running:
        verdicts = [verdict for verdict, _end in running.values()]
        heard: list[Any] = [woken, *verdicts, *([control] if open_to_all else [])]
        ready, _writing, _failing = select.select(heard, [], [], _patience(running))
        if woken in ready:
            woken.recv(MOST_REQUEST)
        _conclude(running, {one for one in ready if isinstance(one, int)})
        if control in ready:
            open_to_all = _accept(control, running, [control, woken, waker])
        elif not ready and not running:
            open_to_all = False


def _patience(running: Running) -> float:
    ends = [end for _verdict, end in running.values()]
    return max(0.0, min(ends) - time.monotonic()) if ends else IDLE


def _conclude(running: Running, given_up: set[int]) -> None:
    """Tell how processes ended; end those that are late, and those that nobody waits for any more."""
    for pid, (verdict, end) in list(running.items()):
        if verdict in given_up or time.monotonic() >= end:
            os.kill(pid, signal.SIGKILL)  # not yet waited for: the number is still its own
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            with suppress(OSError):  # who asked has given up
                os.write(verdict, STATUS.pack(os.waitstatus_to_exitcode(status)))
            os.close(verdict)
            del running[pid]


def _accept(control: socket.socket, running: Running, ours: list[socket.socket]) -> bool:
    request, handed, _flags, _address = socket.recv_fds(control, MOST_REQUEST, 2)
    if not request:
        return False
    stream, verdict = handed
    asked = json.loads(request)
    with suppress(Exception):  # the forked process meets the same, and tells it
        bounded.load(asked["modules"])
    try:
        pid = os.fork()
    except OSError:  # too many processes: who asked learns that there was none
        os.close(stream)
        os.close(verdict)
        return True
    if not pid:
        signal.alarm(asked["seconds"] + _ORPHAN)
        _child(stream, [*(one.fileno() for one in ours), verdict, *(other for other, _end in running.values())])
    os.close(stream)
    running[pid] = (verdict, time.monotonic() + asked["seconds"])
    return True


def _child(stream: int, others: list[int]) -> None:
    """Do one request and end, whatever happens; nothing of the prepared process stays open here."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.dup2(stream, 0)
        for one in (stream, *others):
            os.close(one)
        code = _answered()
    finally:
        os._exit(code)


def _answered() -> int:
    with open(0, "rb", closefd=False) as asked, open(0, "wb", closefd=False) as told:
        try:
            answer = bounded.answer(bounded.read(asked), asked)
        except Exception:  # noqa: BLE001 - whatever a file breaks, it is told and the process ends
            told.write(traceback.format_exc().encode(errors="replace"))
            return 1
        told.write(answer or b"")
        return bounded.TOO_MUCH if answer is None else 0
