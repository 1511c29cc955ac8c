"""Each page of the follow-up asks few queries, whatever the contract holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillon.documents.contract.loading import loads
from maillon.rules.contracts.commitments import Standing
from maillon.rules.governance.roles import Role
from maillon.web.contracts.models import Contract
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


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_the_contract(page, client_for, actor_for) -> None:
    asked = []
    for count in (3, 25):
        contract = _many(count)
        row = contract.commitment_set.get(ref="e1").made_by
        for n in range(3):
            proof = Proof(link=f"https://exemple.fr/{n}")
            statement = state(
                contract.pk, "e1", Standing.KEPT, by=actor_for(Role.AGENT, row), on=contract.changed_at.date(),
                words=f"Fois {n}.", proof=proof,
            )  # fmt: skip
        other = contract.commitment_set.get(ref="e2").made_by
        answer(statement.pk, agrees=True, by=actor_for(Role.AGENT, other))
        client = client_for(Role.ELECTED, row)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/contrats/{contract.slug}/suivi/{page}").status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0] <= MOST
