"""Annual conventions: made from the plan, negotiated, adopted beside the contract, which they never change."""

import io
import json
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maillon.documents.contract.loading import dump, loads, tree_of
from maillon.documents.evidence.verifying import verify as verify_evidence
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.web.adoption.models import Version
from maillon.web.adoption.queries import texts
from maillon.web.adoption.services.steps import take_step
from maillon.web.common.refusal import Refused
from maillon.web.contracts.models import Contract
from maillon.web.contracts.services.importing import load
from maillon.web.journal.queries import head
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Amendment
from maillon.web.negotiation.queries.engaged import engaged
from maillon.web.negotiation.services.amendments import open_amendment
from maillon.web.negotiation.services.conventions import open_convention
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db
AGREED = pytest.mark.parametrize("stage", ["agreed"], indirect=True, scope="module")
PLANNED = """
  - id: navettes
    title: Navettes du soir
    owner: metropole
    financing:
      - {funder: etat, scheme: DSIL, planned: 30000, year: YEAR}
      - {funder: metropole, planned: 20000, year: YEAR}
      - {funder: etat, scheme: DSIL, planned: 5000, year: 2030}
  - {id: etude, title: Étude, calendar: {start: 2030-01-01}}
"""
LOOSE = [
    {"id": "hangar", "title": "Hangar", "owner": "metropole", "financing": [{"funder": "etat", "planned": 7000}]},
    {"id": "gue", "title": "Gué"},
]


@pytest.fixture
def year(at, contract) -> int:
    return at("etat").on.year


@pytest.fixture(scope="module")
def imported(kept, importing) -> None:
    importing()
    trunk, year = Contract.objects.get(slug="essai-tronc"), timezone.localdate().year
    text = dump(Subject(trunk).document, "yaml") + "actions:" + PLANNED.replace("YEAR", str(year))
    load([loads(text, name="tronc", form="yaml")])


@pytest.fixture(scope="module")
def stages(stages):
    return stages | {"agreed": agreed}


def agreed(table) -> None:
    """The convention of the year is signed."""
    planned, by = Contract.objects.get(slug="essai-tronc"), table.at("metropole")
    made = open_convention(planned.pk, by.on.year, by=by)
    table.conclude(planned, amendment=made.number, verified=True)


@pytest.fixture
def planned(trunk) -> Contract:
    return trunk


def test_a_convention_holds_what_the_contract_plans_for_the_year(planned, at, year) -> None:
    made = open_convention(planned.pk, year, by=at("metropole"))
    (action,) = Subject(planned, made).document.actions
    assert [str(line.amount) for line in action.financing] == ["30\u202f000\xa0€", "20\u202f000\xa0€"]
    assert action.shared_with == ("essai-tronc",)
    assert made.name == f"Convention d’exécution {year}"


def test_a_convention_is_negotiated_signed_and_leaves_the_contract_as_it_is(planned, at, table, year, browse) -> None:
    before, today = planned.sha256, at("etat").on
    made = open_convention(planned.pk, year, by=at("metropole"))
    path = "actions[navettes]"
    value = Subject(planned, made).document.model_dump(mode="json", exclude_defaults=True)["actions"][0]
    value["financing"][0]["planned"] = 25000
    save_draft(planned.pk, path, value, by=at("communaute"), amendment=made.number)
    proposal = share(planned.pk, path, by=at("communaute"), audience=Audience.TABLE, amendment=made.number)
    for key in ("metropole", "etat"):
        reply(planned.pk, proposal.number, Verdict.ACCEPT, by=at(key))
    page = browse("metropole").get(f"/contrats/essai-tronc/conventions/{made.number}/").content.decode()
    assert "diffère" in page
    table.conclude(planned, amendment=made.number)
    made.refresh_from_db()
    planned.refresh_from_db()
    assert made.state == "in_force"
    assert planned.sha256 == before
    version = Version.objects.get(contract=planned)
    assert version.amendment == made
    assert bytes(version.pdf)[:5] == b"%PDF-"
    assert texts.holding(planned, at("etat"), today) is None
    taken = browse("metropole").get(f"/contrats/essai-tronc/conventions/{made.number}/texte.json").json()
    assert taken["state"] == "in_force"
    assert Subject(planned, made).document.actions[0].financing[0].planned.cents == 2_500_000


