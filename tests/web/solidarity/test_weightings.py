"""Local actors choose the weights: own weights until the end, everybody's afterwards, and nothing changes."""

import dataclasses
import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.common.refusal import Refused
from maillon.web.journal.models import Entry
from maillon.web.solidarity.models import RecordedWeighting, SessionClosing, WeightingSession
from maillon.web.solidarity.queries.weightings import agreed_points, compared, recorded, to_weigh
from maillon.web.solidarity.services.weightings import close_session, open_session, record_weights
from web.solidarity.conftest import WEIGHTS

pytestmark = pytest.mark.django_db


def weigh(session, at, *keys) -> None:
    for key in keys or WEIGHTS:
        record_weights(session.pk, WEIGHTS[key], by=at(key), reason=f"Motif de {key}.")


def later(actor, days: int):
    return dataclasses.replace(actor, on=actor.on + dt.timedelta(days=days))


def test_before_the_end_each_reads_its_own_weights_only(session, at, holder, visitor) -> None:
    weigh(session, at)
    assert [row.institution.name for row in recorded(session, at("rural")).values()] == ["Communauté rurale d’essai"]
    assert recorded(session, holder) == recorded(session, visitor) == {}
    assert recorded(session, at("rural", Role.CITIZEN)) == {}


def test_after_the_last_day_everybody_reads_everything(session, at, visitor) -> None:
    weigh(session, at)
    assert len(recorded(session, later(visitor, 10))) == 0
    assert len(recorded(session, later(visitor, 11))) == 3


def test_the_last_weights_of_an_institution_count_and_the_others_stay(session, at, holder) -> None:
    weigh(session, at, "rural", "urban")
    elected = at("rural", Role.ELECTED)
    record_weights(session.pk, WEIGHTS["state"], by=elected, reason="Après débat.")
    close_session(session.pk, by=holder)
    rows = {row.institution.name: row for row in recorded(session, elected).values()}
    assert rows["Communauté rurale d’essai"].weights == WEIGHTS["state"]
    assert rows["Communauté rurale d’essai"].role == Role.ELECTED
    assert RecordedWeighting.objects.filter(session=session).count() == 3


def test_once_closed_nobody_records_or_closes_again(session, at, holder) -> None:
    weigh(session, at, "rural", "urban")
    close_session(session.pk, by=holder)
    with pytest.raises(Refused, match="close"):
        weigh(session, at, "state")
    with pytest.raises(Refused, match="déjà close"):
        close_session(session.pk, by=holder)


def test_a_session_is_not_closed_on_one_answer(session, at, holder) -> None:
    weigh(session, at, "rural")
    with pytest.raises(Refused, match="Moins de deux"):
        close_session(session.pk, by=holder)


@pytest.mark.parametrize(
    "weights",
    [{}, {"social": 10}, dict.fromkeys(WEIGHTS["rural"], 0), WEIGHTS["rural"] | {"social": 101}],
    ids=["none", "some", "zero", "too much"],
)
def test_weights_that_are_none_are_refused(session, at, weights) -> None:
    with pytest.raises(Refused):
        record_weights(session.pk, weights, by=at("rural"), reason="")
    assert not RecordedWeighting.objects.exists()


def test_who_is_not_invited_does_not_weigh_and_who_does_not_hold_does_not_close(session, at, actor_for) -> None:
    weigh(session, at, "rural", "urban")
    for role in (Role.AGENT, Role.SECRETARIAT, Role.CITIZEN, Role.TECHNICAL_ADMIN):
        with pytest.raises(Refused):
            record_weights(session.pk, WEIGHTS["rural"], by=actor_for(role), reason="")
    for other in (at("rural"), at("rural", Role.SECRETARIAT), actor_for(Role.AGENT)):
        with pytest.raises(Refused):
            close_session(session.pk, by=other)


def test_only_a_secretariat_opens_a_session_of_several_with_days_to_come(seats, actor_for) -> None:
    today = timezone.localdate()
    given = {"purpose": "", "level": "epci", "opens_on": today, "closes_on": today, "institutions": [*seats.values()]}
    for role in (Role.AGENT, Role.ELECTED, Role.PREFECT_SERVICES):
        with pytest.raises(Refused):
            open_session("Essai", by=actor_for(role), **given)
    who = actor_for(Role.SECRETARIAT)
    past = today - dt.timedelta(days=1)
    for wrong in ({"closes_on": past}, {"institutions": [seats["rural"]]}, {"opens_on": today + dt.timedelta(days=1)}):
        with pytest.raises(Refused):
            open_session("Essai", by=who, **given | wrong)
    with pytest.raises(Refused):
        open_session("  ", by=who, **given)
    assert open_session("Essai", by=who, **given).holder_id in who.institutions


