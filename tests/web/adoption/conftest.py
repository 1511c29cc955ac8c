"""A contract that its three parties have negotiated, who sits for each, and how they sign."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from maillon.documents.contract.loading import loads
from maillon.documents.signature.sealing import Seal, demonstration_signer
from maillon.documents.signature.sealing import sign as sign_pdf
from maillon.rules.contracts.adoption import ResolutionFacts
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution, Membership, User
from maillon.web.accounts.queries import actor_of
from maillon.web.adoption.facts import mark_of, waiting_version
from maillon.web.adoption.models import Signature, Version
from maillon.web.adoption.services.resolutions import record_resolution
from maillon.web.adoption.services.signing import PDF, Signed, sign_with_pdf
from maillon.web.adoption.services.steps import assent, take_step
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment

TRUNK = """format: maillon-contract/1
id: essai-tronc
title: Accord collectif d’essai
kind: method_conference
state: in_force
illustrative: true
period: {start: 2020-01-01, end: 2030-12-31}
parties:
  - {id: metropole, institution: {name: Métropole d’essai, kind: epci}}
  - {id: communaute, institution: {name: Communauté d’en face, kind: epci}}
  - {id: etat, institution: {name: Préfecture d’essai, kind: etat}}
bodies:
  - {id: secretariat, name: Secrétariat, kind: secretariat, run_by: metropole}
articles:
  - {id: partage, number: '1', title: Partage, text: Les parties partagent leurs données.}
"""
DOCUMENT = """format: maillon-contract/1
id: essai-adoption
title: Contrat à adopter
kind: reciprocity_contract
state: negotiation
illustrative: true
extends: {contract: essai-tronc}
period: {start: 2020-01-01, end: 2030-12-31}
articles:
  - {id: objet, number: '2', title: Objet, text: Les parties agissent ensemble pour les mobilités.}
clauses:
  method_agreement: {text: Les parties se réunissent deux fois par an.}
"""
NAMES = {"metropole": "Métropole d’essai", "communaute": "Communauté d’en face", "etat": "Préfecture d’essai"}
PARTIES = tuple(NAMES)


@cache
def signer(key: str) -> Seal:
    """Return the demonstration certificate of a party, made once for all tests."""
    return demonstration_signer(NAMES[key])


@pytest.fixture(scope="session")
def importing() -> Callable[[], Any]:
    """`importing()` puts the trunk and the contract in the register."""
    return lambda: load([loads(TRUNK, name="tronc", form="yaml"), loads(DOCUMENT, name="essai", form="yaml")])


@pytest.fixture(scope="module")
def imported(kept: None, importing: Callable[[], Any]) -> None:
    importing()


@pytest.fixture(scope="module")
def stages() -> dict[str, Callable[["Table"], Any]]:
    """What leads to each stage that a module's tests start from; a module adds its own."""
    return STAGES


@pytest.fixture(scope="module")
def stage(
    request: pytest.FixtureRequest, imported: None, stages: dict[str, Callable[["Table"], Any]]
) -> Iterator[dict[str, Any]]:
    """The stage that a test starts from, reached once for all those that follow it; who acted there, by key."""
    with transaction.atomic():
        seated = {key: _seated(key) for key in (*PARTIES, "secretariat")}
        if hasattr(request, "param"):
            stages[request.param](Table(seated.__getitem__))
        yield seated
        transaction.set_rollback(True)


@pytest.fixture
def contract(stage: dict[str, Any], db: None) -> Contract:
    return Contract.objects.get(slug="essai-adoption")


@pytest.fixture
def trunk(contract: Contract) -> Contract:
    return Contract.objects.get(slug="essai-tronc")


@pytest.fixture
def seats(contract: Contract) -> dict[str, Institution]:
    return {key: Institution.objects.get(name=name) for key, name in NAMES.items()}


ROLES = {
    "etat": (Role.PREFECT_SERVICES, "etat"),
    "secretariat": (Role.SECRETARIAT, "metropole"),
    "elu": (Role.ELECTED, "communaute"),
}


def _seated(key: str) -> Any:
    role, seat = ROLES.get(key, (Role.AGENT, key))
    user = User.objects.create_user(f"{key}@essai.example", name=f"Compte d’essai ({role})")
    party = Institution.objects.get(name=NAMES[seat])
    Membership.objects.create(user=user, institution=party, role=role, starts_on=dt.date(2020, 1, 1))
    return actor_of(user.pk, timezone.localdate())


