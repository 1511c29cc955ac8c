"""What the styles and the lists of a Word file say of a paragraph, whoever wrote it: Word, LibreOffice or another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])")
_OFF = {"0", "false", "off", "none"}
_DEPTH = 12


def child(element: Element | None, *names: str) -> Element | None:
    """Return what stands at the end of a path of children, None when a step is absent."""
    for name in names:
        element = None if element is None else element.find(W + name)
    return element


def value(element: Element | None, *names: str) -> str | None:
    """Return the `val` of what stands at the end of a path of children."""
    found = child(element, *names)
    return None if found is None else found.get(W + "val")


def switch(element: Element | None, name: str) -> bool | None:
    """Return whether a property such as bold is set, None when nothing is said."""
    found = child(element, name)
    return None if found is None else (found.get(W + "val") or "1").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Numbering:
    """The list that a paragraph stands in."""

    number: str
    level: int


@dataclass(frozen=True, slots=True)
class Style:
    """What a style and those it is based on say; None where they say nothing."""

    heading: int = 0
    bold: bool | None = None
    italic: bool | None = None
    number: str | None = None
    level: str | None = None


@dataclass(slots=True)
class Styles:
    """The styles of a file, by identifier, and the form of each list."""

    styles: dict[str, Element] = field(default_factory=dict)
    forms: dict[str, dict[int, str]] = field(default_factory=dict)
    known: dict[str, Style] = field(default_factory=dict)

    def of(self, name: str | None) -> Style:
        """Return what a style says, itself or through those it is based on."""
        if name is None or name not in self.styles:
            return Style()
        if name not in self.known:
            self.known[name] = self._resolved(name)
        return self.known[name]

    def _resolved(self, name: str) -> Style:
        heading, bold, italic, number, level = 0, None, None, None, None
        here: str | None = name
        for _turn in range(_DEPTH):
            style = self.styles.get(here or "")
            if style is None:
                break
            paragraph, run = child(style, "pPr"), child(style, "rPr")
            heading = heading or _heading(style)
            bold = switch(run, "b") if bold is None else bold
            italic = switch(run, "i") if italic is None else italic
            number = number or value(paragraph, "numPr", "numId")
            level = level or value(paragraph, "numPr", "ilvl")
            here = value(style, "basedOn")
        return Style(heading, bold, italic, number, level)

    def heading(self, properties: Element | None) -> int:
        """Return the rank of a heading, 0 for a paragraph."""
        told = value(properties, "outlineLvl")
        if told is not None and told.isdecimal():
            return int(told) + 1 if int(told) < 9 else 0
        return self.of(value(properties, "pStyle")).heading

    def numbering(self, properties: Element | None) -> Numbering | None:
        """Return the list of a paragraph, None when it stands in none."""
        style = self.of(value(properties, "pStyle"))
        number = value(properties, "numPr", "numId") or style.number
        if not number or number == "0":
            return None
        level = value(properties, "numPr", "ilvl") or style.level or "0"
        return Numbering(number, int(level) if level.isdecimal() else 0)

    def form(self, numbering: Numbering) -> str:
        """Return "bullet", "decimal"… for a level of a list; empty when the file does not tell."""
        return self.forms.get(numbering.number, {}).get(numbering.level, "")


def _heading(style: Element) -> int:
    found = _HEADING.fullmatch((value(style, "name") or "").lower())
    if found:
        return int(found[1])
    told = value(style, "pPr", "outlineLvl")
    return int(told) + 1 if told is not None and told.isdecimal() and int(told) < 9 else 0


def styles_of(styles: Element | None, numbering: Element | None) -> Styles:
    """Read the parts `word/styles.xml` and `word/numbering.xml`, either of which may be absent."""
    found = Styles()
    if styles is not None:
        found.styles = {one.get(W + "styleId", ""): one for one in styles.iterfind(W + "style")}
    if numbering is None:
        return found
    abstract = {one.get(W + "abstractNumId"): one for one in numbering.iterfind(W + "abstractNum")}
    for one in numbering.iterfind(W + "num"):
        forms = _forms(abstract.get(value(one, "abstractNumId")), found, numbering, abstract)
        for override in one.iterfind(W + "lvlOverride"):
            forms = forms | _levels(override)
        found.forms[one.get(W + "numId", "")] = forms
    return found


def _forms(
    definition: Element | None, styles: Styles, numbering: Element, abstract: dict[str | None, Element]
) -> dict[int, str]:
    if definition is None:
        return {}
    forms = _levels(definition)
    linked = value(definition, "numStyleLink")
    if forms or linked is None:
        return forms
    number = value(styles.styles.get(linked), "pPr", "numPr", "numId")
    target = next((one for one in numbering.iterfind(W + "num") if one.get(W + "numId") == number), None)
    other = abstract.get(value(target, "abstractNumId"))
    return _levels(other) if other is not None else {}


def _levels(definition: Element) -> dict[int, str]:
    told = {one.get(W + "ilvl", ""): value(one, "numFmt") or "decimal" for one in definition.iterfind(W + "lvl")}
    return {int(level): form for level, form in told.items() if level.isdecimal()}
