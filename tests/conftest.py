"""Fixtures that every test may ask: actors and clients by role, institutions, a live site in a real browser."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings

from strict_templates import Undefined

if TYPE_CHECKING:
    from django.test import Client

    from maillon.rules.governance.roles import Role
    from maillon.web.accounts.models import Institution, User
    from maillon.web.common.actor import Actor

pytest_plugins = ["chromium", "databases", "served"]
PASSWORD = "mot de passe des essais"
# what is tested is what is answered: a busy machine must fail nothing; each run draws other examples
hypothesis.settings.register_profile(
    "maillon", max_examples=40, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("maillon")


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write out of var/, and let nothing undefined through."""
    directory = tempfile.TemporaryDirectory(prefix="maillon-tests-")
    config.add_cleanup(directory.cleanup)
    written = Path(directory.name)
    (written / "static").mkdir()
    settings.STATIC_ROOT = written / "static"
    settings.EMAIL_FILE_PATH = written / "mail"
    settings.IMPORTS_FOLDER = written / "imports"
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": written / "files"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
    settings.ACCOUNT_RATE_LIMITS = False
    _empty_sealed_tables()


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never in what was imported by now, which stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _empty_sealed_tables() -> None:
    """Let Django empty the tables after a test that commits, those that triggers seal included.

    Only who may change the tables themselves takes the seals off; no setting of the site does.
    """
    from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
    from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

    for wrapper, opened in ((SQLite, _without_seals), (PostgreSQL, _without_guards)):
        wrapper.ops_class.execute_sql_flush = _flushing(wrapper.ops_class.execute_sql_flush, opened)


def _flushing(flush: Callable[..., None], opened: Callable[..., Any]) -> Callable[..., None]:
    def unsealed(self: Any, statements: list[str]) -> None:
        with opened(self.connection):
            flush(self, statements)

    return unsealed


@contextmanager
def _without_seals(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%sealed: %'")
        seals = cursor.fetchall()
        for name, _sql in seals:
            cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, sql in seals:
            cursor.execute(sql)


@contextmanager
def _without_guards(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%\\_no\\_truncate'")
        guards = cursor.fetchall()
        for verb in ("DISABLE", "ENABLE"):
            cursor.execute("; ".join(f'ALTER TABLE {table} {verb} TRIGGER "{name}"' for table, name in guards))
            if verb == "DISABLE":
                yield


@pytest.fixture(autouse=True)
def _in_french() -> None:
    """Start each test in French: a request or a command in English leaves its thread in English."""
    from django.utils import translation

    from maillon.rules import wording

    translation.deactivate()
    wording.language.set("fr")


@pytest.fixture
def institution(db: None) -> "Institution":
    """An institution that the tests' actors belong to unless told otherwise."""
    from maillon.web.accounts.models import Institution

    return Institution.objects.create(name="Communauté d’essai", kind="epci", level="intercommunal")


@pytest.fixture
def user_for(institution: "Institution") -> "Callable[..., User]":
    """`user_for(role, institution=None, starts_on=…, ends_on=…)` opens an account that holds the role."""
    from datetime import date

    from maillon.web.accounts.models import Membership, User

    home = institution

    def open_account(role: "Role", institution: "Institution | None" = None, **dates: date | None) -> "User":
        email = f"{role}-{User.objects.count()}@essai.example"
        user = User.objects.create_user(email, PASSWORD, name=f"Compte d’essai ({role})")
        given = {"starts_on": date(2020, 1, 1), **dates}
        Membership.objects.create(user=user, institution=institution or home, role=role, **given)
        return user

    return open_account


@pytest.fixture
def actor_for(user_for: "Callable[..., User]") -> "Callable[..., Actor]":
    """`actor_for(role, institution=None)` gives the actor of a new account that holds the role today."""
    from django.utils import timezone

    from maillon.web.accounts.queries import actor_of

    def find(role: "Role", institution: "Institution | None" = None, **dates: Any) -> "Actor":
        return actor_of(user_for(role, institution, **dates).pk, timezone.localdate())

    return find


@pytest.fixture
def visitor() -> "Actor":
    """Someone who is not signed in."""
    from django.utils import timezone

    from maillon.web.accounts.queries import visitor

    return visitor(timezone.localdate())


@pytest.fixture
def client_for(user_for: "Callable[..., User]") -> "Callable[..., Client]":
    """`client_for(role, institution=None)` gives a signed-in test client."""
    from django.test import Client

    def sign_in(role: "Role", institution: "Institution | None" = None, **dates: Any) -> "Client":
        client = Client()
        client.force_login(user_for(role, institution, **dates))
        return client

    return sign_in


@pytest.fixture(scope="session")
def written() -> Path:
    """The folder where tests may write."""
    return Path(settings.STATIC_ROOT).parent
