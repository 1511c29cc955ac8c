"""Why a territory has no rank and no class, and what the indicator counts as one: said where it would be looked for."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from functools import cache

import polars as pl
from django.utils.translation import gettext as _

from maillon.analytics.solidarity import Level, needs
from maillon.analytics.territories import Territory, find
from maillon.web.common.templatetags.figures import number
from maillon.web.solidarity.levels import COMMUNE, EPCI

GRAND_PARIS = "200054781"
MAYOTTE = "976"
EPT = "ept"
_MOST = 3


class Lack(StrEnum):
    """Why there is no score."""

    MAYOTTE = "mayotte"
    COLLECTIVITY = "collectivity"
    SPLIT = "split"
    FEW = "few"


@cache
def lacks(level: Level) -> dict[str, Lack]:
    """Return why each territory would lack a score, by code, were it without one."""
    kind = (
        pl.when(pl.col("department") == MAYOTTE)
        .then(pl.lit(Lack.MAYOTTE.value))
        .when(pl.col("zone") == "com")
        .then(pl.lit(Lack.COLLECTIVITY.value))
        .when(pl.col("population_dgf").is_null())
        .then(pl.lit(Lack.SPLIT.value))
        .otherwise(pl.lit(Lack.FEW.value))
    )
    table = needs(level).select("code", kind.alias("lack"))
    return {code: Lack(lack) for code, lack in table.iter_rows()}


def reason(place: Territory) -> str:
    """Say why a territory without score has none."""
    return _reasons()[lacks("commune" if place.level == COMMUNE else "epci").get(place.code, Lack.FEW)]


def _reasons() -> dict[Lack, str]:
    return {
        Lack.MAYOTTE: _(
            "Mayotte n’a ni rang ni classe : le recensement de 2021, dont l’indicateur a besoin, n’y est pas publié."
            " Cela ne dit rien de ses besoins. Les chiffres connus sont donnés ci-dessous."
        ),
        Lack.COLLECTIVITY: _(
            "Les collectivités d’outre-mer n’ont ni rang ni classe : ni le recensement ni la plupart des critères de"
            " la DGCL ne les décrivent. Cela ne dit rien de leurs besoins."
        ),
        Lack.SPLIT: _(
            "Cette commune est née depuis d’une séparation : les critères de 2022 ne la connaissent pas encore, et"
            " ses habitants y comptent dans la commune quittée."
        ),
        Lack.FEW: _(
            "Trop peu de ses chiffres sont publiés, souvent parce qu’elle a très peu d’habitants ou reste hors d’un"
            " critère. Cela ne dit rien de ses besoins."
        ),
    }


def unknown(rows: pl.DataFrame, level: Level) -> tuple[int, list[str]]:
    """Return how many of these rows have no score, and where they are, in words."""
    kinds = lacks(level)
    codes = rows.filter(pl.col("score").is_null())["code"].to_list()
    counted = Counter(kinds[code] for code in codes)
    words = {
        Lack.MAYOTTE: _("{n} de Mayotte"),
        Lack.COLLECTIVITY: _("{n} des collectivités d’outre-mer"),
        Lack.SPLIT: _("{n} issues d’une séparation depuis 2022"),
        Lack.FEW: _("{n} dont trop peu de chiffres sont publiés"),
    }
    return len(codes), [words[kind].format(n=number(counted[kind])) for kind in Lack if counted[kind]]


def elsewhere(words: str, *, but: str = "") -> list[Territory]:
    """Return the territories that somebody may look for under these words, of a level that has a sheet but one."""
    found = (match.territory for match in find(words)) if words else ()
    return [place for place in found if place.level in {EPCI, COMMUNE, EPT} - {but}][:_MOST]
