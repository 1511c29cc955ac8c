"""Quantities of communes and EPCI, the indicators they make, and the State grants they receive.

An indicator of an EPCI is never a mean of those of its communes: it is the ratio of two sums over its communes, of
those for which both are known. Distances are means weighted by inhabitants, which are ratios of sums too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from maillon.analytics.solidarity.definition import (
    DEFINITION,
    IndexDefinition,
    Indicator,
    Level,
    check_level,
    default_index,
)
from maillon.analytics.territories.store import REFERENCE_DIR

LEAST_KNOWN = 0.8
"""Share of an EPCI's inhabitants behind an indicator, below which it is unknown."""
GRANTS_FILE = REFERENCE_DIR / "grants.parquet"
GRANTS = ("dotation_forfaitaire", "dsu", "dsr_bourg_centre", "dsr_perequation", "dsr_cible", "dnp")
_STRATA = (500, 1000, 2000, 3500, 5000, 7500, 10_000, 15_000, 20_000, 35_000, 50_000, 75_000, 100_000, 200_000)
_SMALLEST, _LARGEST = 500, 200_000  # bounds of the coefficient of the dotation forfaitaire, CGCT R2334-3


@cache
def communes() -> pl.DataFrame:
    """Return the quantities of every commune of 2026, one row each, sorted by code.

    Columns: those of needs.parquet, and what follows from them: census_20_to_64; weighted_population (an inhabitant of
    the DGF counts for 1 to 2 with the size of the commune, CGCT R2334-3); mountain_people; person_km_to_10000 and
    person_km_to_3500; known_income_population; income_assumed. An income that tax secrecy hides is that of an
    inhabitant of the demographic group on average, as in the State's own indices.
    """
    people, income = pl.col("population_dgf"), pl.col("income")
    names = pl.read_parquet(
        REFERENCE_DIR / "communes.parquet", columns=["code", "name", "department", "epci", "zone", "population"]
    )
    read = names.join(pl.read_parquet(REFERENCE_DIR / "needs.parquet"), on="code", how="left").sort("code")
    coefficient = 1 + (people.clip(1) / _SMALLEST).log10() / pl.lit(_LARGEST / _SMALLEST).log10()
    known = pl.col("income_known_share") * pl.col("population_insee")
    stratum = pl.sum_horizontal(people >= least for least in _STRATA)
    mean = income.sum().over(stratum) / known.filter(income.is_not_null()).sum().over(stratum)
    hidden = income.is_null() & (pl.col("population_insee") > 0)
    return read.with_columns(
        (pl.col("census_population") - pl.col("census_under_20") - pl.col("census_65_or_more")).alias(
            "census_20_to_64"
        ),
        (people * coefficient.clip(1, 2)).alias("weighted_population"),
        (people * pl.col("mountain_share")).alias("mountain_people"),
        (people * pl.col("metres_to_10000") / 1000).alias("person_km_to_10000"),
        (people * pl.col("metres_to_3500") / 1000).alias("person_km_to_3500"),
        pl.when(hidden).then(pl.col("population_insee") * mean).otherwise(income).alias("income"),
        pl.when(hidden).then(pl.col("population_insee")).otherwise(known).alias("known_income_population"),
        hidden.fill_null(value=False).alias("income_assumed"),
    )


@cache
def grants(level: Level = "commune") -> pl.DataFrame:
    """Return the State grants of 2022 in integer cents, one row per territory, sorted by code.

    Columns: code, then `GRANTS` and overseas_equalisation; null where the source has no row.

    Raises:
        DataError: a level that is neither "commune" nor "epci".
    """
    check_level(level)
    read = pl.read_parquet(GRANTS_FILE)
    cents = read.with_columns(pl.col(pl.Int32).cast(pl.Int64) * 100)
    if level == "commune":
        return cents.sort("code")
    joined = cents.join(communes().select("code", "epci"), on="code").drop_nulls("epci")
    sums = [pl.col(name).sum() for name in cents.columns if name != "code"]
    return joined.group_by("epci").agg(*sums).rename({"epci": "code"}).sort("code")


def sources() -> tuple[Path, ...]:
    """Return the shipped files that the indicator is made of."""
    return DEFINITION, *(REFERENCE_DIR / f"{name}.parquet" for name in ("needs", "communes", "groupings"))


