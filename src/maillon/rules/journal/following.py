"""Follows a chain line by line, in bounded memory, and tells moved, missing, added and changed links apart.

A link is in its place when its rank is the next one and its `previous` is the fingerprint of the link before. Otherwise
one of three things is noted: ranks that are missing there, a link that is surplus there, or a changed link. At the end
a link that is surplus in one place and missing in another was moved.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from maillon.rules.journal.chain import GENESIS
from maillon.rules.journal.line import ReadLink
from maillon.rules.journal.report import Fault, FaultKind, fault
from maillon.rules.wording import _


@dataclass(slots=True)
class _Place:
    """What a line must continue: the rank expected and the fingerprint before (None: cannot be known)."""

    expected: int = 1
    previous: str | None = GENESIS
    line: int = 1

    def fits(self, link: ReadLink) -> bool:
        return link.sequence == self.expected and self.previous in (None, link.previous)


@dataclass(slots=True)
class _Gap:
    low: int
    high: int
    line: int


@dataclass(frozen=True, slots=True)
class _Surplus:
    sequence: int
    line: int
    gap: _Gap | None = None  # the ranks that it stands in the place of


@dataclass(slots=True)
class Follower:
    """The state of one verification; `follow` each link, then ask `faults`."""

    place: _Place = field(default_factory=_Place)
    _before: _Place | None = None  # the place that the last link took
    _last: ReadLink | None = None
    _last_gap: _Gap | None = None
    _last_edits: int = 0
    _edits: list[Fault] = field(default_factory=list)
    _gaps: list[_Gap] = field(default_factory=list)
    _surplus: list[_Surplus] = field(default_factory=list)

    @property
    def anomalies(self) -> int:
        """Number of things noted so far: what bounds the memory."""
        return len(self._edits) + len(self._gaps) + len(self._surplus)

    @property
    def reached(self) -> int:
        """The last rank that the file holds, counting the last links when they stand earlier in the file."""
        spare = {one.sequence for one in self._surplus}
        rank = self.place.expected
        while rank in spare:
            rank += 1
        return rank - 1

    def unreadable(self, found: Fault, line: int) -> None:
        """Note a line that cannot be read: it takes a rank, and what follows it cannot be linked to it."""
        self._edits.append(found)
        before = self._before if self._before is not None and self._last is None else self.place
        self._take(None, None, _Place(self.place.expected + 1, None, line), 1)
        self._before = before

    def follow(self, link: ReadLink, line: int) -> None:
        """Place one more link, written on the 1-based `line` of the file."""
        if self._before is not None and not (link.sound and self.place.fits(link)):
            self._doubt_last(link)
        place = self.place
        after = _Place(place.expected + 1, link.hash, line)
        if not link.sound:
            what = _("cet événement ne correspond plus à son empreinte : il a été modifié")
            self._edits.append(fault(FaultKind.EDIT, what, line=line, sequence=place.expected))
            self._take(link, None, after, 1)
        elif place.fits(link):
            self._take(link, None, after, 0)
        elif link.sequence == place.expected:
            self._take(link, None, after, self._replaced(line))
        elif link.sequence > place.expected:
            gap = _Gap(place.expected, link.sequence - 1, line)
            self._gaps.append(gap)
            self._take(link, gap, _Place(link.sequence + 1, link.hash, line), 0)
        else:
            self._surplus.append(_Surplus(link.sequence, line))

    def _take(self, link: ReadLink | None, gap: _Gap | None, after: _Place, edits: int) -> None:
        self._before, self._last, self._last_gap, self._last_edits = self.place, link, gap, edits
        self.place = after

    def _doubt_last(self, link: ReadLink) -> None:
        """Take the last link out of the chain when this one continues what stood before it, or after its place."""
        before, last = self._before, self._last
        if before is None or not link.sound:
            return
        if last is None:
            if before.fits(link):
                self.place = before  # the unreadable lines were added: they took no rank
            return
        if before.previous is not None and before.fits(link):
            self._withdraw(last, None)
            self.place, self._before, self._last = before, None, None
        elif self._last_gap is not None and link.sequence == before.expected + 1:
            own = _Gap(before.expected, before.expected, self.place.line)
            self._withdraw(last, own)
            self._gaps.append(own)
            self.place = _Place(before.expected + 1, None, self.place.line)
            self._before, self._last, self._last_gap = None, None, None

    def _withdraw(self, last: ReadLink, stands_for: _Gap | None) -> None:
        if self._last_gap is not None:
            self._gaps.remove(self._last_gap)
        if self._last_edits:
            del self._edits[-self._last_edits :]
        self._surplus.append(_Surplus(last.sequence, self.place.line, stands_for))

    def _replaced(self, line: int) -> int:
        """Note that the link before, or this one when it is the first, was changed with its fingerprint."""
        before = self.place
        if before.expected == 1:
            what = _("le premier événement ne part pas de l’origine du journal : il a été remplacé")
            self._edits.append(fault(FaultKind.EDIT, what, line=line, sequence=1))
            return 1
        if self._edits and self._edits[-1].problem.line == before.line:
            return 0
        what = _("l’événement suivant ne s’y rattache plus : il a été modifié, et son empreinte recalculée")
        self._edits.append(fault(FaultKind.EDIT, what, line=before.line, sequence=before.expected - 1))
        return 1

    def faults(self) -> list[Fault]:
        """Return what was done to the chain, in the order of the file."""
        spare = {one.sequence for one in self._surplus}
        moved = {number for number in spare if any(gap.low <= number <= gap.high for gap in self._gaps)}
        moved.update(range(self.place.expected, self.reached + 1))
        found = list(self._edits)
        replaced = []
        for one in self._surplus:
            if one.gap is not None and one.gap.low not in spare:
                replaced.append(one.gap)
                what = _("un autre événement a pris la place de celui-ci")
                found.append(fault(FaultKind.EDIT, what, line=one.line, sequence=one.gap.low))
            elif one.sequence not in moved:
                what = _("un événement de trop porte ce numéro : il a été ajouté après coup")
                found.append(fault(FaultKind.INSERTION, what, line=one.line, sequence=one.sequence))
        displaced = [one for one in self._surplus if one.sequence in moved and (one.gap not in replaced)]
        found += _reordered(displaced)
        for gap in self._gaps:
            if gap not in replaced:
                found += _missing(gap, moved)
        return sorted(found, key=lambda one: (one.problem.line or 0, one.sequence or 0))


def _reordered(displaced: list[_Surplus]) -> list[Fault]:
    """Return one fault for each run of displaced links that follow one another in the file."""
    runs: list[list[_Surplus]] = []
    for one in sorted(displaced, key=lambda surplus: surplus.line):
        if runs and one.line <= runs[-1][-1].line + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    found = []
    for run in runs:
        numbers = sorted(one.sequence for one in run)
        what = _("cet événement n’est plus à sa place")
        if len(run) > 1:
            what = _("les événements {first} à {last} ne sont plus dans leur ordre")
            what = what.format(first=numbers[0], last=numbers[-1])
        found.append(fault(FaultKind.REORDERING, what, line=run[0].line, sequence=numbers[0]))
    return found


def _missing(gap: _Gap, moved: set[int]) -> list[Fault]:
    """Return one fault for each range of ranks that are nowhere in the file."""
    found = []
    low = gap.low
    for number in [*sorted(one for one in moved if gap.low <= one <= gap.high), gap.high + 1]:
        if low < number:
            what = _("cet événement manque : il a été retiré")
            if number - low > 1:
                what = _("les événements {first} à {last} manquent : ils ont été retirés")
                what = what.format(first=low, last=number - 1)
            found.append(fault(FaultKind.DELETION, what, line=gap.line, sequence=low))
        low = number + 1
    return found
