"""The demonstration, prepared once as `make demo` does and served by the site's own server, as a program apart.

`prepared_demo` is the folder, made once per session and shared by the workers; `site` serves them a copy of it that the
tests only read; `own_site` serves another, put back as it was before each test that writes. Both are the real thing:
Granian, compressed and hashed static files, the content-security policy, and the demonstration's accounts.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from databases import alone, fingerprint

ROOT = Path(__file__).parents[1]
COPIED = ("maillon.sqlite3", "secret-key", "demo-accounts.json")


@dataclass(frozen=True)
class Site:
    """A served demonstration."""

    url: str
    var: Path

    @property
    def password(self) -> str:
        """Password of all the demonstration's accounts."""
        return str(json.loads((self.var / "demo-accounts.json").read_text(encoding="utf-8"))["password"])


def _environment(var: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAILLON_", "DATABASE_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    return {
        **kept,
        "PYTHONPATH": path,
        "MAILLON_VAR": str(var),
        "MAILLON_NODE_MODULES": os.environ.get("MAILLON_NODE_MODULES", str((ROOT / "node_modules").resolve())),
        "DJANGO_SETTINGS_MODULE": "strict_settings",
        **more,
    }


@pytest.fixture(scope="session")
def prepared_demo(pytestconfig: pytest.Config) -> Path:
    """Folder of the demonstration; the first worker makes it, the others wait for it.

    It serves again as long as the sources are the same; the static files, long to compress, serve after that too.
    """
    kept = pytestconfig.cache.mkdir("demonstration")  # type: ignore[union-attr]  the cache plugin is part of pytest
    stamp, var = kept / "sources", kept / "var"
    with alone(kept):
        sources = fingerprint()
        if not stamp.is_file() or stamp.read_text() != sources:
            for old in (*var.glob("maillon.sqlite3*"), *var.glob("stamps/*"), stamp):
                if old.name != "static":
                    old.unlink(missing_ok=True)
            command = [sys.executable, "-m", "maillon.cli.main", "site", "demo", "--no-serve"]
            done = subprocess.run(command, env=_environment(var), capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            stamp.write_text(sources)
    return var


@contextmanager
def serving(prepared: Path, var: Path) -> Iterator[Site]:
    """Serve a copy of the prepared demonstration in `var`."""
    var.mkdir(parents=True)
    for name in COPIED:
        shutil.copy(prepared / name, var / name)
    (var / "static").symlink_to(prepared / "static")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "maillon.cli.main", "site", "serve", "--port", str(port)]
    with (var / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=_environment(var, MAILLON_URL=url), stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(url, server, var / "log")
        yield Site(url, var)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
    faults = [line for line in (var / "log").read_text(encoding="utf-8").splitlines() if "Error" in line]
    assert not faults, "\n".join(faults[:20])


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def together(prepared: Path, folder: Path) -> Iterator[Site]:
    """Serve one copy for all the workers: who comes first serves it, and stops it when the others have left."""
    folder.mkdir(exist_ok=True)
    told = folder / "site"
    with (folder / "used").open("w") as used, ExitStack() as own:
        with alone(folder):
            served = not told.is_file()
            if served:
                site = own.enter_context(serving(prepared, Path(tempfile.mkdtemp(dir=folder)) / "var"))
                told.write_text(f"{site.url}\n{site.var}")
            url, var = told.read_text().splitlines()
            fcntl.flock(used, fcntl.LOCK_SH)
        yield Site(url, Path(var))
        if served:
            with alone(folder):
                told.unlink()  # who comes from now on serves another
            fcntl.flock(used, fcntl.LOCK_EX)


@pytest.fixture(scope="session")
def site(prepared_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, for tests that only read: one server for all the workers."""
    base = tmp_path_factory.getbasetemp()
    with together(prepared_demo, (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "together") as served:
        yield served


@pytest.fixture(scope="session")
def written_site(prepared_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, for tests that write one after the other: ask for `own_site`."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copy(prepared_demo / COPIED[0], folder)  # what a test is put back to, whoever prepares another meanwhile
    with serving(prepared_demo, folder / "var") as served:
        yield served


@pytest.fixture
def own_site(written_site: Site) -> Site:
    """The demonstration as it was prepared, for one test that writes; who has signed in before still is."""
    with (
        closing(sqlite3.connect(written_site.var.parent / COPIED[0])) as model,
        closing(sqlite3.connect(written_site.var / COPIED[0], timeout=30)) as base,
    ):
        sessions = base.execute("SELECT session_key, session_data, expire_date FROM django_session").fetchall()
        model.backup(base)
        base.executemany("INSERT OR REPLACE INTO django_session VALUES (?, ?, ?)", sessions)
        base.commit()
    return written_site
