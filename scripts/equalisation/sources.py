"""Resources and grants of territories, read from the public files: see the README of each dataset for its defects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from maillon.analytics.dgcl import read_criteria
from maillon.analytics.territories.lookup import resolve

CRITERIA = "dgcl_dotations/criteres_repartition_2022.csv.gz"
INVESTMENT = "dotations_investissement_2019/projets_dotations_investissement_2019.csv.gz"
GREEN_FUND = "fonds_vert_2023/fonds-vert-2023-export.csv.gz"
LEVELS = {"communes": "code", "epci": "epci", "departements": "department"}
DGF = {
    "Dotation forfaitaire 2022": ("dotation_forfaitaire",),
    "DSU 2022": ("dsu",),
    "DSR 2022, bourg-centre": ("dsr_bourg_centre",),
    "DSR 2022, péréquation": ("dsr_perequation",),
    "DSR 2022, cible": ("dsr_cible",),
    "DSR 2022, total": ("dsr_bourg_centre", "dsr_perequation", "dsr_cible"),
}
DETR = "DETR et DSIL 2019"
GREEN = "Fonds vert 2023"


@dataclass(frozen=True)
class Grant:
    """What a grant gives at each level.

    Attributes:
        name: as readers know it.
        amounts: by level, euros by territory: columns `key` and `amount`; territories absent get nothing.
        aside: by level, euros that could not be tied to a territory of this level, or are not for it.
    """

    name: str
    amounts: dict[str, pl.DataFrame]
    aside: dict[str, float]


def communes(data: Path) -> pl.DataFrame:
    """Return the inhabited communes of metropolitan France in 2022, with their resources and grants."""
    frame = read_criteria(data / CRITERIA)
    inhabited = frame.filter(pl.col("metropolitan") & (pl.col("population_dgf") > 0))
    # the file gives Corsica and Alsace as one département each: the commune's code says which of the 96 it is in
    return inhabited.with_columns(pl.col("code").str.slice(0, 2).alias("department"))


def grants(data: Path, country: pl.DataFrame) -> list[Grant]:
    """Return the grants under study."""
    found = [_dgf(name, columns, country) for name, columns in DGF.items()]
    return [*found, _investment(data, country), _green_fund(data, country)]


def at_level(country: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return population and resources of the territories of a level, sums of their communes."""
    key = LEVELS[level]
    chosen = country.filter(pl.col(key) != "0") if level == "epci" else country
    figures = pl.col("population_dgf", "potentiel_financier", "potentiel_fiscal").sum()
    return chosen.group_by(pl.col(key).alias("key")).agg(figures).sort("key")


def joined(territories: pl.DataFrame, grant: Grant, level: str) -> pl.Series:
    """Return the euros of each territory, in their order; 0 for those that got nothing."""
    return territories.join(grant.amounts[level], on="key", how="left", maintain_order="left")["amount"].fill_null(0.0)


def _dgf(name: str, columns: tuple[str, ...], country: pl.DataFrame) -> Grant:
    paid = country.select(pl.sum_horizontal(columns).alias("amount"), *LEVELS.values())
    return Grant(name, {level: _summed(paid, key) for level, key in LEVELS.items()}, dict.fromkeys(LEVELS, 0.0))


def _investment(data: Path, country: pl.DataFrame) -> Grant:
    """Read the investment grants: DETR and DSIL, held by communes and EPCI; DSID is for départements and left out."""
    raw = pl.read_csv(data / INVESTMENT, separator=";", infer_schema=False)
    paid = raw.filter(pl.col("dotation") != "DSID").select(
        pl.col("montant_sub").cast(pl.Float64).alias("amount"),
        pl.col("id_terr").alias("holder"),
        pl.col("echelon").replace({"commune": "commune", "epci": "epci"}).alias("kind"),
        pl.col("id_dep").alias("department"),
    )
    return _held(DETR, paid, country)


def _green_fund(data: Path, country: pl.DataFrame) -> Grant:
    """Read the Fonds vert: a commune's SIREN says its code, except in Corsica where the file's own code is used."""
    raw = pl.read_csv(data / GREEN_FUND, separator=";", infer_schema=False)
    siren = pl.col("siren").str.slice(0, 9)
    said = siren.str.slice(2, 2) + siren.str.slice(5, 3)
    written = pl.col("code_commune").str.pad_start(5, "0")
    known, groups = country["code"].implode(), country["epci"].unique().implode()
    place = pl.when(said.is_in(known)).then(said).otherwise(written)
    kind = pl.when(siren.str.starts_with("21")).then(pl.lit("commune")).when(siren.is_in(groups)).then(pl.lit("epci"))
    paid = raw.select(
        pl.col("montant_engage").str.replace_all("[^0-9,-]", "").str.replace(",", ".").cast(pl.Float64).alias("amount"),
        pl.when(siren.str.starts_with("21")).then(place).otherwise(siren).alias("holder"),
        kind.otherwise(pl.lit("other")).alias("kind"),
        pl.col("code_departement").str.pad_start(2, "0").alias("department"),
    )
    return _held(GREEN, paid, country)


def _held(name: str, paid: pl.DataFrame, country: pl.DataFrame) -> Grant:
    """Tie grants to territories: to the beneficiary itself, then to the EPCI of communes; all to its département."""
    today = _followed(paid.filter(pl.col("kind") == "commune")["holder"].unique().to_list(), country)
    paid = paid.with_columns(pl.col("holder").replace(today))
    towns = paid.filter(pl.col("kind") == "commune").join(
        country.select("code", "epci"), left_on="holder", right_on="code"
    )
    groups = paid.filter(pl.col("kind") == "epci").with_columns(pl.col("holder").alias("epci"))
    groups = groups.filter(pl.col("epci").is_in(country["epci"].unique().implode()))
    places = {
        "communes": _summed(towns, "holder"),
        "epci": _summed(pl.concat([towns.select("amount", "epci"), groups.select("amount", "epci")]), "epci"),
        "departements": _summed(paid.join(country.select("department").unique(), on="department"), "department"),
    }
    total = float(paid["amount"].sum())
    return Grant(name, places, {level: total - float(found["amount"].sum()) for level, found in places.items()})


def _followed(codes: list[str], country: pl.DataFrame) -> dict[str, str]:
    """Return the commune that each code no longer in use has joined, when there is one."""
    known = set(country["code"])
    found = {code: resolve(code).current for code in codes if code not in known}
    return {code: now[0] for code, now in found.items() if len(now) == 1 and now[0] in known}


def _summed(paid: pl.DataFrame, key: str) -> pl.DataFrame:
    return paid.group_by(pl.col(key).alias("key")).agg(pl.col("amount").sum())
