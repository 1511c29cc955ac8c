"""Out to Word and back: what nobody touched has not changed; what was touched is told article by article."""

import io
import re

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import model
from word_edits import DAY, VERSION, W, edited, fates, file_of, paragraph, parts_of, with_part

from maillon.documents.contract.content import Article
from maillon.documents.contract.document import ContractDocument
from maillon.documents.wordtext.back import back
from maillon.documents.wordtext.names import bookmark, numbered
from maillon.documents.wordtext.out import out
from maillon.documents.wordtext.reading import read

ARTICLES = [
    {"id": "preambule", "title": "Préambule", "text": "Deux territoires voisins."},
    {
        "id": "objet",
        "number": "1",
        "title": "Objet",
        "text": "Les parties agissent **ensemble**.\n\nPour :\n- un\n- deux",
    },
    {"id": "moyens", "number": "2", "title": "Les moyens", "text": "1. compter\n2. payer"},
    {"id": "fin", "number": "2 bis", "title": "Fin", "theme": "t", "text": "Le contrat prend fin en 2030."},
]


def _document(articles: list[dict[str, str]]) -> ContractDocument:
    held = {"format": "maillon-contract/1", "id": "essai", "title": "Contrat d’essai", "kind": "reciprocity_contract"}
    return ContractDocument.model_validate({**held, "articles": articles})


@pytest.fixture(scope="module")
def document() -> ContractDocument:
    return _document(ARTICLES)


