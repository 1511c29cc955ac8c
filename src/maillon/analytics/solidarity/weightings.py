"""A weighting session: what each party would weigh, what they have in common, where they disagree and what it changes.

Each institution has one voice. Its weights become shares of 100; the combination is the mean or the median of the
shares, dimension by dimension, brought back to 100. Between two parties, the disagreement is the share of the weights
that one would have to move to agree with the other: half the sum of the gaps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import polars as pl

from maillon.analytics.refusal import DataError, data_error
from maillon.analytics.solidarity.definition import IndexDefinition, Level, default_index
from maillon.analytics.solidarity.scoring import ranked
from maillon.rules.phrases import listing
from maillon.rules.problem import Problem
from maillon.rules.wording import _

Method = Literal["mean", "median"]


@dataclass(frozen=True, slots=True)
class Weighting:
    """What one party would weigh.

    Attributes:
        institution: its name, never a person's.
        on: the day it was given.
        weights: ≥ 0 by code of dimension, on any scale; a dimension left out weighs nothing.
        reason: in its own words; may be empty.
    """

    institution: str
    on: dt.date
    weights: Mapping[str, float]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A recorded set of weightings.

    Attributes:
        title: of the session.
        on: the day it is drawn up.
        index_version: version of the indicator that was weighed.
        weightings: in the order they were given; the latest of an institution replaces its earlier ones.
    """

    title: str
    on: dt.date
    index_version: str
    weightings: tuple[Weighting, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """What the parties weigh together.

    Attributes:
        method: "mean" or "median".
        weights: share of each dimension, in percent, of sum 100.
        dimensions: code, name, share, mean, median, low, high, gap (high - low), low_by and high_by (institutions,
            in words): the dimensions on which the parties differ most come first.
        parties: institution, on, one column of shares per dimension, distance (share of its weights, in percent, that
            it would have to move to agree with the combination): the nearest first.
        pairs: first, second, distance: the farthest apart first.
        disagreement: mean of the distances of all pairs, in percent; 0 for a single party.
    """

    method: Method
    weights: Mapping[str, float]
    dimensions: pl.DataFrame
    parties: pl.DataFrame
    pairs: pl.DataFrame
    disagreement: float


def latest(session: Session) -> tuple[Weighting, ...]:
    """Return the weighting in force of each institution, in the order they first spoke.

    Of two given the same day, the one that stands later in the record.
    """
    kept: dict[str, Weighting] = {}
    for weighting in session.weightings:
        before = kept.get(weighting.institution)
        if before is None or weighting.on >= before.on:
            kept[weighting.institution] = weighting
    return tuple(kept.values())


def shares(weighting: Weighting, definition: IndexDefinition | None = None) -> dict[str, float]:
    """Return the share of every dimension in a weighting, in percent, of sum 100.

    Raises:
        DataError: an unknown dimension, a weight that is not a number ≥ 0, weights that are all zero.
    """
    codes = [dimension.code for dimension in (definition or default_index()).dimensions]
    expected = _("Une dimension parmi {codes}").format(codes=listing(codes))
    who = weighting.institution
    faults = [
        Problem(_("cette dimension est inconnue de l’indicateur"), f"{who} : {code}", expected=expected)
        for code in weighting.weights
        if code not in codes
    ]
    faults += [
        Problem(_("ce poids n’est pas un nombre positif ou nul"), f"{who} : {code}")
        for code, weight in weighting.weights.items()
        if not (np.isfinite(weight) and weight >= 0)
    ]
    total = sum(weighting.weights.values())
    if not faults and not total > 0:
        faults.append(Problem(_("tous les poids sont nuls"), who, expected=_("Un poids positif au moins")))
    if faults:
        raise DataError(*faults)
    return {code: 100 * float(weighting.weights.get(code, 0.0)) / total for code in codes}


def combine(session: Session, method: Method = "mean", *, definition: IndexDefinition | None = None) -> Combined:
    """Combine the weightings of a session and show where its parties disagree.

    Args:
        session: at least one weighting.
        method: "mean", or "median", which a single very different party does not move.
        definition: the indicator that was weighed.

    Raises:
        DataError: no weighting, an unknown method, a median of nothing but zeros, faults of `shares`.
    """
    chosen = definition or default_index()
    kept = latest(session)
    if not kept:
        raise data_error(_("aucune partie n’a donné de pondération"), session.title)
    if method not in ("mean", "median"):
        raise data_error(_("cette manière de combiner n’est pas connue"), method, expected="mean, median")
    codes = [dimension.code for dimension in chosen.dimensions]
    table = np.array([list(shares(weighting, chosen).values()) for weighting in kept])
    center = table.mean(axis=0) if method == "mean" else np.median(table, axis=0)
    if not center.sum() > 0:
        raise data_error(_("la médiane de chaque dimension est nulle"), session.title, remedy=_("Choisir la moyenne"))
    center = 100 * center / center.sum()
    names = [weighting.institution for weighting in kept]
    pairs = [
        (names[one], names[other], float(np.abs(table[one] - table[other]).sum() / 2))
        for one, other in combinations(range(len(kept)), 2)
    ]
    parties = pl.DataFrame(
        {"institution": names, "on": [weighting.on for weighting in kept]}
        | {code: table[:, rank] for rank, code in enumerate(codes)}
        | {"distance": np.abs(table - center).sum(axis=1) / 2}
    )
    schema = {"first": pl.String, "second": pl.String, "distance": pl.Float64}
    return Combined(
        method=method,
        weights=dict(zip(codes, center.tolist(), strict=True)),
        dimensions=_dimensions(chosen, table, center, names),
        parties=parties.sort("distance", maintain_order=True),
        pairs=pl.DataFrame(pairs, schema=schema, orient="row").sort("distance", descending=True, maintain_order=True),
        disagreement=float(np.mean([distance for _one, _other, distance in pairs])) if pairs else 0.0,
    )


def _dimensions(
    definition: IndexDefinition, table: np.ndarray, center: np.ndarray, names: Sequence[str]
) -> pl.DataFrame:
    low, high = table.min(axis=0), table.max(axis=0)

    def holding(rank: int, bound: float) -> str:
        return listing([name for name, share in zip(names, table[:, rank].tolist(), strict=True) if share == bound])

    return pl.DataFrame(
        {
            "code": [dimension.code for dimension in definition.dimensions],
            "name": [dimension.name for dimension in definition.dimensions],
            "share": center,
            "mean": table.mean(axis=0),
            "median": np.median(table, axis=0),
            "low": low,
            "high": high,
            "gap": high - low,
            "low_by": [holding(rank, float(bound)) for rank, bound in enumerate(low)],
            "high_by": [holding(rank, float(bound)) for rank, bound in enumerate(high)],
        }
    ).sort("gap", descending=True, maintain_order=True)


def samples(session: Session, *, definition: IndexDefinition | None = None) -> dict[str, list[float]]:
    """Return the parties' shares by dimension, as sets of weights for `composite.uncertainty`.

    Use: `uncertainty(…, assumptions={"weights": {"samples": samples(session)}})`.
    """
    chosen = definition or default_index()
    every = [shares(weighting, chosen) for weighting in latest(session)]
    return {dimension.code: [one[dimension.code] for one in every] for dimension in chosen.dimensions}


def consequences(session: Session, level: Level, method: Method = "mean") -> pl.DataFrame:
    """Say what each party's weighting would change for territories, beside the combination.

    Returns:
        institution, same_class (share of the territories that keep the class they have under the combination),
        up and down (shares whose class would tell a greater, or a lesser, need), correlation of ranks (Spearman).
    """
    together = ranked(level, combine(session, method).weights, replicates=0).frame.select("code", "rank", "class")
    rows = []
    for weighting in latest(session):
        alone = ranked(level, shares(weighting), replicates=0).frame.select("code", "rank", "class")
        both = together.join(alone, on="code", suffix="_alone").drop_nulls("rank")
        count = both.height
        rows.append(
            {
                "institution": weighting.institution,
                "same_class": both.filter(pl.col("class") == pl.col("class_alone")).height / count,
                "up": both.filter(pl.col("class") > pl.col("class_alone")).height / count,
                "down": both.filter(pl.col("class") < pl.col("class_alone")).height / count,
                "correlation": both.select(pl.corr("rank", "rank_alone", method="spearman")).item(),
            }
        )
    return pl.DataFrame(rows)
