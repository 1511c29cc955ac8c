"""The territories of a simulation: what is known of each, from the shipped data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import polars as pl

from maillon.analytics.cofinancing import Scale
from maillon.analytics.solidarity.definition import Level, check_level
from maillon.analytics.solidarity.quantities import communes
from maillon.analytics.targeting import draw_area

YEAR = 2022
"""Year of the DGCL criteria behind inhabitants and potentials."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A territory of a simulation.

    Attributes:
        code: its code.
        name: its name.
        population: inhabitants of the DGF.
        need: its need score, 0 to 1, the greater the need.
        resource: potentiel financier, euros per inhabitant.
        fiscal: potentiel fiscal, euros per inhabitant.
        priority: whether the priority share may go to it.
    """

    code: str
    name: str
    population: int
    need: float
    resource: float
    fiscal: float
    priority: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The territories of a perimeter, the greatest need first, and those that cannot be simulated.

    Attributes:
        units: with a score, inhabitants and potentials.
        left_out: codes of the others.
    """

    units: tuple[Unit, ...]
    left_out: tuple[str, ...]


@cache
def _table(level: Level) -> dict[str, tuple[str, int, float | None, float | None]]:
    read = communes().select("code", "name", "epci", "population_dgf", "potentiel_financier", "potentiel_fiscal")
    people = pl.col("population_dgf")

    def per_head(name: str) -> pl.Expr:
        known = pl.col(name).is_not_null() & (people > 0)
        total = people.filter(known).sum()
        return pl.when(total > 0).then(pl.col(name).filter(known).sum() / total).alias(name)

    by = "code" if level == "commune" else "epci"
    made = (
        read.drop_nulls(by)
        .group_by(by)
        .agg(pl.col("name").first(), people.sum(), per_head("potentiel_financier"), per_head("potentiel_fiscal"))
    )
    return {row[0]: row[1:] for row in made.iter_rows()}


def select(
    level: Level, codes: Iterable[str], names: Mapping[str, str], scores: Mapping[str, float], *, priority: float = 0.0
) -> Selection:
    """Return what a simulation reads of the territories of a perimeter.

    Args:
        level: "commune" or "epci".
        codes: the territories.
        names: code → name.
        scores: code → need score, 0 to 100.
        priority: share of the inhabitants of the perimeter, 0 to 1; the neediest territories until they reach it are
            the priority ones (see `targeting.draw_area`).

    Raises:
        DataError: a level that is neither "commune" nor "epci".
    """
    check_level(level)
    table, kept, left_out = _table(level), [], []
    for code in dict.fromkeys(codes):
        _name, population, resource, fiscal = table.get(code, ("", 0, None, None))
        if code not in scores or not population or resource is None or not fiscal or fiscal <= 0:
            left_out.append(code)
            continue
        kept.append(Unit(code, names.get(code, code), population, scores[code] / 100, resource, fiscal))
    inside: set[str] = set()
    if kept and priority > 0:
        needs, people = [one.need for one in kept], [one.population for one in kept]
        inside = set(draw_area([one.code for one in kept], needs, people, share=min(priority, 1.0)).kept)
    marked = (
        Unit(one.code, one.name, one.population, one.need, one.resource, one.fiscal, one.code in inside) for one in kept
    )
    return Selection(tuple(sorted(marked, key=lambda one: (-one.need, one.code))), tuple(left_out))


def medians(level: Level, scores: Mapping[str, float], thresholds: Sequence[Decimal]) -> tuple[float, ...]:
    """Return the median need of the inhabitants of each stratum over France, 0 to 1: nodes of a scale without steps.

    Args:
        level: "commune" or "epci".
        scores: code → need score of the territories of France, 0 to 100.
        thresholds: need scores between strata, 0 to 1, rising.

    Raises:
        DataError: thresholds that do not follow one another.
    """
    table = _table(level)
    known = [(score / 100, table[code][1]) for code, score in scores.items() if code in table and table[code][1]]
    needs, people = [need for need, _people in known], [people for _need, people in known]
    limits = [float(limit) for limit in thresholds]
    return tuple(map(float, Scale.at_medians(needs, people, limits, [0.5] * (len(limits) + 1)).thresholds))


def quartiles(scores: Mapping[str, float]) -> tuple[int, int, int]:
    """Return the quartiles of need scores, rounded to the point: strata of four equal numbers of territories."""
    ranked = sorted(scores.values())
    first, second, third = (round(ranked[len(ranked) * part // 4]) for part in (1, 2, 3))
    return first, second, third
