"""The first stages: indicators divided by a size, missing figures filled, units with too few figures set aside."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import polars as pl

from maillon.analytics.composite.log import Log, chosen
from maillon.analytics.composite.meta import Floats, Index, Positions
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.phrases import some
from maillon.rules.problem import Problem
from maillon.rules.wording import _

GROUP_MEAN = "group_mean:"
FILLS = ("mean", "median")


def denominate(index: Index) -> Floats:
    """Return the raw figures, each indicator that names a denominator divided by it.

    Returns:
        (n, J); missing where the figure or its denominator is.

    Raises:
        DataError: a denominator is zero where the indicator has a figure.

    Source: OECD/JRC Handbook, step 5 (scaling); Denominate of COINr.
    """
    values = index.values.copy()
    faults = []
    for column, code in enumerate(index.codes):
        name = index.elements[code].denominator
        if name is None:
            continue
        divisor = index.denominators[name]
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            divided = values[:, column] / divisor
        null = np.flatnonzero(~np.isfinite(divided) & ~np.isnan(values[:, column]) & ~np.isnan(divisor))
        if null.size:
            what = _("« {name} » est nul pour {units} : on ne peut pas diviser {code} par lui")
            said = what.format(name=name, units=some(chosen(index.labels, null)), code=code)
            faults.append(Problem(said, name, remedy=_("Corriger ou vider la cellule")))
            continue
        values[:, column] = divided
    if faults:
        raise DataError(*faults)
    return values


def impute(values: Floats, index: Index, how: str | None, log: Log) -> Floats:
    """Return the figures with missing ones filled, as far as there is something to fill them with.

    Args:
        values: (n, J) figures.
        index: the units, their years and groups; in a panel each year is filled from its own figures.
        how: None, "mean", "median" (over the units that have a figure) or "group_mean:COLUMN" (over those of the same
            group; a unit without group, or a group without figure, stays missing).
        log: where each filled figure is written.

    Returns:
        (n, J) figures.

    Raises:
        DataError: the way to fill is unknown, or the column of groups is.

    Source: OECD/JRC Handbook, step 3; Impute of COINr.
    """
    if how is None:
        return values
    groups = _groups(index, how)
    middle = np.nanmedian if how == "median" else np.nanmean
    filled = values.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        for rows in groups:
            part = values[rows]
            filled[rows] = np.where(np.isnan(part), middle(part, axis=0), part)
    action, labels = how.partition(":")[0], index.labels
    for column, code in enumerate(index.codes):
        changed = np.flatnonzero(np.isnan(values[:, column]) & ~np.isnan(filled[:, column]))
        log.add("imputed", action, chosen(labels, changed), code, after=filled[changed, column])
    return filled


def _groups(index: Index, how: str) -> list[Positions]:
    """Return the positions of the units that are filled together."""
    years = pl.Series(index.times if index.times is not None else [0] * len(index.units), dtype=pl.Int64)
    if how in FILLS:
        keys = pl.DataFrame({"year": years, "group": pl.Series([""] * len(years), dtype=pl.String)})
    elif isinstance(how, str) and how.startswith(GROUP_MEAN):
        column = how.removeprefix(GROUP_MEAN)
        if column not in index.others.columns or column == "uCode":
            there = some([name for name in index.others.columns if name != "uCode"], 8) or _("aucune")
            expected = _("L’une des colonnes de groupes : {columns}").format(columns=there)
            raise data_error(_("la colonne « {name} » est inconnue").format(name=column), "impute", expected=expected)
        named = index.others[column]
        named = named.fill_nan(None) if named.dtype.is_float() else named
        keys = pl.DataFrame({"year": years, "group": named.cast(pl.String)})
    else:
        expected = _("mean, median ou group_mean:COLONNE")
        raise data_error(_("« {how} » n’est pas une imputation").format(how=how), "impute", expected=expected)
    rows = keys.with_row_index("row").drop_nulls("group").group_by("year", "group", maintain_order=True).agg("row")
    return [np.asarray(part, dtype=np.intp) for part in rows["row"].to_list()]


def screen(values: Floats, index: Index, least: float | None, log: Log) -> Positions:
    """Return the positions of the units whose share of figures present is at least `least`.

    The share is taken on the stage before: figures that were imputed count as present.

    Args:
        values: (n, J) figures.
        index: the units.
        least: between 0 and 1; None keeps every unit.
        log: where each unit set aside is written, with its share.

    Raises:
        DataError: the share is not between 0 and 1, or no unit reaches it.

    Source: Screen of COINr, by missing data.
    """
    if least is None:
        return np.arange(len(index.units))
    if not 0 <= least <= 1:
        raise data_error(_("{share} n’est pas une part").format(share=least), "screen", expected=_("Entre 0 et 1"))
    share = present(values)
    dropped = np.flatnonzero(share < least)
    log.add("screened", "dropped", chosen(index.labels, dropped), None, before=share[dropped])
    kept = np.flatnonzero(share >= least)
    if not kept.size:
        remedy = _("Abaisser la part demandée, ou imputer")
        raise data_error(_("aucune unité n’a assez de données"), "screen", remedy=remedy)
    return kept


def present(values: Floats) -> Floats:
    """Return the share of figures present in each row: 1 - missing / J, as COINr counts it."""
    share: Floats = 1.0 - np.isnan(values).sum(axis=1) / values.shape[1]
    return share


def listed(codes: Sequence[str], mask: np.ndarray) -> list[str]:
    """Return the codes where the mask is true."""
    return [code for code, at in zip(codes, mask.tolist(), strict=True) if at]
