"""Reviews: a file frozen at its opening, a conclusion that needs every signatory, nothing of it outside until then."""

import hashlib
import json
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.rules.contracts.progress import Progress
from maillon.rules.contracts.reviews import Asked, Conclusion, Ground
from maillon.rules.governance.roles import Role
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Action
from maillon.web.journal.models import Entry
from maillon.web.monitoring.models import Review, ReviewConclusion, ReviewProposal, ReviewVote
from maillon.web.monitoring.queries.reviews import last_outcome
from maillon.web.monitoring.services.reviews import open_review, propose, vote

pytestmark = pytest.mark.django_db
CRUE = Asked(Ground.FORCE_MAJEURE, case="Inondation majeure", reason="La Loire, canari-crue.")
LIST = "/contrats/essai-suivi/suivi/revoyures/"


@pytest.fixture
def review(contract, at) -> Review:
    return open_review(contract.pk, CRUE, by=at("metropole"))


def _proposed(contract, by, conclusion=Conclusion.TERMINATE) -> ReviewProposal:
    propose(contract.pk, 1, conclusion, by=by, reason="canari-conclusion")
    return ReviewProposal.objects.latest("at")


def test_its_file_says_what_was_done_spent_late_promised_and_the_clause(contract, review) -> None:
    told = json.loads(review.file)
    assert told["progress"] == {"done": 1, "late": 1}
    assert told["money"] == {
        "requested_cents": None, "planned_cents": 6_000_000, "granted_cents": 3_000_000, "paid_cents": 1_000_000
    }  # fmt: skip
    assert [(one["id"], one["standing"]) for one in told["commitments"]] == [("payer", "late"), ("ouvrir", "open")]
    assert told["clause"]["every_months"] == 24
    assert hashlib.sha256(review.file.encode()).hexdigest() == review.sha256


def test_its_reference_page_names_every_field(review) -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "suivi.md").read_text(encoding="utf-8")
    told = json.loads(review.file)
    groups = [told, told["contract"], told["period"], told["clause"], told["money"]]
    groups += [told["actions"][0], told["commitments"][0], dict.fromkeys(Progress)]
    assert [name for group in groups for name in group if f"`{name}`" not in page] == []


def test_the_file_does_not_change_when_the_contract_does(contract, review, client, browse) -> None:
    Action.objects.filter(contract=contract).delete()
    answered = browse("communaute").get(f"{LIST}1.json")
    assert hashlib.sha256(answered.content).hexdigest() == review.sha256
    assert browse("communaute").get(f"{LIST}1.pdf").content.startswith(b"%PDF-")
    assert browse("communaute").get(f"{LIST}1.docx").status_code == 404
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        review.save()


def test_it_concludes_with_the_last_signatory_and_once(contract, at, review) -> None:
    proposal = _proposed(contract, at("metropole"))
    assert last_outcome(contract) is None
    vote(contract.pk, 1, proposal.pk, accepts=True, by=at("communaute"))
    assert last_outcome(contract) is None
    assert vote(contract.pk, 1, proposal.pk, accepts=True, by=at("etat")).state == Conclusion.TERMINATE
    assert last_outcome(contract) == "terminate"
    for again in (
        lambda: vote(contract.pk, 1, proposal.pk, accepts=True, by=at("etat")),
        lambda: propose(contract.pk, 1, Conclusion.MAINTAIN, by=at("etat"), reason="Autre."),
    ):
        with pytest.raises(Refused):
            again()
    assert (ReviewConclusion.objects.count(), ReviewVote.objects.count(), ReviewProposal.objects.count()) == (1, 2, 1)


def test_a_refusal_leaves_the_review_open_and_another_conclusion_may_come(contract, at, review) -> None:
    first = _proposed(contract, at("metropole"))
    with pytest.raises(Refused, match="se motive"):
        vote(contract.pk, 1, first.pk, accepts=False, by=at("etat"))
    vote(contract.pk, 1, first.pk, accepts=False, by=at("etat"), reason="Trop tôt.")
    second = _proposed(contract, at("etat"), Conclusion.AMEND)
    with pytest.raises(Refused, match="Aucune conclusion"):
        vote(contract.pk, 1, first.pk, accepts=True, by=at("communaute"))
    for key in ("metropole", "communaute"):
        vote(contract.pk, 1, second.pk, accepts=True, by=at(key))
    assert last_outcome(contract) == "amend"


