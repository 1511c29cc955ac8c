"""Word, PDF and Excel: whole, marked, safe, and without the author's machine."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from samples import WHOLE
from strategies import documents

from maillon.documents.contract.consolidate import Consolidated, consolidate
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.finding import among, whole
from maillon.documents.contract.loading import Loaded, dump, load, loads
from maillon.documents.exports import FORMS, export

DAY = dt.date(2026, 3, 15)
TRICKY = [
    "#panic()",
    "$x$ *gras* _i_ @ref <label> // rien",
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "]] --> <b>",
    'a\\b `c` #eval("1") "',
]
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _contract(text: str = WHOLE) -> Consolidated:
    return consolidate(loads(text), among([]))


def _of(document: ContractDocument) -> Consolidated:
    return consolidate(Loaded(document, ""), among([]))


def _sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def _word_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_yaml_and_json_say_the_same_contract() -> None:
    contract = _contract()
    assert loads(export(contract, "yaml").decode(), form="yaml").document == contract.document
    assert loads(export(contract, "json").decode(), form="json").document == contract.document


def test_the_pdf_is_accessible_archivable_and_french() -> None:
    data = export(_contract(), "pdf", on=DAY)
    reader = PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert reader.metadata.title == "Contrat"
    assert reader.metadata.author is None
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == "fr"
    assert catalog["/MarkInfo"]["/Marked"]
    xmp = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    text = _pdf_text(data)
    for word in (
        "Sommaire",
        "Accès aux déchetteries",
        "Tours Métropole Val de Loire",
        "Plan de financement",
        "15/03/2026",
    ):
        assert word in text
    assert len(reader.outline) > 3


def test_the_word_document_has_real_headings_and_tables() -> None:
    data = export(_contract(), "docx", on=DAY)
    document = docx.Document(io.BytesIO(data))
    headings = [one.text for one in document.paragraphs if (one.style.name if one.style else "").startswith("Heading")]
    assert {"Les parties", "Actions", "Article 1 – Objet", "Accès aux déchetteries"} <= set(headings)
    core = document.core_properties
    assert (core.author, core.last_modified_by, core.title) == ("Maillon", "Maillon", "Contrat")
    assert core.created is not None
    assert core.created.date() == DAY
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert xml.count("w:tblHeader") >= 3
    assert "TOC" in xml
    styles = zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()
    assert 'w:lang w:val="fr-FR"' in styles


def test_the_workbook_has_typed_cells_and_totals_by_formula() -> None:
    data = export(_contract(), "xlsx", on=DAY)
    sheets = _sheets(data)
    assert list(sheets) == [
        "Lisez-moi",
        "Parties",
        "Thèmes et finalités",
        "Actions",
        "Financements",
        "Calendrier",
        "Clauses",
        "Sources",
    ]
    heading, first, second, blank, totals = sheets["Financements"]
    amount = heading.index("Montant")
    assert [first[amount], second[amount], totals[amount]] == [300, 700, 1000]
    assert first[heading.index("Taux")] == pytest.approx(0.3)
    assert first[heading.index("Année")] == 2022
    assert not any(blank)
    calendar = sheets["Calendrier"]
    assert calendar[1][2] == dt.date(2020, 1, 1)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet5.xml").decode()
    assert "SUBTOTAL(109," in xml
    assert "<autoFilter" in xml
    assert 'state="frozen"' in xml
    assert dt.date(2026, 3, 15) in [row[1] for row in sheets["Lisez-moi"] if len(row) > 1]


def test_cents_are_exact_in_the_workbook() -> None:
    text = WHOLE.replace("planned: 700", "planned: 99999999999.99").replace("excluding_tax: 1000", "excluding_tax: 0.1")
    sheet = _sheets(export(_contract(text), "xlsx", on=DAY))["Financements"]
    assert Decimal(str(sheet[2][sheet[0].index("Montant")])) == Decimal("99999999999.99")


@pytest.mark.parametrize("text", TRICKY)
def test_texts_are_never_formulas(text: str) -> None:
    document = loads(WHOLE).document.model_copy(update={"title": text, "summary": text})
    action = document.actions[0].model_copy(update={"title": text})
    data = export(_of(document.model_copy(update={"actions": (action,)})), "xlsx", on=DAY)
    book = zipfile.ZipFile(io.BytesIO(data))
    formulas = [
        found
        for name in book.namelist()
        if name.startswith("xl/worksheets/sheet")
        for found in re.findall(r"<f>(.*?)</f>", book.read(name).decode())
    ]
    assert all(formula.startswith("SUBTOTAL(109,") for formula in formulas)
    assert not any("hyperlink" in name for name in book.namelist())


def test_texts_are_never_code() -> None:
    document = loads(WHOLE).document
    first = document.actions[0]
    actions = [first.model_copy(update={"id": f"a{rank}", "title": text}) for rank, text in enumerate(TRICKY)]
    told = {"title": " ".join(TRICKY), "summary": "\n\n".join(TRICKY), "actions": tuple(actions)}
    contract = _of(document.model_copy(update=told))
    flat = "".join(_pdf_text(export(contract, "pdf", on=DAY)).split())
    words = _word_text(export(contract, "docx", on=DAY))
    for text in TRICKY:
        # in the title of the contract, then in that of its action
        assert flat.count("".join(text.split())[:8]) >= 2, text
        assert words.count(text) >= 2, text


def test_illustrations_and_sources_are_marked_everywhere() -> None:
    text = WHOLE.replace("title: Accès aux déchetteries", "title: Accès aux déchetteries\n    illustrative: true")
    contract = _contract(text.replace("id: contrat\n", "id: contrat\nexcerpt: true\n"))
    for told in (
        _pdf_text(export(contract, "pdf", on=DAY)).replace("\n", " "),
        _word_text(export(contract, "docx", on=DAY)),
        str(_sheets(export(contract, "xlsx", on=DAY))),
    ):
        assert "llustrati" in told
        assert "reconstitué" in told
        assert "Une étude" in told
        assert "[1] p. 3" in told


def test_what_is_inherited_is_exported_too() -> None:
    demo = Path(__file__).parents[3] / "src/maillon/data/demo/touraine/val-d-amboise.yaml"
    contract = whole(load(demo))
    text = _word_text(export(contract, "docx", on=DAY))
    assert "État" in text
    assert contract.document.actions[0].title in text
    assert export(contract, "yaml").decode() == dump(contract.chain[0].document)


def test_letters_that_no_font_draws_do_not_stop_a_pdf() -> None:
    document = loads(WHOLE).document
    for title in ("Contrat 汉字 \U0001f600 ى", "Привет", "".join(map(chr, range(0x4E00, 0x4E40)))):
        assert export(_of(document.model_copy(update={"title": title})), "pdf", on=DAY)


def test_a_linked_contract_is_named_by_its_title_when_it_is_known() -> None:
    document = loads(WHOLE).document
    linked = ContractDocument.model_validate(
        {
            **document.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            "parent": {"contract": "contrat-de-region"},
            "predecessor": "contrat-d-avant",
        }
    )
    text = _word_text(export(_of(linked), "docx", on=DAY, titles={"contrat-de-region": "Stratégie de la région"}))
    assert "Stratégie de la région" in text
    assert "contrat-de-region" not in text
    assert "contrat-d-avant" in text, "no title is known for it"


def test_two_exports_on_one_day_are_the_same_pdf() -> None:
    contract = _contract()
    assert export(contract, "pdf", on=DAY) == export(contract, "pdf", on=DAY)


@given(documents())
@few
def test_any_document_can_be_exported(document: ContractDocument) -> None:
    for form in FORMS:
        assert export(_of(document), form, on=DAY)


def test_lists_bold_and_italic_are_set_in_word_and_in_pdf() -> None:
    text = "Les parties :\\n- la **métropole**\\n- la *communauté*\\n  1. d’abord\\n  2. ensuite"
    contract = _contract(WHOLE.replace("text: Le contrat a un objet.", f'text: "{text}"'))
    document = docx.Document(io.BytesIO(export(contract, "docx", on=DAY)))
    told = {one.text: one for one in document.paragraphs}
    assert [run.text for run in told["•\tla métropole"].runs if run.bold] == ["métropole"]
    assert [run.text for run in told["•\tla communauté"].runs if run.italic] == ["communauté"]
    assert "2.\tensuite" in told
    pdf = _pdf_text(export(contract, "pdf", on=DAY))
    assert "métropole" in pdf
    assert "**" not in pdf
