"""Criteria of need and State grants of each commune of today: extensive quantities, so that their sums are exact."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from reference.packages import Packages
from reference.tables import Row

YEAR = 2022
CENSUS = {
    "pop": "census_population",
    "pop_0_19": "census_under_20",
    "pop_65p": "census_65_or_more",
    "logements": "census_dwellings",
    "res_secondaires": "census_secondary_homes",
    "logements_vacants": "census_vacant_dwellings",
}
_GENERAL, _WEALTH = "Informations générales - ", "Potentiel fiscal et financier des communes - "
_DSU, _DSR = "Dotation de solidarité urbaine et de cohésion sociale - ", "Dotation de solidarité rurale - "
CRITERIA = {
    "population_dgf": f"{_GENERAL}Population DGF de l'année N",
    "population_insee": f"{_GENERAL}Population INSEE de l'année N",
    "hectares": f"{_GENERAL}Superficie de l'année N",
    "potentiel_fiscal": f"{_WEALTH}Potentiel fiscal 4 taxes final",
    "potentiel_financier": f"{_WEALTH}Potentiel financier final",
    "fiscal_yield": "Effort fiscal - Effort fiscal - Numérateur final",
    "fiscal_yield_at_mean_rates": "Effort fiscal - Effort fiscal - Dénominateur final",
    "taxed_dwellings": f"{_DSU}Nombre de logements TH de la commune",
    "social_dwellings": f"{_DSU}Nombre de logements sociaux de la commune",
    "housing_aid_beneficiaries": f"{_DSU}Nombre de bénéficiaires des aides au logement de la commune",
    "income": f"{_DSU}Revenu imposable des habitants de la commune",
    "qpv_population": f"{_DSU}Population QPV",
    "children_3_to_16": f"{_DSR}Fraction péréquation - Population 3 à 16 ans",
    "road_metres": f"{_DSR}Fraction péréquation - Longueur de voirie en mètres",
}
FLAGS = {
    "mountain_share": f"{_DSR}Fraction péréquation - Commune située en zone de montagne",
    "zrr_share": f"{_DSR}Fraction bourg-centre - Commune située en ZRR",
}
GRANTS = {
    "dotation_forfaitaire": "Dotation forfaitaire - Dotation forfaitaire notifiée N",
    "dsu": f"{_DSU}Montant total réparti",
    "dsr_bourg_centre": f"{_DSR}Fraction bourg-centre - Montant global réparti",
    "dsr_perequation": f"{_DSR}Fraction péréquation - Montant global réparti (après garantie CN)",
    "dsr_cible": f"{_DSR}Fraction cible - Montant global réparti",
    "dnp": "Dotation nationale de péréquation - DNP totale",
    "overseas_equalisation": "Dotation d’aménagement des communes et circonscriptions territoriales d’outre-mer"
    " - Montant total de DACOM réparti",
}
CODE = f"{_GENERAL}Code INSEE de la commune"
EUROS = {"potentiel_fiscal", "potentiel_financier", "fiscal_yield", "fiscal_yield_at_mean_rates", "income"}
# columns where 0 is what an absent figure is written as, once somebody lives there
ZERO_IS_ABSENT = ("income", "road_metres", "fiscal_yield_at_mean_rates", "potentiel_fiscal")
CENTRES = {"metres_to_10000": 10_000, "metres_to_3500": 3_500}
EARTH_HECTOMETRES = 63_710.088


@dataclass(frozen=True)
class Needs:
    """The two tables and what was counted while making them.

    Attributes:
        needs: one row per commune of today, sorted by code; a figure that a source lacks is null.
        grants: one row per commune of today, whole euros of 2022; null where the source has no row.
        counted: what the sentences of the provenance name.
    """

    needs: pl.DataFrame
    grants: pl.DataFrame
    counted: dict[str, int | str]


def read_needs(packages: Packages, communes: list[Row], parts: list[Row], former: list[Row]) -> Needs:
    """Read both packages and bring their codes to those of today.

    Raises:
        LookupError: a code that no commune of today inherits.
    """
    today = _today(communes, parts, former)
    census = _census(packages, today)
    criteria, grants, hidden = _criteria(packages, today)
    codes = pl.DataFrame({"code": [row["code"] for row in communes]})
    needs = codes.join(census, on="code", how="left").join(criteria, on="code", how="left")
    needs = needs.with_columns(_distances(communes, parts)).sort("code")
    grants = codes.join(grants, on="code", how="left").sort("code")
    return Needs(needs, grants, _counted(communes, needs, hidden))


def _today(communes: list[Row], parts: list[Row], former: list[Row]) -> pl.DataFrame:
    heirs = {row["code"]: row["current"][0] for row in former if row["level"] == "commune"}
    heirs |= {row["code"]: row["parent"] for row in parts if row["level"] == "arrondissement_municipal"}
    heirs |= {row["code"]: row["code"] for row in communes}
    return pl.DataFrame({"old": list(heirs), "code": list(heirs.values())})


def _moved(table: pl.DataFrame, key: str, today: pl.DataFrame) -> pl.DataFrame:
    moved = table.join(today, left_on=key, right_on="old", how="left")
    lost = moved.filter(pl.col("code").is_null())[key].unique().to_list()
    if lost:
        raise LookupError(f"no commune of today for {lost[:5]}")
    return moved


def _census(packages: Packages, today: pl.DataFrame) -> pl.DataFrame:
    table = pl.read_parquet(io.BytesIO(packages.census_iris()))
    sums = (pl.col(source).cast(pl.Int32).sum().alias(name) for source, name in CENSUS.items())
    return _moved(table, "com", today).group_by("code").agg(*sums)


def _criteria(packages: Packages, today: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Return the sums of criteria, the sums of grants, and how many communes of 2022 have their income hidden."""
    raw = pl.read_csv(io.BytesIO(packages.grant_criteria()), infer_schema=False)
    figures = {name: pl.col(heading).replace("nd", None).cast(pl.Float64) for name, heading in CRITERIA.items()}
    read = raw.select(
        pl.col(CODE).alias("old"),
        *(figure.alias(name) for name, figure in figures.items()),
        *(pl.col(heading).cast(pl.Int64).alias(name) for name, heading in (FLAGS | GRANTS).items()),
    )
    lived = pl.col("population_insee") > 0
    read = read.with_columns(
        pl.when(lived & (pl.col(name) == 0)).then(None).otherwise(pl.col(name)).alias(name) for name in ZERO_IS_ABSENT
    ).with_columns(
        # numerator and denominator of a ratio are kept or left out together
        pl.when(pl.col("fiscal_yield_at_mean_rates").is_not_null()).then(pl.col("fiscal_yield")).alias("fiscal_yield"),
        pl.when(pl.col("income").is_not_null()).then(pl.col("population_insee")).alias("income_population"),
        *(pl.col(name) * pl.col("population_dgf") for name in FLAGS),
    )
    hidden = read.filter(pl.col("income").is_null() & lived).height
    moved = _moved(read, "old", today)
    criteria = moved.group_by("code").agg(
        *(_sum(name).round().cast(pl.Int64 if name in EUROS else pl.Int32) for name in CRITERIA),
        *(_share(name, "population_dgf").alias(name) for name in FLAGS),
        _share("income_population", "population_insee").alias("income_known_share"),
    )
    grants = moved.group_by("code").agg(*(_sum(name).cast(pl.Int32) for name in GRANTS))
    return criteria, grants, hidden


