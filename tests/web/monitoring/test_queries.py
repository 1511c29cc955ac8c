"""Each page of the follow-up asks few queries, whatever the contract holds."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillon.documents.contract.loading import loads
from maillon.rules.contracts.commitments import Standing
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution, Membership, User
from maillon.web.accounts.queries import actor_of
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Commitment, Contract
from maillon.web.contracts.services.importing import load
from maillon.web.monitoring.services.commitments import answer, state
from maillon.web.monitoring.services.evidence import Proof

pytestmark = pytest.mark.django_db
PAGES = ("", "bilan/", "revoyures/", "retraits/", "evaluation/", "generations/", "engagements.csv", "bilan.csv")
MOST = 15  # who is signed in counted


def _many(count: int) -> Contract:
    people = "\n".join(f"  - {{id: p{n}, institution: {{name: Partie {n}, kind: epci}}}}" for n in range(count))
    promises = "\n".join(f"  - {{id: e{n}, by: p{n}, what: Promesse {n}}}" for n in range(count))
    actions = "\n".join(
        f"  - {{id: a{n}, title: Action {n}, owner: p{n}, financing: [{{funder: p{n}, planned: 10}}]}}"
        for n in range(count)
    )
    text = f"""format: maillon-contract/1
id: essai-nombre-{count}
title: Contrat nombreux {count}
kind: reciprocity_contract
state: in_force
illustrative: true
parties:
{people}
actions:
{actions}
commitments:
{promises}
"""
    load([loads(text, name="nombre", form="yaml")])
    return Contract.objects.get(slug=f"essai-nombre-{count}")


def _agent(seat: Institution) -> Actor:
    user = User.objects.create_user(f"{seat.pk}@essai.example", name="Compte d’essai")
    Membership.objects.create(user=user, institution=seat, role=Role.AGENT, starts_on=date(2020, 1, 1))
    return actor_of(user.pk, timezone.localdate())


@pytest.fixture(scope="module")
def followed(kept: None) -> dict[int, Contract]:
    """Contracts of few and of many parts, by how many, of which a promise was told kept thrice, and agreed to."""
    made = {count: _many(count) for count in (3, 25)}
    promised = [Commitment.objects.get(contract=made[3], ref=ref).made_by for ref in ("e1", "e2")]
    by, other = (_agent(seat) for seat in promised)
    for contract in made.values():
        for n in range(3):
            proof = Proof(link=f"https://exemple.fr/{n}")
            statement = state(
                contract.pk, "e1", Standing.KEPT, by=by, on=contract.changed_at.date(), words=f"Fois {n}.", proof=proof
            )  # fmt: skip
        answer(statement.pk, agrees=True, by=other)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_the_contract(page, followed, client_for) -> None:
    asked = []
    for contract in followed.values():
        client = client_for(Role.ELECTED, contract.commitment_set.get(ref="e1").made_by)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/contrats/{contract.slug}/suivi/{page}").status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0] <= MOST
