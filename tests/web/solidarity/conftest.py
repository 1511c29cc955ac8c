"""A weighting session of three institutions, and one signed-in agent of each."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.adoption import middleware
from maillon.web.solidarity.models import WeightingSession
from maillon.web.solidarity.services.weightings import open_session

NAMES = {"rural": "Communauté rurale d’essai", "urban": "Métropole d’essai", "state": "Préfecture d’essai"}
WEIGHTS = {
    "rural": {"resources": 20, "social": 20, "ageing": 20, "housing": 10, "access": 30},
    "urban": {"resources": 20, "social": 50, "ageing": 10, "housing": 20, "access": 0},
    "state": {"resources": 40, "social": 30, "ageing": 10, "housing": 10, "access": 10},
}


@pytest.fixture
def nothing_begins(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing signed begins today, which the site asks once a day: a page that asks the database more then fails."""
    if request.node.get_closest_marker("django_db") is None:
        monkeypatch.setattr(middleware, "come_into_force", lambda _today: 0)


@pytest.fixture
def seats(db: None) -> dict[str, Institution]:
    kinds = {"rural": "epci", "urban": "epci", "state": "etat"}
    return {key: Institution.objects.create(name=name, kind=kinds[key]) for key, name in NAMES.items()}


@pytest.fixture
def session(seats: dict[str, Institution], actor_for: Callable[..., Any]) -> WeightingSession:
    today = timezone.localdate()
    return open_session(
        "Poids du contrat d’essai",
        by=actor_for(Role.SECRETARIAT),
        purpose="Répartir une réserve d’essai.",
        level="epci",
        opens_on=today,
        closes_on=today + dt.timedelta(days=10),
        institutions=list(seats.values()),
    )


@pytest.fixture
def holder(session: WeightingSession, actor_for: Callable[..., Any]) -> Any:
    return actor_for(Role.SECRETARIAT)


@pytest.fixture
def at(seats: dict[str, Institution], actor_for: Callable[..., Any]) -> Callable[..., Any]:
    """`at("rural")` is one of its agents; another role may be asked."""

    def who(key: str, role: Role | None = None, home: Institution | None = None) -> Any:
        usual = Role.PREFECT_SERVICES if key == "state" else Role.AGENT
        return actor_for(role or usual, home or seats[key])

    return who
