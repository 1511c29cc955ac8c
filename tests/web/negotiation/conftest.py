"""A contract being negotiated by a metropolis, a communauté and the State, and one signed-in agent of each."""

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from maillon.documents.contract.loading import loads
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution, Membership, User
from maillon.web.accounts.queries import actor_of
from maillon.web.common.actor import Actor
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


def _account(key: str, place: str) -> User:
    """An agent of a party, or one of the prefect's services."""
    user = User.objects.create_user(f"{key}-{place}@essai.example", name=f"Compte d’essai ({key})")
    home = Institution.objects.get(name=NAMES[key])
    role = Role.PREFECT_SERVICES if key == "etat" else Role.AGENT
    Membership.objects.create(user=user, institution=home, role=role, starts_on=date(2020, 1, 1))
    return user


@pytest.fixture(scope="module")
def actors(imported: None) -> dict[str, Actor]:
    return {key: actor_of(_account(key, "bureau").pk, timezone.localdate()) for key in NAMES}


@pytest.fixture(scope="module")
def signed_in(imported: None) -> dict[str, str]:
    """The cookie of a session of each, opened once."""
    cookies = {}
    for key in NAMES:
        browser = Client()
        browser.force_login(_account(key, "guichet"))
        cookies[key] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return cookies


@pytest.fixture
def at(actors: dict[str, Actor], db: None) -> Callable[[str], Actor]:
    """`at("metropole")` is an agent of the metropolis; `at("etat")` the prefect's services."""
    return actors.__getitem__


@pytest.fixture
def browse(signed_in: dict[str, str], db: None) -> Callable[[str], Client]:
    """`browse("metropole")` is the browser of one of its agents."""

    @cache
    def who(key: str) -> Client:
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = signed_in[key]
        return browser

    return who
