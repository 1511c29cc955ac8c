"""Figures per head of territories, or of the groups that they form (EPCI, départements)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from maillon.analytics.equalisation import per_head
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import LARGEST, Vector, refuse, vector
from maillon.rules.wording import _


def heads(
    frame: pl.DataFrame,
    amounts: Sequence[str],
    weights: str | None,
    *,
    totals: bool = False,
    by: str | None = None,
    charge: str | None = None,
) -> tuple[dict[str, Vector], Vector]:
    """Return amounts per head and the weights, one per territory or per group.

    A group's figure per head is the sum of its territories' amounts over the sum of their weights, never the mean of
    their figures; its charge index is the mean of its territories', weighted by population.

    Args:
        frame: one row per territory.
        amounts: columns of amounts.
        weights: column of populations; one each when None.
        totals: whether amounts are those of the whole territory; otherwise per head.
        by: column of the groups.
        charge: column of the charge index, if any.

    Returns:
        The figures by column name (the charge index under its own), and the weights.

    Raises:
        DataError: a column that is not of numbers, missing figures, a territory without a group, amounts where nobody
            lives.
    """
    mass = np.ones(frame.height) if weights is None else vector(frame[weights], weights)
    refuse(mass < 0, _("poids négatifs"), weights or "", expected=_("Des poids positifs ou nuls"))
    _refuse_unusable(mass, _("poids manquants ou infinis"), weights or "")
    read = {name: vector(frame[name], name) for name in amounts}
    indices = {} if charge is None else {charge: vector(frame[charge], charge)}
    for name, values in {**read, **indices}.items():
        _refuse_unusable(values, _("valeurs manquantes ou infinies"), name)
    if by is None:
        shared = {name: per_head(values, mass, name=name) for name, values in read.items()} if totals else read
        return {**shared, **indices}, mass
    if frame[by].null_count():
        raise data_error(_("des territoires sont sans groupe"), by, expected=_("Un groupe par territoire"))
    people, grouped = _summed(
        frame, by, mass, {name: values if totals else values * mass for name, values in read.items()}
    )
    charged = _summed(frame, by, mass, {name: values * mass for name, values in indices.items()})[1]
    return {**grouped, **charged}, people


def _refuse_unusable(values: Vector, what: str, name: str) -> None:
    refuse(~np.isfinite(values), what, name, remedy=_("Renseigner ces lignes, ou les écarter"))
    refuse(np.abs(values) > LARGEST, _("valeurs démesurées"), name)


def _summed(frame: pl.DataFrame, by: str, mass: Vector, amounts: dict[str, Vector]) -> tuple[Vector, dict[str, Vector]]:
    """Return the weights of the groups and their amounts per head, from those of their territories."""
    _names, group = np.unique(frame[by].cast(pl.String).to_numpy(), return_inverse=True)
    people: Vector = np.bincount(group, mass).astype(np.float64)
    return people, {name: per_head(np.bincount(group, one), people, name=name) for name, one in amounts.items()}
