"""The little markup that a `Text` may hold: paragraphs, lists, bold and italic, as CommonMark writes them.

A blank line parts two paragraphs; "- " and "1. " open the items of a list, two spaces more one level down; `**bold**`
and `*italic*` stand against the words they set off. A backslash before one of these signs makes it plain. What is not
one of these forms is plain text, so that a text written before the markup reads as it did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Item = Literal["", "bullet", "number"]
DEEPEST = 3
_BULLET = re.compile(r"( *)[-•] +(?=\S)")
_NUMBER = re.compile(r"( *)(\d{1,3})\. +(?=\S)")
_MARKS = re.compile(r"\\([\\*\-.•])|(\*{1,3})")
_UNDRAWABLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]")
_BREAKS, _BLANKS = re.compile(r"[ \t]*\n[ \t\n]*"), re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words set alike, line breaks included."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or one item of a list (`item`); `level` 0 to 3, how deep the list stands in another."""

    runs: tuple[Run, ...]
    item: Item = ""
    level: int = 0

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


def parse(text: str | None) -> tuple[Block, ...]:
    """Return the blocks of a text, none for an absent one."""
    return normalised(_blocks((text or "").replace("\r\n", "\n").replace("\r", "\n")))


def _blocks(text: str) -> Iterator[Block]:
    held: list[str] = []
    kind: Item = ""
    level = 0
    ranks: list[int] = []
    for line in [*text.split("\n"), ""]:
        opens, depth, rest = _opening(line, ranks)
        blank = not line.strip()
        if held and (blank or opens):
            yield Block(_runs("\n".join(held)), kind, level)
            held = []
        if blank:
            continue
        if opens:
            kind, level = opens, depth
            ranks = [*ranks[:depth], *[0] * (depth - len(ranks)), _rank(ranks, depth) + 1 if opens == "number" else 0]
        elif not held:
            kind, level, ranks = "", 0, []
        held.append(rest)


def _rank(ranks: Sequence[int], depth: int) -> int:
    return ranks[depth] if depth < len(ranks) else 0


