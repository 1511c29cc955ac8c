"""What a party may send that no page of ours would: another time, another place, twice."""

import pytest

from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.web.negotiation.models import Comment, Proposal
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db
TABLE = "/contrats/essai-negociation/negociation/"
THEME = {"id": "eau", "title": "Eau"}
ARTICLE = {"id": "source", "title": "Source", "text": "Garder la source.", "theme": "eau"}


def _shared(contract, path, value, by) -> Proposal:
    save_draft(contract.pk, path, value, by=by)
    return share(contract.pk, path, by=by, audience=Audience.TABLE)


def _accepted(contract, proposal, at) -> None:
    for key in ("communaute", "etat"):
        reply(contract.pk, proposal.number, Verdict.ACCEPT, by=at(key))


def test_what_spoke_of_a_part_that_has_left_the_text_is_refused_with_its_reason(contract, at, browse) -> None:
    _accepted(contract, _shared(contract, "themes[eau]", THEME, at("metropole")), at)
    orphan = _shared(contract, "articles[source]", ARTICLE, at("metropole"))
    reply(contract.pk, orphan.number, Verdict.ACCEPT, by=at("communaute"))
    _accepted(contract, _shared(contract, "themes[eau]", None, at("metropole")), at)
    page = browse("etat").post(f"{TABLE}{orphan.number}/", {"faire": "repondre", "verdict": "accept"})
    assert page.status_code == 409
    assert "eau" in str(page.context["problems"])
    assert "Cette réponse ne peut pas être inscrite" in page.content.decode()
    assert orphan.replies.count() == 1


def test_acts_that_no_page_offers_or_that_come_too_late_change_nothing(contract, at, browse) -> None:
    proposal = _shared(contract, "title", "Autre titre", at("metropole"))
    address = f"{TABLE}{proposal.number}/"
    assert browse("etat").post(address, {"faire": "inconnu"}).status_code == 409
    assert browse("etat").post(address, {"faire": "retirer"}).status_code == 409
    assert browse("metropole").post(address, {"faire": "repondre", "verdict": "accept"}).status_code == 409
    assert browse("metropole").post(address, {"faire": "retirer"}).status_code == 302
    for key in ("communaute", "etat"):
        assert browse(key).post(address, {"faire": "repondre", "verdict": "accept"}).status_code == 409
    assert browse("metropole").post(address, {"faire": "retirer"}).status_code == 409
    assert not proposal.replies.exists()


def test_a_proposal_is_countered_on_its_own_part_only(contract, at, browse) -> None:
    proposal = _shared(contract, "title", "Autre titre", at("metropole"))
    save_draft(contract.pk, "summary", "Un résumé.", by=at("communaute"))
    sent = {"partie": "summary", "contre": proposal.number, "audience": "table", "reason": "x", "faire": "partager"}
    page = browse("communaute").post(f"{TABLE}ecrire/", sent)
    assert page.status_code == 409
    assert not proposal.replies.exists()


def test_what_no_contract_does_without_is_not_taken_out_and_no_sign_breaks_a_page(contract, browse) -> None:
    page = browse("communaute").post(f"{TABLE}ecrire/", {"partie": "title", "faire": "retirer"})
    assert page.status_code == 422
    assert "Ce texte ne peut pas être gardé ainsi" in page.content.decode()
    for address in (
        "/negociation/institutions/?institution=%00ab",
        f"{TABLE}ecrire/?liste=parties&institution=%00a&institution.kind=%00",
    ):
        assert browse("communaute").get(address).status_code == 200


def test_a_nul_in_what_is_said_is_kept_by_neither_database(contract, at, browse) -> None:
    save_draft(contract.pk, "title", "Autre", by=at("communaute"))
    browser = browse("communaute")
    linked = browser.post(f"{TABLE}ensemble/", {"partie": ["\0", "title"], "audience": "table"})
    assert linked.status_code == 409
    said = browser.post(f"{TABLE}commenter/", {"partie": "title", "text": "a\0b", "audience": "table"})
    assert said.status_code == 302
    assert Comment.objects.get().text == "ab"
    sent = {"partie": "title", "faire": "partager", "reason": "c\0d", "audience": "table"}
    assert browser.post(f"{TABLE}ecrire/", sent).status_code == 302
    assert Proposal.objects.get().reason == "cd"
