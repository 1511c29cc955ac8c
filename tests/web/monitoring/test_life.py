"""What the follow-up opens in a contract's life: its end by a review, by departures, by an evaluation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from maillon.rules.contracts.reviews import Asked, Conclusion, Ground
from maillon.rules.governance.roles import Role
from maillon.web.adoption.services.steps import take_step
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.monitoring.models import ReviewProposal
from maillon.web.monitoring.services.evaluation import deposit_report
from maillon.web.monitoring.services.evidence import Proof
from maillon.web.monitoring.services.reviews import open_review, propose, vote
from maillon.web.monitoring.services.withdrawals import withdraw
from maillon.web.negotiation.facts import signatories

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(contract, seats) -> Contract:
    contract.holder = seats["metropole"]
    contract.save()
    return contract


@pytest.fixture
def secretary(at):
    return at("metropole", Role.SECRETARIAT)


def _state(contract) -> str:
    return Contract.objects.get(pk=contract.pk).state


def test_a_contract_is_terminated_only_after_a_review_that_all_concluded_so(held, at, secretary) -> None:
    with pytest.raises(Refused, match="Aucune revoyure"):
        take_step(held.pk, "terminate", by=secretary)
    open_review(held.pk, Asked(Ground.REQUEST, reason="Plus d’objet."), by=at("metropole"))
    propose(held.pk, 1, Conclusion.TERMINATE, by=at("metropole"), reason="Plus d’objet.")
    proposal = ReviewProposal.objects.get()
    vote(held.pk, 1, proposal.pk, accepts=True, by=at("etat"))
    with pytest.raises(Refused, match="Aucune revoyure"):
        take_step(held.pk, "terminate", by=secretary)
    vote(held.pk, 1, proposal.pk, accepts=True, by=at("communaute"))
    take_step(held.pk, "terminate", by=secretary)
    assert _state(held) == "terminated"


def test_a_contract_is_dissolved_only_once_fewer_than_two_parties_are_bound(held, at, secretary, seats) -> None:
    notice = {"notice_on": secretary.on - timedelta(days=100), "act": "Délibération 2026-12", "reason": "Autre projet."}
    withdraw(held.pk, by=at("communaute", Role.ELECTED), **notice)
    assert str(seats["communaute"].pk) not in signatories(held, secretary.on)
    with pytest.raises(Refused, match="plusieurs parties"):
        take_step(held.pk, "dissolve", by=secretary)
    withdraw(held.pk, by=at("etat"), **{**notice, "notice_on": secretary.on})
    with pytest.raises(Refused, match="plusieurs parties"):
        take_step(held.pk, "dissolve", by=secretary)
    take_step(held.pk, "dissolve", by=replace(secretary, on=secretary.on + timedelta(days=90)))
    assert _state(held) == "withdrawn"


def test_a_contract_is_closed_only_with_its_evaluation_report(held, at, secretary) -> None:
    take_step(held.pk, "evaluate", by=secretary)
    with pytest.raises(Refused, match="rapport d’évaluation"):
        take_step(held.pk, "close", by=secretary)
    deposit_report(
        held.pk,
        Proof("bilan.pdf", b"%PDF-1.7"),
        by=at("communaute"),
        title="Bilan",
        author="Équipe d’évaluation",
        on=secretary.on,
        public=True,
    )
    take_step(held.pk, "close", by=secretary)
    assert _state(held) == "closed"


def test_a_party_that_has_left_is_not_back_when_the_document_is_read_anew(held, at, secretary, seats) -> None:
    notice = {"notice_on": secretary.on - timedelta(days=100), "act": "Délibération 2026-12", "reason": "Autre projet."}
    withdraw(held.pk, by=at("communaute", Role.ELECTED), **notice)
    take_step(held.pk, "evaluate", by=secretary)
    assert _state(held) == "evaluation"
    assert str(seats["communaute"].pk) not in signatories(held, secretary.on)
