"""The text of a contract as a Word file that can be edited and read back: one first-level heading for each article."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.markup import DEEPEST, Block, parse
from maillon.documents.exports.word import LANGUAGES, dress
from maillon.documents.wordtext.names import CONTRACT, VERSION, HeadingText, bookmark, headings
from maillon.rules.wording import _

_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_HEADINGS, _BULLETS, _NUMBERS = 901, 902, 903
"""Identifiers of our lists in the file; those of the template are below."""


def out(document: ContractDocument, version: str, *, on: dt.date) -> bytes:
    """Return the .docx of the articles of a contract; it names no person and no machine.

    Args:
        document: the text to be negotiated.
        version: fingerprint of the text, which the file carries and gives back.
        on: the day that the file says it was made.
    """
    word = Document()
    dress(word, document.language)
    core = word.core_properties
    core.title, core.author, core.last_modified_by = document.title[:255], "Maillon", "Maillon"
    core.comments, core.language, core.revision = "", LANGUAGES[document.language], 1
    core.created = core.modified = dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)
    _carry(word, {CONTRACT: document.id, VERSION: version})
    titles = headings(document.articles)
    lists = _Lists(word, numbered=any(title.automatic for title in titles))
    told = [_paragraph(style, _run(line)) for style, line in zip(("Title", "Subtitle"), front(document), strict=True)]
    for rank, (article, title) in enumerate(zip(document.articles, titles, strict=True), start=1):
        told.append(_heading(title, bookmark(article.id), rank))
        told += _text(parse(article.text), lists)
    end = word.element.body.sectPr
    for paragraph in list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(told)}</w:body>")):
        end.addprevious(paragraph)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def front(document: ContractDocument) -> tuple[str, str]:
    """Return what stands before the first article: the contract's title, and how to use the file."""
    return document.title, _(
        "Texte de travail. Chaque article commence par un titre de niveau 1. Modifiez, ajoutez ou retirez des articles,"
        " puis reprenez ce fichier depuis la page de négociation : rien n’est partagé avant que vous le décidiez."
    )


def _paragraph(style: str, inside: str, properties: str = "") -> str:
    """Return a paragraph as Word writes it: python-docx looks its style up each time, hundreds of times too slowly."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inside}</w:p>'


def _run(words: str, marks: str = "") -> str:
    lines = escape("".join(letter for letter in words if letter not in "\ufffe\uffff")).split("\n")
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{text}</w:r>"


def _heading(title: HeadingText, name: str, rank: int) -> str:
    start, end = f'<w:bookmarkStart w:id="{rank}" w:name="{name}"/>', f'<w:bookmarkEnd w:id="{rank}"/>'
    plain = "" if title.automatic else _numbered(0, 0)
    return _paragraph("Heading1", f"{start}{_run(title.prefix + title.title)}{end}", plain)


def _text(blocks: Sequence[Block], lists: _Lists) -> Iterator[str]:
    held: Block | None = None
    for block in blocks:
        listed = ""
        if block.item:
            number = lists.of(block.item, fresh=held is None or not held.item)
            listed = _numbered(number, block.level)
        inside = (_run(run.text, "<w:b/>" * run.bold + "<w:i/>" * run.italic) for run in block.runs)
        yield _paragraph("ListParagraph" if block.item else "Normal", "".join(inside), listed)
        held = block


def _numbered(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


class _Lists:
    """The numbering of a file: headings, bullets, and one list of numbers for each list of the text."""

    def __init__(self, word: Any, *, numbered: bool) -> None:
        self._part = word.part.numbering_part.element
        self._next, self._current = _NUMBERS, _NUMBERS
        article = [_level(0, "decimal", _("Article %1 – "), hanging=False)] if numbered else []
        self._define(_HEADINGS, article)
        self._define(_BULLETS, [_level(depth, "bullet", "•") for depth in range(DEEPEST + 1)])
        self._define(_NUMBERS, [_level(depth, "decimal", f"%{depth + 1}.") for depth in range(DEEPEST + 1)])
        for name in (_HEADINGS, _BULLETS):
            self._number(name, name)
        if numbered:
            numbering = parse_xml(_numbered(_HEADINGS, 0).replace("<w:numPr>", f"<w:numPr {nsdecls('w')}>"))
            word.styles["Heading 1"].element.get_or_add_pPr().append(numbering)

    def of(self, kind: str, *, fresh: bool) -> int:
        """Return the number of a list; a fresh list of numbers starts again from 1."""
        if kind == "bullet":
            if fresh:
                self._current = 0
            return _BULLETS
        if fresh or not self._current:
            self._next += 1
            self._current = self._next
            restart = "".join(
                f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="1"/></w:lvlOverride>'
                for depth in range(DEEPEST + 1)
            )
            self._number(self._current, _NUMBERS, restart)
        return self._current

    def _define(self, name: int, levels: Sequence[str]) -> None:
        told = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}"><w:multiLevelType w:val="multilevel"/>'
        first = self._part.find(qn("w:num"))
        element = parse_xml(f"{told}{''.join(levels)}</w:abstractNum>")
        if first is None:
            self._part.append(element)
        else:
            first.addprevious(element)

    def _number(self, number: int, name: int, more: str = "") -> None:
        told = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{name}"/>{more}</w:num>'
        self._part.append(parse_xml(told))


def _level(depth: int, form: str, text: str, *, hanging: bool = True) -> str:
    indent = f'<w:pPr><w:ind w:left="{360 * (depth + 1)}" w:hanging="360"/></w:pPr>'
    plain = '<w:suff w:val="nothing"/>'
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{"" if hanging else plain}'
        f'<w:lvlText w:val="{escape(text)}"/><w:lvlJc w:val="left"/>{indent if hanging else ""}</w:lvl>'
    )


def _carry(word: Any, told: dict[str, str]) -> None:
    """Write custom properties, which Word and LibreOffice keep."""
    held = "".join(
        f'<property fmtid="{_SET}" pid="{rank}" name="{name}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for rank, (name, value) in enumerate(told.items(), start=2)
    )
    spaces = f'xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}"'
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties {spaces}>{held}</Properties>'
    package = word.part.package
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM, xml.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
