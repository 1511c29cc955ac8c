"""What the pages say of a text that came to nothing: rejected, out of time, abandoned."""

import dataclasses
import datetime as dt
import re

import pytest

from maillon.web.adoption.facts import mark_of
from maillon.web.adoption.services.steps import assent, take_step
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.services.amendments import open_amendment

pytestmark = pytest.mark.django_db
SUBMITTED = pytest.mark.parametrize("stage", ["submitted"], indirect=True, scope="module")
LIFE = "/contrats/essai-adoption/vie/"
TRUNK = "/contrats/essai-tronc/"


@SUBMITTED
def test_an_assembly_that_rejected_is_told_what_may_follow(contract, table, browse) -> None:
    table.resolve(contract, "communaute", in_favour=12, against=31)
    page = browse("communaute").get(LIFE).content.decode().replace("\xa0", " ")
    assert "Votre assemblée a rejeté cette version" in page
    assert "Cette version est refusée par : Communauté d’en face" in page
    assert "Lire le texte qui fait foi" not in page, "no text holds yet"
    for address in (LIFE, "/contrats/essai-adoption/versions/1/"):
        shown = browse("etat").get(address).content.decode()
        signatures = re.findall(r'<td data-label="Signature">(.*?)</td>', shown, re.DOTALL)
        assert len(signatures) == 3
        nothing = [one for one in signatures if "rien n’est attendu" in one.replace("\xa0", " ")]
        assert len(nothing) == 1, "the two others still sign"
        assert "attendue" not in nothing[0]


def test_a_delay_that_is_over_is_said_wherever_one_would_sign(contract, table, at, browse) -> None:
    past = at("secretariat").on - dt.timedelta(days=30)
    for key in ("metropole", "communaute", "etat"):
        assent(contract.pk, mark_of(Subject(contract)), by=at(key))
    late = dataclasses.replace(at("secretariat"), on=past)
    take_step(contract.pk, "submit", by=late, sign_by=past + dt.timedelta(days=10))
    for page in (LIFE, "/contrats/essai-adoption/versions/1/", "/contrats/essai-adoption/versions/1/signer/"):
        assert "Le délai de signature est achevé" in browse("communaute").get(page).content.decode(), page


@SUBMITTED
def test_a_contract_that_lapsed_shows_how_far_it_went_and_has_no_amendments(contract, table, at, browse) -> None:
    take_step(contract.pk, "lapse", by=at("secretariat"))
    page = browse("metropole").get(LIFE)
    went = [(one.name, one.when) for one in page.context["milestones"]]
    assert went[-2:] == [("délibérations", "behind"), ("caduc", "here")]
    text = page.content.decode()
    assert "Ce contrat est gardé pour mémoire" in text
    assert "Aucun avenant" not in text
    version = browse("metropole").get("/contrats/essai-adoption/versions/1/").content.decode()
    assert "Version abandonnée" in version
    assert "Lire le texte qui fait foi" not in version


def test_an_abandoned_amendment_of_the_trunk_is_offered_to_no_contract(contract, trunk, at, browse) -> None:
    open_amendment(trunk.pk, "Étendre le périmètre", by=at("metropole"))
    take_step(trunk.pk, "lapse", by=at("secretariat"), amendment=1)
    page = browse("metropole").get(f"{TRUNK}avenants/1/").content.decode()
    assert "Abandonné : jamais signé" in page.replace("\xa0", " ")
    assert "suit le tronc amendé" not in page
    assert "Étendre le périmètre" not in browse("metropole").get(LIFE).content.decode()
    below = browse("metropole").get("/contrats/essai-adoption/tronc/1/").content.decode()
    assert "Répondre pour ce contrat" not in below