def test_one_review_at_a_time_and_one_per_date(contract, at, review) -> None:
    with pytest.raises(Refused, match="déjà ouverte"):
        open_review(contract.pk, CRUE, by=at("etat"))
    assert Review.objects.count() == 1


def test_who_is_not_a_party_opens_nothing(contract, at, actor_for) -> None:
    for stranger in (actor_for(Role.SECRETARIAT), actor_for(Role.TECHNICAL_ADMIN), at("metropole", Role.CITIZEN)):
        with pytest.raises(Refused):
            open_review(contract.pk, CRUE, by=stranger)


def test_an_open_review_is_the_parties_affair_until_it_concludes(
    contract, at, review, client, client_for, browse
) -> None:
    proposal = _proposed(contract, at("metropole"))
    strangers = (client, client_for(Role.SECRETARIAT), client_for(Role.TECHNICAL_ADMIN), browse("etat", Role.CITIZEN))
    for stranger in strangers:
        assert stranger.get(f"{LIST}1/").status_code == 404
        assert stranger.get(f"{LIST}1.json").status_code == 404
        for page in (LIST, "/", "/contrats/essai-suivi/", "/journal/", "/recherche/?q=canari"):
            assert "canari-" not in stranger.get(page).content.decode()
    assert not any("canari" in body for body in Entry.objects.values_list("body", flat=True))
    for key in ("communaute", "etat"):
        vote(contract.pk, 1, proposal.pk, accepts=True, by=at(key))
    assert "canari-conclusion" in client.get(f"{LIST}1/").content.decode()


def test_the_parties_read_in_the_journal_what_others_do_not(contract, at, review, visitor, actor_for) -> None:
    for key in ("metropole", "communaute", "etat"):
        assert Entry.objects.visible_to(at(key)).filter(kind="review.open").count() == 1
    for other in (visitor, actor_for(Role.SECRETARIAT), at("etat", Role.CITIZEN)):
        assert not Entry.objects.visible_to(other).filter(kind="review.open").exists()


def test_the_pages_from_the_schedule_to_the_conclusion(contract, browse) -> None:
    page = browse("metropole").get(LIST).content.decode()
    assert "mi-parcours" in page
    given = {"ground": "dated", "due": "2025-03-01", "case": "", "reason": ""}
    assert browse("metropole").post(LIST, given).headers["Location"] == f"{LIST}1/"
    page = browse("metropole").get(f"{LIST}1/").content.decode()
    assert "Proposer une conclusion" in page
    refused = browse("etat").post(LIST, {**given, "due": "2026-01-01"})
    assert refused.status_code == 409
    browse("metropole").post(f"{LIST}1/", {"faire": "proposer", "conclusion": "maintain", "reason": "Tout va."})
    proposal = ReviewProposal.objects.get()
    for key in ("communaute", "etat"):
        form = {"faire": "repondre", "conclusion": str(proposal.pk), "accepts": "oui", "reason": ""}
        assert browse(key).post(f"{LIST}1/", form).status_code == 302
    assert last_outcome(contract) == "maintain"
    assert "en ont conclu" in browse("metropole").get(f"{LIST}1/").content.decode()


def test_a_form_that_is_not_right_is_shown_again(contract, browse, review) -> None:
    assert browse("metropole").post(f"{LIST}1/", {"faire": "proposer", "reason": "Des mots"}).status_code == 422
    unknown = browse("metropole").post(f"{LIST}1/", {"faire": "autre"})
    assert unknown.status_code == 409
    assert "ne connaît pas l’acte" in unknown.content.decode()
    assert browse("metropole").post(f"{LIST}1/", {"faire": "repondre", "accepts": "oui"}).status_code == 404


def test_every_table_is_sealed(contract, at, review) -> None:
    proposal = _proposed(contract, at("metropole"))
    for key in ("communaute", "etat"):
        vote(contract.pk, 1, proposal.pk, accepts=True, by=at(key))
    for model in (Review, ReviewProposal, ReviewVote, ReviewConclusion):
        with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - a name of ours
