"""The assessments that the page publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from equalisation.sources import DGF, LEVELS, Grant, at_level, communes, grants, joined
from maillon.analytics.equalisation import Assessment, assess, per_head
from maillon.analytics.french_indices import fpic_coefficient
from maillon.analytics.vectors import Vector

REPLICATES, SEED = 1000, 2022
PARIS = "75056"
TOWN_LEAST, TOWN_MOST = 500, 200_000  # the coefficient of the dotation forfaitaire, CGCT R2334-3


@dataclass(frozen=True)
class Row:
    """One line of the page.

    Attributes:
        grant: name of the grant.
        level: "communes", "epci" or "departements".
        field: which territories are compared.
        charges: the charge index, "" for none.
        resource: the resource per inhabitant.
        euros: what the territories compared got.
        found: the assessment.
    """

    grant: str
    level: str
    field: str
    charges: str
    resource: str
    euros: float
    found: Assessment


def study(data: Path, *, bootstrap: int = REPLICATES, levels: tuple[str, ...] = tuple(LEVELS)) -> Iterator[Row]:
    """Assess every grant at every level, without charges then with them, then the variants.

    Args:
        data: folder of the public files.
        bootstrap: replicates of the intervals.
        levels: which levels.
    """
    country = communes(data)
    every = grants(data, country)
    for level in levels:
        territories = at_level(country, level)
        for grant in every:
            yield _row(territories, grant, level, bootstrap=bootstrap)
            if level != "departements":
                yield _row(territories, grant, level, bootstrap=bootstrap, charged=True)
    if "communes" in levels:
        yield from _variants(at_level(country, "communes"), every, bootstrap)


def together(data: Path) -> Assessment:
    """Assess the grants of the DGF of communes together, to tell what each brings."""
    country = communes(data)
    territories = at_level(country, "communes")
    names = [name for name in DGF if not name.endswith("total")]
    chosen = {grant.name: grant for grant in grants(data, country) if grant.name in names}
    people = territories["population_dgf"]
    each = {name: per_head(joined(territories, chosen[name], "communes"), people) for name in names}
    wealth = per_head(territories["potentiel_fiscal"], people)
    return assess(wealth, each, people, bootstrap=0)


def town_coefficient(population: Vector) -> Vector:
    """Return the population coefficient of the dotation forfaitaire: 1 below 500 inhabitants, 2 from 200 000."""
    raw = 1 + np.log10(population / TOWN_LEAST) / np.log10(TOWN_MOST / TOWN_LEAST)
    clipped: Vector = np.clip(raw, 1.0, 2.0)
    return clipped


def _variants(territories: pl.DataFrame, every: list[Grant], bootstrap: int) -> Iterator[Row]:
    by_name = {grant.name: grant for grant in every}
    flat = by_name["Dotation forfaitaire 2022"]
    yield _row(territories, flat, "communes", bootstrap=bootstrap, resource="potentiel_fiscal")
    yield _row(territories, flat, "communes", bootstrap=bootstrap, resource="potentiel_fiscal", charged=True)
    for name in ("DSU 2022", "Dotation forfaitaire 2022"):
        others = territories.filter(pl.col("key") != PARIS)
        yield _row(others, by_name[name], "communes", bootstrap=bootstrap, field="hors Paris")
    for name, low, high, field in (
        ("DSU 2022", 5_000, 10_000, "de 5 000 à 9 999 habitants"),
        ("DSU 2022", 10_000, 10**9, "de 10 000 habitants et plus"),
        ("DSR 2022, total", 0, 10_000, "de moins de 10 000 habitants"),
        (by_name["DETR et DSIL 2019"].name, 0, 10_000, "de moins de 10 000 habitants"),
    ):
        inside = (pl.col("population_dgf") >= low) & (pl.col("population_dgf") < high)
        yield _row(territories.filter(inside), by_name[name], "communes", bootstrap=bootstrap, field=field)


def _row(
    territories: pl.DataFrame,
    grant: Grant,
    level: str,
    *,
    bootstrap: int,
    charged: bool = False,
    resource: str = "potentiel_financier",
    field: str = "",
) -> Row:
    people = territories["population_dgf"].to_numpy()
    paid = joined(territories, grant, level)
    coefficient = {"communes": town_coefficient, "epci": fpic_coefficient}.get(level) if charged else None
    found = assess(
        per_head(territories[resource], people),
        per_head(paid, people),
        people,
        charge_index=coefficient(people) if coefficient else None,
        bootstrap=bootstrap,
        seed=SEED,
    )
    charges = {"communes": "1 à 2, de 500 à 200 000 hab.", "epci": "1 à 2, de 7 500 à 500 000 hab."}
    return Row(grant.name, level, field, charges[level] if charged else "", resource, float(paid.sum()), found)
