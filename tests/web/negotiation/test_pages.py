"""The pages of a negotiation, as each side sees them; a canary in each side's drafts shows nowhere else."""

import io
import re
import zipfile
from html import unescape

import pytest
from django.core import mail as mails
from pypdf import PdfReader

from maillon.rules.contracts.negotiation import Audience
from maillon.rules.governance.roles import Role
from maillon.web.common.refusal import Refused
from maillon.web.negotiation.models import Draft, Proposal
from maillon.web.negotiation.services.menu import choose
from maillon.web.negotiation.services.table import save_draft, share
from maillon.web.negotiation.services.talk import comment

pytestmark = pytest.mark.django_db
TABLE = "/contrats/essai-negociation/negociation/"
WRITE = f"{TABLE}ecrire/"
LINKS = re.compile(r'href="(/[^"#]*)')
# what hides no draft, or computes figures of territories: one address for each of them and for each choice
APART = re.compile(
    r"/(static|compte|administration|langue|style|territoires|acteurs/.|engagement/|sources|accessib|mentions"
    r"|observatoire/solidarite/($|simulateur/$|acteurs/|postes/|territoires/|[^?]*\?))"
)
WRITTEN = {"partie": "articles[objet]", "number": "1", "title": "Objet", "text": "Les parties agissent le dimanche."}


def _post(client, address, **given):
    return client.post(address, given, follow=True)


def test_two_parties_and_the_state_agree_on_an_article(browse, contract) -> None:
    page = _post(browse("metropole"), WRITE, **WRITTEN, faire="garder").content.decode()
    assert "<ins>" in page
    page = _post(browse("metropole"), WRITE, partie="articles[objet]", audience="table", reason="", faire="partager")
    assert page.redirect_chain[-1][0] == f"{TABLE}1/"
    for key in ("communaute", "etat"):
        assert f'href="{TABLE}1/"' in browse(key).get(TABLE).content.decode()
        page = _post(browse(key), f"{TABLE}1/", faire="repondre", verdict="accept", reason="")
    assert "acceptée" in page.content.decode()
    document = browse("etat").get("/contrats/essai-negociation/document.json").json()
    assert document["articles"][0]["text"] == WRITTEN["text"]


def test_a_refusal_without_its_reason_is_explained_and_nothing_is_written(browse, at, contract) -> None:
    save_draft(contract.pk, "title", "Nouveau titre", by=at("metropole"))
    share(contract.pk, "title", by=at("metropole"), audience=Audience.TABLE)
    page = browse("etat").post(f"{TABLE}1/", {"faire": "repondre", "verdict": "refuse", "reason": ""})
    assert page.status_code == 409
    assert "se motive" in page.content.decode()
    assert "On attend" in browse("communaute").get(f"{TABLE}1/").content.decode()


def test_a_new_article_takes_its_name_from_its_title(browse, contract) -> None:
    _post(
        browse("metropole"),
        WRITE,
        liste="articles",
        number="2",
        title="Les navettes",
        text="Sept jours.",
        faire="garder",
    )
    assert Draft.objects.get().path == "articles[les-navettes]"


def test_a_form_that_is_not_right_keeps_what_was_written(browse, contract) -> None:
    page = browse("metropole").post(WRITE, {**WRITTEN, "title": "", "faire": "garder"})
    assert page.status_code == 422
    assert "agissent le dimanche" in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("asked", ["partie=identite", "partie=articles", "liste=clauses", ""])
def test_what_is_not_negotiated_has_no_page(asked, browse, contract) -> None:
    assert browse("metropole").get(f"{WRITE}?{asked}").status_code == 404


def test_the_pages_are_absent_for_whoever_does_not_see_the_contract(client, client_for, contract) -> None:
    for one in (client, client_for(Role.SECRETARIAT), client_for(Role.TECHNICAL_ADMIN)):
        for address in (TABLE, f"{WRITE}?partie=title", f"{TABLE}1/"):
            assert one.get(address).status_code == 404


def test_a_canary_in_each_party_s_drafts_shows_nowhere_else(browse, at, contract, client, client_for, seats) -> None:
    for key in seats:
        text = f"canari-{key}"
        save_draft(contract.pk, f"articles[{key}]", {"id": key, "title": text, "text": text}, by=at(key))
    save_draft(
        contract.pk, "articles[entre-nous]", {"id": "entre-nous", "title": "canari-conference"}, by=at("metropole")
    )
    share(contract.pk, "articles[entre-nous]", by=at("metropole"), audience=Audience.CONFERENCE)
    comment(contract.pk, "articles[objet]", "canari-conference", audience=Audience.CONFERENCE, by=at("communaute"))
    readers = {key: browse(key) for key in seats}
    readers |= {"visitor": client, "outside": client_for(Role.SECRETARIAT)}
    readers |= {role.value: client_for(role, seats["metropole"]) for role in (Role.TECHNICAL_ADMIN, Role.CITIZEN)}
    readers["council"] = client_for(Role.COUNCIL_MEMBER, seats["metropole"])
    for turn, (name, one) in enumerate(readers.items()):
        seen = _crawl(one, turn)
        for key in seats:
            assert (f"canari-{key}" in seen) == (name == key), (name, key)
        assert ("canari-conference" in seen) == (name in {"metropole", "communaute"}), name


