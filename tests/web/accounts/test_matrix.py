"""The whole matrix of rights, on rows of the database: role × state × action × relation, as the policy table says."""

from collections.abc import Callable
from typing import Any

import pytest

from maillon.documents.contract.loading import loads
from maillon.rules.contracts.life.states import PUBLIC, ContractState
from maillon.rules.governance.policy import actions, decide
from maillon.rules.governance.roles import Relation, Role, Standing
from maillon.web.accounts.authorise import authorise, authorise_each
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load

pytestmark = pytest.mark.django_db
DOCUMENT = """format: maillon-contract/1
id: essai-{state}
title: Contrat d’essai
kind: crte
state: {state}
illustrative: true
parties:
  - {{id: tenante, institution: {{name: Institution tenante, kind: epci}}}}
  - {{id: partie, institution: {{name: Institution partie, kind: epci}}}}
bodies:
  - {{id: secretariat, name: Secrétariat, kind: secretariat, run_by: tenante}}
"""
RELATIONS = {
    "Institution tenante": frozenset({Relation.HOLDER, Relation.PARTY}),
    "Institution partie": frozenset({Relation.PARTY}),
    "Institution étrangère": frozenset(),
}
STAFF = [role for role in Role if role is not Role.VISITOR]


@pytest.fixture(scope="module")
def contracts(kept: None) -> list[Contract]:
    load([loads(DOCUMENT.format(state=state), name=state, form="yaml") for state in ContractState])
    return list(Contract.objects.select_related("holder"))


@pytest.fixture(scope="module")
def institutions(contracts: list[Contract]) -> dict[str, Institution]:
    Institution.objects.get_or_create(name="Institution étrangère", defaults={"kind": "epci"})
    return {name: Institution.objects.get(name=name) for name in RELATIONS}


def _expected(role: Role, relations: frozenset[Relation], action: str, state: str) -> bool:
    return decide(action, [Standing(role, relations)], state=state).allowed


@pytest.mark.parametrize("role", STAFF)
def test_rows_give_the_rights_of_the_table_and_no_other(
    role: Role, contracts: list[Contract], institutions: dict[str, Institution], actor_for: Callable[..., Any]
) -> None:
    asked = sorted(actions() - {"account.read", "account.change"})
    for name, relations in RELATIONS.items():
        actor = actor_for(role, institutions[name])
        for contract in contracts:
            for action, told in authorise_each(actor, asked, contract).items():
                assert told.allowed == _expected(role, relations, action, contract.state), (
                    name,
                    contract.state,
                    action,
                )
                assert told.because
                assert told.citations
        told_alone = {action: authorise(actor, action, contracts[0]) for action in asked}
        assert told_alone == authorise_each(actor, asked, contracts[0]), "each act asked alone, or with the others"


@pytest.mark.parametrize("role", STAFF)
def test_what_the_table_lets_one_read_is_what_the_database_shows(
    role: Role, contracts: list[Contract], institutions: dict[str, Institution], actor_for: Callable[..., Any]
) -> None:
    for name, relations in RELATIONS.items():
        seen = set(Contract.objects.visible_to(actor_for(role, institutions[name])).values_list("state", flat=True))
        assert seen == {str(state) for state in ContractState if _expected(role, relations, "contract.read", state)}


def test_a_visitor_reads_what_is_signed_and_does_nothing(contracts: list[Contract], visitor: Any) -> None:
    assert set(Contract.objects.visible_to(visitor).values_list("state", flat=True)) == {str(state) for state in PUBLIC}
    readable = {"contract.read", "territory.read", "institution.read"}
    for contract in contracts:
        for action, told in authorise_each(visitor, actions() - readable, contract).items():
            assert not told.allowed, action