def _opening(line: str, ranks: Sequence[int]) -> tuple[Item, int, str]:
    """Tell whether a line opens an item of a list, how deep, and what it says; numbers must follow one another."""
    if found := _BULLET.match(line):
        return "bullet", min(len(found[1]) // 2, DEEPEST), line[found.end() :]
    if found := _NUMBER.match(line):
        depth = min(len(found[1]) // 2, DEEPEST)
        if int(found[2]) == _rank(ranks, depth) + 1:
            return "number", depth, line[found.end() :]
    return "", 0, line


def _runs(text: str) -> tuple[Run, ...]:
    """Read bold and italic; a mark that is not closed, or stands against blanks, is plain."""
    pieces = _tokens(text)
    closed = _paired(pieces)
    runs: list[Run] = []
    bold = italic = False
    for rank, (piece, mark) in enumerate(pieces):
        if not mark or rank not in closed:
            runs.append(Run(piece, bold, italic))
            continue
        bold ^= len(piece) > 1
        italic ^= len(piece) != 2
    return tuple(runs)


def _tokens(text: str) -> list[tuple[str, bool]]:
    """Cut a text into (piece, is it a mark), plain signs unescaped."""
    pieces: list[tuple[str, bool]] = []
    plain, at = "", 0
    for found in _MARKS.finditer(text):
        plain += text[at : found.start()] + (found[1] or "")
        at = found.end()
        if found[2]:
            pieces += [(plain, False), (found[2], True)]
            plain = ""
    return [*pieces, (plain + text[at:], False)]


def _paired(pieces: Sequence[tuple[str, bool]]) -> set[int]:
    """Return the ranks of the marks that open and close something, each closed by the next one alike."""
    closed: set[int] = set()
    opened: int | None = None
    for rank in range(1, len(pieces), 2):
        before, mark, after = pieces[rank - 1][0], pieces[rank][0], pieces[rank + 1][0]
        if opened is None:
            if after[:1].strip() and not before[-1:].isalnum():
                opened = rank
        elif mark == pieces[opened][0] and before[-1:].strip() and not after[:1].isalnum():
            closed |= {opened, rank}
            opened = None
    return closed


def normalised(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks as they are compared: none empty, no useless blank, runs alike joined, levels in steps."""
    found: list[Block] = []
    deepest = -1
    for block in blocks:
        runs = _trimmed(block.runs)
        if not runs:
            continue
        level = min(block.level, deepest + 1, DEEPEST) if block.item else 0
        deepest = level if block.item else -1
        found.append(Block(runs, block.item, level))
    return tuple(found)


def _trimmed(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join runs alike and tidy their blanks; marks keep off the blanks at the edges of what they set off."""
    held = tuple(runs)
    if len({(run.bold, run.italic) for run in held}) == 1:
        return _alike(held)
    letters: list[tuple[str, bool, bool]] = []
    for run in held:
        for letter in _UNDRAWABLE.sub("", run.text):
            sign = " " if letter in " \t" else letter
            if sign == " " and (not letters or letters[-1][0] in " \n"):
                continue
            while sign == "\n" and letters and letters[-1][0] in " \n":
                letters.pop()
            letters.append((sign, run.bold, run.italic))
    while letters and not letters[0][0].strip():
        letters.pop(0)
    while letters and not letters[-1][0].strip():
        letters.pop()
    return _joined(_bare_blanks(letters))


def _alike(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Do as `_trimmed` for runs set alike, which most texts are, without going letter by letter."""
    whole = _UNDRAWABLE.sub("", "".join(run.text for run in runs))
    text = _BLANKS.sub(" ", _BREAKS.sub("\n", whole)).strip()
    return (Run(text, runs[0].bold, runs[0].italic),) if text else ()


def _bare_blanks(letters: list[tuple[str, bool, bool]]) -> Iterator[Run]:
    """Give a blank what both its neighbours have, so that a style never begins nor ends on it."""
    rank = 0
    while rank < len(letters):
        sign, bold, italic = letters[rank]
        if sign.strip():
            yield Run(sign, bold, italic)
            rank += 1
            continue
        end = rank
        while not letters[end][0].strip():
            end += 1
        left, right = letters[rank - 1], letters[end]
        for blank, _bold, _italic in letters[rank:end]:
            yield Run(blank, left[1] and right[1], left[2] and right[2])
        rank = end


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].bold, found[-1].italic) == (run.bold, run.italic):
            found[-1] = Run(found[-1].text + run.text, run.bold, run.italic)
        else:
            found.append(run)
    return tuple(found)


def write(blocks: Iterable[Block]) -> str:
    """Return the text of blocks; `parse` gives them back.

    What the markup cannot say, such as a bold half of a word, is written plain.
    """
    told: list[str] = []
    ranks = [0] * (DEEPEST + 1)
    before: Block | None = None
    for block in normalised(blocks):
        if before is not None:
            told.append("\n" if block.item and before.item else "\n\n")
        ranks = [*ranks[: block.level + 1], *[0] * (DEEPEST - block.level)] if block.item else [0] * (DEEPEST + 1)
        ranks[block.level] = ranks[block.level] + 1 if block.item == "number" else 0
        mark = {"": "", "bullet": "- ", "number": f"{ranks[block.level]}. "}[block.item]
        told.append("  " * block.level + mark + _written(block))
        before = block
    return "".join(told)


def _written(block: Block) -> str:
    styled = "".join(f"{_mark(run)}{_plain(run.text)}{_mark(run)}" for run in block.runs)
    shielded = "\n".join(map(_shielded, styled.split("\n")))
    if parse(shielded) == (Block(block.runs),):
        return shielded
    return "\n".join(map(_shielded, _plain(block.text).split("\n")))


def _mark(run: Run) -> str:
    return "*" * (2 * run.bold + run.italic)


def _plain(text: str) -> str:
    return re.sub(r"(\\(?=[\\*\-.•])|\\$|\*)", r"\\\1", text)


def _shielded(line: str) -> str:
    """Keep the beginning of a line from being read as an item of a list."""
    if _BULLET.match(line):
        return "\\" + line
    return re.sub(r"^(\d{1,3})\. ", r"\1\\. ", line)
