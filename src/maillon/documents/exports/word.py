"""A contract as a Word document: real headings, real tables, French throughout."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from maillon.documents.exports.blocks import Facts, Heading, Paragraph, Reading, Table
from maillon.documents.exports.signing import SigningPages
from maillon.rules.wording import _

_SLATE = RGBColor(0x3B, 0x51, 0x66)
_STONE, _WARM = "E9E2D3", "F6F2E9"
_WIDTH = Cm(16)
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


def word(reading: Reading, on: dt.date, signing: SigningPages | None = None) -> bytes:
    """Return the .docx of a contract; its properties name no person and no machine."""
    document = Document()
    _properties(document, reading, on)
    dress(document, reading.language)
    _footer(document, on)
    _cover(document, reading)
    _contents(document, reading)
    for block in reading.blocks:
        if isinstance(block, Heading):
            _heading(document, block.text, block.level)
        elif isinstance(block, Paragraph):
            _paragraph(document, block)
        elif isinstance(block, Facts):
            _facts(document, block)
        else:
            _table(document, block)
    if signing:
        _signing(document, signing)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _properties(document: Any, reading: Reading, on: dt.date) -> None:
    core = document.core_properties
    core.title, core.subject = reading.cover.title[:255], reading.cover.kind
    core.author = core.last_modified_by = "Maillon"
    core.comments = core.keywords = core.category = ""
    core.language = LANGUAGES[reading.language]
    core.created = core.modified = dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)
    core.revision = 1


def dress(document: Any, language: str) -> None:
    """Give a Word document our letters and the language of its text."""
    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    tongue = OxmlElement("w:lang")
    for side in ("w:val", "w:eastAsia", "w:bidi"):
        tongue.set(qn(side), LANGUAGES[language])
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(tongue)
    for name, size in (("Title", 24), ("Heading 1", 17), ("Heading 2", 13), ("Heading 3", 11)):
        style = styles[name]
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), _SLATE, "Georgia"
        style.font.bold = name in ("Heading 2", "Heading 3")
        fonts = style.element.rPr.rFonts
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)


def _footer(document: Any, on: dt.date) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.different_first_page_header_footer = True
    line = section.footer.paragraphs[0]
    made = _("Document produit par Maillon le {day}").format(day=on.strftime("%d/%m/%Y"))
    line.add_run(f"{made} – {_('page')} ")
    _field(line, "PAGE", "1")
    for run in line.runs:
        run.font.size = Pt(8.5)


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = instruction
        elif kind == "shown":
            for rank, line in enumerate(shown.split("\n")):
                if rank:
                    run.add_break(WD_BREAK.LINE)
                run.add_text(line)
            continue
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        _xml(run).append(element)


def _xml(part: Any) -> Any:
    return part._element  # noqa: SLF001 - python-docx has no public way to set shading, captions or header rows


def _cover(document: Any, reading: Reading) -> None:
    cover = reading.cover
    opening = document.add_paragraph(cover.kind)
    opening.paragraph_format.space_before = Pt(110)
    _heading(document, cover.title, 0)
    for line in cover.lines:
        document.add_paragraph(line)
    for notice in cover.notices:
        _notice(document, notice)
    document.add_page_break()


def _contents(document: Any, reading: Reading) -> None:
    title = document.add_paragraph()
    run = title.add_run(_("Sommaire"))
    run.font.size, run.font.color.rgb = Pt(17), _SLATE
    headings = "\n".join(block.text for block in reading.blocks if isinstance(block, Heading) and block.level == 1)
    _field(document.add_paragraph(), 'TOC \\o "1-2" \\h \\z \\u', headings)
    document.add_page_break()


def _heading(document: Any, text: str, level: int) -> None:
    """Add a heading, its style told by its identifier: to find it by its name, python-docx reads all styles."""
    _xml(document.add_paragraph(text)).style = f"Heading{level}" if level else "Title"


def _paragraph(document: Any, block: Paragraph) -> None:
    if block.style == "notice":
        _notice(document, block.text)
        return
    paragraph = document.add_paragraph()
    if block.mark:
        paragraph.paragraph_format.left_indent = Cm(0.6 * (block.level + 1))
        paragraph.paragraph_format.first_line_indent = Cm(-0.6)
        paragraph.add_run(f"{block.mark}\t")
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.6 * (block.level + 1)))
    if block.runs and block.style == "body":
        for one in block.runs:
            said = paragraph.add_run(one.text)
            said.bold, said.italic = one.bold or None, one.italic or None
        return
    run = paragraph.add_run(block.text)
    if block.style == "lead":
        run.font.size = Pt(12)
    elif block.style == "source":
        run.italic, run.font.size, run.font.color.rgb = True, Pt(8.5), _SLATE


def _notice(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = True
    _shade(_xml(paragraph).get_or_add_pPr(), _WARM)


def _shade(properties: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    properties.append(shade)


def _facts(document: Any, block: Facts) -> None:
    if not block.rows:
        return
    table = _grid(document, block.title, len(block.rows), (3, 7))
    for row, (name, value) in zip(table.rows, block.rows, strict=True):
        _write(row.cells[0], name)
        _write(row.cells[1], value)
        row.cells[0].paragraphs[0].runs[0].font.color.rgb = _SLATE
    document.add_paragraph()


def _table(document: Any, block: Table) -> None:
    title = document.add_paragraph()
    title.add_run(block.title).bold = True
    title.paragraph_format.keep_with_next = True
    header, *lines = _grid(document, block.title, len(block.rows) + 1, block.weights).rows
    for cell, text in zip(header.cells, block.headings, strict=True):
        _write(cell, text, bold=True)
        _shade(_xml(cell).get_or_add_tcPr(), _STONE)
    _repeat(header)
    for at, (line, row) in enumerate(zip(lines, block.rows, strict=True), start=1):
        last = block.total and at == len(block.rows)
        for rank, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            _write(cell, text, bold=last, right=rank in block.numbers)
    document.add_paragraph()


def _grid(document: Any, title: str, rows: int, weights: tuple[int, ...]) -> Any:
    table = document.add_table(rows=rows, cols=len(weights))
    _xml(table).tblStyle_val = "TableGrid"
    table.autofit = False
    for column, weight in zip(table.columns, weights, strict=True):
        column.width = int(_WIDTH * weight / sum(weights))
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), title)
    _xml(table).tblPr.append(caption)
    return table


def _repeat(row: Any) -> None:
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    _xml(row).get_or_add_trPr().append(header)


def _write(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(9)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _signing(document: Any, signing: SigningPages) -> None:
    document.add_page_break()
    words = signing.words
    _heading(document, words["title"], 1)
    drawn = document.add_picture(io.BytesIO(signing.png), width=Cm(3.4))
    drawn._inline.docPr.set("descr", words["alt"])  # noqa: SLF001 - python-docx has no public way to describe a picture
    for line in (signing.version, signing.address, signing.fingerprint, words["lead"]):
        document.add_paragraph(line)
    for place in signing.places:
        _heading(document, place.institution, 2)
        if place.signatory:
            document.add_paragraph(place.signatory)
        keys = ("place", "day", "name", "signature")
        grid = _grid(document, f"{words['title']} – {place.institution}", len(keys), (1, 2))
        for key, row in zip(keys, grid.rows, strict=True):
            row.height = Cm(2) if key == "signature" else Cm(0.7)
            _write(row.cells[0], words[key])
