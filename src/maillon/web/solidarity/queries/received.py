"""What the State gave a territory in 2022, per inhabitant, beside its département and the rest of the country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import polars as pl
from django.utils.translation import gettext as _

from maillon.analytics.solidarity import GRANTS, Level, grants, needs

OVERSEAS = "overseas_equalisation"
_ALL = (*GRANTS, OVERSEAS)
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant, or their sum; amounts in cents, None when unknown.

    Attributes:
        name: of the grant.
        total: whether it is the sum of the others.
        amount: given to the territory.
        own: per inhabitant there.
        department: per inhabitant of its département, all communes together.
        zone: per inhabitant of metropolitan France, or of the overseas départements where it is one of theirs.
    """

    name: str
    total: bool
    amount: int | None
    own: int | None
    department: int | None
    zone: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """What a territory was given: rows, and whether it is overseas, which says what the last column is."""

    rows: tuple[Grant, ...]
    overseas: bool


def received(level: Level, code: str) -> Received | None:
    """Return the grants that exist where a territory is, then their sum; None when the source has no row for it."""
    mine = _table(level).filter(pl.col("code") == code)
    if mine.is_empty():
        return None
    head = mine.row(0, named=True)
    communes = _table("commune")
    own = _sums(mine)
    around = _sums(communes.filter(pl.col("department") == head["department"]))
    zone = _sums(communes.filter(pl.col("zone") == head["zone"]))
    names = _names()
    rows = tuple(
        Grant(names[one], one == TOTAL, own[one], *(_per_head(sums, one) for sums in (own, around, zone)))
        for one in (*_ALL, TOTAL)
        if zone[one]
    )
    return Received(rows, head["zone"] != "metropole")


@cache
def _table(level: Level) -> pl.DataFrame:
    people = needs(level).select("code", "department", "zone", "population_dgf")
    known = grants(level).drop_nulls(list(_ALL)).with_columns(pl.sum_horizontal(_ALL).alias(TOTAL))
    return known.join(people, on="code").filter(pl.col("population_dgf") > 0)


def _sums(table: pl.DataFrame) -> Mapping[str, int]:
    sums: dict[str, int] = table.select(pl.col(*_ALL, TOTAL, "population_dgf").cast(pl.Int64).sum()).row(0, named=True)
    return sums


def _per_head(sums: Mapping[str, int], name: str) -> int | None:
    people = sums["population_dgf"]
    return int((Decimal(sums[name]) / people).quantize(Decimal(1), ROUND_HALF_UP)) if people else None


def _names() -> dict[str, str]:
    return {
        "dotation_forfaitaire": _("Dotation forfaitaire"),
        "dsu": _("Dotation de solidarité urbaine"),
        "dsr_bourg_centre": _("Dotation de solidarité rurale, bourg-centre"),
        "dsr_perequation": _("Dotation de solidarité rurale, péréquation"),
        "dsr_cible": _("Dotation de solidarité rurale, cible"),
        "dnp": _("Dotation nationale de péréquation"),
        OVERSEAS: _("Dotation d’aménagement de l’outre-mer"),
        TOTAL: _("Ensemble"),
    }
