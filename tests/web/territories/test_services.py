"""Loading the reference data, declaring perimeters."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from maillon.rules.governance.roles import Role
from maillon.rules.problem import InputError
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.journal.models import Entry
from maillon.web.territories.models import Perimeter, PerimeterCommune, ReferenceVersion, Territory
from maillon.web.territories.queries import communes_in, loaded_version, perimeters_of, versions_of
from maillon.web.territories.services import declare_perimeter, follow_perimeter, load_reference

pytestmark = pytest.mark.django_db


def test_loading_is_told_idempotent_and_says_what_the_reference_says() -> None:
    told: list[float] = []
    assert load_reference(progress=lambda share, _what: told.append(share)) is True
    assert told == sorted(told)
    assert told[-1] == 1
    count = Territory.objects.count()
    assert Territory.objects.filter(level="commune").count() == 34_969
    assert load_reference() is False
    assert load_reference(force=True) is True
    assert Territory.objects.count() == count
    assert ReferenceVersion.objects.count() == 1
    version = loaded_version()
    assert version is not None
    assert version.version
    tours = Territory.objects.get(ref="37261")
    assert (tours.name, tours.epci, tours.department, tours.region) == ("Tours", "243700754", "37", "24")
    assert Territory.objects.get(ref="REG-24").level == "region"


def test_a_worker_declares_a_perimeter_and_another_version_follows_it(actor_for, institution) -> None:
    agent = actor_for(Role.AGENT)
    drawn = declare_perimeter("Pays d’essai", ["243700754", "20004"], by=agent, kind="pays", holder=institution)
    assert drawn.communes.count() == 23
    assert drawn.population == communes_in(drawn).population
    after = follow_perimeter(drawn.pk, ["37261"], by=agent, on=date(2026, 3, 1))
    drawn.refresh_from_db()
    assert (after.name, after.kind, after.holder) == (drawn.name, "pays", institution)
    assert [row.commune for row in after.communes.all()] == ["37261"]
    assert after.population == 139_259
    assert drawn.communes.count() == 23, "the past is not rewritten"
    assert (drawn.ends_on, after.starts_on) == (date(2026, 2, 28), date(2026, 3, 1))
    assert versions_of(drawn) == versions_of(after) == [after, drawn]
    acts = list(Entry.objects.order_by("sequence").values_list("kind", "subject", "institution", "public"))
    mine = str(institution.pk)
    declared, followed = ("perimeter.declare", str(drawn.pk)), ("perimeter.follow", str(after.pk))
    assert acts == [(*declared, mine, True), (*followed, mine, True)]


@pytest.mark.parametrize(
    ("codes", "on", "rule"),
    [
        (["37261"], date(2020, 1, 1), "past"),
        (["37261"], date(2019, 1, 1), "past"),
        (["37261"], date(2031, 1, 1), "over"),
        (["243700754"], date(2026, 1, 1), "same"),
    ],
)
def test_a_version_that_cannot_follow_is_refused_with_its_reason(actor_for, institution, codes, on, rule) -> None:
    agent = actor_for(Role.AGENT)
    period = {"starts_on": date(2020, 1, 1), "ends_on": date(2030, 12, 31)}
    drawn = declare_perimeter("Pays d’essai", ["243700754"], by=agent, **period)
    with pytest.raises(Refused) as refusal:
        follow_perimeter(drawn.pk, codes, by=agent, on=on)
    assert refusal.value.decision.rule == f"territories.perimeter.{rule}"
    assert refusal.value.decision.citations
    drawn.refresh_from_db()
    assert drawn.ends_on == date(2030, 12, 31)
    assert Perimeter.objects.count() == 1


def test_a_version_is_followed_once(actor_for) -> None:
    agent = actor_for(Role.AGENT)
    drawn = declare_perimeter("Pays d’essai", ["243700754"], by=agent)
    follow_perimeter(drawn.pk, ["37261"], by=agent, on=date(2026, 1, 1))
    with pytest.raises(Refused) as refusal:
        follow_perimeter(drawn.pk, ["37233"], by=agent, on=date(2027, 1, 1))
    assert refusal.value.decision.rule == "territories.perimeter.followed"


def test_only_the_institution_that_keeps_it_changes_it(actor_for) -> None:
    drawn = declare_perimeter("Pays d’essai", ["243700754"], by=actor_for(Role.AGENT))
    other = Institution.objects.create(name="Une autre", kind="epci")
    with pytest.raises(Refused):
        follow_perimeter(drawn.pk, ["37261"], by=actor_for(Role.AGENT, other), on=date(2026, 1, 1))


def test_nobody_draws_in_the_name_of_an_institution_that_is_not_theirs(actor_for) -> None:
    other = Institution.objects.create(name="Une autre", kind="epci")
    drawn = declare_perimeter("Pays d’essai", ["37261"], by=actor_for(Role.AGENT), holder=other)
    assert drawn.holder != other


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_keeps_the_members_of_a_version(actor_for, act) -> None:
    declare_perimeter("Pays d’essai", ["37261"], by=actor_for(Role.AGENT))
    rows = PerimeterCommune.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(commune="37233") if act == "update" else rows.delete()


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.TECHNICAL_ADMIN])
def test_others_may_not(role, actor_for) -> None:
    with pytest.raises(Refused):
        declare_perimeter("Pays d’essai", ["37"], by=actor_for(role))
    assert not Perimeter.objects.exists()


def test_a_visitor_may_not(visitor) -> None:
    with pytest.raises(Refused):
        declare_perimeter("Pays d’essai", ["37"], by=visitor)


def test_unknown_codes_write_nothing(actor_for) -> None:
    with pytest.raises(InputError) as refused:
        declare_perimeter("Pays d’essai", ["99999", "37", "tours"], by=actor_for(Role.AGENT))
    assert len(refused.value.problems) == 2
    assert not Perimeter.objects.exists()
    assert not PerimeterCommune.objects.exists()


def test_perimeters_are_found_by_what_they_hold(actor_for, visitor, institution) -> None:
    agent = actor_for(Role.AGENT)
    wide = declare_perimeter("Large", ["37"], by=agent, holder=institution)
    past = declare_perimeter("Passé", ["37261"], by=agent, starts_on=date(2010, 1, 1), ends_on=date(2015, 1, 1))
    assert perimeters_of("37261", by=visitor) == [wide, past]
    assert perimeters_of("37261", by=visitor, on=date(2026, 1, 1)) == [wide]
    assert perimeters_of("REG-24", by=visitor) == [wide, past]
    assert perimeters_of("36001", by=visitor) == []
    assert list(Perimeter.objects.visible_to(visitor).holding("37233")) == [wide]
