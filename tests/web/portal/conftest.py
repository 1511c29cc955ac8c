"""A register for the portal: the demonstration, or many contracts at once; and how many queries a page asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixtures.contracts import AMBOISE, LOCHES, TOURS, action, line, loaded
from maillon.documents.contract.loading import Loaded

EPCIS = (TOURS, AMBOISE, LOCHES)
KINDS = ("reciprocity_contract", "rural_contract", "crte", "local_health_contract", "strategy_contract")


@pytest.fixture
def register(db: None) -> Callable[..., None]:
    """`register(loaded("a"), …)` puts documents in the register on nobody's behalf."""
    from maillon.web.contracts.services.importing import load

    def put(*documents: Loaded) -> None:
        load(documents)

    return put


@pytest.fixture
def demo(db: None) -> None:
    """The register holds the demonstration."""
    from maillon.web.contracts.services.demo import load_demo

    load_demo()


@pytest.fixture
def many(register: Callable[..., None]) -> Callable[[int], None]:
    """`many(60)` puts sixty different contracts in the register, of five kinds, over three intercommunalities."""

    def put(count: int) -> None:
        register(
            *(
                loaded(
                    f"c{rank}",
                    title=f"Contrat de forêt {rank}",
                    kind=KINDS[rank % len(KINDS)],
                    perimeter={"epci": [EPCIS[rank % 3]]},
                    themes=[{"id": f"t{one}", "title": f"Forêt {one}"} for one in range(1 + rank % 6)],
                    goals=[{"id": f"g{one}", "title": f"Forêt vivante {one}"} for one in range(rank % 5)],
                    actions=[action("a", line(planned=1000 + rank), title=f"Planter la forêt {rank}")],
                    signed_on="2020-01-01" if rank % 2 else None,
                )
                for rank in range(count)
            )
        )

    return put


@pytest.fixture
def queries() -> Callable[..., int]:
    """`queries(client, path)` counts the queries of a page that answers 200."""

    def count(client: Client, path: str, data: dict[str, Any] | None = None) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(path, data or {})
        assert answer.status_code == 200, path
        return len(asked)

    return count