def needs(level: Level = "commune", definition: IndexDefinition | None = None) -> pl.DataFrame:
    """Return the indicators of need of every territory, as the index reads them.

    Args:
        level: "commune" or "epci".
        definition: which indicators; the one that ships by default.

    Returns:
        One row per territory, sorted by code: code, name, department, zone, population (municipal, 2023),
        population_dgf (2022), density (inhabitants of the DGF per km²), group (see `IndexDefinition.groups`),
        income_assumed (share of inhabitants), then one column per indicator, in its unit; null where unknown.

    Raises:
        DataError: a level that is neither "commune" nor "epci".
    """
    check_level(level)
    return _default_needs(level) if definition is None else _needs(level, definition)


@cache
def _default_needs(level: Level) -> pl.DataFrame:
    return _needs(level, default_index())


def _needs(level: Level, chosen: IndexDefinition) -> pl.DataFrame:
    if level == "commune":
        table = communes().with_columns(pl.col("income_assumed").cast(pl.Float64))
        ratios = [_ratio(indicator).alias(indicator.code) for indicator in chosen.indicators]
        density = _over(pl.col("population_dgf"), pl.col("hectares")) * 100
        return table.select(
            *_HEAD, "population_dgf", density.alias("density"), _group(density, chosen), "income_assumed", *ratios
        )
    return _of_epci(chosen)


def figures(level: Level = "commune", definition: IndexDefinition | None = None) -> pl.DataFrame:
    """Return the indicators as an iData table of COINr: uCode, uName, one column per indicator.

    A territory one of whose dimensions is known for less than `making["coverage"]` of its weight has no figure at all,
    so that it has no score: a need without ageing or without housing would not be compared with the others.

    Raises:
        DataError: a level that is neither "commune" nor "epci".
    """
    chosen = definition or default_index()
    table = needs(level, chosen)
    enough = pl.lit(value=True)
    for dimension in chosen.dimensions:
        inside = chosen.inside(dimension.code)
        total = sum(indicator.weight for indicator in inside)
        known = pl.sum_horizontal(pl.col(each.code).is_not_null() * each.weight for each in inside)
        enough = enough & (known >= chosen.making["coverage"] * total)
    codes = [pl.when(enough).then(pl.col(each.code)).alias(each.code) for each in chosen.indicators]
    return table.select(pl.col("code").alias("uCode"), pl.col("name").alias("uName"), *codes)


_HEAD = ("code", "name", "department", "zone", "population")


def _of_epci(definition: IndexDefinition) -> pl.DataFrame:
    inside = communes().drop_nulls("epci")
    sums = [_summed(indicator) for indicator in definition.indicators]
    density = (pl.col("population_dgf").sum() / pl.col("hectares").sum() * 100).alias("density")
    assumed = _over((pl.col("income_assumed") * pl.col("population_dgf")).sum(), pl.col("population_dgf").sum())
    made = inside.group_by("epci").agg(
        pl.col("population_dgf").sum(), density, assumed.alias("income_assumed"), pl.col("zone").first(), *sums
    )
    names = pl.read_parquet(REFERENCE_DIR / "groupings.parquet").filter(pl.col("level") == "epci")
    head = names.select("code", "name", "department", "population")
    joined = head.join(made.rename({"epci": "code"}), on="code", how="left").sort("code")
    codes = [indicator.code for indicator in definition.indicators]
    return joined.select(
        *_HEAD, "population_dgf", "density", _group(pl.col("density"), definition), "income_assumed", *codes
    )


def _sum_of(names: tuple[str, ...]) -> pl.Expr:
    total = pl.col(names[0]).cast(pl.Float64)
    for name in names[1:]:
        total = total + pl.col(name)
    return total


def _over(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return pl.when(below > 0).then(above / below)


def _ratio(indicator: Indicator) -> pl.Expr:
    return _over(_sum_of(indicator.over), _sum_of(indicator.per)) * indicator.times


def _summed(indicator: Indicator) -> pl.Expr:
    above, below, people = _sum_of(indicator.over), _sum_of(indicator.per), pl.col("population_dgf").fill_null(0)
    known = above.is_not_null() & below.is_not_null()
    enough = people.filter(known).sum() >= LEAST_KNOWN * people.sum()
    ratio = _over(above.filter(known).sum(), below.filter(known).sum()) * indicator.times
    return pl.when(enough).then(ratio).alias(indicator.code)


def _group(density: pl.Expr, definition: IndexDefinition) -> pl.Expr:
    chain = pl.lit(None, dtype=pl.String)
    for group in reversed(definition.groups):
        chain = pl.when(density >= group.least).then(pl.lit(group.code)).otherwise(chain)
    return chain.alias("group")
