"""On PostgreSQL, what asks nothing of a database is not tested a second time."""

import pytest
from django.db import connection

ASKING = {"db", "transactional_db", "live_server", "kept"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count as such, the tests that no database can change."""
    if connection.vendor != "postgresql":
        return
    needing = {item for item in items if item.get_closest_marker("django_db") or ASKING & set(item.fixturenames)}  # type: ignore[attr-defined]  every item here is a function
    config.hook.pytest_deselected(items=[item for item in items if item not in needing])
    items[:] = [item for item in items if item in needing]
