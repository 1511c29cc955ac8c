"""The process that imports, on a database of its own: killed at work, or on a full disk, it leaves nothing."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from served import COPIED, ROOT, _environment

LONG = 100  # what is written is told every fifty
SEND = f"""
import django
django.setup()
from django.utils import timezone
from maillon.analytics.territories import within
from maillon.web.accounts.models import User
from maillon.web.accounts.queries import actor_of
from maillon.web.contracts.services import background
from maillon.web.contracts.services.uploads import Sent, send
from web.contracts.test_crte import HEAD, row

agent = actor_of(User.objects.get(email__startswith="secretariat@").pk, timezone.localdate())
codes = within("", "epci")[:{LONG}]
lines = [row(f"essai {{rank:04}}", code, f"EPCI {{rank}}", f"Pays {{rank}}") for rank, code in enumerate(codes)]
draft, plan = send([Sent("liste.csv", "\\n".join([HEAD, *lines]).encode())], by=agent)
background.launch = lambda _pk: None
background.ask(draft.pk, by=agent, fingerprint=plan.fingerprint, leave_refused=False)
print(draft.pk)
"""
AGAIN = """
import django
django.setup()
from maillon.web.contracts import importer
from maillon.web.contracts.models import ImportDraft
from maillon.web.contracts.services.background import looked_at

draft = looked_at(ImportDraft.objects.get())
print(draft.state, draft.outcome.get("rule", ""), flush=True)
ImportDraft.objects.update(state="queued")
importer.main(str(draft.pk))
"""  # what a page shows, then the same import, asked again


class Place:
    """A demonstration of its own, in which programs are run apart."""

    def __init__(self, var: Path) -> None:
        self.var, self.log = var, var / "log"
        self.environment = _environment(var)

    def start(self, *program: str, **more: object) -> "subprocess.Popen[bytes]":
        with self.log.open("wb") as log:
            return subprocess.Popen(  # type: ignore[call-overload]  options of Popen
                [sys.executable, *program], env=self.environment, stdout=log, stderr=log, cwd=ROOT, **more
            )

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8").strip()

    def state(self) -> str:
        with closing(sqlite3.connect(f"file:{self.var}/maillon.sqlite3?mode=ro", uri=True)) as base:
            return str(base.execute("SELECT state FROM contracts_importdraft").fetchone()[0])

    def counts(self) -> dict[str, int]:
        tables = ("contract", "contractcontent", "contractterritory", "record", "party", "word")
        with closing(sqlite3.connect(f"file:{self.var}/maillon.sqlite3?mode=ro", uri=True)) as base:
            assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert base.execute("PRAGMA foreign_key_check").fetchall() == []
            known = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            asked = [f"contracts_{table}" for table in tables if f"contracts_{table}" in known]
            count = "SELECT count(*) FROM {}"  # of names that are ours
            return {table: base.execute(count.format(table)).fetchone()[0] for table in asked}


@pytest.fixture
def place(prepared_demo: Path, tmp_path: Path) -> Place:
    for name in COPIED:
        shutil.copy(prepared_demo / name, tmp_path / name)
    return Place(tmp_path)


def _kill_at_work(place: Place, identifier: str, process: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + 60
    while not (place.var / "imports" / f"{identifier}.json").exists():
        assert process.poll() is None, place.said()
        assert time.monotonic() < limit
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def _little() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))


def test_on_a_full_disk_or_killed_at_work_it_leaves_nothing_and_is_asked_again(place: Place) -> None:
    before = place.counts()
    assert place.start("-c", SEND).wait(timeout=120) == 0, place.said()
    identifier = place.said()
    filled = place.start("-m", "maillon.web.contracts.importer", identifier, preexec_fn=_little)
    assert filled.wait(timeout=120) != 0
    assert place.counts() == before
    _kill_at_work(place, identifier, place.start("-c", AGAIN))
    assert place.said().startswith("stopped contracts.import.")
    assert place.counts() == before
    assert place.start("-c", AGAIN).wait(timeout=120) == 0, place.said()
    assert place.said() == "stopped contracts.import.interrupted"
    assert place.state() == "done"
    assert place.counts()["contracts_contract"] == before["contracts_contract"] + LONG
