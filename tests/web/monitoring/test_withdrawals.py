"""A party leaves: its notice, what falls with it, and the contract that lives on without it."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.rules.contracts.reviews import Asked, Conclusion, Ground
from maillon.rules.governance.roles import Role
from maillon.web.common.refusal import Refused
from maillon.web.journal.models import Entry
from maillon.web.monitoring.facts import gone
from maillon.web.monitoring.models import Withdrawal
from maillon.web.monitoring.queries.reviews import last_outcome
from maillon.web.monitoring.services.reviews import open_review, propose, vote
from maillon.web.monitoring.services.withdrawals import withdraw

pytestmark = pytest.mark.django_db
PAGE = "/contrats/essai-suivi/suivi/retraits/"
DAY = date(2026, 6, 1)
GIVEN = {"notice_on": DAY, "act": "Conseil communautaire, 2026-12 du 28 mai 2026", "reason": "Un autre projet."}


@pytest.fixture
def mayor(at):
    return replace(at("metropole", Role.ELECTED), on=DAY)


def test_it_leaves_after_its_notice_with_what_falls_and_what_it_costs(contract, mayor, seats) -> None:
    decision = withdraw(contract.pk, by=mayor, **GIVEN)
    assert decision.state == "lives_on"
    row = Withdrawal.objects.get()
    assert (row.effect_on, row.days_from) == (DAY + timedelta(days=90), "clause de retrait")
    assert row.penalty_cents == 200_000
    assert row.penalty_text == "La partie qui part honore ce qui est notifié."
    falls = json.loads(row.falls)
    assert falls["owed_cents"] == 2_000_000
    assert falls["actions"] == []
    assert gone(contract, row.effect_on - timedelta(days=1)) == set()
    assert gone(contract, row.effect_on) == {seats["metropole"].pk}
    assert Entry.objects.get(kind="party.withdraw").public


def test_the_actions_of_who_leaves_are_told(contract, at) -> None:
    withdraw(contract.pk, by=replace(at("communaute", Role.ELECTED), on=DAY), **GIVEN)
    falls = json.loads(Withdrawal.objects.get().falls)
    assert [one["id"] for one in falls["actions"]] == ["navettes"]
    assert [line["owed_cents"] for line in falls["lines"]] == [2_000_000]


def test_a_notice_is_given_once_and_never_rewritten(contract, mayor) -> None:
    withdraw(contract.pk, by=mayor, **GIVEN)
    for _again in range(3):
        with pytest.raises(Refused, match="déjà donné"):
            withdraw(contract.pk, by=mayor, **GIVEN)
    row = Withdrawal.objects.get()
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM monitoring_withdrawal")


def test_when_a_second_one_leaves_fewer_than_two_remain(contract, mayor, at) -> None:
    withdraw(contract.pk, by=mayor, **GIVEN)
    decision = withdraw(contract.pk, by=replace(at("etat"), on=DAY), **GIVEN)
    assert decision.state == "alone"


@pytest.mark.parametrize(
    "role", [Role.AGENT, Role.SECRETARIAT, Role.COUNCIL_MEMBER, Role.CITIZEN, Role.TECHNICAL_ADMIN]
)
def test_only_elected_members_or_the_prefect_take_a_party_out(contract, at, role) -> None:
    with pytest.raises(Refused):
        withdraw(contract.pk, by=at("metropole", role), **GIVEN)
    assert not Withdrawal.objects.exists()


def test_who_has_left_no_longer_counts_in_a_review(contract, mayor, at) -> None:
    withdraw(contract.pk, by=mayor, **{**GIVEN, "notice_on": date(2026, 1, 1)})
    open_review(contract.pk, Asked(Ground.REQUEST, reason="La métropole est partie."), by=at("communaute"))
    propose(contract.pk, 1, Conclusion.AMEND, by=at("communaute"), reason="Revoir le plan.")
    review = contract.reviews.get()
    with pytest.raises(Refused, match="n’est plus"):
        vote(contract.pk, 1, review.proposals.get().pk, accepts=False, by=at("metropole"), reason="Trop tard.")
    vote(contract.pk, 1, review.proposals.get().pk, accepts=True, by=at("etat"))
    assert last_outcome(contract) == "amend"


def test_what_leaving_would_mean_is_shown_to_the_party_alone(contract, browse, client) -> None:
    page = browse("metropole", Role.ELECTED).get(PAGE).content.decode()
    assert "Si votre institution se retirait" in page
    assert "2\u00a0000\u00a0€" in page
    for other in (client, browse("communaute", Role.AGENT), browse("metropole", Role.AGENT)):
        assert "se retirait" not in other.get(PAGE).content.decode()


def test_the_page_from_the_notice_to_who_remains(contract, browse, client) -> None:
    given = {"notice_on": "2026-06-01", "act": "Délibération 2026-12", "reason": "Un autre projet.", "sure": "on"}
    elected = browse("metropole", Role.ELECTED)
    assert elected.post(PAGE, {**given, "sure": ""}).status_code == 422
    assert elected.post(PAGE, {**given, "notice_on": "2199-01-01"}).status_code == 409
    assert not Withdrawal.objects.exists()
    assert elected.post(PAGE, given).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Délibération 2026-12" in page
    assert "Communauté d’en face, Préfecture d’essai" in page
