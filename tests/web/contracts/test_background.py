"""A long import: done apart, followed, left and found again; what dies leaves nothing, and can be asked again."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from fixtures.contracts import loaded
from maillon.analytics.territories import within
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution, Membership, User
from maillon.web.contracts.models import Contract, ImportDraft
from maillon.web.contracts.services import background
from maillon.web.contracts.services.background import Advance, advance_of, run
from maillon.web.contracts.services.importing import load
from web.contracts.test_crte import HEAD, row

pytestmark = pytest.mark.django_db
LONG = background.AT_ONCE + 1


def list_of(count: int) -> bytes:
    codes = within("", "epci")[:count]
    return "\n".join(
        [HEAD, *(row(f"{rank:04}", code, f"EPCI {rank}", f"Pays {rank}") for rank, code in enumerate(codes))]
    ).encode()


@pytest.fixture
def started(monkeypatch) -> list:
    """The drafts for which a process was asked; none starts, the test does its work."""
    asked: list = []
    monkeypatch.setattr(background, "launch", asked.append)
    return asked


@pytest.fixture(scope="module")
def home(kept) -> Institution:
    return Institution.objects.create(name="Communauté d’essai", kind="epci", level="intercommunal")


@pytest.fixture(scope="module")
def previewed(home) -> tuple[Client, str]:
    """The browser of an agent who has sent a long list, and the address of its preview."""
    user, browser = User.objects.create_user("registre@essai.example", name="Compte d’essai"), Client()
    Membership.objects.create(user=user, institution=home, role=Role.AGENT, starts_on=date(2020, 1, 1))
    browser.force_login(user)
    return browser, browser.post("/importer/", {"files": [SimpleUploadedFile("liste.csv", list_of(LONG))]}).url


@pytest.fixture
def institution(home, db) -> Institution:
    return home


@pytest.fixture
def agent(previewed, db) -> Client:
    return previewed[0]


@pytest.fixture
def sent(previewed) -> str:
    return previewed[1]


@pytest.fixture
def confirm(agent, sent, started, django_capture_on_commit_callbacks):
    """`confirm()` confirms the preview as its page does."""
    fingerprint = ImportDraft.objects.get().fingerprint

    def post():
        with django_capture_on_commit_callbacks(execute=True):
            return agent.post(sent, {"fingerprint": fingerprint})

    return post


def text_of(agent, address) -> str:
    return agent.get(address).content.decode()


def test_a_long_import_is_asked_followed_and_done(agent, sent, confirm, started) -> None:
    answer = confirm()
    draft = ImportDraft.objects.get()
    assert answer.url == f"{sent}suivi/"
    assert started == [draft.pk]
    assert not Contract.objects.exists()
    text = text_of(agent, answer.url)
    assert "Import en cours" in text
    assert 'hx-trigger="every 2s"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    run(draft.pk)
    assert Contract.objects.count() == LONG
    assert f"{LONG} contrats créés" in text_of(agent, answer.url)
    assert agent.get(sent).url == answer.url, "the back button leads to what was done"


def test_who_left_finds_the_import_again_where_files_are_sent(agent, sent, confirm, started) -> None:
    assert f'href="{sent}"' in text_of(agent, "/importer/")
    address = confirm().url
    text = text_of(agent, "/importer/")
    assert f'href="{address}"' in text
    assert "en attente" in text
    run(started[0])
    assert "terminé" in text_of(agent, "/importer/")


def test_two_tabs_that_confirm_ask_for_one_import(confirm, started) -> None:
    assert confirm().url == confirm().url
    assert len(started) == 1
    run(started[0])
    assert confirm().status_code == 302
    run(started[0])
    assert Contract.objects.count() == LONG
    assert len(started) == 1


def test_a_script_stops_asking_once_it_is_over(agent, sent, confirm, started) -> None:
    address = confirm().url
    headers = {"HX-Request": "true"}
    assert agent.get(address, headers=headers).status_code == 200
    run(started[0])
    assert agent.get(address, headers=headers).status_code == 286


def test_progress_is_told_while_nothing_is_kept_yet(confirm, started, monkeypatch) -> None:
    confirm()
    told: list[Advance | None] = []
    tell = background._tell

    def listen(pk, advance) -> None:
        tell(pk, advance)
        told.append(advance_of(ImportDraft(pk=pk)))

    monkeypatch.setattr(background, "_tell", listen)
    run(started[0])
    assert told == [Advance(LONG, LONG)]
    assert advance_of(ImportDraft(pk=started[0])) is None


def test_a_register_that_changed_meanwhile_stops_it_with_its_reason(agent, confirm, started) -> None:
    address = confirm().url
    load([loaded("crte-0003", title="Entre-temps")])
    run(started[0])
    text = text_of(agent, address)
    assert "Rien n’a été écrit" in text
    assert "Le registre a changé depuis l’aperçu" in text
    assert Contract.objects.count() == 1


def test_who_lost_their_role_meanwhile_imports_nothing(agent, confirm, started) -> None:
    address = confirm().url
    Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    run(started[0])
    assert not Contract.objects.exists()
    assert "Rien n’a été écrit" in text_of(agent, address)


def test_a_process_that_never_started_is_noticed_and_asked_again(
    agent, confirm, started, django_capture_on_commit_callbacks
) -> None:
    address = confirm().url
    ImportDraft.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
    text = text_of(agent, address)
    assert "s’est interrompu" in text
    assert "Relancer" in text
    with django_capture_on_commit_callbacks(execute=True):
        assert agent.post(address).url == address
    assert len(started) == 2
    run(started[1])
    assert Contract.objects.count() == LONG


def test_a_process_that_died_is_noticed_by_its_lock(agent, confirm, started, settings) -> None:
    address = confirm().url
    ImportDraft.objects.update(state="running")
    settings.IMPORTS_FOLDER.mkdir(exist_ok=True)
    (settings.IMPORTS_FOLDER / f"{started[0]}.lock").write_text("0")
    assert "s’est interrompu" in text_of(agent, address)
    assert not Contract.objects.exists()


def test_one_process_at_a_time_has_an_import(agent, confirm, started) -> None:
    address = confirm().url
    with background._locked(started[0]) as lock:
        assert lock is not None
        run(started[0])
        ImportDraft.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
        assert "Import en cours" in text_of(agent, address)
    assert not Contract.objects.exists()


@pytest.mark.parametrize("reason", ["database or disk is full", "connection lost"])
def test_a_machine_that_fails_writes_nothing_and_says_so(agent, confirm, started, monkeypatch, reason) -> None:
    def fail(*_args, **_more) -> None:
        raise DatabaseError(reason)

    address = confirm().url
    with monkeypatch.context() as patch:
        patch.setattr("maillon.web.contracts.services.importing.index", fail)
        with pytest.raises(DatabaseError):
            run(started[0])
    assert not Contract.objects.exists()
    text = text_of(agent, address)
    assert ("disque du site est plein" in text) == ("full" in reason)
    assert "Relancer" in text


def test_the_progress_of_others_is_hidden(confirm, client_for, client) -> None:
    address = confirm().url
    assert client.get(address).status_code == 404
    assert client_for(Role.SECRETARIAT).get(address).status_code == 404
    assert client_for(Role.SECRETARIAT).post(address).status_code == 404


def test_sending_another_file_leaves_the_import_at_work_alone(agent, confirm, started) -> None:
    confirm()
    agent.post("/importer/", {"files": [SimpleUploadedFile("liste.csv", list_of(2))]})
    assert ImportDraft.objects.filter(pk=started[0], state="queued").exists()


def test_what_is_kept_does_not_depend_on_the_reader_s_language(agent, sent, confirm, started) -> None:
    page = agent.get(sent, headers={"accept-language": "en"})
    assert page.context["plan"].fingerprint == ImportDraft.objects.get().fingerprint
