"""The pieces that a contract is set in, whatever the form: headings, paragraphs, facts, tables, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from maillon.documents.contract.markup import DEEPEST, Run, parse


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 to 3."""

    level: int
    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `style` is "body", "lead", "notice" (what a reader must not miss) or "source".

    `mark` opens an item of a list, `level` says how deep; `runs` set off the words that are bold or italic, if any are.
    """

    text: str
    style: str = "body"
    kind: str = "paragraph"
    mark: str = ""
    level: int = 0
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values, one a line."""

    title: str
    rows: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row.

    Attributes:
        title: what it shows; read aloud by screen readers, printed above.
        headings: one per column.
        rows: the cells.
        numbers: ranks of the columns aligned on the right.
        total: whether the last row is a total.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    total: bool = False
    kind: str = "table"

    @property
    def weights(self) -> tuple[int, ...]:
        """Relative widths of the columns, from what they hold; none so narrow that its words break."""
        weights = []
        for rank, heading in enumerate(self.headings):
            cells = [row[rank] for row in self.rows]
            longest_word = max((len(word) for cell in (heading, *cells) for word in cell.split()), default=1)
            average = sum(map(len, cells)) // max(len(cells), 1)
            weights.append(max(min(average, 60), min(longest_word + 2, 24), 7))
        return tuple(weights)


Block = Heading | Paragraph | Facts | Table


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    title: str
    kind: str
    lines: tuple[str, ...]
    notices: tuple[str, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A contract laid out for reading, in the language of the document."""

    cover: Cover
    blocks: tuple[Block, ...]
    language: str = "fr"

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for a template."""
        data = asdict(self)
        for block, told in zip(self.blocks, data["blocks"], strict=True):
            if isinstance(block, Table):
                told["weights"] = block.weights
        return data


def paragraphs(text: str | None, style: str = "body") -> Sequence[Paragraph]:
    """Set a text: its paragraphs, its lists, its bold and italic words."""
    ranks = [0] * (DEEPEST + 1)
    told = []
    for block in parse(text):
        ranks = [*ranks[: block.level + 1], *[0] * (DEEPEST - block.level)] if block.item else [0] * (DEEPEST + 1)
        ranks[block.level] = ranks[block.level] + 1 if block.item == "number" else 0
        mark = {"bullet": "•", "number": f"{ranks[block.level]}."}.get(block.item, "")
        runs = block.runs if any(run.bold or run.italic for run in block.runs) else ()
        flat = tuple(Run(run.text.replace("\n", " "), run.bold, run.italic) for run in runs)
        told.append(Paragraph(" ".join(block.text.split()), style, mark=mark, level=block.level, runs=flat))
    return told


def trimmed(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    total: bool = False,
) -> Table:
    """Return a table without the columns that are empty from top to bottom."""
    lines = tuple(rows)
    kept = [rank for rank in range(len(headings)) if any(line[rank] for line in lines)]
    return Table(
        title,
        tuple(headings[rank] for rank in kept),
        tuple(tuple(line[rank] for rank in kept) for line in lines),
        tuple(at for at, rank in enumerate(kept) if rank in numbers),
        total,
    )
