"""What must not be forgotten: the late first, nothing beyond ninety days, nothing of the others' affairs."""

from dataclasses import replace
from datetime import date

import pytest

from maillon.rules.contracts.commitments import Standing
from maillon.rules.contracts.reviews import Asked, Conclusion, Ground, Urgency
from maillon.rules.governance.roles import Role
from maillon.web.contracts.models import Contract
from maillon.web.monitoring.models import ReviewProposal
from maillon.web.monitoring.queries.reminders import reminders
from maillon.web.monitoring.services.commitments import state
from maillon.web.monitoring.services.reviews import open_review, propose, vote

pytestmark = pytest.mark.django_db


def _told(actor):
    actor = replace(actor, on=date(2026, 6, 1))
    return [
        (one.urgency, one.what.split("\u00a0:")[0], one.on.isoformat() if one.on else None) for one in reminders(actor)
    ]


def test_late_reviews_and_promises_come_first_and_the_far_ones_do_not_come(contract, at) -> None:
    late = [("late", "Ouvrir la revoyure", "2025-03-01"), ("late", "Ouvrir la revoyure", "2026-01-01")]
    assert _told(at("communaute")) == late
    promised = ("late", "Déclarer ce qu’il en est", "2025-06-30")
    assert _told(at("metropole")) == [late[0], promised, late[1]]


def test_what_is_done_is_no_longer_recalled(contract, at) -> None:
    state(contract.pk, "payer", Standing.NOT_KEPT, by=at("metropole"), on=at("metropole").on, words="Faute de crédits.")
    asked = Asked(Ground.DATED, due=date(2025, 3, 1))
    open_review(contract.pk, asked, by=at("metropole"))
    assert _told(at("metropole")) == [("late", "Ouvrir la revoyure", "2026-01-01")]
    propose(contract.pk, 1, Conclusion.AMEND, by=at("metropole"), reason="Le calendrier glisse.")
    assert (Urgency.SOON, "Répondre à la conclusion proposée d’une revoyure", None) in _told(at("etat"))
    assert len(_told(at("metropole"))) == 1
    vote(contract.pk, 1, ReviewProposal.objects.get().pk, accepts=True, by=at("etat"))
    assert len(_told(at("etat"))) == 1


def test_nobody_else_is_reminded_and_an_ended_contract_recalls_nothing(contract, at, actor_for, visitor) -> None:
    for other in (visitor, actor_for(Role.AGENT), at("metropole", Role.CITIZEN), actor_for(Role.TECHNICAL_ADMIN)):
        assert reminders(other) == []
    Contract.objects.update(state="closed")
    assert reminders(at("metropole")) == []


def test_the_home_page_leads_to_them_and_their_page_tells_them(contract, browse, client) -> None:
    page = browse("communaute").get("/").content.decode()
    assert "/mon-espace/echeances/" in page.split('class="awaiting"')[1].split("</section>")[0]
    told = browse("communaute").get("/mon-espace/echeances/").content.decode()
    assert 'href="/contrats/essai-suivi/suivi/revoyures/"' in told
    assert "no-store" in browse("communaute").get("/mon-espace/echeances/").headers["Cache-Control"]
    assert "Se connecter" in client.get("/mon-espace/echeances/").content.decode()


def test_one_s_own_space_tells_them_too(contract, browse) -> None:
    page = browse("communaute").get("/mon-espace/").content.decode()
    assert "Ouvrir la revoyure" in page
    assert 'href="/contrats/essai-suivi/suivi/revoyures/"' in page
    assert "Ouvrir la revoyure" not in browse("etat", Role.CITIZEN).get("/mon-espace/").content.decode()


def test_the_number_of_queries_does_not_grow(contract, at, django_assert_max_num_queries) -> None:
    actor = at("metropole")
    with django_assert_max_num_queries(4):
        reminders(actor)
