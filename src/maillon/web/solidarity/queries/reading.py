"""The indicator under a choice, as pages read it; the computation is `maillon.analytics.solidarity`'s."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from maillon.analytics.solidarity import Level, Ranked, default_index, ranked
from maillon.analytics.territories import Territory, territory, within
from maillon.analytics.territories.normalise import key as key_of
from maillon.web.solidarity.queries.choice import Choice

SEED = 1
DRAWS = {"epci": 512, "commune": 128}
"""Draws of weights while somebody is choosing; a published version has those of the library, more numerous."""


@dataclass(frozen=True, slots=True)
class Line:
    """A territory of the table.

    Attributes:
        place: the territory.
        score: 0 to 100, the greater the need; None when too little is known.
        rank: 1 for the greatest need; None likewise.
        low: rank that 5 % of the draws go below.
        high: rank that 5 % of the draws exceed.
        letter: its class.
        probability: share of the draws in which it is in that class.
        span: classes between which the weights leave it, "A" or "A à C".
        dimensions: (name, score) in the order of the indicator.
    """

    place: Territory
    score: float | None
    rank: int | None
    low: int | None
    high: int | None
    letter: str
    probability: float | None
    span: tuple[str, str]
    dimensions: tuple[tuple[str, float | None], ...]

    @property
    def settled(self) -> bool:
        """Whether the interval of its rank stays in one class."""
        return self.span[0] == self.span[1]


@lru_cache(maxsize=32)
def _made(choice: Choice, draws: int | None) -> Ranked:
    return ranked(choice.level, choice.shares, seed=SEED, classes=choice.classes, replicates=draws)


def made(choice: Choice) -> Ranked:
    """Return the indicator under a choice, for all of France; kept for the next page that asks the same."""
    return _made(choice.made, DRAWS[choice.level])


def scored(choice: Choice) -> Ranked:
    """Return the same without draws: scores, ranks and classes at once, and no interval."""
    return _made(choice.made, 0)


def made_to_publish(choice: Choice) -> Ranked:
    """Return the same with all the draws of a result that is published."""
    return _made(choice.made, None)


def shown(choice: Choice) -> pl.DataFrame:
    """Return the rows of the extent, the greatest needs first; territories without score come last."""
    frame = made(choice).frame
    if choice.department:
        frame = frame.filter(pl.col("code").is_in(within(choice.department, choice.level)))
    return frame.sort("rank", "code", nulls_last=True)


def lines(rows: pl.DataFrame, level: Level) -> list[Line]:
    """Return rows of `shown` as a page shows them."""
    return [found for row in rows.iter_rows(named=True) if (found := _line(row, level)) is not None]


class Lines:
    """Rows of a paginated table, which become lines only on their page."""

    def __init__(self, rows: pl.DataFrame, level: Level) -> None:
        self.rows, self.level = rows, level

    def __len__(self) -> int:
        return self.rows.height

    def __getitem__(self, part: slice) -> list[Line]:
        return lines(self.rows[part], self.level)


def line_of(choice: Choice, code: str) -> Line | None:
    """Return the line of one territory; None when the indicator does not know it."""
    found = lines(made(choice).frame.filter(pl.col("code") == code), choice.level)
    return found[0] if found else None


def _line(row: dict[str, object], level: Level) -> Line | None:
    place = territory(str(row["code"]), level)
    if place is None:
        return None

    def whole(name: str) -> int | None:
        value = row[name]
        return None if value is None else round(float(str(value)))

    def real(name: str) -> float | None:
        value = row[name]
        return None if value is None else float(str(value))

    letter = str(row["class"] or "")
    return Line(
        place=place,
        score=real("score"),
        rank=whole("rank"),
        low=whole("rank_q5"),
        high=whole("rank_q95"),
        letter=letter,
        probability=real("class_probability"),
        span=(str(row["class_best"] or letter), str(row["class_worst"] or letter)),
        dimensions=tuple((one.name, real(one.code)) for one in default_index().dimensions),
    )


def named_like(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    """Return the rows whose name or code holds some words."""
    asked = key_of(words)
    if not asked:
        return rows
    names = rows["name"].to_list()
    codes = rows["code"].to_list()
    kept = [asked in key_of(name) or words.strip() == code for name, code in zip(names, codes, strict=True)]
    return rows.filter(pl.Series(kept, dtype=pl.Boolean))


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class of the strip.

    Attributes:
        letter: its letter.
        name: what it says of the need.
        count: territories in it.
        settled: those whose interval stays in it.
        share: of the territories that have a class.
        x: where it begins on a strip of 400.
        width: how long it is there.
    """

    letter: str
    name: str
    count: int
    settled: int
    share: float
    x: int
    width: int


def counts(rows: pl.DataFrame) -> list[ClassCount]:
    """Return how many territories each class holds, in order."""
    total = rows["class"].drop_nulls().len()
    grouped = {
        letter: (count, sure)
        for letter, count, sure in rows.drop_nulls("class")
        .group_by("class")
        .agg(pl.len(), pl.col("settled").sum())
        .iter_rows()
    }
    found, before = [], 0
    for letter, name in default_index().class_names.items():
        count, sure = grouped.get(letter, (0, 0))
        x, after = _place(before, total), _place(before + count, total)
        found.append(ClassCount(letter, name, count, sure, count / total if total else 0.0, x, after - x))
        before += count
    return found


def _place(part: int, whole: int) -> int:
    return part * 400 // whole if whole else 0


def classes_of(choice: Choice) -> dict[str, str]:
    """Return code → letter, for the map."""
    frame = made(choice).frame.drop_nulls("class")
    return dict(zip(frame["code"].to_list(), frame["class"].to_list(), strict=True))
