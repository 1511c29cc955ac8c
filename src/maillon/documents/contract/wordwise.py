"""What changed between two texts, word by word inside the paragraphs that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Piece = tuple[Literal["equal", "removed", "added"], str]
_WORDS = re.compile(r"\S+\s*|\s+")


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order; joined, they give both texts back."""
    pieces: list[Piece] = []
    for same, gone, come in _blocks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        pieces += [("equal", gone)] if same else _words(gone, come)
    return tuple(_joined(pieces))


def _words(before: str, after: str) -> Iterator[Piece]:
    for same, gone, come in _blocks(_WORDS.findall(before), _WORDS.findall(after)):
        if same:
            yield "equal", gone
            continue
        if gone:
            yield "removed", gone
        if come:
            yield "added", come


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Return (same, old text, new text) for each run of pieces that stayed or changed, in order."""
    from rapidfuzz.distance import Indel

    ranks: dict[str, int] = {}
    numbers = [[ranks.setdefault(piece, len(ranks)) for piece in pieces] for pieces in (old, new)]
    gone = come = ""
    for step in Indel.opcodes(*numbers):
        left, right = "".join(old[step.src_start : step.src_end]), "".join(new[step.dest_start : step.dest_end])
        if step.tag != "equal":
            gone, come = gone + left, come + right
            continue
        if gone or come:
            yield False, gone, come
        yield True, left, right
        gone = come = ""
    if gone or come:
        yield False, gone, come


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
