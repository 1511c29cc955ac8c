"""Journals for the tests, and the six ways of tampering with one."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from maillon.rules.journal.chain import START, Head, Link, append, file_lines
from maillon.rules.journal.event import Actor, Event, commit

BEGINNING = dt.datetime(2026, 3, 5, 14, 30, tzinfo=dt.UTC)
KINDS = ("contract.draft", "proposal.share", "proposal.accept", "resolution.record", "contract.sign")
TEXTS = ("Été à Loches", 'a\tb\\"c', "\u2028", "𝔸ctions", "", "中", "\x7f\x01")


def luck(seed: int) -> random.Random:
    """Return a reproducible source of chance."""
    return random.Random(seed)  # noqa: S311 - invents tests, guards nothing


def event(chance: random.Random, rank: int = 0, **changes: Any) -> Event:
    """Invent an event."""
    given: dict[str, Any] = {
        "time": BEGINNING + dt.timedelta(seconds=rank, microseconds=chance.choice((0, 5))),
        "kind": chance.choice(KINDS),
        "actor": Actor(chance.choice(("prefecture-37", "243700754")), chance.choice(("elected", "prefect_services"))),
        "subject": f"contrat-{chance.randrange(9)}",
        "nonce": f"{chance.getrandbits(128):032x}",
        "content": {
            "version": chance.randrange(1, 9),
            "amount": chance.choice((None, 2**53 - 1, -1)),
            chance.choice(TEXTS): [chance.choice(TEXTS), {"\ue000": True, "\U0001f600": chance.choice(TEXTS)}],
        },
        "commitments": {"signatory": commit("une personne", chance.randbytes(32))},
    }
    return Event(**{**given, **changes})


def chain(events: Sequence[Event], head: Head = START) -> list[Link]:
    """Chain events after a head."""
    links = []
    for one in events:
        links.append(append(head, one))
        head = links[-1].head
    return links


def invented(chance: random.Random, size: int) -> list[Link]:
    """Invent a journal of `size` links."""
    return chain([event(chance, rank) for rank in range(size)])


@cache
def _long(number: int) -> list[Link]:
    return invented(luck(number), 30)


def some(seed: int, size: int) -> list[Link]:
    """Return the beginning of one of fifty journals: to invent one takes longer than to verify it."""
    return _long(seed % 50)[:size]


def lines_of(links: Sequence[Link], *, hidden: Sequence[int] = ()) -> list[bytes]:
    """Write a journal; the links whose ranks are in `hidden` show their digest only."""
    return list(file_lines(links, lambda link: link.sequence not in hidden))


def edited(line: bytes, chance: random.Random) -> bytes:
    """Change one thing of a line, the kind, the amount or the time, and leave its fingerprint."""
    body, sign, rest = line.partition(b'"kind":"')
    changed = chance.choice(
        (
            body + sign + b"x" + rest,
            line.replace(b'"version":', b'"version":1', 1),
            line.replace(b"T14:3", b"T15:3", 1),
            line.replace(b'"subject":"contrat-', b'"subject":"contrat-9', 1),
        )
    )
    assert changed != line
    return changed


def _edit(chance: random.Random, links: list[Link]) -> list[bytes]:
    lines = lines_of(links)
    place = chance.randrange(len(links) - 1)
    how = chance.randrange(4)
    old = links[place]
    if how == 0:
        lines[place + 1] = edited(lines[place + 1], chance)
    elif how == 1:  # the event and its own fingerprint
        lines[place + 1] = append(Head(old.sequence - 1, old.previous), event(chance, place)).line + b"\n"
    elif how == 2:  # the fingerprint alone
        lines[place + 1] = lines[place + 1].replace(old.hash.encode(), f"{chance.getrandbits(256):064x}".encode())
    else:  # the event, its rank and its own fingerprint
        rank = chance.choice((old.sequence + 1, old.sequence + 90))
        forged = append(Head(rank - 1, old.previous), event(chance, place))
        lines[place + 1] = forged.line + b"\n"
    return lines


def _delete(chance: random.Random, links: list[Link]) -> list[bytes]:
    lines = lines_of(links)
    first = chance.randrange(1, len(links))
    last = chance.randrange(first, len(links))
    del lines[first : last + 1]
    return lines


def _insert(chance: random.Random, links: list[Link]) -> list[bytes]:
    lines = lines_of(links)
    place = chance.randrange(len(links))  # number of links kept before
    head = links[place - 1].head if place else START
    how = chance.randrange(4)
    if how == 0:  # events that follow well what is before
        added = [link.line for link in chain([event(chance) for _ in range(chance.randrange(1, 4))], head)]
    elif how == 1:  # a copy of another line
        added = [chance.choice(links).line]
    elif how == 2:  # an event with any fingerprint
        added = [append(head, event(chance)).line.replace(head.hash.encode(), b"a" * 64)]
    else:  # an event that takes a rank far away
        added = [append(Head(len(links) + 50, head.hash), event(chance)).line]
    lines[place + 1 : place + 1] = [line + b"\n" for line in added]
    return lines


def _reorder(chance: random.Random, links: list[Link]) -> list[bytes]:
    lines = lines_of(links)
    how = chance.randrange(3)
    one, other = sorted(chance.sample(range(1, len(lines)), 2))
    if how == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif how == 1:
        lines.insert(other, lines.pop(one))
    else:
        lines[one : other + 1] = reversed(lines[one : other + 1])
    return lines


def _truncate(chance: random.Random, links: list[Link]) -> list[bytes]:
    lines = lines_of(links)
    kept = chance.randrange(1, len(lines))
    cut = lines[kept]
    return [*lines[:kept], *([cut[: chance.randrange(1, len(cut) - 1)]] if chance.random() < 0.3 else [])]


def _rehash(chance: random.Random, links: list[Link]) -> list[bytes]:
    place = chance.randrange(len(links))
    head = links[place - 1].head if place else START
    size = max(0, len(links) - place + chance.choice((0, 0, 3)))
    return lines_of([*links[:place], *chain([event(chance) for _ in range(size)], head)])


TAMPERINGS: dict[str, Callable[[random.Random, list[Link]], list[bytes]]] = {
    "edit": _edit,
    "deletion": _delete,
    "insertion": _insert,
    "reordering": _reorder,
    "truncation": _truncate,
    "rehash": _rehash,
}