@pytest.fixture
def at(stage: dict[str, Any], contract: Contract) -> Callable[[str], Any]:
    """`at("metropole")` is an agent of a party; `at("secretariat")` keeps the contract; `at("elu")` sits beside."""
    return cache(lambda key: stage[key] if key in stage else _seated(key))


@pytest.fixture
def browse(seats: dict[str, Institution], client_for: Callable[..., Any]) -> Callable[[str], Any]:
    """`browse("metropole")` is the browser of one of its agents, `browse("secretariat")` of who keeps the contract."""

    @cache
    def who(key: str) -> Any:
        role, seat = ROLES.get(key, (Role.AGENT, key))
        return client_for(role, seats[seat])

    return who


class Table:
    """What the parties do one after the other, each for itself."""

    def __init__(self, at: Callable[[str], Any]) -> None:
        self.at = at

    def accept(self, contract: Contract, *parties: str, amendment: int | None = None) -> None:
        """Each party accepts the whole text as it stands."""
        rows = Amendment.objects.filter(contract=contract, number=amendment or 0)
        mark = mark_of(Subject(contract, rows.first()))
        for key in parties or PARTIES:
            assent(contract.pk, mark, by=self.at(key), amendment=amendment)

    def submit(self, contract: Contract, *, amendment: int | None = None, sign_by: dt.date | None = None) -> Version:
        """The parties accept, the secretariat submits."""
        self.accept(contract, amendment=amendment)
        take_step(contract.pk, "submit", by=self.at("secretariat"), amendment=amendment, sign_by=sign_by)
        return self.held(contract)

    def held(self, contract: Contract) -> Version:
        """The last version of a contract."""
        return Version.objects.filter(contract=contract).latest("number")

    def resolve(self, contract: Contract, key: str, *, amendment: int | None = None, **told: Any) -> None:
        """A party's assembly adopts, and the prefecture receives."""
        today = self.at(key).on
        facts = {"number": "2026-41", "session_on": today, "received_on": today, "in_favour": 40, "against": 3}
        resolution = ResolutionFacts(frozen_on=today, **(facts | told))
        record_resolution(contract.pk, "Conseil communautaire", resolution, by=self.at(key), amendment=amendment)

    def signed(self, contract: Contract, key: str, *, over: bytes | None = None, **told: Any) -> Signed:
        """A party signs the sealed PDF elsewhere, with a demonstration certificate."""
        version = waiting_version(Subject(contract, Amendment.objects.filter(contract=contract).first()))
        data = over or bytes(Version.objects.values_list("pdf", flat=True).get(pk=version.pk if version else None))
        data = sign_pdf(data, signer(key), field=f"Signature-{key}")
        given = {"media": PDF, "name": "signé.pdf", "function": "Président", "signed_on": self.at(key).on}
        return Signed(data=data, **(given | told))

    def sign(self, contract: Contract, *parties: str, amendment: int | None = None) -> None:
        """Each party resolves and signs."""
        for key in parties or PARTIES:
            if key != "etat":
                self.resolve(contract, key, amendment=amendment)
            sign_with_pdf(contract.pk, self.signed(contract, key), by=self.at(key), amendment=amendment)

    def conclude(self, contract: Contract, *, amendment: int | None = None, verified: bool = False) -> None:
        """Submit, sign, conclude, and take effect; unless `verified`, signatures are put in as if they had been."""
        version = self.submit(contract, amendment=amendment)
        if verified:
            self.sign(contract, amendment=amendment)
        else:
            self._put_signatures(contract, version, amendment)
        take_step(contract.pk, "conclude", by=self.at("secretariat"), amendment=amendment)
        if amendment is None:
            take_step(contract.pk, "take_effect", by=self.at("secretariat"))

    def _put_signatures(self, contract: Contract, version: Version, amendment: int | None) -> None:
        for key in PARTIES:
            if key != "etat":
                self.resolve(contract, key, amendment=amendment)
            told = {"function": "Président", "signed_on": self.at(key).on, "media": PDF, "mode": "pdf"}
            party = Institution.objects.get(name=NAMES[key])
            file = {"file": key.encode(), "sha256": hashlib.sha256(key.encode()).hexdigest()}
            deposit = {"deposited_by": self.at(key).user_id}
            Signature.objects.create(version=version, institution=party, **told, **file, **deposit)


@pytest.fixture
def table(at: Callable[[str], Any]) -> Table:
    return Table(at)


def concluded(table: Table) -> None:
    """The contract is signed, and holds."""
    table.conclude(Contract.objects.get(slug="essai-adoption"))


STAGES: dict[str, Callable[[Table], Any]] = {
    "submitted": lambda table: table.submit(Contract.objects.get(slug="essai-adoption")),
    "concluded": concluded,
}
