"""The chain: each link holds the fingerprint of the one before, so that none can change unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from maillon.rules.journal.event import HASH, Event, event_bytes
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

FORMAT = "maillon-journal/1"
GENESIS = hashlib.sha256(FORMAT.encode()).hexdigest()
HEADER = b'{"format":"' + FORMAT.encode() + b'"}'


@dataclass(frozen=True, slots=True)
class Head:
    """Where a journal stands: what is published each day, away from the journal.

    Attributes:
        count: number of links.
        hash: fingerprint of the last link, 64 hexadecimal digits; GENESIS when there is none.
    """

    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain; all that a table needs to keep.

    Attributes:
        sequence: rank in the journal, from 1.
        body: canonical JSON of the event.
        digest: SHA-256 of `body`.
        previous: fingerprint of the link before, GENESIS for the first.
        hash: fingerprint of this link.
    """

    sequence: int
    body: bytes
    digest: str
    previous: str
    hash: str

    @property
    def head(self) -> Head:
        """The head of a journal that ends with this link."""
        return Head(self.sequence, self.hash)

    @property
    def line(self) -> bytes:
        """The link as one line of a file, without the line feed."""
        return b'{"event":' + self.body + tail(self.sequence, self.previous, self.hash)

    @property
    def hidden_line(self) -> bytes:
        """The same line with the digest in the place of the event: it still links, and says nothing."""
        return b'{"digest":"' + self.digest.encode() + b'"' + tail(self.sequence, self.previous, self.hash)


def tail(sequence: int, previous: str, link_hash: str) -> bytes:
    """Return the end of a line of the file, after its first member."""
    return f',"hash":"{link_hash}","previous":"{previous}","sequence":{sequence}}}'.encode()


def link_hash(sequence: int, digest: str, previous: str) -> str:
    """Return the fingerprint of a link: SHA-256 of the canonical JSON of its digest, previous and sequence."""
    written = f'{{"digest":"{digest}","previous":"{previous}","sequence":{sequence}}}'
    return hashlib.sha256(written.encode()).hexdigest()


START = Head(0, GENESIS)


def append(head: Head, event: Event) -> Link:
    """Return the link that carries `event` after `head`; the new head is its `.head`.

    Whoever stores it holds a lock on the last link meanwhile: two links may not follow the same one.

    Args:
        head: where the journal stands; START when it is empty.
        event: the act to record.

    Raises:
        InputError: the event has not the right form (see `event_bytes`).
    """
    body = event_bytes(event)
    sequence, digest = head.count + 1, hashlib.sha256(body).hexdigest()
    return Link(sequence, body, digest, head.hash, link_hash(sequence, digest, head.hash))


def file_lines(links: Iterable[Link], shows: Callable[[Link], bool] = lambda _link: True) -> Iterator[bytes]:
    """Yield the lines of a journal file, line feeds included, header first.

    Args:
        links: the whole chain, in order from the first.
        shows: tells which events the reader may know; the others are written as their digest.
    """
    yield HEADER + b"\n"
    for link in links:
        yield (link.line if shows(link) else link.hidden_line) + b"\n"


def head_of(link_fingerprint: str | None, count: int | None) -> tuple[str | None, int | None]:
    """Check the form of a published head that a person typed; upper-case digits are understood.

    Raises:
        InputError: not 64 hexadecimal digits, or a negative number.
    """
    problems = []
    written = None if link_fingerprint is None else link_fingerprint.strip().lower()
    if written is not None and not HASH.fullmatch(written):
        what = _("« {value} » n’est pas une empreinte").format(value=written[:80])
        remedy = _("Recopier les 64 chiffres hexadécimaux de la tête publiée")
        problems.append(Problem(what, "--head", remedy=remedy))
    if count is not None and count < 0:
        problems.append(Problem(_("un nombre d’événements n’est pas négatif"), "--count"))
    if problems:
        raise InputError(*problems)
    return written, count
