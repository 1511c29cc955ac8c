"""The lines of a Word file as a reader sees them once tracked changes are accepted; comments are kept aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maillon.documents.contract.markup import Item, Run
from maillon.documents.wordtext.names import CONTRACT, PREFIX, VERSION
from maillon.documents.wordtext.package import opened
from maillon.documents.wordtext.styles import Style, Styles, W, child, styles_of, switch, value
from maillon.rules.wording import _

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_AROUND = {"ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "sdt", "sdtContent", "dir", "bdo"}
_BLOCKS = {"sdt", "sdtContent", "customXml", "ins", "moveTo"}
_LOST = {
    "drawing": "image",
    "pict": "image",
    "object": "object",
    "footnoteReference": "note",
    "endnoteReference": "note",
}
_SIGNS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "\u2011"}
_MOST_LINES = 50_000


@dataclass(slots=True)
class Line:
    """A paragraph of the file.

    Attributes:
        runs: its words.
        heading: rank of the heading, 0 for a paragraph.
        numbered: whether Word writes a number before it.
        item, level: the list in which it is an item.
        marks: our bookmarks in it.
        notes: identifiers of the comments in it.
    """

    runs: list[Run] = field(default_factory=list)
    heading: int = 0
    numbered: bool = False
    item: Item = ""
    level: int = 0
    marks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, on one line."""
        return " ".join("".join(run.text for run in self.runs).split())


@dataclass(slots=True)
class WordText:
    """What a Word file says.

    Attributes:
        contract, version: which text the file was made from; empty when it does not say.
        lines: its paragraphs.
        comments: words of its comments, by identifier; who wrote them is left in the file.
        lost: what it holds that a text cannot: "image", "object", "note", "table", "hidden", "box".
    """

    contract: str = ""
    version: str = ""
    lines: list[Line] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


def read(data: bytes, *, name: str) -> WordText:
    """Read a .docx.

    Raises:
        InputError: it is no .docx, is damaged, or is built to harm.
    """
    file = opened(data, name=name)
    body = child(file.tree("word/document.xml"), "body")
    if body is None:
        raise file.fault(_("ce document n’a pas de texte"))
    contract, version = _stamp(file.tree("docProps/custom.xml"))
    told = WordText(contract, version)
    comments = file.tree("word/comments.xml")
    if comments is not None:
        for one in comments.iterfind(W + "comment"):
            paragraphs = ("".join(part.text or "" for part in line.iter(W + "t")) for line in one.iter(W + "p"))
            told.comments[one.get(W + "id", "")] = "\n".join(paragraphs).strip()
    reader = _Reader(styles_of(file.tree("word/styles.xml"), file.tree("word/numbering.xml")), told)
    reader.blocks(body)
    if len(told.lines) > _MOST_LINES:
        raise file.fault(_("ce document est trop long pour un contrat"))
    return told


def _stamp(properties: Element | None) -> tuple[str, str]:
    held = {one.get("name"): "".join(one.itertext()).strip() for one in properties} if properties is not None else {}
    return held.get(CONTRACT, "")[:120], held.get(VERSION, "")[:64]


class _Reader:
    """Walks through the body, one paragraph after the other."""

    def __init__(self, styles: Styles, told: WordText) -> None:
        self._styles, self._told = styles, told
        self._waiting: list[str] = []
        self._goes_on: Line | None = None

    def blocks(self, parent: Element) -> None:
        for element in parent:
            kind = _kind(element)
            if kind == "p":
                self._paragraph(element)
            elif kind == "bookmarkStart":
                self._waiting += _mark(element)
            elif kind == "tbl":
                self._told.lost.add("table")
                for row in element.iterfind(W + "tr"):
                    self._row(row)
            elif kind in _BLOCKS:
                self.blocks(element)

    def _row(self, row: Element) -> None:
        """Set the cells of a row one after the other on one line."""
        if child(row, "trPr", "del") is not None:
            return
        line = Line()
        for cell in row.iterfind(W + "tc"):
            inner = _Reader(self._styles, self._told)
            before = len(self._told.lines)
            inner.blocks(cell)
            said = [one for one in self._told.lines[before:] if one.text]
            del self._told.lines[before:]
            for one in said:
                line.runs += [Run(" · ")] if line.runs else []
                line.runs += one.runs
                line.notes += one.notes
        self._told.lines.append(line)

    def _paragraph(self, element: Element) -> None:
        """Read a paragraph; where the mark between two is struck out, the second one's mark stands for both."""
        properties = child(element, "pPr")
        line = self._opened(properties)
        line.marks, self._waiting = self._waiting, []
        if self._goes_on is not None:
            begun, self._goes_on = self._goes_on, None
            line.runs, line.notes = begun.runs, begun.notes
            line.marks = [*begun.marks, *line.marks] if begun.text else line.marks
            self._told.lines.pop()
        self._inside(element, line, self._styles.of(value(properties, "pStyle")))
        if child(properties, "rPr", "del") is not None:
            self._goes_on = line
        self._told.lines.append(line)

    def _opened(self, properties: Element | None) -> Line:
        heading, numbering = self._styles.heading(properties), self._styles.numbering(properties)
        form = self._styles.form(numbering) if numbering else "none"
        numbered = form not in ("none", "bullet")
        if heading or numbering is None or form == "none":
            return Line(heading=heading, numbered=bool(heading) and numbered)
        return Line(item="number" if numbered else "bullet", level=numbering.level)

    def _inside(self, parent: Element, line: Line, style: Style) -> None:
        for element in parent:
            kind = _kind(element)
            if kind == "r":
                self._run(element, line, style)
            elif kind == "bookmarkStart":
                marks = _mark(element)
                if line.text and not line.heading:
                    self._waiting += marks
                else:
                    line.marks += marks
            elif kind == "commentRangeStart":
                line.notes.append(element.get(W + "id", ""))
            elif kind in _AROUND:
                self._inside(element, line, style)

    def _run(self, element: Element, line: Line, style: Style) -> None:
        properties = child(element, "rPr")
        if switch(properties, "vanish"):
            self._told.lost.add("hidden")
            return
        own = self._styles.of(value(properties, "rStyle"))
        bold, italic = (
            bool(next((told for told in (switch(properties, sign), inner, outer) if told is not None), False))
            for sign, inner, outer in (("b", own.bold, style.bold), ("i", own.italic, style.italic))
        )
        words = "".join(self._words(element, line))
        if words:
            line.runs.append(Run(words, bold, italic))

    def _words(self, run: Element, line: Line) -> Iterator[str]:
        for element in run:
            kind = _kind(element)
            if kind == "t":
                yield element.text or ""
            elif kind == "br":
                yield "\n" if element.get(W + "type") in (None, "textWrapping") else ""
            elif kind in _SIGNS:
                yield _SIGNS[kind]
            elif kind == "commentReference":
                line.notes.append(element.get(W + "id", ""))
            elif kind in _LOST:
                self._told.lost.add(_LOST[kind])
            elif kind == "AlternateContent":
                self._told.lost.add("box")


def _kind(element: Any) -> str:
    """Return the local name of an element; nothing for what is not one."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _mark(element: Element) -> list[str]:
    name = element.get(W + "name", "")
    return [name.lower()] if name.lower().startswith(PREFIX) else []