@AGREED
def test_an_amendment_keeps_its_number_and_its_text_beside_a_convention(planned, at, table, year) -> None:
    made = Amendment.objects.get()
    amendment = open_amendment(planned.pk, "Reporter l’étude", by=at("metropole"))
    assert amendment.number == 1
    save_draft(planned.pk, "actions[etude]", None, by=at("metropole"), amendment=1)
    proposal = share(planned.pk, "actions[etude]", by=at("metropole"), audience=Audience.TABLE, amendment=1)
    for key in ("communaute", "etat"):
        reply(planned.pk, proposal.number, Verdict.ACCEPT, by=at(key))
    table.conclude(planned, amendment=1)
    held = texts.holding(planned, at("etat"), at("etat").on)
    assert held.amendment == amendment
    assert "articles[partage]" in held.lineage
    assert held.lineage["title"][1] != made.number


def test_one_convention_a_year_and_a_reason_when_there_is_none(planned, at, year, actor_for) -> None:
    open_convention(planned.pk, year, by=at("metropole"))
    for asked, words in ((year, "existe déjà"), (year - 1, "est passée"), (2031, "s’achève"), (2029, "aucune action")):
        with pytest.raises(Refused, match=words):
            open_convention(planned.pk, asked, by=at("communaute"))
    assert Amendment.objects.yearly().count() == 1


def test_the_pages_say_what_each_year_holds_and_give_the_files(planned, year, browse, client) -> None:
    browser = browse("communaute")
    page = browser.get("/contrats/essai-tronc/conventions/").content.decode()
    assert "50\u202f000" in page.replace("\xa0", "\u202f")
    answer = browser.post("/contrats/essai-tronc/conventions/", {"annee": str(year)})
    assert answer.status_code == 302
    page = browser.get(answer.url).content.decode()
    assert "Métropole d’essai" in page
    assert browser.post("/contrats/essai-tronc/conventions/", {"annee": str(year)}).status_code == 409
    for form, start in (("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{"), ("csv", b"\xef\xbb\xbf")):
        data = browser.get(f"/contrats/essai-tronc/conventions/{year}/texte.{form}").content
        assert data.startswith(start), form
        if form == "docx":
            told = re.sub(r"<[^>]+>", " ", zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode())
            assert planned.title in told.replace("\xa0", " ")
            assert not re.search(r"\bessai-tronc\s", told), "linked contracts are said by their titles"
    assert "Conventions d’exécution" in browser.get("/contrats/essai-tronc/vie/").content.decode()
    for address in (answer.url, f"/contrats/essai-tronc/conventions/{year}/texte.pdf"):
        assert client.get(address).status_code == 404
    assert client.get("/contrats/essai-tronc/conventions/").status_code == 200
    assert client.post("/contrats/essai-tronc/conventions/", {"annee": str(year)}).status_code == 409


@AGREED
def test_a_convention_of_the_trunk_is_not_offered_to_the_contracts_below(planned, at, table, year, browse) -> None:
    made = Amendment.objects.get()
    assert browse("metropole").get(f"/contrats/essai-adoption/tronc/{made.number}/").status_code == 404
    page = browse("metropole").get(f"/contrats/essai-tronc/avenants/{made.number}/").content.decode()
    assert made.name in page
    assert "s’appuient sur ce tronc" not in page


@AGREED
def test_the_evidence_file_holds_the_convention_and_verifies(planned, at, table, year, browse) -> None:
    data = browse("communaute").get("/contrats/essai-tronc/dossier-de-preuve.zip").content
    published = head()
    report = verify_evidence(data, head=published.hash, count=published.count)
    assert report.verified, [str(fault) for fault in report.faults]
    assert report.versions == (1,)


