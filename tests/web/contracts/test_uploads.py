"""What is sent is read with care, shown before it is written, and never half-written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fixtures.contracts import loaded
from maillon.documents.contract.loading import dump
from maillon.rules.governance.roles import Role
from maillon.web.accounts.models import Institution
from maillon.web.contracts.models import Contract, ImportDraft
from maillon.web.contracts.services.importing import load
from maillon.web.contracts.services.uploads import KEPT
from web.contracts.test_crte import HEAD, row

pytestmark = pytest.mark.django_db


def file(name: str = "a.yaml", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, dump(loaded("a").document).encode() if data is None else data)


def post(client, *files):
    return client.post("/importer/", {"files": list(files)})


@pytest.fixture
def agent(client_for):
    return client_for(Role.AGENT)


def test_from_sending_to_the_contract(agent) -> None:
    sent = post(agent, file())
    assert sent.status_code == 302
    assert not Contract.objects.exists()
    preview = agent.get(sent.url)
    assert "à créer" in preview.content.decode()
    fingerprint = preview.context["plan"].fingerprint
    done = agent.post(sent.url, {"fingerprint": fingerprint})
    assert (done.status_code, done.url) == (302, "/contrats/a/")
    assert agent.get("/contrats/a/").status_code == 200
    again = agent.post(sent.url, {"fingerprint": fingerprint})
    assert again.url == f"{sent.url}suivi/", "a draft serves once"
    assert agent.get(sent.url).url == again.url, "the back button leads to what was done"
    assert "1 contrat créé" in agent.get(again.url).content.decode()
    assert Contract.objects.count() == 1
    assert ImportDraft.objects.get().data == b"", "the file is not kept once it was imported"


def test_a_fault_is_placed_in_words_first(agent) -> None:
    faulty = dump(loaded("a").document).replace("siren:", "sirenne:").encode()
    page = agent.get(post(agent, file(data=faulty)).url).content.decode()
    assert "Parties n°\u00a01 › Institution › sirenne (parties[0].institution.sirenne)" in page


def test_a_trunk_and_its_contract_in_one_sending(agent) -> None:
    heir = dump(loaded("b", extends={"contract": "a"}).document).encode()
    sent = post(agent, file("b.yaml", heir), file())
    assert agent.get(sent.url).context["plan"].to_write == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", b"PK\x03\x04"),
        ("a.yaml", b"PK\x03\x04\x14\x00word/document.xml"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.json", b"{"),
        ("a.yaml", b"- not a contract"),
        ("a.yaml", b"format: maillon-contract/1\nid: a\nid: b\n"),
        ("a.yaml", b"a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n"),
        ("a.yaml", "id: é".encode("latin-1")),
        ("a.yaml", b"\x00\x01\x02\x03"),
        ("a.yaml", b""),
        ("a.yaml", b"[" * 100_000),
        ("a.exe", b"MZ"),
        ("a.csv", b"a,b\n1,2\n"),
        ("../../etc/passwd.yaml", b"!!python/object/apply:os.system [id]"),
    ],
)
def test_hostile_files_are_answered_in_words_and_write_nothing(agent, name, data) -> None:
    answer = post(agent, file(name, data))
    if answer.status_code == 302:
        answer = agent.get(answer.url)
        assert answer.context["plan"].to_write == 0
        assert "refusé" in answer.content.decode()
    else:
        assert answer.status_code == 422
        assert "ne peut pas être lu" in answer.content.decode()
    assert not Contract.objects.exists()


def test_too_large_or_too_many_is_refused_before_reading(agent) -> None:
    assert post(agent, file(data=b"x" * 10_000_001)).status_code == 422
    assert post(agent, *(file(f"{rank}.yaml") for rank in range(21))).status_code == 422
    assert post(agent).status_code == 422
    assert post(agent, file("a.csv"), file("b.csv")).status_code == 422
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize(
    ("filler", "says"), [("P", "5000 lignes"), ("P" * 80, "10 Mo")], ids=["many lines", "many bytes"]
)
def test_a_hundred_thousand_lines_are_answered_in_words(agent, filler, says) -> None:
    lines = (row(str(rank), title=filler) for rank in range(100_000))
    data = "\n".join([HEAD, *lines]).encode()
    answer = post(agent, file("liste.csv", data))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"<html><body>",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0",
        b"{}",
        b"\x00" * 9,
        b"id: a",
    ],
    ids=["pdf", "png", "html", "xlsx", "xls", "json", "nothing", "yaml"],
)
def test_what_only_claims_to_be_the_list_is_answered_in_words(agent, data) -> None:
    answer = post(agent, file("liste.csv", data))
    assert answer.status_code == 422
    assert "ne peut pas être lu" in answer.content.decode()


def test_a_stale_preview_shows_the_new_one(agent) -> None:
    sent = post(agent, file())
    fingerprint = agent.get(sent.url).context["plan"].fingerprint
    load([loaded("a", title="Entre-temps")])
    answer = agent.post(sent.url, {"fingerprint": fingerprint})
    assert answer.status_code == 409
    assert "Rien n’a été importé" in answer.content.decode()
    assert Contract.objects.get().title == "Entre-temps"


@pytest.mark.parametrize("fingerprint", ["", "0" * 64, "x"])
def test_no_import_without_its_preview(agent, fingerprint) -> None:
    sent = post(agent, file())
    assert agent.post(sent.url, {"fingerprint": fingerprint}).status_code == 409
    assert not Contract.objects.exists()


def test_refused_lines_stop_all_until_they_are_left_aside(agent) -> None:
    sent = post(agent, file(), file("b.yaml", b"format: autre"))
    fingerprint = agent.get(sent.url).context["plan"].fingerprint
    assert agent.post(sent.url, {"fingerprint": fingerprint}).status_code == 409
    assert not Contract.objects.exists()
    assert agent.post(sent.url, {"fingerprint": fingerprint, "leave_refused": "1"}).status_code == 302
    assert Contract.objects.count() == 1


def test_a_draft_is_only_its_sender_s(agent, client_for) -> None:
    sent = post(agent, file())
    other = client_for(Role.SECRETARIAT)
    assert other.get(sent.url).status_code == 404
    assert other.post(sent.url, {"fingerprint": "x"}).status_code == 404


def test_old_drafts_are_forgotten(agent, client_for) -> None:
    post(agent, file())
    ImportDraft.objects.update(changed_at=timezone.now() - KEPT * 2)
    post(client_for(Role.SECRETARIAT), file())
    assert ImportDraft.objects.count() == 1


@pytest.mark.parametrize("role", [None, Role.ELECTED, Role.CITIZEN, Role.COUNCIL_MEMBER, Role.TECHNICAL_ADMIN])
def test_others_see_why_not_and_what_to_do(role, client, client_for) -> None:
    browser = client_for(role) if role else client
    page = browser.get("/importer/")
    assert page.status_code == 200
    assert "Que faire" in page.content.decode()
    assert 'type="file"' not in page.content.decode()
    assert post(browser, file()).status_code == 403
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize("role", [Role.AGENT, Role.SECRETARIAT, Role.PREFECT_SERVICES])
def test_who_keeps_the_register_sees_the_form(role, client_for) -> None:
    assert 'type="file"' in client_for(role).get("/importer/").content.decode()


def test_a_post_without_its_token_is_refused(user_for) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user_for(Role.AGENT))
    assert post(strict, file()).status_code == 403


def test_the_contract_of_an_importer_is_held_by_its_institution(agent, institution) -> None:
    draft = dump(loaded("a", state="negotiation", parties=[], perimeter=None).document).encode()
    sent = post(agent, file(data=draft))
    agent.post(sent.url, {"fingerprint": agent.get(sent.url).context["plan"].fingerprint})
    assert Contract.objects.get().holder == Institution.objects.get(pk=institution.pk)
    assert agent.get("/contrats/a/").status_code == 200, "who brought a draft can read it"
