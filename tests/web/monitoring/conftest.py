"""A contract in force between a metropolis, a communauté and the State, and one signed-in agent of each."""

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
id: essai-suivi
title: Contrat suivi
kind: reciprocity_contract
state: in_force
illustrative: true
period: {start: 2024-01-01, end: 2029-12-31}
parties:
  - {id: metropole, institution: {name: Métropole d’essai, kind: epci}}
  - {id: communaute, institution: {name: Communauté d’en face, kind: epci}}
  - {id: etat, institution: {name: Préfecture d’essai, kind: etat}}
goals:
  - {id: autonomie, title: Se déplacer sans voiture}
themes:
  - {id: mobilites, title: Mobilités, goal: autonomie}
actions:
  - id: navettes
    title: Navettes du quotidien
    theme: mobilites
    goals: [autonomie]
    state: started
    owner: communaute
    calendar: {end: 2025-12-31}
    cost: {excluding_tax: 100000}
    financing:
      - {funder: metropole, planned: 40000, granted: 30000, paid: 10000}
      - {funder: communaute, own_contribution: true, planned: 20000}
    brings: [{party: metropole, what: De l’ingénierie}]
    receives: [{party: metropole, what: Moins de congestion}, {party: communaute, what: Des trajets plus courts}]
  - {id: halles, title: Halles rénovées, theme: mobilites, state: closed, owner: metropole}
commitments:
  - {id: payer, by: metropole, to: [communaute], what: Payer les navettes., due: 2025-06-30, action: navettes}
  - {id: ouvrir, by: communaute, what: Ouvrir ses parkings relais.}
clauses:
  review: {midterm: true, dates: [2025-03-01], every_months: 24, force_majeure: [Inondation majeure]}
  withdrawal: {notice_days: 90, penalty: La partie qui part honore ce qui est notifié.}
  method_agreement:
    parameters: {withdrawal_penalty_rate: {value: "0.1"}}
"""
NAMES = {"metropole": "Métropole d’essai", "communaute": "Communauté d’en face", "etat": "Préfecture d’essai"}


@pytest.fixture(scope="module")
def imported(kept: None) -> None:
    load([loads(DOCUMENT, name="essai", form="yaml")])


@pytest.fixture
def contract(imported: None, db: None) -> Contract:
    return Contract.objects.get(slug="essai-suivi")


@pytest.fixture
def seats(contract: Contract) -> dict[str, Institution]:
    return {key: Institution.objects.get(name=name) for key, name in NAMES.items()}


def _sitting(seats: dict[str, Institution], sit: Callable[..., Any]) -> Callable[..., Any]:
    @cache
    def who(key: str, role: Role | None = None) -> Any:
        return sit(role or (Role.PREFECT_SERVICES if key == "etat" else Role.AGENT), seats[key])

    return who


@pytest.fixture
def at(seats: dict[str, Institution], actor_for: Callable[..., Any]) -> Callable[..., Any]:
    """`at("metropole")` is one of its agents, `at("etat")` the prefect's services; another role may be asked."""
    return _sitting(seats, actor_for)


@pytest.fixture
def browse(seats: dict[str, Institution], client_for: Callable[..., Any]) -> Callable[..., Any]:
    """`browse("metropole")` is the browser of one of its agents."""
    return _sitting(seats, client_for)
