"""A register that holds documents made for tests, or the demonstration."""

from collections.abc import Callable

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
def demo_loaded(kept: None) -> None:
    from maillon.web.contracts.services.demo import load_demo

    load_demo()


@pytest.fixture
def demo(demo_loaded: None, db: None) -> None:
    """The register holds the demonstration; what the test writes is undone after it."""
