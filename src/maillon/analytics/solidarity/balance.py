"""Do rural and urban concerns both weigh? Need and classes by density."""

from __future__ import annotations

import polars as pl

from maillon.analytics.solidarity.definition import IndexDefinition, default_index
from maillon.analytics.solidarity.quantities import needs
from maillon.analytics.solidarity.scoring import Ranked


def balance(found: Ranked, definition: IndexDefinition | None = None) -> pl.DataFrame:
    """Return, for each group of density, how high its need is and how its territories fall into classes.

    Args:
        found: scores and classes.
        definition: the indicator behind them; the one that ships by default.

    Returns:
        group, name, territories (with a score), population, mean (need, each territory counting once), mean_by_people
        (each inhabitant once), one column per dimension (mean), one per class (share of the group's territories),
        settled (share whose class does not depend on the draw): densest group first.
    """
    chosen = definition or default_index()
    about = needs(found.level, chosen).select("code", "group", "population")
    scored = found.frame.join(about, on="code", how="left").drop_nulls(["score", "group"])
    people = pl.col("population").cast(pl.Float64)
    dimensions = [pl.col(dimension.code).mean() for dimension in chosen.dimensions]
    letters = [(pl.col("class") == letter).mean().alias(letter) for letter in chosen.class_names]
    made = scored.group_by("group").agg(
        pl.len().cast(pl.Int64).alias("territories"),
        pl.col("population").sum(),
        pl.col("score").mean().alias("mean"),
        ((pl.col("score") * people).sum() / people.sum()).alias("mean_by_people"),
        *dimensions,
        *letters,
        pl.col("settled").mean(),
    )
    order = pl.DataFrame({"group": [group.code for group in chosen.groups], "name": [g.name for g in chosen.groups]})
    return order.join(made, on="group", how="inner", maintain_order="left")
