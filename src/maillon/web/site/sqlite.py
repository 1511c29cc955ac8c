"""Puts a safe SQLite under Django.

Versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode when it is reset; Debian 12 has one of them. The
`pysqlite3` wheel carries a newer one.
"""

import sys
from importlib import import_module
from importlib.util import find_spec

SAFE_SINCE = (3, 51, 3)


def install() -> None:
    """Replace the standard `sqlite3` by `pysqlite3` where it is installed; call before Django opens a database."""
    if find_spec("pysqlite3") is None:
        return
    sys.modules["sqlite3"] = import_module("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = import_module("pysqlite3.dbapi2")


def version() -> str:
    """Return the version of the SQLite in use, e.g. "3.53.4"."""
    return str(import_module("sqlite3").sqlite_version)


def is_safe() -> bool:
    """Tell whether the SQLite in use is free of the WAL-reset defect."""
    return tuple(map(int, version().split("."))) >= SAFE_SINCE
