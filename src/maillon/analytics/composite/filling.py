"""Fills missing figures by chance, for multiple imputation: from another unit, or from a normal law.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 3; D. B. Rubin, Multiple Imputation for
Nonresponse in Surveys (1987).
"""

from __future__ import annotations

import zlib

import numpy as np
import polars as pl

from maillon.analytics.composite.assumptions import DRAWN_IMPUTATIONS, IMPUTATIONS
from maillon.analytics.composite.kernel import Floats, Places
from maillon.analytics.composite.log import Log
from maillon.analytics.composite.meta import UNIT, Index
from maillon.analytics.composite.preparation import FILLS, GROUP_MEAN, impute
from maillon.analytics.refusal import data_error
from maillon.rules.phrases import some
from maillon.rules.wording import _


def fill(values: Floats, index: Index, way: str, *, draw: int, seed: int) -> Floats:
    """Return the figures with missing ones filled.

    Args:
        values: (n, J) figures, NaN where missing.
        index: the units and their groups.
        way: "none", one of `compute`'s imputations, "hot_deck[:COLUMN]" (the figure of another unit, drawn evenly) or
            "normal[:COLUMN]" (drawn from the normal law of the figures present), within the groups of a column.
        draw: rank of the draw; the same draw is always filled alike, whatever the order of the units.
        seed: seed of the draws.

    Raises:
        DataError: an unknown way or column; a group or an indicator from which nothing can be drawn.
    """
    kind, _colon, column = way.partition(":")
    if way == "none":
        return values
    if way in FILLS or way.startswith(GROUP_MEAN):
        return impute(values, index, way, Log())
    if kind not in DRAWN_IMPUTATIONS:
        what = _("« {way} » n’est pas une imputation").format(way=way)
        raise data_error(what, "impute", expected=some(IMPUTATIONS, len(IMPUTATIONS)))
    by_code = np.argsort(np.array(index.units, dtype=object))
    filled = values.copy()
    for key, group in _groups(index, column).items():
        rows = by_code[np.isin(by_code, group)]
        for place, code in enumerate(index.codes):
            missing = rows[np.isnan(values[rows, place])]
            if not missing.size:
                continue
            given = values[rows, place]
            given = given[~np.isnan(given)]
            _require(given, 1 if kind == "hot_deck" else 2, code, index, missing)
            chance = np.random.default_rng([seed, draw, zlib.crc32(code.encode()), zlib.crc32(key.encode())])
            drawn = chance.choice(given, missing.size) if kind == "hot_deck" else _normal(given, missing.size, chance)
            filled[missing, place] = drawn
    return filled


def _normal(given: Floats, count: int, chance: np.random.Generator) -> Floats:
    return chance.normal(given.mean(), given.std(ddof=1), count)


def _groups(index: Index, column: str) -> dict[str, Places]:
    if not column:
        return {"": np.arange(len(index.units))}
    known = [name for name in index.others.columns if name != UNIT]
    if column not in known:
        what = _("la colonne « {name} » est inconnue").format(name=column)
        raise data_error(what, "impute", expected=some(known, 8) or _("aucune"))
    keys = index.others[column].cast(pl.String).fill_null("").to_numpy()
    return {str(key): np.flatnonzero(keys == key) for key in np.unique(keys)}


def _require(given: Floats, least: int, code: str, index: Index, missing: Places) -> None:
    if len(given) < least:
        units = some([index.units[row] for row in missing.tolist()])
        what = _("trop peu de valeurs présentes pour en tirer une pour {units}").format(units=units)
        raise data_error(what, code, remedy=_("Tirer parmi toutes les unités, ou retirer l’indicateur"))
