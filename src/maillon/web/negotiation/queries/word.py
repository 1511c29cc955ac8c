"""What an edited Word file would change in the working text of today, article by article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maillon.documents.contract import words
from maillon.documents.contract.content import Article
from maillon.documents.contract.difference import Change
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.fragments import digest, read
from maillon.documents.contract.loading import loads
from maillon.documents.wordtext.back import Edited, Fate, back
from maillon.documents.wordtext.received import from_dict
from maillon.web.contracts.models import Record
from maillon.web.negotiation.facts import Subject
from maillon.web.negotiation.models import WordReturn

_FIELDS = ("number", "title", "text")


@dataclass(frozen=True, slots=True)
class Line:
    """An article that the file does not leave as it was.

    Attributes:
        edited: what became of it.
        title: how people name it.
        changes: what changes in it, field by field.
        stale: whether the working text of this article has changed since the file was made.
        done: whether the working text already says what the file says.
    """

    edited: Edited
    title: str
    changes: tuple[Change, ...]
    stale: bool
    done: bool

    @property
    def takeable(self) -> bool:
        """Whether it can become a draft."""
        return self.edited.fate is not Fate.UNCHANGED and not self.done and not self.edited.problems

    @property
    def comments(self) -> list[tuple[str, str]]:
        """What was said of it in the margin, each with the key by which it is chosen."""
        return [(f"{self.edited.path}#{rank}", text) for rank, text in enumerate(self.edited.comments)]

    @property
    def chosen(self) -> bool:
        """Whether it is ticked at first: nobody overwrites without meaning it what others changed meanwhile."""
        return self.takeable and not self.stale


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change.

    Attributes:
        base: "same" when the text has not changed since the file was made, "older" when it has, "unknown" when the
            file does not tell, and is compared with the text of today.
        lines: the articles that change, and those of which something is said in the margin.
        unchanged: how many do not.
        moved: those that stand elsewhere, an order that is not negotiated article by article.
        outside: what no article holds.
        lost: what the file holds that a text cannot.
    """

    base: str
    lines: tuple[Line, ...]
    unchanged: int
    moved: tuple[str, ...]
    outside: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def changed(self) -> int:
        """How many articles change."""
        return sum(line.edited.fate is not Fate.UNCHANGED for line in self.lines)

    @property
    def commented(self) -> bool:
        """Whether the file has comments."""
        return any(line.edited.comments for line in self.lines)

    @property
    def takeable(self) -> int:
        """How many articles can become drafts."""
        return sum(line.takeable for line in self.lines)


def preview(subject: Subject, sent: WordReturn) -> Preview:
    """Compare a file with the text that it was made from, and that text with the one of today."""
    told, today = from_dict(sent.told), subject.document
    name, base = _base(subject, told.version)
    compared = back(told, base, [article.id for article in today.articles])
    kept = [one for one in compared.articles if one.fate is not Fate.UNCHANGED or one.comments]
    lines = tuple(_line(edited, base, today) for edited in kept)
    moved = tuple(_title(one) for one in compared.articles if one.moved)
    unchanged = len(compared.articles) - len(compared.changes)
    return Preview(name, lines, unchanged, moved, compared.outside, tuple(sorted(compared.lost)))


def _base(subject: Subject, version: str) -> tuple[str, ContractDocument]:
    if version == subject.version:
        return "same", subject.document
    rows = Record.objects.filter(contract=subject.contract, sha256=version)
    record = rows.first() if version and not subject.amendment else None
    if record is None:
        return "unknown", subject.document
    return "older", loads(record.text, name=subject.contract.slug, form="json").document


def _line(edited: Edited, base: ContractDocument, today: ContractDocument) -> Line:
    now = read(today, edited.path)
    stale = digest(read(base, edited.path)) != digest(now)
    return Line(edited, _title(edited), _changes(edited), stale, digest(now) == digest(edited.value))


def _title(edited: Edited) -> str:
    held = edited.value or edited.before or {}
    return " – ".join(held[key] for key in ("number", "title") if held.get(key))


def _changes(edited: Edited) -> tuple[Change, ...]:
    before: dict[str, Any] = edited.before or {}
    after: dict[str, Any] = edited.value or {}
    if edited.fate in (Fate.NEW, Fate.REMOVED):
        return ()
    return tuple(
        Change("changed", f"{edited.path}.{key}", words.of_field(Article, key).title, before.get(key), after.get(key))
        for key in _FIELDS
        if before.get(key) != after.get(key)
    )
