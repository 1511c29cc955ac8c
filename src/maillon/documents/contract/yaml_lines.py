"""YAML in the plain form that Maillon writes, read row by row; anything else is left to libyaml.

The plain form: block mappings and lists, one scalar a row, quoted without escapes or not at all, and literal blocks.
No flow collection but the empty ones, no anchor, no tag, no folded or continued text. The reader answers None at the
first row that it does not know for certain, so that it never understands what libyaml would understand otherwise.
Contracts repeat their rows (`funder: etat`, `kind: commune`…): what a short row says is worked out once.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from maillon.documents.contract.scalars import resolve
from maillon.documents.contract.source import MOST_DEPTH, MOST_NODES

# column of the first sign, whether it is "- ", name of the field (None for a lone value), value
_Row = tuple[int, bool, str | None, Any]
_UNUSUAL = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}"
_FORM = re.compile(rf"( *)(- )?(?:({_NAME}|'{_NAME}'|\"{_NAME}\"):(?: (.+))?|(.+))")
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_DOUBLE = re.compile(r'"[^"\\]*"')
_OPENERS = frozenset("!&*|>%@`\"'#{}[],?:-")
_MOST_KEPT, _LONGEST_KEPT = 20_000, 100


class _Opening(Enum):
    """What follows the name of a field when it is not a scalar."""

    NOTHING = ""
    LIST = "[]"
    GROUP = "{}"
    LITERAL = "|"
    STRIPPED_LITERAL = "|-"


_OPENINGS = {opening.value: opening for opening in _Opening}
_SKIPPED: _Row = (-2, False, None, None)
_OTHER: _Row = (-1, False, None, None)  # in no column: every collection ends there, and the reading with them


class _OtherFormError(Exception):
    """The text is not in the plain form."""


def read(text: str) -> dict[str, Any] | None:
    """Return the tree of a text in the plain form; None for any other text, right or wrong."""
    if len(text) > MOST_NODES // 4 and text.count("\n") > MOST_NODES // 4:
        return None
    reader = _Reader(text.split("\n"))
    try:
        tree = reader.mapping(0, 0)
    except _OtherFormError:
        return None
    return tree if reader.at == len(reader.texts) and tree else None


class _Rows(dict[str, _Row]):
    """What each row says, by its text."""

    def __missing__(self, text: str) -> _Row:
        row = _row(text)
        if len(text) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[text] = row
        return row


_ROWS = _Rows()


def _row(text: str) -> _Row:
    if not text:
        return _SKIPPED
    form = _FORM.fullmatch(text)
    if form is None or _UNUSUAL.search(text):
        return _OTHER
    spaces, dash, name, value, alone = form.groups()
    if alone is not None and (dash is None or alone in ("|", "|-")):
        return _OTHER
    written = (value or "") if alone is None else alone
    try:
        meant = _OPENINGS[written] if written in _OPENINGS else _scalar(written)
    except _OtherFormError:
        return _OTHER
    return len(spaces), dash is not None, name and name.strip("'\""), meant


def _scalar(written: str) -> Any:
    first = written[0]
    if first not in _OPENERS or (first == "-" and written[1:2].isdigit()):
        if ": " in written or " #" in written or written[-1] in ": " or first == " ":
            raise _OtherFormError
        return resolve(written)
    if first == "'" and _SINGLE.fullmatch(written):
        return written[1:-1].replace("''", "'")
    if first == '"' and _DOUBLE.fullmatch(written):
        return written[1:-1]
    raise _OtherFormError


class _Reader:
    """Builds the tree; `at` is the rank of the row to read."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.rows = [_ROWS[text] for text in texts]
        self.rows.append(_OTHER)
        self.at = 0

    def mapping(self, column: int, depth: int) -> dict[str, Any]:
        """Read the fields that start at `column`."""
        if depth >= MOST_DEPTH:
            raise _OtherFormError
        built: dict[str, Any] = {}
        rows, at = self.rows, self.at
        while True:
            row = rows[at]
            start, dash, name, value = row
            if start == column and not dash and name is not None:
                if name in built:
                    raise _OtherFormError
                at += 1
                if type(value) is _Opening:
                    self.at = at
                    value = self._opened(value, column, depth)
                    at = self.at
                built[name] = value
            elif row is _SKIPPED:
                at += 1
            else:
                self.at = at
                return built

    def sequence(self, column: int, depth: int) -> list[Any]:
        """Read the elements whose "- " is at `column`."""
        if depth >= MOST_DEPTH:
            raise _OtherFormError
        built: list[Any] = []
        rows = self.rows
        while True:
            row = rows[self.at]
            start, dash, name, value = row
            if start != column or not dash:
                if row is not _SKIPPED:
                    return built
                self.at += 1
            elif name is None:
                self.at += 1
                built.append(self._opened(value, column, depth) if type(value) is _Opening else value)
            else:  # without its dash, the row is the first field of a group
                rows[self.at] = (column + 2, False, name, value)
                built.append(self.mapping(column + 2, depth + 1))

    def _opened(self, opening: _Opening, column: int, depth: int) -> Any:
        if opening is _Opening.LIST:
            return []
        if opening is _Opening.GROUP:
            return {}
        if opening is not _Opening.NOTHING:
            return self._literal(column, opening)
        while self.rows[self.at] is _SKIPPED:
            self.at += 1
        start, dash, name, _value = self.rows[self.at]
        if dash and start >= column:
            return self.sequence(start, depth + 1)
        return self.mapping(start, depth + 1) if name is not None and start > column else None

    def _literal(self, column: int, opening: _Opening) -> str:
        """Read a literal block under a field that starts at `column`."""
        texts, first = self.texts, self.texts[self.at]
        indent = len(first) - len(first.lstrip(" "))
        if indent <= column or len(first) == indent:
            raise _OtherFormError
        margin, held = " " * indent, []
        while (text := texts[self.at]).startswith(margin) or not text:
            if self.at == len(texts) - 1:
                break
            if text and not text.strip(" "):
                raise _OtherFormError
            held.append(text[indent:])
            self.at += 1
        if text and (len(text) - len(text.lstrip(" ")) > column or not text.strip(" ")):
            raise _OtherFormError
        block = "\n".join(held).rstrip("\n")
        if _UNUSUAL.search(block):
            raise _OtherFormError
        return block + "\n" if opening is _Opening.LITERAL else block
