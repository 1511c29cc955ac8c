"""Elements gathered level by level, weights shared among the figures present.

Source: OECD/JRC Handbook, step 6; the a_* functions of COINr 1.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from maillon.analytics.composite.copeland import copeland
from maillon.analytics.composite.log import Log, chosen
from maillon.analytics.composite.meta import Floats, Level
from maillon.analytics.composite.ranking import TIE
from maillon.analytics.refusal import data_error
from maillon.rules.phrases import some
from maillon.rules.wording import _

POWERS: Final = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
COPELAND: Final = "copeland"
NAMES: Final = (*POWERS, COPELAND)
STEEPEST: Final = 20.0
FIRST: Final = 2  # the level of the aggregates that gather indicators


def read_aggregations(how: str | Sequence[str], levels: int) -> tuple[str, ...]:
    """Return one aggregation per level, bottom first.

    Args:
        how: one name for every level, or one per level: "arithmetic", "geometric", "harmonic", "copeland" or "power:q".
        levels: number of levels of aggregates.

    Raises:
        DataError: a name is unknown, or the list has another length.
    """
    names = tuple(how) if isinstance(how, Sequence) and not isinstance(how, str) else (how,) * levels
    if len(names) != levels:
        expected = _("Un seul nom, ou {count}").format(count=levels)
        raise data_error(_("{count} agrégations sont données").format(count=len(names)), "aggregate", expected=expected)
    for name in names:
        if not isinstance(name, str) or name != COPELAND:
            power_of(name)
    return names


def power_of(name: str) -> float:
    """Return the exponent q of a mean named "arithmetic", "geometric", "harmonic" or "power:q"."""
    if isinstance(name, str) and name in POWERS:
        return POWERS[name]
    kind, _colon, exponent = str(name).partition(":")
    try:
        power = float(exponent)
    except ValueError:
        power = np.nan
    if kind != "power" or not abs(power) <= STEEPEST:
        expected = _("{names}, q entre -20 et 20").format(names=", ".join((*NAMES, "power:q")))
        raise data_error(_("« {name} » n’est pas une agrégation").format(name=name), "aggregate", expected=expected)
    return power


def gather(
    values: Floats,
    levels: Sequence[Level],
    names: Sequence[str],
    *,
    least: float = 0.0,
    units: Sequence[str] = (),
    log: Log | None = None,
) -> tuple[Floats, Floats]:
    """Return every aggregate, level by level, bottom first.

    Args:
        values: (n, J) normalised indicators, NaN where missing.
        levels: the tree and its weights, bottom first.
        names: one aggregation per level (see `read_aggregations`).
        least: least share of weight present behind an aggregate.
        units: (n,) uCode, to name the units at fault.
        log: where aggregates refused for lack of data are written.

    Returns:
        (n, A) aggregates and (n, A) shares of weight present, all levels side by side.

    Raises:
        DataError: a mean with q ≤ 0 of figures that are not all positive.
    """
    below, behind = values, (~np.isnan(values)).astype(float)
    columns, shares = [], []
    for level, how in zip(levels, names, strict=True):
        below, share = aggregate_level(below, level, how, present=behind, least=least, units=units, log=log)
        behind = np.where(np.isnan(below), 0.0, share)
        columns.append(below)
        shares.append(share)
    return np.hstack(columns), np.hstack(shares)


def aggregate_level(
    values: Floats,
    level: Level,
    how: str,
    *,
    present: Floats,
    least: float = 0.0,
    units: Sequence[str] = (),
    log: Log | None = None,
) -> tuple[Floats, Floats]:
    """Return the aggregates of one level and the share of weight that stands behind each.

    Args:
        values: (n, C) elements of the level below, NaN where missing.
        level: the tree and its weights.
        how: one aggregation (see `read_aggregations`).
        present: (n, C) share of weight present behind each element, 1 for an indicator that has a figure.
        least: below this share an aggregate is missing; 0: only when nothing is present.
        units: (n,) uCode, to name the units at fault.
        log: where aggregates refused for lack of data are written.

    Returns:
        (n, A) aggregates, (n, A) shares between 0 and 1.

    Raises:
        DataError: a mean with q ≤ 0 of figures that are not all positive, or with another q than 1 of negative figures.
    """
    gathered = np.full((len(values), len(level.codes)), np.nan)
    shares = np.zeros_like(gathered)
    for rank, members in enumerate(level.members):
        used = members[level.weights[members] > 0]
        if not used.size:
            continue
        weights = level.weights[used]
        shares[:, rank] = weighted_sum(present[:, used], weights) / weights.sum()
        figures = values[:, used]
        if how == COPELAND:
            column = copeland(figures, weights, tie=TIE if level.level > FIRST else 0.0)
        else:
            power = power_of(how)
            if power != 1:
                children = [level.children[at] for at in used]
                _positive(figures, level.codes[rank], how, children, units, null=power > 0)
            column = power_mean(figures, weights, power)
        bare = (shares[:, rank] < least) & ~np.isnan(column)
        if log is not None:
            places = np.flatnonzero(bare)
            log.add("aggregated", "uncovered", chosen(units, places), level.codes[rank], before=shares[places, rank])
        gathered[:, rank] = np.where(bare, np.nan, column)
    return gathered, shares


def power_mean(values: Floats, weights: Floats, power: float) -> Floats:
    """Return M_q = (sum w x^q / sum w)^(1/q) of each row, exp(sum w ln x / sum w) for q = 0, over the figures present.

    Columns are added one after the other, so that equal rows have equal means, wherever they stand.

    Args:
        values: (n, C) figures, positive when q ≤ 0.
        weights: (C,) raw weights, positive.
        power: q.

    Returns:
        (n,); NaN for a row without any figure.

    Source: Hardy, Littlewood and Pólya, Inequalities, chapter II.
    """
    there = ~np.isnan(values)
    total = weighted_sum(there.astype(float), weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        if power == 0:
            mean = np.exp(weighted_sum(np.where(there, np.log(values), 0.0), weights) / total)
        elif power == -1:
            mean = total / weighted_sum(np.where(there, 1.0 / values, 0.0), weights)
        else:
            raised = values if power == 1 else values**power
            mean = weighted_sum(np.where(there, raised, 0.0), weights) / total
            mean = mean if power == 1 else mean ** (1.0 / power)
    return np.where(total > 0, mean, np.nan)


def weighted_sum(values: Floats, weights: Floats) -> Floats:
    """Return the sum of w x over each row, column after column: the same addition for every row."""
    total = np.zeros(len(values))
    for column, weight in enumerate(weights.tolist()):
        total += weight * values[:, column]
    return total


def _positive(
    figures: Floats, code: str, how: str, children: Sequence[str], units: Sequence[str], *, null: bool
) -> None:
    """Refuse a mean of figures that are negative, or null unless `null` says that they may be."""
    with np.errstate(invalid="ignore"):
        wrong = figures < 0 if null else figures <= 0
    if not wrong.any():
        return
    rows, columns = np.nonzero(wrong)
    where = some([children[column] for column in np.unique(columns).tolist()])
    what = _("l’agrégation « {how} » demande des valeurs positives ; {codes} n’en ont pas partout").format(
        how=how, codes=where
    )
    named = some(chosen(units, np.unique(rows))) if units else ""
    expected = _("Unités concernées : {units}").format(units=named) if named else ""
    raise data_error(what, code, expected=expected, remedy=_("Normaliser avec minmax:1:100"))
