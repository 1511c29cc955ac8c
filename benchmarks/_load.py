"""Open-loop load: requests leave at fixed times, whether or not the answers before them have come.

A closed loop, which waits for one answer before the next question, hides a slow server: it simply asks less. Here
latency counts from the time at which the request was due, queue included. It runs as a process of its own:

    python -m benchmarks._load URL targets.json --rate 20 --seconds 60

`targets.json` is a list of {"kind", "path", "cookie"}; the answer is one line of JSON per rate.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import math
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MOST_SECONDS = 10.0
SEED = 20


@dataclass
class Outcome:
    """What one rate gave: latencies in milliseconds by kind of page, and what went wrong."""

    rate: float
    seconds: float
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures: p50, p95, p99 for each kind and for all."""
        every = [value for values in self.latencies.values() for value in values]
        return {
            "rate": self.rate,
            "seconds": self.seconds,
            "count": len(every),
            "errors": len(self.errors),
            "first_errors": self.errors[:5],
            "kinds": {kind: percentiles(values) for kind, values in sorted(self.latencies.items())},
            **percentiles(every),
        }


def percentiles(values: list[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the worst (nearest rank), in the unit of `values`; empty when there is no value."""
    ordered = sorted(values)
    if not ordered:
        return {}
    ranks = {name: max(0, math.ceil(share * len(ordered)) - 1) for name, share in (("p50", 0.5), ("p95", 0.95))}
    ranks["p99"] = max(0, math.ceil(0.99 * len(ordered)) - 1)
    return {**{name: ordered[rank] for name, rank in ranks.items()}, "worst": ordered[-1]}


class Connections:
    """Kept-alive HTTP/1.1 connections to one server, as many as there are requests at once."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str, cookie: str) -> int:
        """Ask for a page, read it whole and return its status.

        A connection that the server closed while it was idle is opened again, as every browser does.
        """
        head = f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept-Language: fr\r\nAccept: text/html\r\n"
        asked = f"{head}Accept-Encoding: gzip, br\r\nCookie: {cookie}\r\n\r\n".encode()
        while self._idle:
            try:
                return await self._exchange(*self._idle.pop(), asked)
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                if getattr(error, "partial", b""):
                    raise
        return await self._exchange(*await asyncio.open_connection(self.host, self.port), asked)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: bytes) -> int:
        writer.write(asked)
        status, headers = await self._head(reader)
        if "content-length" in headers:
            await reader.readexactly(int(headers["content-length"]))
        else:
            await self._chunks(reader)
        self._idle.append((reader, writer))
        return status

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _colon, value in pairs}

    async def _chunks(self, reader: asyncio.StreamReader) -> None:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()

    def close(self) -> None:
        """Close what is idle."""
        for _reader, writer in self._idle:
            writer.close()


async def load(url: str, targets: list[dict[str, str]], rate: float, seconds: float) -> Outcome:
    """Ask `rate` pages a second during `seconds`, in a shuffled order that is the same at each run."""
    parts = urlsplit(url)
    connections = Connections(parts.hostname or "127.0.0.1", parts.port or 80)
    order = random.Random(SEED).sample(targets, len(targets))
    outcome = Outcome(rate, seconds)
    loop = asyncio.get_running_loop()
    start, tasks = loop.time() + 0.2, []
    for number, target in zip(range(int(rate * seconds)), itertools.cycle(order), strict=False):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - loop.time()))
        tasks.append(asyncio.create_task(_ask(connections, target, due, outcome)))
    await asyncio.gather(*tasks)
    connections.close()
    return outcome


async def _ask(connections: Connections, target: dict[str, str], due: float, outcome: Outcome) -> None:
    loop = asyncio.get_running_loop()
    try:
        status = await asyncio.wait_for(connections.get(target["path"], target.get("cookie", "")), MOST_SECONDS)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
        outcome.errors.append(f"{target['path']} {type(error).__name__} {error}")
        outcome.latencies[target["kind"]].append(1000 * MOST_SECONDS)
        return
    if status != 200:
        outcome.errors.append(f"{target['path']} {status}")
    outcome.latencies[target["kind"]].append(1000 * (loop.time() - due))


def climb(url: str, targets: list[dict[str, str]], first: float, limit_ms: float, seconds: float, most: float) -> float:
    """Raise the rate by half, then halve the gap, until p95 passes `limit_ms`; return the last rate that held."""

    def holds(rate: float) -> bool:
        found = asyncio.run(load(url, targets, rate, seconds)).as_dict()
        time.sleep(1)
        return bool(found["errors"] == 0 and found["p95"] <= limit_ms)

    held, rate = 0.0, first
    while rate <= most and holds(rate):
        held, rate = rate, rate * 1.5
    broke = min(rate, most)
    while broke - held > max(2.0, 0.1 * held):
        middle = (held + broke) / 2
        held, broke = (middle, broke) if holds(middle) else (held, middle)
    return held


def main() -> int:
    """Run at one rate, then, with `--climb`, look for the rate at which p95 passes a limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("targets", type=Path)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--climb", type=float, metavar="MILLISECONDS")
    parser.add_argument("--step", type=float, default=8, help="seconds of each step of the climb")
    options = parser.parse_args()
    targets = json.loads(options.targets.read_text(encoding="utf-8"))
    gc.disable()
    asyncio.run(load(options.url, targets, 4, 5))  # each process opens its files and caches on its first pages
    found = asyncio.run(load(options.url, targets, options.rate, options.seconds)).as_dict()
    if options.climb:
        found["breaking"] = climb(options.url, targets, options.rate, options.climb, options.step, 400)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