def test_the_parties_together_and_where_they_disagree(session, at, holder) -> None:
    weigh(session, at)
    close_session(session.pk, by=holder)
    found = compared(session, recorded(session, holder))
    assert found is not None
    assert sum(found.points.values()) == 100 == sum(agreed_points(session, holder).values())
    mean = sum(100 * weights["social"] / sum(weights.values()) for weights in WEIGHTS.values()) / 3
    assert abs(found.points["social"] - mean) < 1
    assert found.dimensions[0]["gap"] >= found.dimensions[-1]["gap"]
    assert {row["institution"] for row in found.consequences} == {name for name, *_rest in found.parties}
    assert all(0 <= row["same_class"] <= 1 for row in found.consequences)


def test_two_institutions_of_one_name_stay_two(seats, at, holder) -> None:
    twin = Institution.objects.create(name=seats["rural"].name, kind="epci", siren="200072650")
    today = timezone.localdate()
    given = {"purpose": "", "level": "epci", "opens_on": today, "closes_on": today}
    opened = open_session("Homonymes", by=holder, institutions=[seats["rural"], twin], **given)
    record_weights(opened.pk, WEIGHTS["rural"], by=at("rural"), reason="")
    record_weights(opened.pk, WEIGHTS["urban"], by=at("rural", home=twin), reason="")
    close_session(opened.pk, by=holder)
    found = compared(opened, recorded(opened, holder))
    assert found is not None
    assert len(found.parties) == 2
    assert any("200072650" in name for name, *_rest in found.parties)


def test_a_session_waits_in_the_space_of_who_has_not_weighed_yet(session, at, client_for, seats) -> None:
    client = client_for(Role.ELECTED, seats["rural"])
    assert "Poids du contrat d’essai" in client.get("/mon-espace/").content.decode()
    weigh(session, at, "rural")
    assert not to_weigh(at("rural")).exists()
    assert to_weigh(at("urban")).get() == session
    assert not to_weigh(later(at("urban"), 11)).exists()
    assert not to_weigh(at("urban", Role.CITIZEN)).exists()
    assert "Poids du contrat d’essai" not in client.get("/mon-espace/").content.decode()


def test_the_pages_of_a_session(session, at, holder, client_for, seats) -> None:
    address = f"/observatoire/solidarite/seances/{session.pk}/"
    rural = client_for(Role.AGENT, seats["rural"])
    wrong = {f"p-{code}": "" for code in WEIGHTS["rural"]}
    assert rural.post(address, wrong).status_code == 422
    given = {f"p-{code}": value for code, value in WEIGHTS["rural"].items()}
    assert rural.post(address, given | {"reason": "Motif rural."}).status_code == 302
    assert "Motif rural." in rural.get(address).content.decode()
    assert "Motif rural." not in Client().get(address).content.decode()
    assert Client().get(f"{address}poids.csv").status_code == 404
    assert Client().post(address, given).status_code == 409
    assert client_for(Role.SECRETARIAT).post(address, {"faire": "clore"}).status_code == 409
    weigh(session, at, "urban")
    assert client_for(Role.SECRETARIAT).post(address, {"faire": "clore"}).status_code == 302
    with CaptureQueriesContext(connection) as queries:
        page = Client().get(address).content.decode()
    assert len(queries) <= 15
    assert "Motif rural." in page
    assert "Ce que les parties pèsent ensemble" in page
    assert "%%" not in page
    assert Client().get(f"{address}poids.csv").status_code == 200


def test_opening_a_session_through_the_page(client_for, seats) -> None:
    address = "/observatoire/solidarite/seances/ouvrir/"
    today = timezone.localdate().isoformat()
    given = {"title": "Essai", "level": "epci", "opens_on": today, "closes_on": today}
    given["institutions"] = [str(one.pk) for one in seats.values()]
    client = client_for(Role.SECRETARIAT)
    assert client.post(address, given | {"title": ""}).status_code == 422
    assert client.post(address, given | {"closes_on": "2020-01-01"}).status_code == 409
    assert client.post(address, given).status_code == 302
    assert client_for(Role.AGENT).post(address, given).status_code == 409
    assert "Essai" in Client().get("/observatoire/solidarite/seances/").content.decode()


def test_the_database_refuses_any_change(session, at, holder) -> None:
    weigh(session, at, "rural", "urban")
    close_session(session.pk, by=holder)
    changes = [
        lambda: WeightingSession.objects.update(title="Autre"),
        lambda: RecordedWeighting.objects.update(reason="Autre"),
        lambda: SessionClosing.objects.all().delete(),
        lambda: session.parties.all().delete(),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_journal_tells_the_acts_and_hides_the_weights(session, at, holder) -> None:
    weigh(session, at, "rural", "urban")
    close_session(session.pk, by=holder)
    rows = list(Entry.objects.order_by("sequence").values_list("kind", "public", "body"))
    assert [kind for kind, _public, _body in rows] == [
        "weighting.open", "weighting.record", "weighting.record", "weighting.close",
    ]  # fmt: skip
    assert [public for _kind, public, _body in rows] == [True, False, False, True]
    assert not any("Motif" in body for _kind, _public, body in rows)
