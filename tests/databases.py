"""The test database is migrated once and copied: each worker and each run starts from a copy."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "maillon"


def fingerprint(*, migrations_only: bool = False) -> str:
    """What the sources are: their paths and bytes, compiled files aside."""
    wanted = PACKAGE.rglob("migrations/*.py" if migrations_only else "*")
    told = hashlib.sha256()
    for path in sorted(path for path in wanted if path.is_file() and path.suffix != ".pyc"):
        told.update(f"{path.relative_to(PACKAGE)}:".encode())
        told.update(path.read_bytes())
    locks = ROOT / "requirements" / "base.txt"
    told.update(locks.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one worker at a time in `folder`."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Migrations already done in the copy are not done again."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: "DjangoDbBlocker",
    pytestconfig: pytest.Config,
) -> Iterator[None]:
    """Give this worker its copy of the migrated database."""
    from django.db import connection

    name = connection.creation._get_test_db_name()
    kept = pytestconfig.cache.mkdir("databases")  # type: ignore[union-attr]  the cache plugin is part of pytest
    stamp = fingerprint(migrations_only=True)
    if connection.vendor == "sqlite":
        with alone(kept):
            model = kept / f"{stamp}.sqlite3"
            if not model.is_file():
                for old in kept.glob("*.sqlite3*"):
                    old.unlink()
                draft = kept / "draft.sqlite3"
                _migrate(f"sqlite://{draft}")
                draft.rename(model)
        Path(name).write_bytes(model.read_bytes())
        yield
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink()
        return
    with alone(kept), django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        _copy_on_server(cursor, connection, name, f"maillon_model_{stamp}")
    yield


def _copy_on_server(cursor: Any, connection: Any, name: str, model: str) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [model])
    if cursor.fetchone() is None:
        cursor.execute(f'DROP DATABASE IF EXISTS "{model}_draft"')
        cursor.execute(f'CREATE DATABASE "{model}_draft"')
        address = os.environ["MAILLON_TEST_DATABASE"]
        before, mark, options = address.partition("?")
        _migrate(f"{before.rpartition('/')[0]}/{model}_draft{mark}{options}")
        cursor.execute(f'ALTER DATABASE "{model}_draft" RENAME TO "{model}"')
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')


def _migrate(address: str) -> None:
    given = {name: value for name, value in os.environ.items() if name != "MAILLON_TEST_DATABASE"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--settings", "maillon.web.site.settings"],
        env={**given, "DATABASE_URL": address, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """A transaction that lasts as long as a module's tests: what its fixtures put in the base is put in once.

    Each test works in a transaction inside it, so that nothing passes from one test to the next.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
