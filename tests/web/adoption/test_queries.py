"""Each page of a contract's life asks few queries, whatever the parties, the versions and the amendments."""

from typing import Any
from weakref import WeakSet

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillon.documents.contract.loading import loads
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.web.adoption.services.steps import take_step
from maillon.web.contracts.services.importing import load
from maillon.web.negotiation.services.amendments import open_amendment
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db
MOST = 15  # who is signed in counted
BEGUN = WeakSet[Client]()
"""Browsers whose site has answered once: each has its own, which looks once at what begins today."""
ONE, TRUNK = "/contrats/essai-adoption/", "/contrats/essai-tronc/"
HEIR = """format: maillon-contract/1
id: essai-heritier-{n}
title: Contrat qui s’appuie sur le tronc {n}
kind: reciprocity_contract
state: in_force
illustrative: true
extends: {{contract: essai-tronc}}
parties:
  - {{id: autre, institution: {{name: Communauté héritière {n}, kind: epci}}}}
"""


def asked(client: Client, path: str) -> int:
    """Return how many queries a page asks, what is read at the first request of all left out."""
    if client not in BEGUN:
        client.get(path)
        BEGUN.add(client)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    told = "\n".join(one["sql"][:160] for one in queries)
    assert len(queries) <= MOST, f"{path}: {len(queries)}\n{told}"
    return len(queries)


def heirs(*numbers: int) -> None:
    """Put contracts that extend the trunk in the register."""
    load([loads(HEIR.format(n=n), name="heritier", form="yaml") for n in numbers])


def share_article(contract: Any, table: Any, ref: str, *, amendment: int | None = None) -> Any:
    """A party shares a new article."""
    value = {"id": ref, "number": ref[-1], "title": ref, "text": "Les parties agissent."}
    path = f"articles[{ref}]"
    save_draft(contract.pk, path, value, by=table.at("metropole"), amendment=amendment)
    return share(contract.pk, path, by=table.at("metropole"), audience=Audience.TABLE, amendment=amendment)


def test_while_it_is_negotiated_and_adopted(contract, trunk, table, browse) -> None:
    table.submit(contract)
    table.resolve(contract, "metropole")
    take_step(contract.pk, "reopen", by=table.at("secretariat"))
    share_article(contract, table, "a1")
    once = asked(browse("secretariat"), f"{ONE}vie/")
    reply(contract.pk, 1, Verdict.REFUSE, by=table.at("etat"), reason="Trop cher.")
    for n in range(2, 6):
        reply(contract.pk, share_article(contract, table, f"a{n}").number, Verdict.ACCEPT, by=table.at("etat"))
    assert asked(browse("secretariat"), f"{ONE}vie/") <= once
    for n in range(2, 6):
        reply(contract.pk, n, Verdict.ACCEPT, by=table.at("communaute"))
    table.submit(contract)
    table.resolve(contract, "metropole")
    for key in ("secretariat", "metropole", "communaute", "etat"):
        for path in ("vie/", "versions/1/", "versions/2/", "versions/2/signer/"):
            asked(browse(key), f"{ONE}{path}")
    asked(browse("communaute"), f"{ONE}versions/2/deliberation/")


def test_once_it_is_signed_and_amended(contract, trunk, table, browse, client) -> None:
    heirs(1)
    table.conclude(contract)
    paths = [f"{TRUNK}vie/", f"{TRUNK}avenants/1/", f"{TRUNK}texte/", f"{ONE}vie/", f"{ONE}texte/",
             f"{ONE}tronc/1/"]  # fmt: skip
    before: dict[tuple[str, str], int] = {}
    for number in (1, 2):
        open_amendment(trunk.pk, f"Avenant {number}", by=table.at("metropole"))
        shared = share_article(trunk, table, f"b{number}", amendment=number)
        for key in ("secretariat", "etat"):
            asked(browse(key), f"{TRUNK}avenants/{number}/")
        for key in ("communaute", "etat"):
            reply(trunk.pk, shared.number, Verdict.ACCEPT, by=table.at(key))
        table.conclude(trunk, amendment=number)
        for key in ("secretariat", "etat", ""):
            for path in paths:
                count = asked(browse(key) if key else client, path)
                assert count <= before.setdefault((key, path), count)
        heirs(2, 3, 4)
