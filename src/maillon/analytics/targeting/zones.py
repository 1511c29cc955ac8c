"""Urban, rural, mountain and revitalisation criteria of communes and EPCI, from the reference data that ships.

- **urban**: 300 inhabitants of the DGF per km² or more; **rural**: fewer. It is the density of the whole territory, not
  Insee's grid, which reads squares of 1 km: documentation says how often both agree.
- **mountain**: a commune that the DGCL holds to be in a mountain zone for the DSR.
- **revitalisation**: a commune in a zone de revitalisation rurale (ZRR) for the DSR.

An EPCI is in a mountain or revitalisation zone when at least half of its inhabitants are. No list of coastal communes
ships: that criterion stays a column of the user's table.

Source: DGCL, criteria of 2022 (population DGF, area, zones), Licence Ouverte; the threshold is that of Eurostat's urban
clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import polars as pl

from maillon.analytics.allocation.exact import listed
from maillon.analytics.refusal import data_error
from maillon.rules.wording import _

Zone = Literal["urban", "rural", "mountain", "revitalisation"]
ZONES: tuple[Zone, ...] = get_args(Zone)
URBAN_DENSITY = 300.0
MOST = 0.5


def zone_criteria(codes: Sequence[str], zones: Sequence[Zone] = ZONES) -> dict[str, list[bool | None]]:
    """Return criteria for `side_by_side`: zone → true, false, or None where the source does not know the territory.

    Args:
        codes: codes of communes (Insee) or of EPCI (SIREN), of 2026.
        zones: among ZONES.

    Raises:
        DataError: an unknown zone, or codes of which none is a commune or an EPCI of 2026.
    """
    codes, zones = listed(codes, "codes"), listed(zones, "zones")
    unknown = [zone for zone in zones if not isinstance(zone, str) or zone not in ZONES]
    if unknown:
        what = _("« {zone} » n’est pas un zonage livré").format(zone=str(unknown[0])[:30])
        raise data_error(what, "zones", expected=", ".join(ZONES))
    wanted = pl.DataFrame({"code": [str(code) for code in codes]}, schema={"code": pl.String})
    found = wanted.join(_criteria(), on="code", how="left", maintain_order="left")
    if wanted.height and not found["known"].any():
        expected = _("Des codes Insee de communes ou SIREN d’intercommunalités de 2026")
        raise data_error(_("aucun de ces codes n’est connu des zonages livrés"), "codes", expected=expected)
    return {zone: found[zone].to_list() for zone in zones}


def _criteria() -> pl.DataFrame:
    from maillon.analytics.solidarity import communes  # slow to import, and only asked for here

    table = communes().with_columns(pl.col("population_dgf", "hectares").cast(pl.Float64))
    people = pl.col("population_dgf")
    shares = [(people * pl.col(f"{zone}_share")).alias(zone) for zone in ("mountain", "zrr")]
    rows = table.select("code", "epci", "hectares", people, *shares)
    summed = [pl.col(name).sum() for name in ("hectares", "population_dgf", "mountain", "zrr")]
    groups = rows.drop_nulls(["epci", "population_dgf"]).group_by("epci").agg(*summed)
    both = pl.concat([rows.drop("epci"), groups.rename({"epci": "code"})], how="diagonal")
    area = pl.when(pl.col("hectares") > 0).then(pl.col("hectares"))
    urban = people / area * 100 >= URBAN_DENSITY
    inhabited = pl.when(people > 0).then(people)
    return both.select(
        "code",
        urban.alias("urban"),
        (~urban).alias("rural"),
        (pl.col("mountain") / inhabited >= MOST).alias("mountain"),
        (pl.col("zrr") / inhabited >= MOST).alias("revitalisation"),
        pl.lit(value=True).alias("known"),
    )
