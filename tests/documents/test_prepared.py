"""A process is forked for each request: what happens in one touches neither the next one nor those at work."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from maillon.documents import guard
from maillon.documents.guard import Limits, guarded
from maillon.rules.problem import InputError

HERE = "documents.guard_tasks"
SMALL = Limits(seconds=1, megabytes=300)

only_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are forked from a prepared one on Linux only"
)


def _forked_by() -> int:
    parent: int = guarded(f"{HERE}:whereabouts", [])[0]
    return parent


def _fails(task: str) -> None:
    with pytest.raises(InputError):
        guarded(f"{HERE}:{task}", [bytes(100)], limits=SMALL)


def _children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


def test_what_breaks_processes_does_not_touch_one_at_work() -> None:
    with ThreadPoolExecutor(1) as apart:
        at_work = apart.submit(guarded, f"{HERE}:take_long", [], {"seconds": 0.3})
        for fault in ("exhaust_memory", "be_killed", "crash", "raise_anything"):
            _fails(fault)
        assert at_work.result() == "fini"


@only_linux
def test_a_file_that_breaks_its_process_has_the_prepared_one_renewed() -> None:
    first = _forked_by()
    _fails("exhaust_memory")
    _fails("raise_anything")
    assert _forked_by() == first
    _fails("crash")
    assert _forked_by() != first


@only_linux
def test_a_prepared_process_that_was_killed_is_made_again() -> None:
    first = _forked_by()
    os.kill(first, signal.SIGKILL)
    assert _forked_by() != first


@only_linux
def test_a_process_has_nothing_open_but_its_own_request() -> None:
    standard, listing = [0, 1, 2], 3
    with ThreadPoolExecutor(1) as apart:
        other = apart.submit(guarded, f"{HERE}:take_long", [], {"seconds": 0.2})
        time.sleep(0.05)
        assert guarded(f"{HERE}:whereabouts", [b"x"])[1] == [*standard, listing]
        assert other.result() == "fini"


@only_linux
def test_a_process_ends_when_nobody_waits_for_its_answer_any_more() -> None:
    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    prepared = _forked_by()
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            guarded(f"{HERE}:take_long", [], {"seconds": 60})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    end = time.monotonic() + 5
    while _children(prepared) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _children(prepared)


@only_linux
def test_a_process_that_waits_is_ended_by_the_clock() -> None:
    with pytest.raises(InputError, match="trop de temps"):
        guarded(f"{HERE}:take_long", [], {"seconds": 60}, limits=Limits(seconds=0, megabytes=300))


@pytest.mark.parametrize(
    ("task", "expected"),
    [("sizes", [[3], 1]), ("refuse", "n’existe pas"), ("exhaust_memory", "mémoire"), ("crash", "abîmé")],
)
def test_where_nothing_is_forked_a_process_is_started(
    task: str, expected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone: Callable[..., Any] = guard._alone
    monkeypatch.setattr(guard, "_prepared", alone)
    if task == "sizes":
        assert guarded(f"{HERE}:sizes", [b"abc"], {"more": 1}) == expected
        return
    with pytest.raises(InputError, match=expected):
        guarded(f"{HERE}:{task}", [], limits=SMALL)


@only_linux
def test_a_prepared_process_that_nobody_asks_ends() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    code = (
        "import socket, sys; from maillon.documents import forking; forking.IDLE = 0; "
        "forking.serve(socket.socket(fileno=int(sys.argv[1])))"
    )
    paths = os.pathsep.join(sys.path)
    with ours, theirs:
        done = subprocess.run(
            [sys.executable, "-c", code, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={"PYTHONPATH": paths},
            timeout=60,
            check=False,
        )
    assert done.returncode == 0
