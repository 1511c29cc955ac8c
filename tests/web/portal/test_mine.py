"""« Mon espace » lists what waits for one's word, and nothing of what one may not read."""

import pytest

from maillon.documents.contract.loading import loads
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load
from maillon.web.negotiation.services.table import reply, save_draft, share
from maillon.web.negotiation.services.talk import comment

pytestmark = pytest.mark.django_db
DOCUMENT = """format: maillon-contract/1
id: essai-espace
title: Contrat en négociation
kind: reciprocity_contract
state: negotiation
illustrative: true
parties:
  - {id: metropole, institution: {name: Métropole d’essai, kind: epci}}
  - {id: communaute, institution: {name: Communauté d’en face, kind: epci}}
  - {id: etat, institution: {name: Préfecture d’essai, kind: etat}}
articles:
  - {id: objet, number: '1', title: Objet commun, text: Les parties agissent ensemble.}
"""


@pytest.fixture(scope="module")
def imported(kept: None) -> None:
    load([loads(DOCUMENT, name="essai", form="yaml")])


@pytest.fixture
def contract(imported: None, db: None) -> Contract:
    return Contract.objects.get(slug="essai-espace")


def test_what_waits_is_listed_until_one_has_answered(contract, actor_for, client_for) -> None:
    seats = {one.kind + one.name[:3]: one for one in Institution.objects.all()}
    metropole, state = (next(one for name, one in seats.items() if name.endswith(end)) for end in ("Mét", "Pré"))
    us, them = actor_for(Role.AGENT, metropole), actor_for(Role.PREFECT_SERVICES, state)
    save_draft(contract.pk, "title", "Titre nouveau", by=us)
    share(contract.pk, "title", by=us, audience=Audience.TABLE)
    comment(contract.pk, "articles[objet]", "Trop vague.", audience=Audience.TABLE, by=us)
    comment(contract.pk, "articles[objet]", "Entre nous.", audience=Audience.CONFERENCE, by=us)
    browser = client_for(Role.PREFECT_SERVICES, state)
    page = browser.get("/mon-espace/").content.decode()
    assert 'href="/contrats/essai-espace/negociation/1/"' in page
    assert "Articles › Objet commun" in page
    assert "Métropole d’essai" in page
    mine = client_for(Role.AGENT, metropole).get("/mon-espace/").content.decode()
    assert "/negociation/" not in mine
    reply(contract.pk, 1, Verdict.ACCEPT, by=them)
    comment(contract.pk, "articles[objet]", "Bien noté.", audience=Audience.TABLE, by=them)
    assert "/negociation/" not in browser.get("/mon-espace/").content.decode()


def test_few_queries_whatever_waits(contract, actor_for, client_for, django_assert_max_num_queries) -> None:
    metropole = Institution.objects.get(name="Métropole d’essai")
    us = actor_for(Role.AGENT, metropole)
    for rank in range(6):
        path = f"articles[a{rank}]"
        save_draft(contract.pk, path, {"id": f"a{rank}", "title": f"Article {rank}"}, by=us)
        share(contract.pk, path, by=us, audience=Audience.TABLE)
        comment(contract.pk, path, "Un mot.", audience=Audience.TABLE, by=us)
    browser = client_for(Role.PREFECT_SERVICES, Institution.objects.get(kind="etat"))
    with django_assert_max_num_queries(16):
        assert browser.get("/mon-espace/").status_code == 200