def _sum(name: str) -> pl.Expr:
    """Sum what is known; nothing known is unknown, not zero."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def _share(part: str, whole: str) -> pl.Expr:
    """Return the share of the inhabitants that a merged commune has from its parts: 0 or 1 for any other."""
    return pl.when(pl.col(whole).sum() > 0).then(pl.col(part).sum() / pl.col(whole).sum()).otherwise(0.0)


def _distances(communes: list[Row], parts: list[Row]) -> list[pl.Series]:
    """Return, for each commune in order, the great-circle distance to the nearest centre of each size, in metres.

    A commune without point stands where the first of its parts that has one does.
    """
    part_of = {row["parent"]: row for row in reversed(parts) if row["lon"] is not None}
    spots = [row if row["lon"] is not None else part_of.get(row["code"]) for row in communes]
    placed = [spot is not None for spot in spots]
    points = _on_sphere([spot for spot in spots if spot is not None])
    people = np.array([row["population"] or 0 for row, known in zip(communes, placed, strict=True) if known])
    series = []
    for name, least in CENTRES.items():
        chord, _nearest = cKDTree(points[people >= least]).query(points)
        found = iter(np.round(2 * EARTH_HECTOMETRES * np.arcsin(chord / 2)).tolist())
        series.append(pl.Series(name, [100 * next(found) if known else None for known in placed]).cast(pl.Int32))
    return series


def _on_sphere(rows: list[Row]) -> np.ndarray:
    lon, lat = (np.radians([float(row[name]) for row in rows]) for name in ("lon", "lat"))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _counted(communes: list[Row], needs: pl.DataFrame, hidden: int) -> dict[str, int | str]:
    names = {row["code"]: f"{row['name']} ({row['code']})" for row in communes}
    lived = {row["code"] for row in communes if row["population"] and row["zone"] != "com"}
    lacking = needs.filter(pl.col("population_dgf").is_null())["code"].to_list()
    no_census = needs.filter(pl.col("census_population").is_null())["code"].to_list()
    lacking = [code for code in lacking if code in lived]
    mayotte = [code for code in no_census if code.startswith("976")]
    return {
        "no_criteria_count": len(lacking),
        "no_criteria": ", ".join(names[code] for code in lacking),
        "no_census_count": len(no_census),
        "no_census_mayotte": len(mayotte),
        "hidden_income": hidden,
        "no_roads": needs.filter(pl.col("road_metres").is_null() & pl.col("population_dgf").is_not_null()).height,
        "no_effort": needs.filter(
            pl.col("fiscal_yield_at_mean_rates").is_null() & pl.col("population_dgf").is_not_null()
        ).height,
    }
