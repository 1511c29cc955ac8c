"""From an edited Word file back to articles: which are unchanged, changed, new, removed, moved or only renumbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from maillon.documents.contract import faults
from maillon.documents.contract.content import Article
from maillon.documents.contract.difference import steady
from maillon.documents.contract.document import ContractDocument
from maillon.documents.contract.markup import Block, Run, parse, write
from maillon.documents.contract.shown import portable
from maillon.documents.wordtext.names import HeadingText, bookmark, headings, numbered, slug
from maillon.documents.wordtext.out import front
from maillon.documents.wordtext.reading import Line, WordText
from maillon.rules.problem import Problem

_ALIKE = 0.6


class Fate(StrEnum):
    """What became of an article in the file."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    NEW = "new"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Edited:
    """An article once the file is read.

    Attributes:
        id: its identifier.
        fate: what became of it.
        before: what it was in the text the file was made from, as a file holds it; None when it is new.
        value: what it becomes; None when it is removed.
        moved: whether it stands elsewhere among the articles that stay.
        comments: what was said of it in the margin.
        problems: why it could not be kept as it is.
    """

    id: str
    fate: Fate
    before: dict[str, Any] | None
    value: dict[str, Any] | None
    moved: bool = False
    comments: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """Its name among the parts of the contract."""
        return f"articles[{self.id}]"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file changes.

    Attributes:
        articles: those of the file in its order, then those that it no longer has.
        outside: what it says before its first article, which no article holds.
        lost: what it holds that a text cannot.
    """

    articles: tuple[Edited, ...]
    outside: tuple[str, ...]
    lost: frozenset[str]

    @property
    def changes(self) -> tuple[Edited, ...]:
        """The articles that do not say what they said."""
        return tuple(one for one in self.articles if one.fate is not Fate.UNCHANGED)


@dataclass(slots=True)
class _Found:
    """An article as the file has it, before it is known for one of ours."""

    line: Line
    number: str | None
    body: list[Line] = field(default_factory=list)
    base: int | None = None


def back(told: WordText, base: ContractDocument, taken: Iterable[str] = ()) -> Comparison:
    """Compare what a file says with the text it was made from.

    Args:
        told: the file, read.
        base: the text whose fingerprint the file carries; the one of today when it carries none.
        taken: identifiers that a new article may not take besides those of `base`.
    """
    outside, found = _cut(told.lines, base)
    titles = headings(base.articles)
    _recognise(found, base.articles, titles)
    held = [*taken, *(article.id for article in base.articles)]
    ranks = [one.base for one in found if one.base is not None]
    kept = steady(ranks)
    edited = []
    for one in found:
        comments = tuple(
            dict.fromkeys(
                told.comments[note] for line in (one.line, *one.body) for note in line.notes if told.comments.get(note)
            )
        )
        if one.base is None:
            edited.append(_new(one, held, comments))
            held.append(edited[-1].id)
        else:
            moved = one.base not in kept
            edited.append(_kept(one, base.articles[one.base], titles[one.base], moved=moved, comments=comments))
    gone = [article for rank, article in enumerate(base.articles) if rank not in set(ranks)]
    edited += [Edited(article.id, Fate.REMOVED, _plain(article), None) for article in gone]
    known = {" ".join(line.split()) for line in front(base)}
    return Comparison(tuple(edited), tuple(line for line in outside if line not in known), frozenset(told.lost))


def _cut(lines: Sequence[Line], base: ContractDocument) -> tuple[list[str], list[_Found]]:
    """Cut the lines at the articles' headings: those of the first rank, and whatever line bears our bookmark."""
    ours = {bookmark(article.id) for article in base.articles}
    outside: list[str] = []
    found: list[_Found] = []
    waiting: list[str] = []
    rank = 0
    for line in lines:
        marks, waiting = [*waiting, *(mark for mark in line.marks if mark in ours)], []
        if not line.text:
            waiting = marks
        elif line.heading == 1 or marks:
            rank += line.numbered
            line.marks = marks
            found.append(_Found(line, str(rank) if line.numbered else None))
        elif found:
            found[-1].body.append(line)
        else:
            outside.append(line.text)
    return outside, found


