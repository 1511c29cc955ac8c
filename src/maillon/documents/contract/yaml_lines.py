"""YAML in the plain form that Maillon writes, read line by line; anything else is left to libyaml.

The plain form: block mappings and lists, one scalar a line, quoted without escapes or not at all, and literal blocks.
No flow collection but the empty ones, no anchor, no tag, no folded or continued text. The reader answers None at the
first line that it does not know for certain, so that it never understands what libyaml would understand otherwise.
"""

from __future__ import annotations

import re
from typing import Any

from maillon.documents.contract.scalars import resolve
from maillon.documents.contract.source import MOST_DEPTH, MOST_NODES

# column, name of the field (None for "- " and for a lone value), value, whether it is "- "
_Token = tuple[int, str | None, Any, bool]
_NOTHING = object()
_UNUSUAL = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINE = re.compile(r"^( *)((?:- )*)(?:([A-Za-z0-9_][A-Za-z0-9_.-]{0,120}):(?: (.+))?$|(.+)$|$)", re.MULTILINE)
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_DOUBLE = re.compile(r'"[^"\\]*"')
_OPENERS = frozenset("!&*|>%@`\"'#{}[],?:-")


class _OtherFormError(Exception):
    """The text is not in the plain form."""


def read(text: str) -> dict[str, Any] | None:
    """Return the tree of a text in the plain form; None for any other text, right or wrong."""
    if _UNUSUAL.search(text) or text.startswith(("---", "%")):
        return None
    if text.count("\n") > MOST_NODES // 4:
        return None
    try:
        tokens = _tokens(text)
        reader = _Reader(tokens)
        tree = reader.mapping(0, 0)
        return tree if reader.at == len(tokens) - 1 and tree else None
    except _OtherFormError:
        return None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    take = tokens.append
    parts, known = _LINE.findall(text), _Scalars()
    at, count = 0, len(parts)
    rows = text.split("\n") if "|" in text else []
    while at < count:
        spaces, dashes, name, value, alone = parts[at]
        at += 1
        column = len(spaces)
        if dashes:
            for _dash in range(len(dashes) // 2):
                take((column, None, None, True))
                column += 2
        if not name:
            if (alone and not dashes) or (dashes and not alone) or (column and not dashes):
                raise _OtherFormError
            if dashes:
                take((column, None, known[alone], False))
        elif not value:
            take((column, name, _NOTHING, False))
        elif value in ("|", "|-"):
            block, at = _block(rows, at, column, value)
            take((column, name, block, False))
        else:
            take((column, name, known[value], False))
    take((-1, None, None, False))
    return tokens


class _Scalars(dict[str, Any]):
    """What each scalar of one text means; the same words come back often. Empty collections are never shared."""

    def __missing__(self, written: str) -> Any:
        value = _scalar(written)
        if not isinstance(value, list | dict):
            self[written] = value
        return value


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
    if written == "[]":
        return []
    if written == "{}":
        return {}
    raise _OtherFormError


def _block(rows: list[str], at: int, column: int, mark: str) -> tuple[str, int]:
    """Return the text of a literal block that starts at row `at`, and the row after it."""
    first = rows[at] if at < len(rows) else ""
    indent = len(first) - len(first.lstrip(" "))
    if indent <= column or not first.strip(" "):
        raise _OtherFormError
    margin, held = " " * indent, []
    while at < len(rows):
        row = rows[at]
        if row and not row.startswith(margin):
            if len(row) - len(row.lstrip(" ")) > column or not row.strip(" "):
                raise _OtherFormError
            break
        if row and not row.strip(" "):
            raise _OtherFormError
        held.append(row[indent:])
        at += 1
    text = "\n".join(held).rstrip("\n")
    return (text + "\n" if mark == "|" else text), at


class _Reader:
    """Builds the tree from the tokens."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def mapping(self, column: int, depth: int) -> dict[str, Any]:
        """Read the fields that start at `column`."""
        if depth >= MOST_DEPTH:
            raise _OtherFormError
        built: dict[str, Any] = {}
        tokens = self.tokens
        while True:
            start, name, value, _dash = tokens[self.at]
            if start != column or name is None:
                return built
            if name in built:
                raise _OtherFormError
            self.at += 1
            if value is _NOTHING:
                start, follower, _value, dash = tokens[self.at]
                if dash and start >= column:
                    value = self.sequence(start, depth + 1)
                elif follower is not None and start > column:
                    value = self.mapping(start, depth + 1)
                else:
                    value = None
            built[name] = value

    def sequence(self, column: int, depth: int) -> list[Any]:
        """Read the elements whose "- " is at `column`."""
        if depth >= MOST_DEPTH:
            raise _OtherFormError
        built: list[Any] = []
        tokens = self.tokens
        while True:
            start, _name, _value, dash = tokens[self.at]
            if start != column or not dash:
                return built
            self.at += 1
            start, name, value, dash = tokens[self.at]
            if dash:
                built.append(self.sequence(start, depth + 1))
            elif name is not None:
                built.append(self.mapping(start, depth + 1))
            else:
                built.append(value)
                self.at += 1
