"""The thematic menu on the site: what each side learns of the other's choice, and the State's decision for ever."""

import dataclasses
import datetime as dt
import json

import pytest
import yaml
from django.db import IntegrityError, connection, transaction

from maillon.documents.contract.loading import loads, tree_of
from maillon.rules.contracts.life.states import ContractState
from maillon.rules.journal.verify import verify
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.whole import bare
from maillon.web.contracts.services.importing import load
from maillon.web.journal.models import Entry
from maillon.web.journal.queries import head, lines
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import ThemeChoice, ThemeDecision
from maillon.web.negotiation.services.menu import choose, decide

pytestmark = pytest.mark.django_db
BASE = "/contrats/essai-negociation/"
PAGE = f"{BASE}negociation/themes/"
THEMES = """themes:
  - {id: eau, title: Eau}
  - {id: sante, title: Santé}
  - {id: mobilites, title: Mobilités}
  - {id: culture, title: Culture}
"""
DATED = "clauses: {method_agreement: {agreed_on: 2026-01-01, parameters: {theme_choice_days: {value: 30}}}}\n"
ACT = {"reference": "Arrêté canari du 3 mars 2026", "motive": "Aucun accord après trois séances."}
ALL = ("eau", "sante", "mobilites", "culture")


@pytest.fixture(scope="module")
def dated(imported) -> None:
    contract = Contract.objects.get(slug="essai-negociation")
    held = tree_of(Subject(contract).document) | yaml.safe_load(THEMES) | yaml.safe_load(DATED)
    load([loads(json.dumps(held, default=str), name="essai", form="json")])


@pytest.fixture
def menu(dated, contract) -> Contract:
    return contract


def _choosers(contract) -> dict[str, str]:
    fresh = Contract.objects.get(pk=contract.pk)
    return {one.id: str(one.chosen_by) for one in Subject(fresh).document.themes if one.chosen_by}


def test_each_side_chooses_its_half_and_the_text_says_who_chose(menu, at) -> None:
    choose(menu.pk, ["eau", "sante"], by=at("metropole"))
    choose(menu.pk, ["mobilites", "culture"], by=at("etat"))
    assert _choosers(menu) == {}
    choose(menu.pk, ["sante", "eau"], by=at("communaute"))
    assert _choosers(menu) == {"eau": "authorities", "sante": "authorities", "mobilites": "state", "culture": "state"}
    with pytest.raises(Refused, match="est fait"):
        choose(menu.pk, ["eau"], by=at("metropole"))
    with pytest.raises(Refused, match="rien à décider"):
        decide(menu.pk, ALL, by=at("etat"), **ACT)


def test_the_state_learns_the_authorities_choice_once_it_is_common(menu, at, browse) -> None:
    choose(menu.pk, ["eau"], by=at("metropole"))
    choose(menu.pk, ["sante"], by=at("communaute"))
    choose(menu.pk, ["mobilites"], by=at("etat"))
    state, mine = (browse(key).get(PAGE).content.decode() for key in ("etat", "metropole"))
    assert "pas encore de choix commun" in state
    assert "Métropole d’essai" not in state.split("<main")[1].split("signataires")[0].split("Thèmes au menu")[1]
    assert "diffèrent encore sur" in mine
    assert not ThemeChoice.objects.visible_to(at("etat")).exclude(themes=["mobilites"]).exists()
    assert Entry.objects.visible_to(at("etat")).count() == 1
    choose(menu.pk, ["sante"], by=at("metropole"))
    assert "Personne n’a choisi" in browse("etat").get(PAGE).content.decode()


def test_after_the_date_the_state_decides_by_a_motivated_act_that_stays_on_the_contract(
    menu, at, browse, client
) -> None:
    assert "Décider à défaut d’accord" in browse("etat").get(PAGE).content.decode()
    assert "Décider à défaut d’accord" not in browse("metropole").get(PAGE).content.decode()
    given = {"faire": "decider", "theme": ["eau", "culture"], **ACT}
    assert browse("etat").post(PAGE, {**given, "motive": ""}).status_code == 422
    assert browse("etat").post(PAGE, given, follow=True).status_code == 200
    assert _choosers(menu) == {"eau": "state", "culture": "state"}
    assert "Lire la décision de l’État" in browse("metropole").get("/mon-espace/").content.decode()
    assert "Lire la décision de l’État" not in browse("etat").get("/mon-espace/").content.decode()
    signed = Subject(Contract.objects.get(pk=menu.pk)).document.model_copy(update={"state": ContractState.SIGNED})
    load([bare(signed)])
    for address in (PAGE, BASE, f"{BASE}negociation/chronologie/"):
        page = client.get(address).content.decode()
        assert ACT["reference"] in page
        assert ACT["motive"] in page
    assert verify(lines(at("metropole")), head().hash, head().count).verified
    assert Entry.objects.visible_to(at("metropole")).filter(kind="theme.decide").exists()


def test_before_the_date_or_for_another_party_there_is_no_decision(menu, at, browse) -> None:
    early = dataclasses.replace(at("etat"), on=dt.date(2026, 1, 31))
    with pytest.raises(Refused, match="31/01/2026"):
        decide(menu.pk, ALL, by=early, **ACT)
    with pytest.raises(Refused):
        decide(menu.pk, ALL, by=at("metropole"), **ACT)
    assert browse("metropole").post(PAGE, {"faire": "decider", "theme": "eau", **ACT}).status_code == 409
    assert not ThemeDecision.objects.exists()


def test_a_decision_is_made_once_and_sealed(menu, at) -> None:
    choose(menu.pk, ["eau"], by=at("metropole"))
    decide(menu.pk, ALL, by=at("etat"), **ACT)
    for _again in range(3):
        with pytest.raises(Refused, match="déjà décidé"):
            decide(menu.pk, ALL, by=at("etat"), **ACT)
    for table in ("negotiation_themechoice", "negotiation_themedecision"):
        for act in ("UPDATE {} SET themes = '[]'", "DELETE FROM {}"):
            with connection.cursor() as cursor, pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
                cursor.execute(act.format(table))


def test_what_was_chosen_from_the_page_is_kept_and_an_unknown_theme_refused(menu, browse, client) -> None:
    one = browse("metropole")
    assert one.post(PAGE, {"faire": "choisir", "theme": ["inconnu"]}).status_code == 409
    assert one.post(PAGE, {"faire": "choisir"}).status_code == 409
    assert (
        'value="sante" checked'
        in one.post(PAGE, {"faire": "choisir", "theme": ["sante"]}, follow=True).content.decode()
    )
    assert client.get(PAGE).status_code == 404


def test_what_was_ticked_stays_when_the_act_is_unknown(menu, browse) -> None:
    page = browse("etat").post(PAGE, {"faire": "inconnu", "theme": "sante", "motive": "Motif canari"})
    assert page.status_code == 409
    text = page.content.decode()
    assert text.count('value="sante" checked') == 2
    assert 'value="eau" checked' not in text
    assert "Motif canari" in text
