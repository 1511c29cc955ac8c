"""A saved simulation: read by its institution, then by parties that it chooses; adopting makes drafts only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from maillon.documents.contract.loading import loads
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load
from maillon.web.journal.models import Entry
from maillon.web.negotiation.models import Draft, Proposal
from maillon.web.solidarity.models import SavedScenario, ScenarioShare
from maillon.web.solidarity.services.simulator import save_scenario, share_scenario

pytestmark = pytest.mark.django_db
HERE = "/observatoire/solidarite/simulateur/"
CANARY = "Simulation canari du conseil"
DOCUMENT = """format: maillon-contract/1
id: essai-simulation
title: Contrat de la simulation
kind: reciprocity_contract
state: negotiation
illustrative: true
parties:
  - {id: metropole, institution: {name: Métropole simulée, kind: epci}}
  - {id: communaute, institution: {name: Communauté simulée, kind: epci}}
  - {id: etat, institution: {name: Préfecture simulée, kind: etat}}
"""
NAMES = {"metropole": "Métropole simulée", "communaute": "Communauté simulée", "etat": "Préfecture simulée"}


@pytest.fixture(scope="module")
def imported(kept: None) -> None:
    load([loads(DOCUMENT, name="essai", form="yaml")])


@pytest.fixture
def contract(imported: None, db: None) -> Contract:
    return Contract.objects.get(slug="essai-simulation")


@pytest.fixture
def parties(contract: Contract) -> dict[str, Institution]:
    return {key: Institution.objects.get(name=name) for key, name in NAMES.items()}


@pytest.fixture
def saved(contract: Contract, parties: dict[str, Institution], actor_for: Callable[..., Any]) -> SavedScenario:
    by = actor_for(Role.AGENT, parties["metropole"])
    given = {
        "query": "n=2&a-enveloppe=1000000",
        "says": "Simulation d’essai.",
        "result": {"A": {"1": 2}, "B": {"1": 1}},
    }
    return save_scenario(CANARY, by=by, contract=contract, **given)


def test_nobody_else_reads_it_until_it_is_shared(
    saved: SavedScenario, parties: dict[str, Institution], actor_for: Callable[..., Any], client_for: Callable[..., Any]
) -> None:
    other, chosen = client_for(Role.PREFECT_SERVICES, parties["etat"]), client_for(Role.AGENT, parties["communaute"])
    own = client_for(Role.AGENT, parties["metropole"])
    assert CANARY in own.get(f"{HERE}gardees/").content.decode()
    for client in (other, chosen):
        assert client.get(f"{HERE}gardees/{saved.pk}/").status_code == 404
        assert CANARY not in client.get(f"{HERE}gardees/").content.decode()
    share_scenario(saved.pk, [parties["communaute"]], by=actor_for(Role.AGENT, parties["metropole"]))
    assert CANARY in chosen.get(f"{HERE}gardees/{saved.pk}/").content.decode()
    assert other.get(f"{HERE}gardees/{saved.pk}/").status_code == 404
    assert not SavedScenario.objects.visible_to(actor_for(Role.CITIZEN, parties["metropole"])).exists()


def test_what_was_read_is_put_aside_by_who_read_it_and_stays_readable(
    saved: SavedScenario, parties: dict[str, Institution], actor_for: Callable[..., Any], client_for: Callable[..., Any]
) -> None:
    reader, colleague = (client_for(role, parties["communaute"]) for role in (Role.AGENT, Role.ELECTED))
    share_scenario(saved.pk, [parties["communaute"]], by=actor_for(Role.AGENT, parties["metropole"]))
    page = f"{HERE}gardees/{saved.pk}/"
    assert CANARY in reader.get("/mon-espace/").content.decode()
    assert "la retirer de «\u00a0Mon espace\u00a0»" in reader.get(page).content.decode()
    for _again in range(3):
        assert reader.post(page, {"faire": "lue"}).status_code == 302
    assert CANARY not in reader.get("/mon-espace/").content.decode()
    assert "la retirer de «\u00a0Mon espace\u00a0»" not in reader.get(page).content.decode()
    assert CANARY in colleague.get("/mon-espace/").content.decode()
    assert client_for(Role.AGENT, parties["metropole"]).post(page, {"faire": "lue"}).status_code == 404
    assert client_for(Role.PREFECT_SERVICES, parties["etat"]).post(page, {"faire": "lue"}).status_code == 404


def test_it_is_shared_with_parties_of_its_contract_only_by_who_kept_it(
    saved: SavedScenario, parties: dict[str, Institution], actor_for: Callable[..., Any]
) -> None:
    stranger = Institution.objects.create(name="Étrangère", kind="epci")
    own = actor_for(Role.AGENT, parties["metropole"])
    with pytest.raises(Refused, match="parties de son contrat"):
        share_scenario(saved.pk, [stranger], by=own)
    share_scenario(saved.pk, [parties["communaute"]], by=own)
    with pytest.raises(Refused):
        share_scenario(saved.pk, [parties["etat"]], by=actor_for(Role.AGENT, parties["communaute"]))
    with pytest.raises(Refused, match="institution nouvelle"):
        share_scenario(saved.pk, [parties["communaute"]], by=own)
    assert ScenarioShare.objects.count() == 1


def test_the_database_refuses_to_change_what_was_kept(saved: SavedScenario) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        SavedScenario.objects.filter(pk=saved.pk).update(title="autre")
    with pytest.raises(DatabaseError), transaction.atomic():
        saved.delete()


def test_keep_share_and_adopt_from_the_pages(
    contract: Contract, parties: dict[str, Institution], client_for: Callable[..., Any]
) -> None:
    client = client_for(Role.AGENT, parties["metropole"])
    query = "dans=37&contrat=&n=2&a-enveloppe=1000000&b-forme=linear&b-prioritaires=25"
    page = client.get(f"{HERE}gardees/?{query}")
    assert "Garder cette simulation" in page.content.decode()
    page = client.post(f"{HERE}gardees/", {"title": "Sans contrat", "query": query})
    assert page.status_code == 302
    free = SavedScenario.objects.get(title="Sans contrat")
    assert (free.contract, free.letters) == (None, ["A", "B"])
    assert sum(free.result["A"].values()) == 98_000_000
    before = contract.sha256
    saved = SavedScenario.objects.create(
        title="Avec contrat", institution=parties["metropole"], contract=contract, query=free.query, says="…",
        letters=["A", "B"], result=free.result, sha256=free.sha256, on=free.on,
    )  # fmt: skip
    page = client.post(f"{HERE}gardees/{saved.pk}/", {"faire": "reprendre", "letter": "B"})
    assert page.status_code == 302, page.content.decode()
    drafts = {one.path: one.value for one in Draft.objects.filter(contract=contract)}
    assert drafts["clauses.cofinancing"]["form"] == "linear"
    assert drafts["clauses.cofinancing"]["rates"] == ["0.3", "0.5", "0.7", "0.95"]
    assert drafts["clauses.evaluation"] == {"reserved_share": "0.02"}
    assert drafts["clauses.priority_geography"] == {"territories_share": "0.25"}
    contract.refresh_from_db()
    assert contract.sha256 == before
    assert not Proposal.objects.exists()
    kinds = list(Entry.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == ["scenario.save", "scenario.adopt"]


def test_a_visitor_is_told_what_it_takes(client: Any) -> None:
    page = client.get(f"{HERE}gardees/?n=2")
    assert "se connecter" in page.content.decode()
    assert client.post(f"{HERE}gardees/", {"title": "x", "query": "n=2"}).status_code == 422
    assert not SavedScenario.objects.exists()


def test_a_simulation_that_gives_nothing_is_not_kept(
    parties: dict[str, Institution], client_for: Callable[..., Any]
) -> None:
    client = client_for(Role.AGENT, parties["metropole"])
    page = client.post(f"{HERE}gardees/", {"title": "Rien", "query": "n=2&a-enveloppe=abc"})
    assert page.status_code == 409
    assert "ne donne rien" in page.content.decode()


def test_the_journal_names_a_simulation_to_those_who_read_it_alone(saved, parties, client_for) -> None:
    assert CANARY in client_for(Role.AGENT, parties["metropole"]).get("/journal/").content.decode()
    assert CANARY not in client_for(Role.AGENT, parties["etat"]).get("/journal/").content.decode()
