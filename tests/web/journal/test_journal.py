"""The journal on the site: appended with its act, sealed by the database, its head open to all."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from maillon.rules.governance.roles import Role
from maillon.rules.journal.chain import START
from maillon.rules.journal.event import Actor, opens
from maillon.rules.journal.verify import verify
from maillon.web.accounts.models import Institution
from maillon.web.journal.models import ChainHead, Entry, Salt
from maillon.web.journal.queries import head, lines
from maillon.web.journal.services import erase, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(institution):
    ours = Actor(str(institution.pk), "secretariat")
    with transaction.atomic():
        record("contract.submit", "touraine", by=ours, public=True, content={"sha256": "a" * 64})
        record("proposal.share", "touraine", by=ours, public=False, content={"text": "canari"})
        record("contract.sign", "touraine", by=ours, public=True, personal={"signatory": "Présidente de la communauté"})
    return ours


def _file(answer) -> list[bytes]:
    return b"".join(answer.streaming_content).splitlines()


def test_what_is_recorded_verifies_to_the_published_head(three, client) -> None:
    report = verify(_file(client.get("/journal/fichier/")), head().hash, head().count)
    assert report.verified
    assert (report.events, report.hidden) == (3, 1)
    assert head().hash in client.get("/journal/").content.decode()


def test_an_act_that_is_undone_leaves_no_trace(institution) -> None:
    with transaction.atomic():
        record("contract.sign", "touraine", public=True)
        transaction.set_rollback(True)
    assert head() == START


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_apart_from_its_act() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("contract.sign", "touraine", public=True)


@pytest.mark.parametrize("act", ["UPDATE journal_entry SET body = '{}'", "DELETE FROM journal_entry"])
def test_the_database_refuses_any_change(act, three) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        cursor.execute(f"{act} WHERE sequence = 2")
    assert Entry.objects.count() == 3


def test_what_is_not_public_is_there_by_its_digest_alone(three, client, client_for) -> None:
    other = Institution.objects.create(name="Autre communauté", kind="epci", level="intercommunal")
    outside = (client, client_for(Role.SECRETARIAT, other), client_for(Role.TECHNICAL_ADMIN), client_for(Role.CITIZEN))
    for one in outside:
        assert b"canari" not in b"".join(_file(one.get("/journal/fichier/")))
        assert "proposal.share" not in one.get("/journal/").content.decode()
    inside = client_for(Role.AGENT)
    assert b"canari" in b"".join(_file(inside.get("/journal/fichier/")))
    assert "proposal.share" in inside.get("/journal/").content.decode()


def test_erasing_a_personal_datum_keeps_the_chain(three, visitor) -> None:
    entry = Entry.objects.get(kind="contract.sign")
    salt = Salt.objects.get(entry=entry)
    commitment = json.loads(entry.body)["commitments"]["signatory"]
    assert opens(commitment, "Présidente de la communauté", bytes(salt.salt))
    erase(entry, "signatory")
    assert not Salt.objects.exists()
    assert verify(lines(visitor), head().hash).verified


def test_the_head_row_is_one(three) -> None:
    assert ChainHead.objects.get().count == Entry.objects.count() == 3
