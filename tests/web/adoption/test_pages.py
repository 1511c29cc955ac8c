"""The pages of a contract's life, as each party sees them: read, accept, resolve, sign, amend."""

import json
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillon.documents.archive import unpack
from maillon.documents.evidence.verifying import verify as verify_evidence
from maillon.rules.governance.roles import Role
from maillon.rules.journal.verify import verify as journal
from maillon.web.adoption.models import Assent, Refusal, Resolution, ScanDeposit, Signature, Version
from maillon.web.adoption.services.signing import sign_with_pdf
from maillon.web.adoption.services.steps import take_step
from maillon.web.common.actor import Actor
from maillon.web.contracts.models import Contract
from maillon.web.journal.models import Entry
from maillon.web.journal.queries import head, lines
from maillon.web.negotiation.models import Amendment

pytestmark = pytest.mark.django_db
SUBMITTED = pytest.mark.parametrize("stage", ["submitted"], indirect=True, scope="module")
CONCLUDED = pytest.mark.parametrize("stage", ["concluded"], indirect=True, scope="module")
REWORKED = pytest.mark.parametrize("stage", ["reworked"], indirect=True, scope="module")
LIFE = "/contrats/essai-adoption/vie/"


@pytest.fixture(scope="module")
def stages(stages):
    return stages | {"reworked": reworked}


def reworked(table) -> None:
    """A first version is rejected by an assembly, a second is signed."""
    contract = Contract.objects.get(slug="essai-adoption")
    table.submit(contract)
    table.resolve(contract, "communaute", in_favour=1, against=9)
    take_step(contract.pk, "reopen", by=table.at("secretariat"))
    table.conclude(contract, verified=True)


def test_the_parties_adopt_and_sign_on_the_pages(contract, table, browse) -> None:
    for key in ("metropole", "communaute", "etat"):
        page = browse(key).get(LIFE)
        sent = {"faire": "accepter", "texte": page.context["text_mark"]}
        assert browse(key).post(LIFE, sent).status_code == 302
    assert Assent.objects.count() == 3
    assert browse("secretariat").post(LIFE, {"faire": "submit"}).status_code == 302
    assert all(line.accepted for line in browse("etat").get(LIFE).context["parties"])
    for key in ("metropole", "communaute"):
        table.resolve(contract, key)
    signed = table.signed(contract, "etat")
    sent = {
        "faire": "pdf",
        "file": SimpleUploadedFile("signe.pdf", signed.data),
        "function": "Préfet",
        "signed_on": signed.signed_on.isoformat(),
    }
    page = browse("etat").post("/contrats/essai-adoption/versions/1/signer/", sent, follow=True)
    said = page.content.decode()
    assert Signature.objects.count() == 1
    assert "Certificat de démonstration, sans valeur juridique" in said
    assert "Émetteur inconnu" in said
    assert "qualifiée" not in said
    given = f"/contrats/essai-adoption/versions/1/signe/{Signature.objects.get().pk}/"
    assert f'href="{given}"' in said
    assert browse("metropole").get(given).content == signed.data


