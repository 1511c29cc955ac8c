"""A register that holds documents made for tests, or the demonstration."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from maillon.documents.contract.loading import Loaded


@pytest.fixture
def register(db: None) -> Callable[..., None]:
    """`register(loaded("a"), …)` puts documents in the register on nobody's behalf."""
    from maillon.web.contracts.services.importing import load

    def put(*documents: Loaded) -> None:
        load(documents)

    return put


@pytest.fixture(scope="module")
def demo_loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, loaded once for a module inside a transaction that is rolled back after it."""
    from django.db import transaction

    from maillon.web.contracts.services.demo import load_demo

    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(demo_loaded: None, db: None) -> None:
    """The register holds the demonstration; what the test writes is undone after it."""
