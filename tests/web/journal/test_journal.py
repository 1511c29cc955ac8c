"""The journal on the site: appended with its act, sealed by the database, its head open to all."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from fixtures.contracts import loaded
from maillon.rules.contracts.life.steps import STEPS
from maillon.rules.governance.roles import Role
from maillon.rules.journal.chain import START
from maillon.rules.journal.event import Actor, opens
from maillon.rules.journal.verify import verify
from maillon.rules.problem import InputError
from maillon.web.accounts.models import Institution
from maillon.web.contracts.services.importing import load
from maillon.web.journal.models import ChainHead, Entry, Salt
from maillon.web.journal.queries import daily_heads, head, lines
from maillon.web.journal.services import erase, record
from maillon.web.journal.words import kind_name
from maillon.web.site.forgetting import forget
from maillon.web.site.heads import export_heads

pytestmark = pytest.mark.django_db
WEB = Path(__file__).parents[3] / "src" / "maillon" / "web"


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
        assert "Proposition partagée" not in one.get("/journal/").content.decode()
    inside = client_for(Role.AGENT)
    assert b"canari" in b"".join(_file(inside.get("/journal/fichier/")))
    assert "Proposition partagée" in inside.get("/journal/").content.decode()


def test_erasing_a_personal_datum_keeps_the_chain(three, visitor) -> None:
    entry = Entry.objects.get(kind="contract.sign")
    salt = Salt.objects.get(entry=entry)
    commitment = json.loads(entry.body)["commitments"]["signatory"]
    assert opens(commitment, "Présidente de la communauté", bytes(salt.salt))
    erase(entry, "signatory")
    assert not Salt.objects.exists()
    assert verify(lines(visitor), head().hash).verified


def test_the_operator_erases_a_datum_once_and_the_journal_says_so(three, visitor) -> None:
    forget(3, "signatory")
    assert not Salt.objects.exists()
    assert Entry.objects.get(kind="personal.erase").public
    assert verify(lines(visitor), head().hash, head().count).verified
    with pytest.raises(InputError, match="à effacer"):
        forget(3, "signatory")


def test_the_head_row_is_one(three) -> None:
    assert ChainHead.objects.get().count == Entry.objects.count() == 3


def test_acts_are_said_in_words_and_lead_to_what_they_are_about(client, institution) -> None:
    load([loaded("touraine"), loaded("cache", state="negotiation")])
    ours = Actor(str(institution.pk), "agent")
    with transaction.atomic():
        for kind, subject in (
            ("contract.sign", "touraine"),
            ("amendment.open", "cache"),
            ("chose.faire", "nulle-part"),
        ):
            record(kind, subject, by=ours, public=True)
    text = client.get("/journal/").content.decode()
    assert '<a href="/contrats/touraine/">Contrat touraine</a>' in text
    assert institution.name in text
    assert "Avenant ouvert" in text
    assert "<code>cache</code>" in text, "what the reader may not see is not named"
    assert "Contrat cache" not in text
    assert "Acte «\u00a0chose.faire\u00a0»" in text


def test_every_kind_that_is_recorded_has_its_words() -> None:
    acts = re.compile(r'\b(?:record|trace|note|_kept)\([^)]*?"([a-z_]+\.[a-z_]+)"')
    texts = [path.read_text(encoding="utf-8") for path in WEB.rglob("*.py")]
    recorded = {kind for text in texts for kind in acts.findall(text)}
    assert "proposal.share" in recorded
    assert {kind for kind in recorded if kind_name(kind).startswith("acte")} == set()
    assert "étape du contrat" in kind_name(f"contract.{STEPS[0].verb}")


def test_the_head_of_each_past_day_is_published_and_written_once(three, client, tmp_path, monkeypatch) -> None:
    """The three acts of the fixture are of today: a day that is not over has no head yet."""
    assert client.get("/journal/tetes.csv").content.decode().splitlines() == ["jour,actes,empreinte"]
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert [(one.count, one.hash) for one in daily_heads(before=tomorrow)] == [(3, head().hash)]
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)
    assert client.get("/journal/tetes.csv").content.decode().splitlines()[1].endswith(f",3,{head().hash}")
    assert [export_heads(tmp_path / "têtes") for _again in range(2)] == [1, 0]
    kept = json.loads(next((tmp_path / "têtes").iterdir()).read_text(encoding="utf-8"))
    assert (kept["count"], kept["hash"]) == (3, head().hash)
    assert not mail.outbox


def test_the_heads_are_mailed_once_to_whom_the_deployment_names(three, tmp_path, monkeypatch, settings) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)
    settings.HEADS_TO = "maire@essai.example, pas une adresse"
    with pytest.raises(InputError, match="n’est pas une adresse"):
        export_heads(tmp_path)
    assert not list(tmp_path.iterdir())
    settings.HEADS_TO = "archives@essai.example, prefecture@essai.example"
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(InputError, match="ne partent pas"):
        export_heads(tmp_path)
    settings.EMAIL_BACKEND = works
    assert [export_heads(tmp_path) for _again in range(2)] == [0, 0]
    assert sorted(one.to[0] for one in mail.outbox) == ["archives@essai.example", "prefecture@essai.example"]
    assert f"3  {head().hash}" in mail.outbox[0].body
