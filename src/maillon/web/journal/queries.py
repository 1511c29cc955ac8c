"""Read the journal: its head, its links as the lines of a file."""

from collections.abc import Iterator

from django.db.models import QuerySet

from maillon.rules.journal.chain import HEADER, START, Head
from maillon.web.common.actor import Actor
from maillon.web.journal.models import ChainHead, Entry


def head() -> Head:
    """Return where the journal stands: what is published, and kept elsewhere by whoever wants to check it."""
    row = ChainHead.objects.filter(pk=1).first()
    return Head(row.count, row.hash) if row else START


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