def _crawl(client, turn: int) -> str:
    """Everything that a browser gets when it follows every link of the site, and what no link leads to.

    All read where the parts that have drafts are written; the forms of the other parts, in turn.
    """
    slug = "essai-negociation"
    waiting = {
        "/",
        "/contrats/",
        "/mon-espace/",
        "/instances/",
        "/finalites/",
        "/journal/",
        "/acteurs/",
        "/delegations/",
    }
    waiting |= {TABLE, f"{TABLE}word/", f"{TABLE}texte.docx", *(f"{TABLE}{number}/" for number in range(1, 4))}
    waiting |= {
        f"{WRITE}?partie=articles[{name}]" for name in ("metropole", "communaute", "etat", "entre-nous", "objet")
    }
    waiting |= {f"/recherche/?q=canari&dans={where}" for where in ("", "contrats", "actions")}
    waiting |= {f"/contrats.{form}" for form in ("csv", "json", "xlsx")} | {"/contrats/?q=canari"}
    waiting |= {
        f"/contrats/{slug}/{part}"
        for part in ("", "vie/", "texte/", "suivi/", "documents/", "negociation/chronologie/")
    }
    waiting |= {f"/contrats/{slug}/document.{form}" for form in ("json", "yaml", "pdf", "docx", "xlsx")}
    waiting |= {f"/contrats/{slug}/texte.json", f"/contrats/{slug}/dossier-de-preuve.zip", "/journal/fichier/"}
    waiting |= {f"/observatoire/solidarite/{part}/" for part in ("seances", "versions", "simulateur/gardees")}
    told, seen = [], set()
    while waiting - seen:
        address = min(waiting - seen)
        seen.add(address)
        reply = client.get(address)
        text = _unpacked(b"".join(reply.streaming_content) if reply.streaming else reply.content)
        told.append(text)
        if reply.headers.get("Content-Type", "").startswith("text/html"):
            found = {found for found in map(unescape, LINKS.findall(text)) if not APART.match(found)}
            waiting |= {one for one in found if not one.startswith(WRITE) or sum(one.encode()) % 3 == turn % 3}
    assert len(seen) > 40
    return "\n".join([*told, *(f"{mail.subject} {mail.body}" for mail in mails.outbox)])


def _unpacked(body: bytes) -> str:
    """Text of a reply, the parts of a Word or Excel file and the pages of a PDF included."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return " ".join(_unpacked(packed.read(name)) for name in packed.namelist())
    if body[:4] == b"%PDF":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", "replace")


def test_the_table_takes_few_queries_whatever_there_is_on_it(
    browse, at, contract, django_assert_max_num_queries
) -> None:
    for rank in range(12):
        path = f"articles[a{rank}]"
        save_draft(contract.pk, path, {"id": f"a{rank}", "title": f"Article {rank}"}, by=at("metropole"))
        share(contract.pk, path, by=at("metropole"), audience=Audience.TABLE)
    browser = browse("communaute")
    with django_assert_max_num_queries(15):
        assert browser.get(TABLE).status_code == 200
    assert Proposal.objects.count() == 12


def test_the_home_page_says_how_many_wait_for_an_answer_until_it_is_given(browse, at, contract) -> None:
    save_draft(contract.pk, "title", "Nouveau titre", by=at("metropole"))
    share(contract.pk, "title", by=at("metropole"), audience=Audience.TABLE)
    assert "1 proposition à répondre" in browse("etat").get("/").content.decode()
    assert "à répondre" not in browse("metropole").get("/").content.decode()
    _post(browse("etat"), f"{TABLE}1/", faire="repondre", verdict="accept", reason="")
    assert "à répondre" not in browse("etat").get("/").content.decode()


def test_without_themes_there_is_no_menu(contract, at, browse) -> None:
    assert "pas encore de thème" in browse("etat").get(f"{TABLE}themes/").content.decode()
    with pytest.raises(Refused, match="pas encore de thème"):
        choose(contract.pk, ["eau"], by=at("metropole"))
