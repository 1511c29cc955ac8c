"""Roles hold on their dates, and nothing else gives a right."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillon.rules.governance.roles import Role
from maillon.web.accounts.authorise import authorise, require
from maillon.web.accounts.models import Institution, Membership
from maillon.web.accounts.queries import actor_of
from maillon.web.common.refusal import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (date(2020, 1, 1), None, True),
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (date(2020, 1, 1), TODAY, True),
        (date(2020, 1, 1), TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), None, False),
    ],
    ids=["long ago", "from today", "today only", "last day", "over since yesterday", "from tomorrow"],
)
def test_a_role_holds_from_its_first_day_to_its_last(user_for, starts_on, ends_on, holds) -> None:
    user = user_for(Role.SECRETARIAT, starts_on=starts_on, ends_on=ends_on)
    actor = actor_of(user.pk, TODAY)
    assert (Role.SECRETARIAT in actor.roles) is holds
    assert authorise(actor, "contract.import").allowed is holds
    assert bool(actor.institutions) is holds


def test_a_role_that_is_over_is_refused_as_any_visitor(user_for) -> None:
    user = user_for(Role.SECRETARIAT, ends_on=date(2021, 1, 1))
    with pytest.raises(Refused) as refused:
        require(actor_of(user.pk, TODAY), "contract.import")
    assert "se connecter" not in refused.value.decision.remedy
    assert refused.value.decision.citations


def test_an_actor_costs_one_query(user_for, django_assert_num_queries) -> None:
    user = user_for(Role.AGENT)
    with django_assert_num_queries(1):
        assert actor_of(user.pk, TODAY).seats[0].institution_name == "Communauté d’essai"


def test_dates_in_the_wrong_order_are_refused_by_the_database(user_for, institution) -> None:
    user = user_for(Role.AGENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=user, institution=institution, role="elected", starts_on=TODAY, ends_on=date(2020, 1, 1)
        )


@pytest.mark.parametrize("siren", ["243700755", "24370075", "２４３７００７５４", "24370075A"])
def test_a_wrong_siren_is_refused(siren) -> None:
    with pytest.raises(ValidationError, match="SIREN"):
        Institution(name="Essai", kind="epci", siren=siren).full_clean()


def test_a_right_siren_and_its_siret_are_accepted() -> None:
    Institution(name="Essai", kind="epci", siren="243700754", siret="24370075400014").clean()
    Institution(name="Essai", kind="epci", siren="243700754").full_clean()


def test_a_siret_of_another_siren_is_refused() -> None:
    with pytest.raises(ValidationError, match="SIRET"):
        Institution(name="Essai", kind="epci", siren="243700754", siret="20007158700018").clean()


def test_one_siren_is_one_institution_but_the_state_s_services_share_theirs() -> None:
    Institution.objects.create(name="Une", kind="epci", siren="243700754")
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.create(name="Deux", kind="epci", siren="243700754")
    for name in ("Préfecture A", "Préfecture B"):
        Institution.objects.create(name=name, kind="etat", siren="110002011")


class TestVisibility:
    """Who sees which memberships and accounts."""

    def test_one_sees_one_s_own_roles_only(self, user_for) -> None:
        mine, other = user_for(Role.AGENT), user_for(Role.ELECTED)
        actor = actor_of(mine.pk, timezone.localdate())
        assert set(Membership.objects.visible_to(actor)) == set(mine.memberships.all())
        assert type(mine).objects.visible_to(actor).get() == mine
        assert other.memberships.exists()

    def test_a_secretariat_sees_the_roles_in_its_institution(self, user_for, actor_for) -> None:
        colleague = user_for(Role.AGENT)
        stranger = user_for(Role.AGENT, Institution.objects.create(name="Ailleurs", kind="epci"))
        seen = set(Membership.objects.visible_to(actor_for(Role.SECRETARIAT)))
        assert set(colleague.memberships.all()) < seen
        assert not set(stranger.memberships.all()) & seen

    def test_a_technical_administrator_sees_every_account(self, user_for, actor_for) -> None:
        user = user_for(Role.AGENT)
        actor = actor_for(Role.TECHNICAL_ADMIN)
        assert user in type(user).objects.visible_to(actor)
        assert Membership.objects.visible_to(actor).count() == 2

    def test_a_visitor_sees_no_account(self, user_for, visitor) -> None:
        user = user_for(Role.AGENT)
        assert not type(user).objects.visible_to(visitor).exists()
        assert not Membership.objects.visible_to(visitor).exists()
