"""A long import, done by a process apart: people leave and come back, and a process that dies leaves nothing.

The process holds a lock file while it works: whoever looks knows at once that it died, even of a kill or a power cut,
because the system frees the lock. The import itself is one transaction, so that it can be asked again.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maillon.documents.contract.readable import placed
from maillon.rules import wording
from maillon.rules.decision import Decision
from maillon.rules.problem import InputError
from maillon.web.accounts.queries import actor_of
from maillon.web.common.actor import Actor
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import ImportDraft, ImportState
from maillon.web.contracts.services.importing import RULE
from maillon.web.contracts.services.plan import ImportPlan
from maillon.web.contracts.services.uploads import AT_WORK, confirm

AT_ONCE = 20
"""Contracts that are written while the reader waits; beyond, a process apart writes them."""
STARTING = timedelta(seconds=20)
UNSEEN = timedelta(minutes=15)
"""After which a process of another machine, whose lock cannot be seen, is taken for dead."""
_OPEN = (ImportState.PREVIEW, ImportState.STOPPED)


@dataclass(frozen=True, slots=True)
class Advance:
    """How far an import is: contracts written so far, of how many; nothing is kept before the last."""

    done: int
    total: int


def ask(draft_id: UUID, *, by: Actor, fingerprint: str, leave_refused: bool) -> ImportPlan | None:
    """Import a draft: at once when it is short, otherwise by a process apart.

    A draft that is waiting, at work or done is left as it is: two tabs that confirm ask for one import.

    Returns:
        What was written, or None when a process apart does it or has done it.

    Raises:
        Refused: the policy says no, the preview is stale, or lines are refused.
        ImportDraft.DoesNotExist: absent, or someone else's.
    """
    rows = ImportDraft.objects.visible_to(by)
    draft = rows.get(pk=draft_id)
    if draft.state not in _OPEN:
        return None
    if draft.contracts <= AT_ONCE or not fingerprint:
        return confirm(draft_id, by=by, fingerprint=fingerprint, leave_refused=leave_refused)
    with transaction.atomic():
        queued = rows.filter(pk=draft_id, state__in=_OPEN).update(
            state=ImportState.QUEUED,
            changed_at=timezone.now(),
            confirmed=fingerprint,
            leave_refused=leave_refused,
            language=translation.get_language() or "fr",
            outcome={},
        )
        if queued:
            transaction.on_commit(lambda: launch(draft_id))
    return None


def launch(draft_id: UUID) -> None:
    """Start the process that imports a draft; it ends by itself."""
    command = [sys.executable, "-m", "maillon.web.contracts.importer", str(draft_id)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)  # noqa: S603  our own program, no shell


def run(draft_id: UUID) -> None:
    """Import a waiting draft, whose state then tells the outcome; does nothing when another process has taken it."""
    with _locked(draft_id) as lock:
        if lock is None:
            return
        waiting = ImportDraft.objects.filter(pk=draft_id, state=ImportState.QUEUED)
        if not waiting.update(state=ImportState.RUNNING, changed_at=timezone.now()):
            return
        draft = ImportDraft.objects.get(pk=draft_id)
        spoken = wording.language.set(draft.language)
        with translation.override(draft.language), wording.typeset():
            _import(draft)
        wording.language.reset(spoken)


def _import(draft: ImportDraft) -> None:
    actor = actor_of(draft.sent_by_id, timezone.localdate())
    try:
        confirm(
            draft.pk,
            by=actor,
            fingerprint=draft.confirmed,
            leave_refused=draft.leave_refused,
            progress=lambda done, total: _tell(draft.pk, Advance(done, total)),
        )
    except Refused as error:
        _stop(draft.pk, error.decision)
    except InputError as error:
        _stop(draft.pk, _no("unreadable", " ".join(str(placed(one)) for one in error.problems), ""))
    except (DatabaseError, OSError) as error:
        # a full disk refuses this too: the page then sees that the process is gone
        with suppress(DatabaseError):
            _stop(draft.pk, _machine(error))
        raise
    finally:
        _path(draft.pk, "json").unlink(missing_ok=True)


def _machine(error: Exception) -> Decision:
    full = "full" in str(error).lower() or "no space" in str(error).lower()
    because = _("Le disque du site est plein.") if full else _("La base de données du site ne répond pas.")
    return _no("machine", because, _("Prévenir qui tient ce site, puis relancer."))


def _no(rule: str, because: str, remedy: str) -> Decision:
    return Decision(allowed=False, because=because, rule=f"contracts.import.{rule}", citations=(RULE,), remedy=remedy)


def _stop(draft_id: UUID, decision: Decision) -> None:
    outcome = {"because": decision.because, "rule": decision.rule, "remedy": decision.remedy}
    at_work = ImportDraft.objects.filter(pk=draft_id, state__in=AT_WORK)
    at_work.update(state=ImportState.STOPPED, changed_at=timezone.now(), outcome=outcome)


def decision_of(draft: ImportDraft) -> Decision:
    """Return why an import that stopped wrote nothing."""
    said = draft.outcome
    return Decision(
        allowed=False,
        because=said.get("because", ""),
        rule=said.get("rule", ""),
        citations=(RULE,),
        remedy=said.get("remedy", ""),
    )


def looked_at(draft: ImportDraft) -> ImportDraft:
    """Return a draft as it is now: stopped when the process that had it has died."""
    if draft.state in AT_WORK and _abandoned(draft):
        because = _("L’import s’est interrompu avant la fin.")
        _stop(draft.pk, _no("interrupted", because, _("Le relancer : il reprendra depuis le début.")))
        draft.refresh_from_db()
    return draft


def _abandoned(draft: ImportDraft) -> bool:
    age = timezone.now() - draft.changed_at
    if draft.state == ImportState.QUEUED:
        return age > STARTING and not _is_held(draft.pk)
    if not _path(draft.pk, "lock").exists():
        return age > UNSEEN
    return not _is_held(draft.pk)


def advance_of(draft: ImportDraft) -> Advance | None:
    """Return how far an import at work is; None before its first contracts."""
    try:
        told = json.loads(_path(draft.pk, "json").read_text())
    except (OSError, ValueError):
        return None
    return Advance(told["done"], told["total"])


def _tell(draft_id: UUID, advance: Advance) -> None:
    """Say how far the import is, beside the database: its transaction is not over."""
    path = _path(draft_id, "json")
    written = path.with_suffix(".new")
    with suppress(OSError):
        written.write_text(json.dumps({"done": advance.done, "total": advance.total}))
        written.replace(path)


def _path(draft_id: UUID, suffix: str) -> Path:
    folder: Path = settings.IMPORTS_FOLDER
    return folder / f"{draft_id}.{suffix}"


@contextmanager
def _locked(draft_id: UUID) -> Iterator[IO[str] | None]:
    """Hold the lock of a draft, with the number of this process in it; None when another process holds it."""
    path = _path(draft_id, "lock")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file
    path.unlink(missing_ok=True)


def _is_held(draft_id: UUID) -> bool:
    try:
        with _path(draft_id, "lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
