"""Where gaps lie, and what each fifth of the population receives, from the least to the best endowed communes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from equalisation.sources import at_level, communes, grants, joined
from maillon.analytics.equalisation import per_head
from maillon.analytics.french_indices import demographic_strata
from maillon.analytics.inequality import TheilDecomposition, theil_decomposition
from maillon.analytics.ranking import Order
from maillon.analytics.vectors import Vector

FIFTHS = 5
AFTER = ("DSU 2022", "DSR 2022, total")


@dataclass(frozen=True)
class Split:
    """Theil's index of resources, between and within groups of communes.

    Attributes:
        groups: what the groups are, as readers know them.
        resources: which grants the resources hold.
        found: the decomposition.
    """

    groups: str
    resources: str
    found: TheilDecomposition


def splits(data: Path, *, bootstrap: int, seed: int) -> list[Split]:
    """Split the inequality of communes' resources by département and by size, before and after DSU and DSR."""
    country = communes(data)
    territories = at_level(country, "communes")
    people = territories["population_dgf"].to_numpy()
    wealth = per_head(territories["potentiel_financier"], people)
    given = {grant.name: per_head(joined(territories, grant, "communes"), people) for grant in grants(data, country)}
    place = territories.join(
        country.select("code", "department"), left_on="key", right_on="code", maintain_order="left"
    )
    stages = {"potentiel financier": wealth, "après DSU et DSR": wealth + given[AFTER[0]] + given[AFTER[1]]}
    kinds = {
        "départements": place["department"].to_list(),
        "strates de population": demographic_strata(people).tolist(),
    }
    return [
        Split(kind, stage, theil_decomposition(values, groups, people, bootstrap=bootstrap, seed=seed))
        for kind, groups in kinds.items()
        for stage, values in stages.items()
    ]


def fifths(data: Path) -> pl.DataFrame:
    """Return the euros per inhabitant of each grant, by fifth of the population.

    Communes are ranked by potentiel financier per inhabitant; one that lies across two fifths counts in that of its
    middle.

    Returns:
        One row per grant, `name`, then one column per fifth, "1" the least endowed.
    """
    country = communes(data)
    territories = at_level(country, "communes")
    people = territories["population_dgf"].to_numpy()
    wealth = per_head(territories["potentiel_financier"], people)
    order = Order(wealth, people)
    fifth = np.empty(people.size, dtype=np.int64)
    fifth[order.by] = np.minimum((order.ranks(people[order.by]) * FIFTHS).astype(np.int64), FIFTHS - 1)
    inside = np.bincount(fifth, people)

    def shared(euros: Vector) -> dict[str, float]:
        means = np.bincount(fifth, euros) / inside
        return {str(rank + 1): float(mean) for rank, mean in enumerate(means)}

    rows = [{"name": "Potentiel financier", **shared(territories["potentiel_financier"].to_numpy())}]
    rows += [
        {"name": grant.name, **shared(joined(territories, grant, "communes").to_numpy())}
        for grant in grants(data, country)
    ]
    return pl.DataFrame(rows)
