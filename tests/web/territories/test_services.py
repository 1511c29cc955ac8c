"""Loading the reference data, declaring perimeters."""

import time
from datetime import date

import pytest

from maillon.rules.governance.roles import Role
from maillon.rules.problem import InputError
from maillon.web.common.refusal import Refused
from maillon.web.territories.models import Perimeter, PerimeterCommune, ReferenceVersion, Territory
from maillon.web.territories.queries import communes_in, loaded_version, perimeters_of
from maillon.web.territories.services import declare_perimeter, load_reference, redraw_perimeter

pytestmark = pytest.mark.django_db


def test_loading_is_quick_told_and_idempotent() -> None:
    told: list[float] = []
    start = time.perf_counter()
    assert load_reference(progress=lambda share, _what: told.append(share)) is True
    assert time.perf_counter() - start < 20
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


def test_rows_say_what_the_reference_says() -> None:
    load_reference()
    tours = Territory.objects.get(ref="37261")
    assert (tours.name, tours.epci, tours.department, tours.region) == ("Tours", "243700754", "37", "24")
    assert Territory.objects.get(ref="REG-24").level == "region"


def test_a_worker_declares_a_perimeter_and_changes_it(actor_for, institution) -> None:
    agent = actor_for(Role.AGENT)
    drawn = declare_perimeter("Pays d’essai", ["243700754", "20004"], by=agent, kind="pays", holder=institution)
    assert drawn.communes.count() == 23
    assert drawn.population == communes_in(drawn).population
    redraw_perimeter(drawn, ["37261"], by=agent)
    drawn.refresh_from_db()
    assert [row.commune for row in drawn.communes.all()] == ["37261"]
    assert drawn.population == 139_259


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
