"""The working text goes out to Word and comes back as drafts, chosen article by article."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillon.documents.archive import pack
from maillon.documents.contract.fragments import read
from maillon.documents.wordtext.out import out
from maillon.rules.contracts.negotiation import Audience, Verdict
from maillon.rules.governance.roles import Role
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import Comment, Draft, WordReturn
from maillon.web.negotiation.services.table import reply, save_draft, share

pytestmark = pytest.mark.django_db
TABLE = "/contrats/essai-negociation/negociation/"
WORD, FILE = f"{TABLE}word/", f"{TABLE}texte.docx"


def _edited(data: bytes, *changes: tuple[str, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    for old, new in changes:
        assert old in body
        body = body.replace(old, new, 1)
    return pack({**parts, "word/document.xml": body.encode()})


def _send(client, data: bytes, name: str = "texte.docx"):
    return client.post(WORD, {"faire": "envoyer", "fichier": SimpleUploadedFile(name, data)}, follow=True)


SUNDAY = ("mobilités du quotidien", "mobilités du dimanche")
ARTICLE = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Navettes</w:t></w:r></w:p>'
TEXT = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Sept jours.</w:t></w:r></w:p>"
NEW = ("<w:sectPr", f"{ARTICLE}{TEXT}<w:sectPr")


def test_a_text_edited_in_word_becomes_drafts_then_proposals(browse, at, contract) -> None:
    client = browse("metropole")
    page = _send(client, _edited(client.get(FILE).content, SUNDAY, NEW))
    text = page.content.decode()
    assert "<del>quotidien" in text
    assert "<strong>Sept jours.</strong>" in text
    assert not Draft.objects.exists()
    (sent,) = WordReturn.objects.all()
    chosen = {"faire": "reprendre", "fichier": sent.pk, "partie": ["articles[navettes]", "articles[objet]"]}
    assert "2 brouillons" in client.post(WORD, chosen, follow=True).content.decode()
    drafts = {draft.path: draft.value for draft in Draft.objects.all()}
    assert drafts["articles[navettes]"]["text"] == "**Sept jours.**"
    assert drafts["articles[objet]"]["text"].endswith("dimanche.")
    assert not WordReturn.objects.exists()
    assert share(contract.pk, "articles[navettes]", by=at("metropole"), audience=Audience.TABLE).number == 1


def test_a_comment_of_the_margin_is_said_to_one_s_table_when_chosen(browse, at, contract) -> None:
    client = browse("metropole")
    marked = "<w:bookmarkEnd", '<w:commentRangeStart w:id="7"/><w:bookmarkEnd'
    data = _edited(client.get(FILE).content, marked)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    said = '<w:comment w:id="7" w:author="Une personne"><w:p><w:r><w:t>Trop vague.</w:t></w:r></w:p></w:comment>'
    parts["word/comments.xml"] = f'<w:comments xmlns:w="{name}">{said}</w:comments>'.encode()
    page = _send(client, pack(parts)).content.decode()
    assert "Trop vague." in page
    assert "Une personne" not in page
    given = {"faire": "reprendre", "fichier": WordReturn.objects.get().pk, "commentaire": "articles[objet]#0"}
    client.post(WORD, given)
    (comment,) = Comment.objects.all()
    assert (comment.text, comment.path, comment.audience) == ("Trop vague.", "articles[objet]", Audience.CONFERENCE)
    assert not Draft.objects.exists()
    assert not Comment.objects.visible_to(at("etat")).exists()


def test_only_what_is_chosen_becomes_a_draft_and_once(browse, contract) -> None:
    client = browse("metropole")
    _send(client, _edited(client.get(FILE).content, SUNDAY, NEW))
    given = {"faire": "reprendre", "fichier": WordReturn.objects.get().pk, "partie": "articles[objet]"}
    for _again in range(3):
        client.post(WORD, given)
    assert [draft.path for draft in Draft.objects.all()] == ["articles[objet]"]


def test_a_file_made_before_the_text_changed_tells_which_articles_others_changed(browse, at, contract) -> None:
    client = browse("metropole")
    old = client.get(FILE).content
    value = {**read(Subject(contract).document, "articles[objet]"), "text": "Un autre texte."}
    save_draft(contract.pk, "articles[objet]", value, by=at("communaute"))
    number = share(contract.pk, "articles[objet]", by=at("communaute"), audience=Audience.TABLE).number
    for key in ("metropole", "etat"):
        reply(contract.pk, number, Verdict.ACCEPT, by=at(key))
    page = _send(client, _edited(old, SUNDAY, NEW)).content.decode()
    assert "Le texte de travail a changé depuis ce fichier" in page
    assert page.count("changé entre-temps</span>") == 1
    boxes = dict(re.findall(r'value="(articles\[[a-z]+\])"( checked)?', page))
    assert boxes == {"articles[objet]": "", "articles[navettes]": " checked"}


def test_a_file_of_another_contract_or_no_word_file_is_refused_and_nothing_is_kept(browse, contract) -> None:
    client = browse("metropole")
    other = Subject(contract).document.model_copy(update={"id": "un-autre"})
    page = _send(client, out(other, "0" * 64, on=dt.date(2026, 1, 1)))
    assert page.status_code == 422
    assert "un autre contrat" in page.content.decode()
    assert _send(client, b"%PDF-1.7", "texte.pdf").status_code == 422
    assert client.post(WORD, {"faire": "envoyer"}).status_code == 422
    assert not WordReturn.objects.exists()


def test_what_a_party_sent_back_is_its_own(browse, contract, client, client_for, seats) -> None:
    mine = browse("metropole")
    _send(mine, _edited(mine.get(FILE).content, SUNDAY), "canari.docx")
    assert "dimanche" in mine.get(WORD).content.decode()
    pk = WordReturn.objects.get().pk
    for other in (browse("communaute"), browse("etat"), client_for(Role.TECHNICAL_ADMIN, seats["metropole"])):
        page = other.get(WORD).content.decode()
        assert "dimanche" not in page
        assert "canari" not in page
        other.post(WORD, {"faire": "reprendre", "fichier": pk, "partie": "articles[objet]"})
    assert client.get(WORD).status_code == client.get(FILE).status_code == 404
    assert not Draft.objects.exists()
    assert WordReturn.objects.exists()


@pytest.mark.parametrize("name", ["", "pas-un-identifiant", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_file_is_absent(name: str, browse, contract) -> None:
    page = browse("metropole").post(WORD, {"faire": "reprendre", "fichier": name})
    assert page.status_code in {302, 404}


def test_an_unknown_act_leaves_the_file_and_what_was_ticked(browse, contract) -> None:
    client = browse("metropole")
    _send(client, _edited(client.get(FILE).content, SUNDAY, NEW))
    sent = {"faire": "inconnu", "fichier": WordReturn.objects.get().pk, "partie": "articles[navettes]"}
    page = client.post(WORD, sent)
    assert page.status_code == 409
    boxes = dict(re.findall(r'value="(articles\[[a-z]+\])"( checked)?', page.content.decode()))
    assert boxes == {"articles[objet]": "", "articles[navettes]": " checked"}
    assert WordReturn.objects.exists()
    assert not Draft.objects.exists()
