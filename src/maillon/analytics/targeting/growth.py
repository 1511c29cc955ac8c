"""Perimeters of one piece, or of a few: grown from seeds on the graph of territories that touch each other."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.exact import listed
from maillon.analytics.refusal import data_error
from maillon.analytics.territories.lookup import territory
from maillon.analytics.territories.store import store
from maillon.rules.wording import _

SEEDS, PARTS = 30, 10
Graph = list[list[int]]


def neighbour_graph(codes: Sequence[str], *, links: Iterable[tuple[str, str]] = ()) -> dict[str, list[str]]:
    """Return which of these communes or EPCI touch each other, from the shipped contours.

    Args:
        codes: codes of communes, or of EPCI (by the borders of their communes).
        links: pairs to be held as touching: a bridge, a ferry.

    Returns:
        code → neighbours among `codes`, sorted; empty for an island or an unknown code.
    """
    codes, links = listed(codes, "codes"), listed(links, "links")
    if not all(isinstance(link, Sequence) and len(link) == 2 for link in links):
        raise data_error(_("cette valeur ne convient pas"), "links", expected=_("Des couples de codes"))
    codes = [str(code) for code in codes]
    known = set(codes)
    communes = store().rows("commune")
    epci = store().cells("epci")
    touching: dict[str, set[str]] = defaultdict(set)
    for code, row in communes.items():
        here = {code, epci[row]} & known
        for other in store().near(row) if here else ():
            there = {other, epci[communes[other]]} & known if other in communes else set()
            for one in here:
                touching[one] |= there - {one}
    for first, second in links:
        touching[str(first)].add(str(second))
        touching[str(second)].add(str(first))
    return {code: sorted(touching[code] & known) for code in codes}


def grown(
    names: Sequence[str],
    need: NDArray[np.float64],
    people: NDArray[np.float64],
    wanted: float,
    neighbours: Mapping[str, Sequence[str]],
    parts: int,
) -> NDArray[np.bool_]:
    """Return the perimeter of at most `parts` pieces that reaches `wanted` inhabitants with the greatest mean need.

    Raises:
        DataError: no seed reaches the population wanted.
    """
    if wanted <= 0:
        return np.zeros(len(names), dtype=bool)
    rank = {name: place for place, name in enumerate(names)}
    if not all(isinstance(others, Sequence) and not isinstance(others, str) for others in neighbours.values()):
        expected = _("Par code, la liste des codes qui le touchent")
        raise data_error(_("cette valeur ne convient pas"), "neighbours", expected=expected)
    graph: Graph = [[rank[str(other)] for other in neighbours.get(name, ()) if str(other) in rank] for name in names]
    candidates = np.argsort(-need, kind="stable")[:SEEDS].tolist()
    candidates += [place for place in _largest_parts(graph, need, people) if place not in candidates]
    seeds: list[int] = []
    best: tuple[bool, float, list[int]] = (False, 0.0, [])
    for _part in range(parts):
        tried = [(_from([*seeds, seed], graph, need, people, wanted), seed) for seed in candidates if seed not in seeds]
        if not tried:
            break
        # reaching the population comes first, then the mean need; at equality, the first seed
        found, seed = max(tried, key=lambda one: one[0][:2])
        if found[:2] > best[:2]:
            best, seeds = found, [*seeds, seed]
        elif not best[0]:
            seeds = [*seeds, seed]
    if not best[0]:
        raise _out_of_reach(names, people, best[2], wanted)
    inside = np.zeros(len(names), dtype=bool)
    inside[best[2]] = True
    return inside


def _from(
    seeds: list[int], graph: Graph, need: NDArray[np.float64], people: NDArray[np.float64], wanted: float
) -> tuple[bool, float, list[int]]:
    """Grow from seeds; return whether the population is reached, a score, and who is inside."""
    frontier = [(-float(need[seed]), seed) for seed in seeds]
    heapq.heapify(frontier)
    waiting, inside = set(seeds), []
    total = score = 0.0
    while frontier and total < wanted:
        value, place = heapq.heappop(frontier)
        inside.append(place)
        total += float(people[place])
        score -= value * float(people[place])
        for other in graph[place]:
            if other not in waiting:
                waiting.add(other)
                heapq.heappush(frontier, (-float(need[other]), other))
    reached = total >= wanted * (1 - 1e-12)
    return reached, (score / total if total else 0.0) if reached else total, inside


def _largest_parts(graph: Graph, need: NDArray[np.float64], people: NDArray[np.float64]) -> list[int]:
    """Return the neediest of each of the most populated connected parts: the neediest of all may be on islands."""
    left, found = set(range(len(graph))), []
    for start in range(len(graph)):
        if start not in left:
            continue
        part, border = {start}, [start]
        while border:
            fresh = (set(graph[border.pop()]) & left) - part
            part |= fresh
            border.extend(fresh)
        left -= part
        found.append((float(people[list(part)].sum()), max(part, key=lambda place: (float(need[place]), -place))))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [place for _people, place in found[:PARTS]]


def _out_of_reach(names: Sequence[str], people: NDArray[np.float64], inside: list[int], wanted: float) -> Exception:
    reached = float(people[inside].sum()) if inside else 0.0
    first = territory(names[inside[0]]) if inside else None
    return data_error(
        _(
            "aucun périmètre d’un seul tenant n’atteint {wanted} habitants ; le plus grand en a {reached} ({where})"
        ).format(wanted=round(wanted), reached=round(reached), where=first.name if first else _("aucun voisin connu")),
        "share",
        remedy=_("Admettre plusieurs morceaux, ajouter des liaisons, ou baisser la part"),
    )
