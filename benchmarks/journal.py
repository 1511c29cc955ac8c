"""`journal verify` on a million events, beside reading and hashing the same lines; and six kinds of tampering.

The journal is invented (seeded) and written to a temporary file. Nobody else verifies this format: the peer is the
floor below which no verifier can go, `json.loads` and SHA-256 of each line of the same file. Times are those of the
processor, so that another program on the machine changes them less.
"""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from maillon.documents.journal.reading import journal_lines
from maillon.rules.journal.chain import HEADER, START, Head, Link, link_hash
from maillon.rules.journal.verify import verify

SEED, EVENTS, CASES, SIZE = 20261122, 1_000_000, 300, 40
MOST_SECONDS = 60.0
KINDS = ("contract.draft", "proposal.accept", "resolution.record", "contract.sign")


def links(chance: random.Random, times: int, head: Head = START) -> Iterator[Link]:
    """Invent links, one after another."""
    for rank in range(head.count + 1, head.count + times + 1):
        body = (
            f'{{"actor":{{"institution":"institution-{chance.randrange(300)}","role":"elected"}},'
            f'"commitments":{{"signatory":"{chance.getrandbits(256):064x}"}},'
            f'"content":{{"amount":{chance.randrange(10**9)},"theme":"Mobilités du quotidien","version":{rank % 9}}},'
            f'"kind":"{KINDS[rank % 4]}","nonce":"{chance.getrandbits(128):032x}","subject":"contrat-{rank % 5000}",'
            f'"time":"2026-03-05T{rank // 3600 % 24:02}:{rank // 60 % 60:02}:{rank % 60:02}Z"}}'
        ).encode()
        digest = hashlib.sha256(body).hexdigest()
        link = Link(rank, body, digest, head.hash, link_hash(rank, digest, head.hash))
        head = link.head
        yield link


def run(times: int = EVENTS) -> list[dict[str, Any]]:
    """Verify a journal of `times` events, then count the tamperings that are found."""
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        head, size = _write(path, links(chance, times))
        seconds = _seconds(lambda: _verified(path, head))
        floor = _seconds(lambda: _plainly(path))
    most = MOST_SECONDS * times / EVENTS
    return [
        {
            "name": f"Vérification d’un journal de {times} événements ({size / 1e6:.0f} Mo)",
            "value": seconds,
            "unit": "s",
            "target": f"≤ {most:g} s",
            "held": seconds <= most,
            "peer_name": "lecture (json) et SHA-256 des mêmes lignes",
            "peer": floor,
            "ratio": floor / seconds,
        },
        *(_detection(kind, tamper, chance) for kind, tamper in TAMPERINGS.items()),
    ]


def _write(path: Path, chain: Iterator[Link]) -> tuple[Head, int]:
    head = START
    with path.open("wb") as out:
        out.write(HEADER + b"\n")
        for link in chain:
            out.write(link.line + b"\n")
            head = link.head
        return head, out.tell()


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _verified(path: Path, head: Head) -> None:
    with journal_lines(str(path)) as lines:
        report = verify(lines, head.hash, head.count)
    if not report.verified or report.attested != head.count:
        raise RuntimeError("an honest journal is said to be broken")


def _plainly(path: Path) -> None:
    with path.open("rb") as lines:
        for line in lines:
            json.loads(line)
            hashlib.sha256(line).hexdigest()


Lines = list[bytes]
Tamper = Callable[[random.Random, list[Link], Lines], Lines]


def _edit(chance: random.Random, _chain: list[Link], lines: Lines) -> Lines:
    place = chance.randrange(1, len(lines))
    lines[place] = lines[place].replace(b'"amount":', b'"amount":1')
    return lines


def _delete(chance: random.Random, _chain: list[Link], lines: Lines) -> Lines:
    del lines[chance.randrange(1, len(lines) - 1)]
    return lines


def _insert(chance: random.Random, chain: list[Link], lines: Lines) -> Lines:
    place = chance.randrange(len(chain))
    (added,) = links(chance, 1, chain[place - 1].head if place else START)
    lines.insert(place + 1, added.line)
    return lines


def _reorder(chance: random.Random, _chain: list[Link], lines: Lines) -> Lines:
    one, other = chance.sample(range(1, len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _truncate(chance: random.Random, _chain: list[Link], lines: Lines) -> Lines:
    return lines[: chance.randrange(1, len(lines))]


def _rehash(chance: random.Random, chain: list[Link], lines: Lines) -> Lines:
    place = chance.randrange(len(chain))
    again = links(chance, len(chain) - place, chain[place - 1].head if place else START)
    return [*lines[: place + 1], *(link.line for link in again)]


TAMPERINGS: dict[str, Tamper] = {
    "modification": _edit,
    "suppression": _delete,
    "insertion": _insert,
    "déplacement": _reorder,
    "troncature": _truncate,
    "réécriture complète": _rehash,
}


def _detection(kind: str, tamper: Tamper, chance: random.Random) -> dict[str, Any]:
    """Return the share of `CASES` tampered journals that are found broken with the published head."""
    found = 0
    for _case in range(CASES):
        chain = list(links(chance, SIZE))
        lines = tamper(chance, chain, [HEADER, *(link.line for link in chain)])
        found += not verify([line + b"\n" for line in lines], chain[-1].hash, SIZE).verified
    rate = 100 * found / CASES
    name = f"Falsifications du journal détectées : {kind}, {CASES} cas"
    return {"name": name, "value": rate, "unit": "%", "target": "100 %", "held": found == CASES}


if __name__ == "__main__":
    for row in run():
        print(row)