def _recognise(found: list[_Found], articles: Sequence[Article], titles: Sequence[HeadingText]) -> None:
    """Tell which of our articles each one is: by its bookmark; failing that by its title, then by its number."""
    marks = {bookmark(article.id): rank for rank, article in enumerate(articles)}
    free = dict.fromkeys(range(len(articles)))

    def give(one: _Found, ranks: Iterator[int]) -> None:
        one.base = next((rank for rank in ranks if rank in free), None)
        free.pop(one.base, None) if one.base is not None else None

    for one in found:
        give(one, (marks[mark] for mark in one.line.marks))
    for same in (_same_heading, _same_number):
        for one in found:
            if one.base is None:
                give(one, (rank for rank in list(free) if same(one, articles[rank], titles[rank])))


def _same_heading(one: _Found, _article: Article, title: HeadingText) -> bool:
    said = {one.line.text.casefold(), numbered(one.line.text)[1].casefold()}
    return title.title.casefold() in said or (title.prefix + title.title).casefold() in said


def _same_number(one: _Found, article: Article, title: HeadingText) -> bool:
    number, said = numbered(one.line.text)
    if article.number is None or (one.number or number) != article.number:
        return False
    texts = "\n".join(line.text for line in one.body), " ".join((article.text or "").split())
    alike = SequenceMatcher(None, said.casefold(), title.title.casefold()).ratio() >= _ALIKE
    return alike or (bool(texts[1]) and SequenceMatcher(None, *texts, autojunk=False).quick_ratio() >= _ALIKE)


def _new(one: _Found, taken: Sequence[str], comments: tuple[str, ...]) -> Edited:
    number, title = (one.number, one.line.text) if one.number else numbered(one.line.text)
    name = slug(title, taken)
    text = write(_blocks(one.body))
    value = {"id": name, "number": number, "title": title, "text": text}
    value = {key: told for key, told in value.items() if told}
    return Edited(name, Fate.NEW, None, value, comments=comments, problems=_problems(value))


def _kept(one: _Found, article: Article, title: HeadingText, *, moved: bool, comments: tuple[str, ...]) -> Edited:
    before = _plain(article)
    value = dict(before)
    number, said = _heading(one, article, title)
    if said != " ".join(article.title.split()):
        value["title"] = said
    blocks = parse(write(_blocks(one.body)))
    if blocks != parse(article.text):
        value["text"] = write(blocks)
    if number != article.number and not (number and article.number and number.split() == article.number.split()):
        value["number"] = number
    value = {key: told for key, told in value.items() if told not in (None, "")}
    fate = _fate(before, value)
    problems = _problems(value) if fate is not Fate.UNCHANGED else ()
    return Edited(article.id, fate, before, value, moved, comments, problems)


def _fate(before: dict[str, Any], after: dict[str, Any]) -> Fate:
    if before == after:
        return Fate.UNCHANGED
    alone = before | {"number": None} == after | {"number": None}
    return Fate.RENUMBERED if alone else Fate.CHANGED


def _heading(one: _Found, article: Article, title: HeadingText) -> tuple[str | None, str]:
    """Return the number and the title that a heading tells, read as we wrote it first."""
    said = one.line.text
    if one.number:
        return one.number, said
    prefix = " ".join(title.prefix.split())
    if prefix and said.startswith(prefix) and said[len(prefix) :].strip():
        return article.number, said[len(prefix) :].strip()
    if not title.automatic and article.number is None and said == title.title:
        return None, said
    return numbered(said)


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    for line in lines:
        runs = tuple(Run(run.text, bold=True, italic=run.italic) for run in line.runs) if line.heading else line.runs
        yield Block(tuple(runs), line.item, line.level)


def _plain(article: Article) -> dict[str, Any]:
    told: dict[str, Any] = portable(article)
    return told


def _problems(value: dict[str, Any]) -> tuple[Problem, ...]:
    try:
        Article.model_validate(value)
    except ValidationError as error:
        return tuple(faults.problems(error, value, {}))
    return ()
