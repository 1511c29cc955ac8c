"""Refuses a folder or a database that this Maillon cannot serve, before the site is open: every page would fail.

An embedded database is read without Django, so that a start stays quick.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _
from maillon.web.site.database import database_settings, holds_database
from maillon.web.site.places import PACKAGE, var_folder
from maillon.web.site.preparation import broken, closed, django_ready, on_server, told, unprepared

Migrations = set[tuple[str, str]]


def require_sound() -> None:
    """Refuse what would fail once served.

    Raises:
        InputError: the folder cannot be written, the database is no database, or is of another version of Maillon.
    """
    base = _("Base de données")
    if not os.access(var_folder(), os.W_OK):
        raise InputError(closed(base, var_folder()))
    if not on_server() and not holds_database(_embedded()):
        raise InputError(broken(base))
    with told(base):
        applied = _applied()
    _refuse_newer(applied)
    if _known() - applied:
        raise InputError(unprepared(base))


def require_not_newer() -> None:
    """Refuse to prepare a database that a newer Maillon has prepared.

    Raises:
        InputError: it holds migrations that come after the last of ours, or cannot be read.
    """
    if on_server() or holds_database(_embedded()):
        with told(_("Base de données")):
            _refuse_newer(_applied())


def _refuse_newer(applied: Migrations) -> None:
    last: dict[str, str] = {}
    for app, name in _known():
        last[app] = max(name[:4], last.get(app, ""))
    if any(app in last and name[:4] > last[app] for app, name in applied):
        raise InputError(
            Problem(
                what=_("une version plus récente de Maillon a préparé cette base"),
                where=_("Base de données"),
                remedy=_("Mettre Maillon à jour, ou donner un autre dossier par la variable MAILLON_VAR"),
            )
        )


def _known() -> Migrations:
    """Return (app, name) of our migrations."""
    return {(path.parents[1].name, path.stem) for path in (PACKAGE / "web").glob("*/migrations/[0-9]*.py")}


def _embedded() -> Path:
    return Path(database_settings(os.environ.get("DATABASE_URL", ""), var=var_folder())["NAME"])


def _applied() -> Migrations:
    """Return (app, name) of the migrations that the database says it has had."""
    if on_server():
        django_ready()
        from django.db import connection
        from django.db.migrations.recorder import MigrationRecorder

        try:
            return set(MigrationRecorder(connection).applied_migrations())
        finally:
            connection.close()  # a worker forked later must not share it
    with closing(sqlite3.connect(f"file:{quote(str(_embedded()))}?mode=ro", uri=True)) as base:
        names = base.execute("SELECT name FROM sqlite_master WHERE name = 'django_migrations'")
        return set(base.execute("SELECT app, name FROM django_migrations")) if names.fetchone() else set()
