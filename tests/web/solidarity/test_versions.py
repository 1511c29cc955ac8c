"""A published version never changes, says what made it, and can be made again."""

import hashlib
import io

import polars as pl
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from maillon.analytics.solidarity import ranked
from maillon.rules.governance.roles import Role
from maillon.web.common.refusal import Refused
from maillon.web.journal.models import Entry
from maillon.web.solidarity.models import IndicatorVersion
from maillon.web.solidarity.queries.choice import usual, with_weights
from maillon.web.solidarity.queries.frozen import frame_of, frozen, written
from maillon.web.solidarity.queries.weightings import agreed_points
from maillon.web.solidarity.services.versions import publish_version
from maillon.web.solidarity.services.weightings import close_session, record_weights
from web.solidarity.conftest import WEIGHTS

pytestmark = pytest.mark.django_db
HERE = "/observatoire/solidarite/versions/"


@pytest.fixture
def version(actor_for) -> IndicatorVersion:
    return publish_version(usual(), by=actor_for(Role.SECRETARIAT), title="Essai", statement="Poids proposés.")


def test_its_result_is_made_again_from_its_manifest(version) -> None:
    told = version.manifest
    again = ranked(told["level"], told["weights"], replicates=told["replicates"], seed=told["seed"])
    assert hashlib.sha256(frozen(again.frame)).hexdigest() == version.sha256
    assert hashlib.sha256(written(version)).hexdigest() == version.sha256


def test_it_is_read_back_as_it_was(version) -> None:
    read, sealed = frame_of(version), pl.read_csv(io.BytesIO(written(version)), infer_schema_length=None)
    assert read.height == sealed.height == 1253
    assert read["rank"].drop_nulls().min() == 1
    assert set(read["class"].drop_nulls()) == set("ABCDE")


def test_it_is_public_with_its_own_address_and_its_files(version) -> None:
    page = Client().get(f"{HERE}{version.number}/").content.decode()
    for said in ("Modèle, version n° 1", "Poids proposés.", version.sha256, "SHA-256", "2022"):
        assert said in page
    sealed = Client().get(f"{HERE}1/resultat.sceau.csv")
    assert hashlib.sha256(sealed.content).hexdigest() == version.sha256
    for form in ("csv", "xlsx", "json"):
        assert Client().get(f"{HERE}1/resultat.{form}").status_code == 200
    assert Client().get(f"{HERE}1/resultat.pdf").status_code == 404
    assert Client().get(f"{HERE}2/").status_code == 404


def test_the_database_refuses_any_change(version) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        IndicatorVersion.objects.update(title="Autre")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_numbers_follow_each_other_and_the_journal_tells(version, actor_for) -> None:
    by = actor_for(Role.PREFECT_SERVICES)
    second = publish_version(with_weights("epci", {"social": 50}), by=by, title="Autre", statement="Une dimension.")
    assert second.number == 2
    assert second.sha256 != version.sha256
    last = Entry.objects.order_by("-sequence").first()
    assert last.kind == "indicator.publish"
    assert last.public
    assert second.sha256 in last.body


def test_only_a_secretariat_or_the_prefect_publishes_and_says_why(actor_for) -> None:
    for role in (Role.AGENT, Role.ELECTED, Role.CITIZEN, Role.TECHNICAL_ADMIN):
        with pytest.raises(Refused):
            publish_version(usual(), by=actor_for(role), title="Essai", statement="Pourquoi.")
    with pytest.raises(Refused, match="justifie"):
        publish_version(usual(), by=actor_for(Role.SECRETARIAT), title="Essai", statement=" ")


def test_weights_said_to_come_from_a_session_do(session, at, holder) -> None:
    for key, weights in WEIGHTS.items():
        record_weights(session.pk, weights, by=at(key), reason="")
    given = {"by": holder, "title": "Essai", "statement": "La moyenne.", "session": session}
    with pytest.raises(Refused, match="séance close"):
        publish_version(usual(), **given)
    close_session(session.pk, by=holder)
    with pytest.raises(Refused, match="séance close"):
        publish_version(usual(), **given)
    agreed = with_weights("epci", agreed_points(session, holder))
    assert publish_version(agreed, **given).session_id == session.pk


def test_publishing_through_the_page(client_for) -> None:
    client = client_for(Role.SECRETARIAT)
    assert client.post(f"{HERE}publier/?p-social=50", {"title": "", "statement": ""}).status_code == 422
    answer = client.post(f"{HERE}publier/?p-social=50", {"title": "Essai", "statement": "Motif."}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{HERE}1/"
    assert IndicatorVersion.objects.get().manifest["weights"]["social"] == 50
    assert client_for(Role.AGENT).post(f"{HERE}publier/", {"title": "x", "statement": "y"}).status_code == 409