@SUBMITTED
@pytest.mark.parametrize("named", ["", "abc", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"])
def test_a_copy_that_does_not_exist_is_absent(contract, table, browse, named) -> None:
    assert browse("communaute").post("/contrats/essai-adoption/versions/1/", {"copie": named}).status_code == 404
    ending = {"faire": "finir", "delegation": named, "on": "2026-01-01", "act_number": "1"}
    assert browse("communaute").post("/delegations/", ending).status_code in (404, 422)


@SUBMITTED
def test_the_form_of_a_resolution_says_what_is_wrong_and_keeps_what_was_written(contract, table, browse) -> None:
    address = "/contrats/essai-adoption/versions/1/deliberation/"
    sent = {
        "assembly": "Conseil",
        "number": "2026-7",
        "session_on": "2020-01-01",
        "in_favour": 3,
        "against": 1,
        "abstentions": 0,
    }
    page = browse("metropole").post(address, sent)
    assert page.status_code == 409
    assert "précède l’arrêt de la version" in page.content.decode()
    assert 'value="2026-7"' in page.content.decode()
    assert not Resolution.objects.exists()
    sent["session_on"] = table.at("metropole").on.isoformat()
    assert browse("metropole").post(address, sent).status_code == 302
    assert Resolution.objects.get().vote == "adopted"


@SUBMITTED
def test_what_is_said_of_a_version_is_not_recorded_of_the_next(contract, table, browse) -> None:
    take_step(contract.pk, "reopen", by=table.at("secretariat"))
    table.submit(contract)
    today = table.at("metropole").on.isoformat()
    told = {"assembly": "Conseil", "number": "1", "session_on": today, "received_on": today}
    told |= {"in_favour": "40", "against": "3", "abstentions": "0"}
    late = browse("metropole").post("/contrats/essai-adoption/versions/1/deliberation/", told)
    assert late.status_code == 409
    assert "Vous lisiez la version 1" in late.content.decode()
    assert not Resolution.objects.exists()
    sent = {"faire": "refuser", "reason": "Non.", "version": "1"}
    assert browse("metropole").post(LIFE, sent).status_code == 409
    assert not Refusal.objects.exists()
    assert 'name="version" value="2"' in browse("metropole").get(LIFE).content.decode()
    assert browse("metropole").post(LIFE, sent | {"version": "2"}).status_code == 302


def test_my_space_says_what_is_to_sign_until_it_is_signed(contract, table, browse) -> None:
    def space(key: str) -> str:
        return browse(key).get("/mon-espace/").content.decode()

    assert "Rien n’attend" in space("etat")
    table.accept(contract, "metropole")
    assert "Accepter le texte" in space("etat")
    assert "Accepter le texte" not in space("metropole")
    table.submit(contract)
    assert "Accepter le texte" not in space("etat")
    assert "Signer ou refuser" in space("etat")
    assert "/versions/1/deliberation/" in space("communaute")
    sign_with_pdf(contract.pk, table.signed(contract, "etat"), by=table.at("etat"))
    assert "Rien n’attend" in space("etat")
    table.resolve(contract, "communaute")
    assert "/versions/1/signer/" in space("communaute")


@SUBMITTED
def test_a_copy_to_confirm_says_what_is_awaited_and_from_whom(contract, table, browse, seats, client_for) -> None:
    held = table.held(contract)
    table.resolve(contract, "communaute")
    depositor, second = browse("communaute"), client_for(Role.ELECTED, seats["communaute"])
    told = {"function": "Maire", "signed_on": table.at("communaute").on, "file": b"x", "media": "image/png"}
    user = UUID(depositor.session["_auth_user_id"])
    ScanDeposit.objects.create(
        version=held, institution=seats["communaute"], sha256="0" * 64, deposited_by=user, **told
    )
    version = "/contrats/essai-adoption/versions/1/"
    said = {name: [one.get(page).content.decode() for page in ("/mon-espace/", LIFE, version)] for name, one in (
        ("depositor", depositor), ("second", second), ("other", browse("etat")),
    )}  # fmt: skip
    assert "Signer ou refuser" not in said["depositor"][0] + said["second"][0]
    assert "Faire confirmer la copie" in said["depositor"][0]
    assert "Confirmer la copie" in said["second"][0]
    for page in said["depositor"][1:]:
        assert "Vous l’avez déposée\u00a0: 2 autres personnes" in page
        assert "Confirmer cette signature" not in page
    assert all("Confirmer cette signature" in page for page in said["second"][1:])
    assert not any("copie" in page for page in said["other"])
    copy = ScanDeposit.objects.get().pk
    assert depositor.post(version, {"copie": copy}).status_code == 409
    assert second.post(version, {"copie": copy}).status_code == 302
    assert second.post(version, {"copie": copy}).status_code == 409
    assert "Rien n’attend" in depositor.get("/mon-espace/").content.decode()


@SUBMITTED
def test_a_frozen_version_is_sent_byte_for_byte(contract, table, browse) -> None:
    version = table.held(contract)
    for form, data in (
        ("pdf", bytes(version.pdf)),
        ("docx", bytes(version.docx)),
        ("json", version.canonical.encode()),
    ):
        answer = browse("communaute").get(f"/contrats/essai-adoption/versions/1/texte.{form}")
        assert answer.content == data
    assert browse("communaute").get("/contrats/essai-adoption/versions/1/texte.exe").status_code == 404


@SUBMITTED
def test_what_is_in_preparation_is_absent_for_the_public(contract, table, client) -> None:
    for place in ("vie/", "versions/1/", "texte/", "dossier-de-preuve.zip"):
        assert client.get(f"/contrats/essai-adoption/{place}").status_code == 404


def test_a_step_that_is_not_possible_says_why(contract, browse) -> None:
    page = browse("secretariat").post(LIFE, {"faire": "submit"})
    assert page.status_code == 409
    assert "n’a pas l’accord" in page.content.decode()
    assert browse("secretariat").post(LIFE, {"faire": "brûler"}).status_code == 409


def test_a_step_that_nothing_undoes_is_taken_only_by_one_who_says_to_know_it(contract, browse) -> None:
    assert browse("secretariat").post(LIFE, {"faire": "lapse"}).status_code == 422
    contract.refresh_from_db()
    assert contract.state == "negotiation"
    assert browse("secretariat").post(LIFE, {"faire": "lapse", "sure": "1"}).status_code == 302
    contract.refresh_from_db()
    assert contract.state == "lapsed"


def test_forms_sent_three_times_have_one_effect(contract, table, browse) -> None:
    mark = browse("etat").get(LIFE).context["text_mark"]
    for _again in range(3):
        browse("etat").post(LIFE, {"faire": "accepter", "texte": mark})
    assert Assent.objects.count() == 1
    table.accept(contract, "metropole", "communaute")
    answers = [browse("secretariat").post(LIFE, {"faire": "submit"}).status_code for _again in range(3)]
    assert (answers, Version.objects.count()) == ([302, 409, 409], 1)
    today = table.at("etat").on.isoformat()
    votes = {"in_favour": 3, "against": 1, "abstentions": 0}
    sent = {"assembly": "Conseil", "number": "2026-7", "session_on": today, "received_on": today, **votes}
    for _again in range(3):
        browse("metropole").post("/contrats/essai-adoption/versions/1/deliberation/", sent)
    assert Resolution.objects.count() == 1
    data = table.signed(contract, "metropole").data
    for _again in range(3):
        told = {"faire": "pdf", "file": SimpleUploadedFile("s.pdf", data), "function": "Présidence", "signed_on": today}
        browse("metropole").post("/contrats/essai-adoption/versions/1/signer/", told)
    assert Signature.objects.count() == 1


@CONCLUDED
def test_anyone_reads_the_life_of_a_signed_contract(contract, table, client) -> None:
    for path in (LIFE, "/contrats/essai-adoption/versions/1/", "/contrats/essai-adoption/texte/", "/delegations/"):
        assert client.get(path).status_code == 200, path
    told = client.get("/contrats/essai-adoption/texte.json").json()
    assert told["version"]["number"] == 1
    assert told["passages"]["articles[partage]"] == 1
    signature = Signature.objects.first()
    assert client.get(f"/contrats/essai-adoption/versions/1/signe/{signature.pk}/").status_code in (403, 404)


@REWORKED
def test_the_evidence_file_of_a_signed_contract_verifies_away_from_the_site(contract, table, browse, client) -> None:
    address = "/contrats/essai-adoption/dossier-de-preuve.zip"
    data = browse("communaute").get(address).content
    published = head()
    report = verify_evidence(data, head=published.hash, count=published.count)
    assert report.verified, [str(fault) for fault in report.faults]
    assert not report.public
    public = journal(lines(Actor(None, (), table.at("etat").on)), published.hash, published.count)
    assert public.verified
    assert not Entry.objects.visible_to(Actor(None, (), table.at("etat").on)).filter(kind="text.accept").exists()
    assert Entry.objects.visible_to(Actor(None, (), table.at("etat").on)).filter(kind="version.freeze").count() == 2


@SUBMITTED
def test_what_is_done_before_the_signature_is_read_by_the_parties_alone(contract, table, client) -> None:
    assert "essai-adoption" not in b"".join(client.get("/journal/fichier/").streaming_content).decode()
    assert Entry.objects.visible_to(table.at("communaute")).filter(kind="version.freeze").exists()


def test_an_amendment_is_opened_on_the_page(contract, table, trunk, browse) -> None:
    sent = {"title": "Ajouter le fret", "ceiling": "mille", "effective_on": ""}
    address = "/contrats/essai-tronc/avenants/ouvrir/"
    assert browse("metropole").post(address, sent).status_code == 422
    assert browse("metropole").post(address, {**sent, "ceiling": "1 000,50"}).status_code == 302
    amendment = Amendment.objects.get()
    assert amendment.ceiling_cents == 100_050
    assert browse("communaute").get("/contrats/essai-tronc/avenants/1/").status_code == 200


@REWORKED
def test_anyone_gets_the_public_part_of_the_evidence_and_it_verifies(contract, table, browse, client) -> None:
    answer = client.get("/contrats/essai-adoption/dossier-de-preuve.zip")
    assert "dossier-de-preuve-public.zip" in answer.headers["Content-Disposition"]
    published = head()
    report = verify_evidence(answer.content, head=published.hash, count=published.count)
    assert (report.faults, report.public, report.versions) == ((), True, (1, 2))
    held = unpack(answer.content)
    told = [json.loads(data) for path, data in held.items() if path.startswith("verifications/")]
    assert {one["party_name"] for one in told} == {"Métropole d’essai", "Communauté d’en face", "Préfecture d’essai"}
    signers = {found["signer"] for row in Signature.objects.all() for found in row.report["signatures"]}
    texts = b"".join(data for path, data in held.items() if path.endswith((".json", ".jsonl"))).decode()
    assert signers
    assert "signer" not in {key for one in told for found in one["signatures"] for key in found}
    assert '"function"' not in texts
    assert "La partie publique ne nomme aucune personne" in client.get(LIFE).content.decode()
    assert "Le vôtre est entier" in browse("etat").get(LIFE).content.decode()
    assert client.get("/contrats/essai-tronc/dossier-de-preuve.zip").status_code == 404, "it has no version here"