def test_the_file_has_real_headings_and_numbers_and_says_its_version(document: ContractDocument) -> None:
    word = docx.Document(io.BytesIO(file_of(document)))
    told = [one.text for one in word.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert told == ["Préambule", "Objet", "Les moyens", "Article 2 bis – Fin"]
    parts = parts_of(file_of(document))
    assert b"Article %1" in parts["word/numbering.xml"]
    assert VERSION.encode() in parts["docProps/custom.xml"]
    assert word.core_properties.author == "Maillon"
    held = read(file_of(document), name="essai.docx")
    assert (held.contract, held.version) == ("essai", VERSION)


def test_what_nobody_touched_has_not_changed(document: ContractDocument) -> None:
    comparison = edited(document, lambda body: body)
    assert comparison.changes == comparison.outside == ()
    assert not comparison.lost
    assert [one.id for one in comparison.articles] == ["preambule", "objet", "moyens", "fin"]


def test_a_word_changed_is_told_and_the_rest_of_the_article_stays(document: ContractDocument) -> None:
    comparison = edited(document, lambda body: body.replace("prend fin en 2030", "prend fin en 2032"))
    (one,) = comparison.changes
    assert one.value == {**(one.before or {}), "text": "Le contrat prend fin en 2032."}
    assert one.value["theme"] == "t"
    assert one.problems == ()


def test_a_new_article_is_numbered_and_renumbers_those_after_it(document: ContractDocument) -> None:
    new = paragraph("Les instances", "Heading1") + paragraph("Une conférence siège.")
    comparison = edited(document, lambda body: _before(body, bookmark("moyens"), new))
    assert fates(comparison) == {"les-instances": "new", "moyens": "renumbered"}
    told = next(one for one in comparison.articles if one.id == "les-instances")
    assert told.value == {
        "id": "les-instances",
        "number": "2",
        "title": "Les instances",
        "text": "Une conférence siège.",
    }
    assert next(one for one in comparison.articles if one.id == "moyens").value["number"] == "3"


def _paragraphs(body: str) -> list[str]:
    return re.findall(r"<w:p>.*?</w:p>", body, re.DOTALL)


def _before(body: str, mark: str, new: str) -> str:
    place = next(one for one in _paragraphs(body) if mark in one)
    return body.replace(place, new + place)


def _article(body: str, slug: str, length: int) -> str:
    told = _paragraphs(body)
    start = next(rank for rank, one in enumerate(told) if bookmark(slug) in one)
    return "".join(told[start : start + length])


def test_an_article_removed_and_an_article_moved(document: ContractDocument) -> None:
    comparison = edited(document, lambda body: body.replace(_article(body, "moyens", 3), ""))
    assert fates(comparison) == {"moyens": "removed"}

    def move(body: str) -> str:
        held = _article(body, "fin", 2)
        return _before(body.replace(held, ""), bookmark("preambule"), held)

    moved = edited(document, move)
    assert [one.id for one in moved.articles if one.moved] == ["fin"]
    assert fates(moved) == {}


def test_without_its_bookmarks_an_article_is_known_by_its_title_or_its_number(document: ContractDocument) -> None:
    def bare(body: str) -> str:
        body = re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", body)
        return body.replace(">Les moyens<", ">Les moyens communs<").replace("Deux territoires", "Trois territoires")

    assert fates(edited(document, bare)) == {"preambule": "changed", "moyens": "changed"}


def test_tracked_changes_are_accepted_and_comments_kept_aside(document: ContractDocument) -> None:
    def track(body: str) -> str:
        new = (
            '<w:r><w:t xml:space="preserve">Le contrat </w:t></w:r>'
            '<w:del w:id="90" w:author="x"><w:r><w:delText>prend fin</w:delText></w:r></w:del>'
            '<w:ins w:id="91" w:author="x"><w:r><w:t>s’achève</w:t></w:r></w:ins>'
            '<w:commentRangeStart w:id="7"/><w:r><w:t xml:space="preserve"> en 2030.</w:t></w:r>'
            '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
        )
        return re.sub(r"<w:r>(?:<w:rPr/>)?<w:t[^>]*>Le contrat prend fin en 2030\.</w:t></w:r>", new, body)

    said = paragraph("Est-ce assez ?")
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="Une personne">{said}</w:comment></w:comments>'
    data = with_part(with_part(file_of(document), "word/document.xml", track), "word/comments.xml", lambda _: comments)
    (one,) = back(read(data, name="essai.docx"), document).changes
    assert one.value is not None
    assert one.value["text"] == "Le contrat s’achève en 2030."
    assert one.comments == ("Est-ce assez ?",)


def test_a_heading_struck_out_with_its_mark_leaves_its_text_to_the_article_before(document: ContractDocument) -> None:
    def strike(body: str) -> str:
        held = _article(body, "fin", 1)
        gone = re.sub(r"<w:r>(.*?)</w:r>", r'<w:del w:id="92" w:author="x"><w:r>\1</w:r></w:del>', held)
        gone = re.sub(r"<w:t( [^>]*)?>", "<w:delText>", gone).replace("</w:t>", "</w:delText>")
        return body.replace(held, gone.replace("</w:pPr>", "<w:rPr><w:del w:id='93' w:author='x'/></w:rPr></w:pPr>", 1))

    comparison = edited(document, strike)
    assert fates(comparison) == {"moyens": "changed", "fin": "removed"}
    (moyens,) = [one for one in comparison.changes if one.id == "moyens"]
    assert moyens.value["text"].endswith("prend fin en 2030.")


def test_styles_named_as_a_french_word_or_libreoffice_does(document: ContractDocument) -> None:
    def french(told: str) -> str:
        return told.replace('w:styleId="Heading1"', 'w:styleId="Titre1"').replace(
            'w:val="heading 1"', 'w:val="Heading 1"'
        )

    data = with_part(file_of(document), "word/styles.xml", french)
    data = with_part(data, "word/document.xml", lambda told: told.replace('w:val="Heading1"', 'w:val="Titre1"'))
    assert back(read(data, name="essai.docx"), document).changes == ()


def test_outline_levels_and_tables_are_read(document: ContractDocument) -> None:
    table = (
        "<w:tbl><w:tr>" + "".join(f"<w:tc>{paragraph(one)}</w:tc>" for one in ("Année", "Montant")) + "</w:tr></w:tbl>"
    )
    heading = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Article 4 – Annexe</w:t></w:r></w:p>'
    comparison = edited(document, lambda body: body.replace("<w:sectPr", f"{heading}{table}<w:sectPr", 1))
    (one,) = comparison.changes
    assert one.value == {"id": "annexe", "number": "4", "title": "Annexe", "text": "Année · Montant"}
    assert comparison.lost == {"table"}


def test_what_is_written_before_the_first_article_is_said_to_belong_to_none(document: ContractDocument) -> None:
    comparison = edited(document, lambda body: _before(body, bookmark("preambule"), paragraph("Note au lecteur.")))
    assert comparison.outside == ("Note au lecteur.",)


def test_a_text_too_long_is_told_with_its_article(document: ContractDocument) -> None:
    comparison = edited(document, lambda body: body.replace("Deux territoires voisins.", "mot " * 6000))
    (one,) = comparison.changes
    assert "20000" in str(one.problems[0])


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Article 3 – Les moyens", ("3", "Les moyens")),
        ("ARTICLE 4 bis : Fin", ("4 bis", "Fin")),
        ("IV. Gouvernance", ("IV", "Gouvernance")),
        ("2.1 - Suivi", ("2.1", "Suivi")),
        ("Les moyens", (None, "Les moyens")),
        ("Calendrier – 2027", (None, "Calendrier – 2027")),
    ],
)
def test_a_number_written_by_hand(heading: str, told: tuple[str | None, str]) -> None:
    assert numbered(heading) == told


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(model(Article), max_size=5, unique_by=lambda article: article.id))
def test_out_and_back_changes_nothing(articles: list[Article]) -> None:
    document = _document([]).model_copy(update={"articles": tuple(articles)})
    comparison = back(read(out(document, VERSION, on=DAY), name="essai.docx"), document)
    assert comparison.changes == comparison.outside == ()
    assert not any(one.moved for one in comparison.articles)
