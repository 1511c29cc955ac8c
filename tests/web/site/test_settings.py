"""Settings read from the environment, the secret, the database of record."""

import os
import stat
import subprocess
import sys

import pytest
from django.db import connection

from maillon.rules.problem import InputError
from maillon.web.site import sqlite
from maillon.web.site.database import database_settings
from maillon.web.site.places import secret_key

READ = "from django.conf import settings as s; print({})"


def _read(what: str, **environment: str) -> str:
    environment = {"DJANGO_SETTINGS_MODULE": "maillon.web.site.settings", "PATH": os.environ["PATH"], **environment}
    outcome = subprocess.run(
        [sys.executable, "-c", READ.format(what)], env=environment, capture_output=True, text=True, check=True
    )
    return outcome.stdout.strip()


def test_a_public_address_in_https_closes_everything_down(tmp_path) -> None:
    what = "s.ALLOWED_HOSTS[0], s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.DEBUG"
    read = _read(what, MAILLON_URL="https://contrats.example", MAILLON_VAR=str(tmp_path))
    assert read == "contrats.example True True True False"


def test_a_forwarded_protocol_is_believed_only_when_told_to(tmp_path) -> None:
    what = "getattr(s, 'SECURE_PROXY_SSL_HEADER', None)"
    assert _read(what, MAILLON_VAR=str(tmp_path)) == "None"
    assert "X_FORWARDED_PROTO" in _read(what, MAILLON_VAR=str(tmp_path), MAILLON_PROXY_HTTPS="1")


def test_the_secret_is_drawn_once_and_is_its_owner_s(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("MAILLON_SECRET_KEY", raising=False)
    first = secret_key(tmp_path / "new")
    assert len(first) > 50
    assert secret_key(tmp_path / "new") == first
    assert stat.S_IMODE((tmp_path / "new" / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret-key"]
    monkeypatch.setenv("MAILLON_SECRET_KEY", "given")
    assert secret_key(tmp_path / "other") == "given"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgres://u:p%40ss@db.example:5433/maillon", ("maillon", "u", "p@ss", "db.example", "5433", {})),
        ("postgresql:///maillon?host=/run/postgresql", ("maillon", "", "", "/run/postgresql", "", {})),
        ("postgres://u@h/m?sslmode=verify-full", ("m", "u", "", "h", "", {"sslmode": "verify-full"})),
    ],
)
def test_a_postgresql_address_is_read(address, expected, tmp_path) -> None:
    read = database_settings(address, var=tmp_path)
    assert read["ENGINE"].endswith("postgresql")
    assert (read["NAME"], read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["OPTIONS"]) == expected


@pytest.mark.parametrize("address", ["mysql://h/db", "postgres://h", "sqlite://", "bonjour", "postgres://u@h:port/m"])
def test_an_unknown_address_is_one_clear_sentence(address, tmp_path) -> None:
    with pytest.raises(InputError) as refused:
        database_settings(address, var=tmp_path)
    assert refused.value.problems[0].where == "DATABASE_URL"
    assert "p@ss" not in str(refused.value)


def test_the_embedded_database_is_the_default(tmp_path) -> None:
    assert database_settings("", var=tmp_path)["NAME"] == tmp_path / "maillon.sqlite3"
    assert str(database_settings(f"sqlite://{tmp_path}/x.sqlite3", var=tmp_path)["NAME"]) == f"{tmp_path}/x.sqlite3"


@pytest.mark.django_db
def test_the_embedded_database_keeps_what_it_acknowledged() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this is about SQLite")
    with connection.cursor() as cursor:
        read = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert connection.transaction_mode == "IMMEDIATE"
    assert sqlite.is_safe()
