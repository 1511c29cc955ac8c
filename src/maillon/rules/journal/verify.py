"""Verifies a journal line by line: nothing of the file is kept but the last fingerprint and what is wrong."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from maillon.rules.journal.chain import FORMAT, GENESIS, HEADER, head_of
from maillon.rules.journal.following import Follower
from maillon.rules.journal.line import MOST_LINE_BYTES, ReadLink, read_line
from maillon.rules.journal.report import Fault, FaultKind, Report, fault
from maillon.rules.phrases import whole
from maillon.rules.problem import InputError, Problem
from maillon.rules.wording import _

MOST_ANOMALIES = 1_000
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def verify(lines: Iterable[bytes], head: str | None = None, count: int | None = None) -> Report:
    """Verify the lines of a journal, its header first.

    Without a head, a journal whose end was cut, or that was rewritten whole with new fingerprints, is a valid journal:
    only a head published before, elsewhere, shows it. A head of an earlier day vouches for the events up to it.

    Args:
        lines: the lines, with or without their line feed; a reader should cut lines above `MOST_LINE_BYTES`.
        head: published fingerprint, 64 hexadecimal digits.
        count: published number of events, at which `head` was the fingerprint.

    Raises:
        InputError: this is not a journal, or the head has not the right form.
    """
    head, count = head_of(head, count)
    walk = _Walk(lines, head, count)
    walk.run()
    found = walk.follower.faults() + walk.after
    if walk.complete:
        found += walk.against_head()
    return Report(
        events=walk.events,
        hidden=walk.hidden,
        last=walk.last,
        attested=walk.attested(found),
        complete=walk.complete,
        faults=tuple(found),
    )


class _Walk:
    """One reading of the lines."""

    def __init__(self, lines: Iterable[bytes], head: str | None, count: int | None) -> None:
        self.lines, self.head, self.count = lines, head, count
        self.follower = Follower()
        self.events = self.hidden = 0
        self.last = GENESIS
        self.at_count: str | None = GENESIS if count == 0 else None
        self.seen_at: int | None = 0 if head == GENESIS else None
        self.complete = True
        self.after: list[Fault] = []

    def run(self) -> None:
        """Read all the lines, or until there are too many anomalies."""
        lines = iter(self.lines)
        _check_header(_first(lines))
        number = 1
        try:
            for number, line in enumerate(lines, start=2):
                self._line(line, number)
                if self.follower.anomalies >= MOST_ANOMALIES:
                    self.complete = False
                    return
        except (EOFError, zlib.error, OSError):
            what = _("le fichier n’est plus lisible après cette ligne : il est coupé ou abîmé")
            self.after.append(fault(FaultKind.TRUNCATION, what, line=number))

    def _line(self, line: bytes, number: int) -> None:
        self.events += 1
        whole = line.endswith(b"\n")
        read = read_line(line[:-1] if whole else line)
        if isinstance(read, ReadLink):
            self.hidden += read.hidden
            self.follower.follow(read, number)
            if self.follower.place.previous == read.hash:
                self._reach(read)
            return
        problem = Problem(read.what, read.where, number, read.expected, read.remedy)
        if not whole and len(line) <= MOST_LINE_BYTES:
            what = _("la dernière ligne est coupée")
            self.after.append(fault(FaultKind.TRUNCATION, what, line=number))
            self.events -= 1
            return
        if not problem.remedy:
            remedy = fault(FaultKind.MALFORMED, "").problem.remedy
            problem = Problem(problem.what, problem.where, number, problem.expected, remedy)
        self.follower.unreadable(Fault(FaultKind.MALFORMED, problem), number)

    def _reach(self, link: ReadLink) -> None:
        rank, self.last = self.follower.place.expected - 1, link.hash
        if rank == self.count:
            self.at_count = link.hash
        if link.hash == self.head:
            self.seen_at = rank

    def against_head(self) -> list[Fault]:
        """Return what only the published head shows."""
        reached = self.follower.reached
        if self.count is not None and reached < self.count:
            what = _("la fin manque : {count} événements étaient publiés, le dernier ici est le numéro {last}")
            what = what.format(count=whole(self.count), last=whole(reached))
            return [fault(FaultKind.TRUNCATION, what, sequence=reached + 1)]
        if self.head is None:
            return []
        if self.at_count not in (None, self.head):
            what = _("l’empreinte de cet événement n’est pas celle qui a été publiée : le journal a été réécrit")
            return [fault(FaultKind.REHASH, what, sequence=self.count)]
        if self.count is None and self.seen_at is None:
            what = _("aucun événement n’a l’empreinte publiée : la fin a été retirée, ou le journal réécrit")
            return [fault(FaultKind.UNKNOWN_HEAD, what)]
        return []

    def attested(self, found: list[Fault]) -> int | None:
        """Return up to which event the head vouches, when nothing is wrong."""
        if self.head is None or found:
            return None
        return self.count if self.count is not None else self.seen_at


def _first(lines: Iterator[bytes]) -> bytes:
    try:
        return next(lines, b"")
    except (EOFError, zlib.error, OSError):
        raise InputError(Problem(_("le fichier compressé est coupé ou abîmé dès son début"))) from None


def _check_header(line: bytes) -> None:
    """Refuse a file that is not a journal, with the most likely reason."""
    written = line.removesuffix(b"\n")
    if written == HEADER:
        return
    remedy = _("Prendre le fichier tel que le site l’a exporté, sans l’ouvrir dans un autre logiciel")
    expected = _("La première ligne attendue est {header}").format(header=HEADER.decode())
    if not line:
        what = _("le fichier est vide")
    elif line.startswith(_OTHER_ENCODINGS) or line[:40].count(b"\x00") > 8:
        what = _("le fichier est encodé en UTF-16 ou UTF-32, pas en UTF-8")
    elif written.rstrip(b"\r").removeprefix(b"\xef\xbb\xbf") == HEADER:
        what = _("les fins de ligne ou la marque de début du fichier ont été changées par un autre logiciel")
    elif b'"maillon-journal/' in line[:200]:
        what = _("ce journal est d’une autre version que {format}").format(format=FORMAT)
    else:
        what = _("ce n’est pas un journal au format {format}").format(format=FORMAT)
    raise InputError(Problem(what, line=1, expected=expected, remedy=remedy))
