"""Read the journal: its head, its links as the lines of a file."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max, QuerySet
from django.db.models.functions import TruncDate
from django.utils.module_loading import import_string

from maillon.rules.journal.chain import HEADER, START, Head
from maillon.web.common.actor import Actor
from maillon.web.journal.models import ChainHead, Entry
from maillon.web.journal.words import kind_name

Named = dict[str, tuple[str, str]]
"""Identifier → name and address of what the reader may see."""
Names = Callable[[Collection[str], Actor], Named]


@dataclass(frozen=True, slots=True)
class Act:
    """One act as a reader sees it.

    Attributes:
        entry: its row.
        kind: what was done, in words.
        subject, href: what it was done to, and its page; the bare identifier and nothing when it is hidden.
        author: which institution did it; empty for the site itself.
    """

    entry: Entry
    kind: str
    subject: str
    href: str
    author: str


def acts(entries: Iterable[Entry], *, by: Actor) -> list[Act]:
    """Return entries with the names of what they are about, which the rooms above give (`JOURNAL_NAMES`)."""
    rows = list(entries)
    asked = {row.subject for row in rows} | {row.institution for row in rows}
    known: Named = {}
    for path in settings.JOURNAL_NAMES:
        names: Names = import_string(path)
        known |= names(asked, by)
    nothing = ("", "")
    return [
        Act(
            row,
            kind_name(row.kind),
            known.get(row.subject, nothing)[0] or row.subject,
            known.get(row.subject, nothing)[1],
            known.get(row.institution, nothing)[0],
        )
        for row in rows
    ]


def head() -> Head:
    """Return where the journal stands: what is published, and kept elsewhere by whoever wants to check it."""
    row = ChainHead.objects.filter(pk=1).first()
    return Head(row.count, row.hash) if row else START


@dataclass(frozen=True, slots=True)
class DailyHead:
    """Where the journal stood at the end of a day: what anyone keeps, to prove later that nothing was rewritten."""

    day: date
    count: int
    hash: str


def daily_heads(*, before: date) -> list[DailyHead]:
    """Return the head of each day on which something was recorded, the oldest first.

    Args:
        before: the first day that is not over yet.
    """
    days = Entry.objects.annotate(day=TruncDate("at")).filter(day__lt=before).values("day")
    ends = dict(days.annotate(last=Max("sequence")).values_list("last", "day"))
    marks = Entry.objects.filter(pk__in=ends).order_by("sequence").values_list("sequence", "hash")
    return [DailyHead(ends[sequence], sequence, mark) for sequence, mark in marks]


def lines(by: Actor) -> Iterator[bytes]:
    """Give the whole journal as the lines of a file; an act that `by` may not read is there by its digest alone."""
    yield HEADER + b"\n"
    open_to = set(Entry.objects.visible_to(by).filter(public=False).values_list("pk", flat=True))
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        shown = entry.public or entry.pk in open_to
        yield (entry.link.line if shown else entry.link.hidden_line) + b"\n"


def about(subject: str, by: Actor) -> QuerySet[Entry]:
    """Return the acts on one subject that an actor may read, the latest first."""
    return Entry.objects.visible_to(by).filter(subject=subject).order_by("-sequence")
