"""A contract being negotiated by a metropolis, a communauté and the State, and one signed-in agent of each."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from maillon.documents.contract.loading import loads
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load

DOCUMENT = """format: maillon-contract/1
id: essai-negociation
title: Contrat en négociation
kind: reciprocity_contract
state: negotiation
illustrative: true
period: {start: 2027-01-01, end: 2030-12-31}
parties:
  - {id: metropole, institution: {name: Métropole d’essai, kind: epci}}
  - {id: communaute, institution: {name: Communauté d’en face, kind: epci}}
  - {id: etat, institution: {name: Préfecture d’essai, kind: etat}}
articles:
  - {id: objet, number: '1', title: Objet, text: Les parties agissent ensemble pour les mobilités du quotidien.}
"""
NAMES = {"metropole": "Métropole d’essai", "communaute": "Communauté d’en face", "etat": "Préfecture d’essai"}


@pytest.fixture(scope="module")
def imported(kept: None) -> None:
    load([loads(DOCUMENT, name="essai", form="yaml")])


@pytest.fixture
def contract(imported: None, db: None) -> Contract:
    return Contract.objects.get(slug="essai-negociation")


@pytest.fixture
def seats(contract: Contract) -> dict[str, Institution]:
    return {key: Institution.objects.get(name=name) for key, name in NAMES.items()}


def _sitting(seats: dict[str, Institution], sit: Callable[..., Any]) -> Callable[[str], Any]:
    """Return what gives an agent of a party, or the prefect's services, the same each time."""

    @cache
    def who(key: str) -> Any:
        return sit(Role.PREFECT_SERVICES if key == "etat" else Role.AGENT, seats[key])

    return who


@pytest.fixture
def at(seats: dict[str, Institution], actor_for: Callable[..., Any]) -> Callable[[str], Any]:
    """`at("metropole")` is an agent of the metropolis; `at("etat")` the prefect's services."""
    return _sitting(seats, actor_for)


@pytest.fixture
def browse(seats: dict[str, Institution], client_for: Callable[..., Any]) -> Callable[[str], Any]:
    """`browse("metropole")` is the browser of one of its agents."""
    return _sitting(seats, client_for)
