"""« Mon espace »: one's roles, what they allow, and why the rest is not allowed."""

import pytest

from maillon.rules.governance.roles import Role
from maillon.web.accounts.authorise import authorise
from maillon.web.accounts.rights import rights_of

pytestmark = pytest.mark.django_db


def test_a_visitor_is_told_what_an_account_is_for(client) -> None:
    page = client.get("/mon-espace/")
    assert page.status_code == 200
    assert "se lisent sans compte" in page.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VISITOR])
def test_each_role_reads_what_it_may_do_and_why_not(role, client_for) -> None:
    page = client_for(role).get("/mon-espace/").content.decode()
    assert "Communauté d’essai" in page
    assert ("Rôles qui le permettent" in page) == (role is not None)


def test_what_the_page_says_is_what_the_policy_answers(actor_for) -> None:
    actor = actor_for(Role.AGENT)
    by_rule = {right.decision.rule: right.decision for right in rights_of(actor)}
    assert by_rule["policy.contract.import"] == authorise(actor, "contract.import")
    assert by_rule["policy.contract.import"].allowed
    assert not by_rule["policy.membership.grant"].allowed


def test_the_page_costs_few_queries(client_for, django_assert_max_num_queries) -> None:
    client = client_for(Role.AGENT)
    with django_assert_max_num_queries(14):
        client.get("/mon-espace/")


def test_every_right_leads_somewhere(actor_for, client_for) -> None:
    client = client_for(Role.SECRETARIAT)
    for right in rights_of(actor_for(Role.SECRETARIAT)):
        if right.decision.allowed and right.href:
            assert client.get(right.href).status_code == 200, right.href
