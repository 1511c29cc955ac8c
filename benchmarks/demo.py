"""How long a newcomer waits: `make demo` on a fresh clone, then a second time."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FIRST_SECONDS, SECOND_SECONDS = 240, 5


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _seconds_until_it_answers(clone: Path, limit: float) -> float:
    """Start `make demo` in `clone` and return the seconds until the home page answers 200."""
    port = _free_port()
    start = time.monotonic()
    with (clone / "demo.log").open("ab") as log:
        demo = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            env={**os.environ, "PORT": str(port)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        while not _answers(port):
            if demo.poll() is not None or time.monotonic() - start > limit:
                raise RuntimeError((clone / "demo.log").read_text(encoding="utf-8")[-2000:])
            time.sleep(0.05)
        return time.monotonic() - start
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGTERM)
        demo.wait(timeout=30)


def run() -> list[dict[str, Any]]:
    """Measure the first and the second start on a clone of the committed state; seconds."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        clone = Path(folder) / "maillon"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first = _seconds_until_it_answers(clone, limit=900)
        second = _seconds_until_it_answers(clone, limit=120)
    return [
        _row("Premier « make demo », du clone à la page d’accueil", first, FIRST_SECONDS),
        _row("Deuxième « make demo »", second, SECOND_SECONDS),
    ]


def _row(name: str, seconds: float, target: int) -> dict[str, Any]:
    return {"name": name, "value": seconds, "unit": "s", "target": f"≤ {target} s", "held": seconds <= target}


if __name__ == "__main__":
    for line in run():
        print(line)