def test_the_word_text_of_a_convention_comes_back_to_it(planned, at, year, browse) -> None:
    made = open_convention(planned.pk, year, by=at("metropole"))
    desk = f"/contrats/essai-tronc/avenants/{made.number}/negociation/"
    sent = browse("metropole").get(f"{desk}texte.docx").content
    file = SimpleUploadedFile("texte.docx", sent)
    answer = browse("metropole").post(f"{desk}word/", {"faire": "envoyer", "fichier": file}, follow=True)
    assert answer.status_code == 200
    assert "vient d’un autre contrat" not in answer.content.decode()
    assert "inchangé" in answer.content.decode()


def test_parties_and_clauses_stay_in_the_contract(planned, at, year, browse) -> None:
    made = open_convention(planned.pk, year, by=at("metropole"))
    for path, value in (("parties[etat]", None), ("clauses.fungibility", {"ceiling": "0.2"})):
        with pytest.raises(Refused, match="celles du contrat"):
            save_draft(planned.pk, path, value, by=at("metropole"), amendment=made.number)
    desk = f"/contrats/essai-tronc/avenants/{made.number}/negociation/"
    page = browse("metropole").get(desk).content.decode()
    assert "Ajouter une action" in page
    assert "Ajouter une partie" not in page
    assert "elles changent par avenant" in page
    assert "celles du contrat" in browse("metropole").get(f"{desk}ecrire/?partie=clauses.fungibility").content.decode()


def test_an_action_without_year_is_offered_once_and_its_money_counts_once(planned, at, table, year, browse) -> None:
    tree = tree_of(Subject(planned).document)
    load([loads(json.dumps({**tree, "actions": tree["actions"] + LOOSE}), name="tronc", form="json")])
    planned.refresh_from_db()
    browser, address = browse("communaute"), "/contrats/essai-tronc/conventions/"
    assert "Hangar" in browser.get(address).content.decode()
    assert browser.post(address, {"annee": str(year), "action": ["etude"]}).status_code == 409
    answer = browser.post(address, {"annee": str(year), "action": ["hangar"]})
    page = browser.get(answer.url).content.decode()
    assert "1 action du contrat n’est dans aucune convention" in page
    assert "Gué" in page
    with pytest.raises(Refused, match="leur convention"):
        open_convention(planned.pk, year + 1, by=at("metropole"), taken=["hangar"])
    table.conclude(planned, amendment=Amendment.objects.get().number)
    (told,) = engaged(planned)
    sums = (told.amount.cents, told.planned.cents, told.beyond_amount.cents)
    assert sums == (5_000_000, 5_000_000, 700_000)
    for place in ("argent", "suivi"):
        page = browser.get(f"/contrats/essai-tronc/{place}/").content.decode()
        assert "1 action engagée sur 1" in page
        assert "engagés sur" in page
        assert answer.url in page


def test_what_was_abandoned_is_apart_and_said_so(planned, at, table, year, client, browse) -> None:
    made = open_convention(planned.pk, year, by=at("metropole"))
    table.submit(planned, amendment=made.number)
    take_step(planned.pk, "reopen", by=at("secretariat"), amendment=made.number)
    take_step(planned.pk, "lapse", by=at("secretariat"), amendment=made.number)
    life = client.get("/contrats/essai-tronc/vie/").content.decode()
    folded = life.split("<details")
    assert made.name not in folded[0].split("</summary>")[-1]
    assert "1 version abandonnée, qui n’a jamais fait foi" in life
    assert "1 convention abandonnée, jamais signée" in life
    assert "n’engage aucun euro" in client.get(f"/contrats/essai-tronc/conventions/{made.number}/").content.decode()
    assert "Version abandonnée" in browse("metropole").get("/contrats/essai-tronc/versions/1/").content.decode()
    assert "jamais signé" in client.get(f"/contrats/essai-tronc/avenants/{made.number}/").content.decode()
    assert engaged(planned) == []
