"""Posts of each territory: read a table, redistribute, say what changes; the computation is the library's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillon.analytics.allocation import Redistribution, redistribute_means
from maillon.analytics.allocation.means.redistribution import Objective
from maillon.analytics.equalisation import assess_posts
from maillon.analytics.inequality import gini
from maillon.analytics.territories.normalise import key
from maillon.analytics.verdicts import number as figure
from maillon.rules.problem import InputError, Problem

MOST_SHOWN = 300
_NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
HEADINGS = {
    "name": ("territoire", "nom", "unite", "secteur", "commune", "departement"),
    "need": ("besoin", "eleves", "habitants", "population", "usagers", "personnes servies"),
    "posts": ("postes", "postes actuels", "postes aujourd hui", "actuel"),
    "low": ("minimum", "plancher", "au moins"),
    "high": ("maximum", "plafond", "au plus"),
    "resource": ("ressource", "revenu", "potentiel financier"),
}
EXAMPLE = """Territoire\tÉlèves\tPostes\tMinimum\tMaximum\tRessource
Secteur du plateau (exemple)\t1200\t70\t50\t90\t640
Secteur de la vallée (exemple)\t2400\t110\t90\t150\t720
Secteur de la ville haute (exemple)\t3100\t190\t150\t210\t1150
Secteur des quartiers nord (exemple)\t4300\t178\t160\t230\t560
Secteur du bord de fleuve (exemple)\t1800\t96\t80\t110\t890
Secteur de la forêt (exemple)\t700\t46\t40\t60\t610
"""


@dataclass(frozen=True, slots=True)
class Posts:
    """A table of posts that was read.

    Attributes:
        names: territories.
        need: whom the posts serve: pupils, inhabitants.
        posts: posts today.
        low: least posts of each, None for none.
        high: most posts of each, None for none.
        resource: euros per head; empty when the table has no such column.
        text: the table as text, tabs between cells.
    """

    names: tuple[str, ...]
    need: tuple[float, ...]
    posts: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    resource: tuple[float, ...]
    text: str


def read_posts(rows: Sequence[Sequence[str]]) -> Posts:
    """Read a table, headings first.

    Raises:
        InputError: a column lacks, cells that are no numbers; all at once.
    """
    places = _columns(rows[0])
    lacking = [name for name in ("name", "need", "posts") if name not in places]
    if lacking:
        raise InputError(*(Problem(_("une colonne manque"), expected=", ".join(HEADINGS[one])) for one in lacking))
    problems: list[Problem] = []

    def cell(row: Sequence[str], rank: int, column: str) -> float | None:
        place = places.get(column)
        written = _SPACES.sub("", row[place]) if place is not None and place < len(row) else ""
        if not written and column in ("low", "high"):
            return None
        if not _NUMBER.fullmatch(written) or written.startswith("-"):
            where = _("ligne {rank}, colonne « {name} »").format(rank=rank, name=rows[0][place or 0])
            problems.append(Problem(_("ce n’est pas un nombre positif : « {cell} »").format(cell=written[:40]), where))
            return 0.0
        return float(written.replace(",", "."))

    columns: dict[str, list[float | None]] = {name: [] for name in ("need", "posts", "low", "high", "resource")}
    for rank, row in enumerate(rows[1:], 2):
        for name, column in columns.items():
            if name in places or name in ("low", "high"):
                column.append(cell(row, rank, name))
    if problems:
        raise InputError(*problems[:20])
    return Posts(
        names=tuple(row[places["name"]] if places["name"] < len(row) else "" for row in rows[1:]),
        need=tuple(value or 0.0 for value in columns["need"]),
        posts=tuple(value or 0.0 for value in columns["posts"]),
        low=tuple(columns["low"]),
        high=tuple(columns["high"]),
        resource=tuple(value or 0.0 for value in columns["resource"]),
        text="\n".join("\t".join(one.replace("\t", " ") for one in row) for row in rows),
    )


def _columns(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        written = key(heading)
        for name, known in HEADINGS.items():
            if name not in found and any(written == one or written.startswith(f"{one} ") for one in known):
                found[name] = place
                break
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """A territory: posts now, posts proposed, the share that its need gives it."""

    name: str
    need: float
    now: float
    then: float
    target: float

    @property
    def move(self) -> float:
        """Posts gained, or lost when negative."""
        return self.then - self.now

    @property
    def before(self) -> float | None:
        """Share of its target that it has now."""
        return self.now / self.target if self.target else None

    @property
    def after(self) -> float | None:
        """Share of its target that it would have."""
        return self.then / self.target if self.target else None


@dataclass(frozen=True, slots=True)
class Redistributed:
    """What a redistribution gives.

    Attributes:
        answer: the library's.
        changes: one per territory, in the order given.
        gini_before: Gini of posts per person served, weighted by them, now.
        gini_after: the same, then.
        verdicts: what posts do beside resources now and then, in words; empty without resources.
    """

    answer: Redistribution
    changes: tuple[Change, ...]
    gini_before: float
    gini_after: float
    verdicts: tuple[str, ...]

    @property
    def ginis(self) -> tuple[str, str]:
        """Both coefficients as readers write them."""
        return figure(self.gini_before), figure(self.gini_after)


def redistributed(
    read: Posts, objective: Objective, *, reduction: float | None = None, most_moves: float | None = None
) -> Redistributed:
    """Redistribute the posts of a table.

    Args:
        read: the table.
        objective: see `maillon.analytics.allocation.redistribute_means`.
        reduction: share of the gap to remove, for "least_moves".
        most_moves: most arrivals plus departures, for "l1".

    Raises:
        DataError: constraints that contradict each other, or figures that cannot be used.
    """
    options: dict[str, Any] = {}
    if objective == "least_moves":
        options["reduction"] = reduction if reduction is not None else 0.5
    if objective == "l1" and most_moves is not None:
        options["most_moves"] = most_moves
    whole = all(value == int(value) for value in read.posts)
    answer = redistribute_means(
        read.posts, read.need, objective=objective, lower=read.low, upper=read.high, names=read.names, whole=whole,
        seconds=10.0, **options,
    )  # fmt: skip
    then = [float(value) for value in answer.means]
    targets = answer.target.tolist()
    changes = tuple(Change(*row) for row in zip(read.names, read.need, read.posts, then, targets, strict=True))
    before, after = _gini(read, read.posts), _gini(read, then)
    verdicts = (_verdict(read, read.posts), _verdict(read, then)) if read.resource else ()
    return Redistributed(answer, changes, before, after, verdicts)


def _gini(read: Posts, posts: Sequence[float]) -> float:
    served = [(value / need, need) for value, need in zip(posts, read.need, strict=True) if need]
    return gini([each for each, _need in served], [need for _each, need in served])


def _verdict(read: Posts, posts: Sequence[float]) -> str:
    return assess_posts(read.resource, posts, read.need, bootstrap=500).sentence
