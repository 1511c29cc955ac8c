"""What changed between two texts, word by word inside the paragraphs that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Piece = tuple[Literal["equal", "removed", "added"], str]
_WORDS = re.compile(r"\S+\s*|\s+")
_MOST_WORDS = 1_500


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order; joined, they give both texts back.

    Paragraphs longer than 1,500 words that changed are told whole, so that no text takes more than a moment.
    """
    pieces: list[Piece] = []
    gone = come = ""
    for operation, old, new in _blocks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if operation == "equal":
            pieces += [*_words(gone, come), ("equal", "".join(old))]
            gone = come = ""
        else:
            gone, come = gone + "".join(old), come + "".join(new)
    return tuple(_joined([*pieces, *_words(gone, come)]))


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        old, new = [before], [after]
    for operation, gone, come in _blocks(old, new):
        if operation == "equal":
            yield "equal", "".join(gone)
            continue
        if gone:
            yield "removed", "".join(gone)
        if come:
            yield "added", "".join(come)


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    from rapidfuzz.distance import Indel

    ranks: dict[str, int] = {}
    numbers = [[ranks.setdefault(word, len(ranks)) for word in words] for words in (old, new)]
    for step in Indel.opcodes(*numbers):
        yield step.tag, old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held[0] == piece[0]:
            held = (held[0], held[1] + piece[1])
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def as_text(pieces: tuple[Piece, ...], around: int = 40) -> str:
    """Return one readable line: [−removed−] and {+added+}, unchanged passages shortened."""
    said = []
    for rank, (operation, words) in enumerate(pieces):
        flat = " ".join(words.split()) if operation != "equal" else words.replace("\n", " ")
        if operation == "removed":
            said.append(f"[−{flat}−] ")
        elif operation == "added":
            said.append(f"{{+{flat}+}} ")
        elif len(flat) > 2 * around + 3:
            start = "" if rank == 0 else flat[:around]
            end = "" if rank == len(pieces) - 1 else flat[-around:]
            said.append(f"{start}…{end}")
        else:
            said.append(flat)
    return re.sub(r" {2,}", " ", "".join(said)).strip()
