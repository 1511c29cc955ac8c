"""Turns a database address into Django's settings, with the standard library only."""

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: an acknowledged write survives a power cut, which NORMAL does not promise in WAL mode
    # recursive_triggers: INSERT OR REPLACE deletes rows, and the triggers that seal them hear of it only so
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768;",
}

EMBEDDED = "maillon.sqlite3"
_BEGINS = b"SQLite format 3\0"


def holds_database(path: Path) -> bool:
    """Tell whether a file begins as an SQLite database does."""
    try:
        with path.open("rb") as file:
            return file.read(len(_BEGINS)) == _BEGINS
    except OSError:
        return False


def database_settings(address: str, *, var: Path) -> dict[str, Any]:
    """Return the `DATABASES["default"]` entry for `address`.

    Args:
        address: "" or "sqlite" for the embedded database, "sqlite:///path", or
            "postgres://user:password@host:port/name?sslmode=…" (a socket folder as `?host=/run/postgresql`).
        var: folder of the embedded database.

    Raises:
        InputError: the address is of no known form.
    """
    if address in {"", "sqlite"}:
        return _sqlite(var / EMBEDDED)
    try:
        parts = urlsplit(address)
        port = str(parts.port or "")
    except ValueError as error:
        raise _unknown() from error
    if parts.scheme == "sqlite" and parts.path:
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", unquote(parts.hostname or "")),
            "PORT": port,
            "OPTIONS": options,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise _unknown()


def _unknown() -> InputError:
    return InputError(
        Problem(
            what=_("l’adresse de la base de données n’est pas reconnue"),
            where="DATABASE_URL",
            expected=_("Attendu : « postgres://compte:secret@serveur:5432/base » ou rien du tout"),
            remedy=_("Corriger la variable ou l’enlever pour garder la base embarquée"),
        )
    )


def _sqlite(path: Path) -> dict[str, Any]:
    # one file per process: several suites run at once on one machine, and a server thread shares it
    test_name = Path(tempfile.gettempdir()) / f"maillon-test-{os.getpid()}.sqlite3"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": dict(SQLITE_OPTIONS),
        "CONN_MAX_AGE": None,  # a thread of the server keeps its connection, and the pages it has read
        "TEST": {"NAME": test_name},
    }
