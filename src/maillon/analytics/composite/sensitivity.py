"""Which assumption moves the ranks: shares of variance, by Sobol' indices.

With y the output of a replicate, A and B two independent designs and AB_i the design A whose columns of assumption i
come from B (N rows each): S_i = mean(y_B (y_ABi - y_A)) / V, ST_i = sum (y_A - y_ABi)² / (2 N V), V the variance of y
over A and B together, divided by 2 N. S_i is the share of variance that assumption i explains alone; ST_i adds what it
does with others. y is counted from its mean over all the runs, as SALib does: nothing changes on average, and S_i is
known better (that of a unit's rank would be useless: its error is the mean rank times the mean of y_ABi - y_A).

Sources: A. Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics Communications 181
(2010); M. Jansen, Analysis of variance designs for model output (1999).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import polars as pl

from maillon.analytics.arguments import FUNCTION, NUMBER, TEXT, WHOLE, accepts
from maillon.analytics.composite import design as designs
from maillon.analytics.composite.assumptions import Assumption, assumptions_from
from maillon.analytics.composite.kernel import Floats, Integers
from maillon.analytics.composite.meta import UNIT, Index
from maillon.analytics.composite.regeneration import Progress, Regenerator
from maillon.analytics.composite.uncertainty import Making, Table, nominal
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import LARGEST
from maillon.rules.wording import _

MOST_BOOTSTRAPS = 100_000
_GATHERED = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class SensitivityResult:
    """Which assumption moves the ranks.

    Attributes:
        indices: assumption, S, S_low, S_high, ST, ST_low, ST_high: shares of the variance of the mean |rank shift|,
            with their bootstrap interval. Null when nothing moves.
        units: uCode, assumption, S, ST: shares of the variance of the rank of each unit; null when it does not move.
        mean_shift: mean over the replicates of the mean |rank shift|, in ranks.
        variance: V of the mean |rank shift|, in squared ranks.
        settings: size of the design, regenerations, seed, sampling, bootstraps, level, assumptions.
        notes: what the reader must know, sentences.
    """

    indices: pl.DataFrame
    units: pl.DataFrame
    mean_shift: float
    variance: float
    settings: Mapping[str, Any]
    notes: tuple[str, ...]


@accepts(level=NUMBER, sampling=TEXT, threads=WHOLE.optional, progress=FUNCTION.optional)
def sensitivity(
    data: Table | Index,
    meta: Table | None = None,
    *,
    size: int = 1_024,
    seed: int = 1,
    assumptions: Sequence[Assumption] | Mapping[str, Any] | None = None,
    bootstrap: int = 1_000,
    level: float = 0.95,
    sampling: designs.Sampling = "sobol",
    threads: int | None = None,
    progress: Progress | None = None,
    **making: Unpack[Making],
) -> SensitivityResult:
    """Share out the variance of the mean |rank shift|, and of each unit's rank, among the assumptions.

    Args:
        data: iData (see `read_index`), or an index already read, without `meta`.
        meta: iMeta.
        size: N, rows of the design; the index is made N (d + 2) times for d assumptions.
        seed: the same seed gives the same result.
        assumptions: what varies (see `assumptions_from`); each counts as one, however many numbers it draws.
        bootstrap: how many resamplings of the rows give the intervals. 0: none.
        level: probability of the intervals.
        sampling: "sobol" or "random".
        threads: how many at once; None: one a processor.
        progress: told the share that is done.
        **making: how the nominal index is made: the options of `compute`, by name.

    Raises:
        DataError: as `uncertainty`; a size, a level or a number of resamplings that cannot be used.
    """
    _check(size, bootstrap, level)
    regenerator = Regenerator(*nominal(data, meta, making), assumptions_from(assumptions), seed=seed)
    pair = designs.paired(size, regenerator.width, seed=seed, sampling=sampling)
    ranks = regenerator.regenerate(_stacked(*pair, regenerator), threads=threads, progress=progress)
    shifts = _mean_shift(ranks, regenerator.ranks)
    outputs = _parted(shifts - shifts.mean(), size)
    indices = _indices(regenerator, outputs, _intervals(*outputs, bootstrap, level, seed))
    asked = {"size": size, "seed": seed, "sampling": sampling, "bootstrap": bootstrap, "level": level}
    return SensitivityResult(
        indices=indices,
        units=_by_unit(ranks, size, regenerator),
        mean_shift=float(shifts.mean()),
        variance=float(np.var(shifts[: 2 * size])),
        settings={**asked, "regenerations": len(ranks), "assumptions": regenerator.settings()},
        notes=_notes(size, sampling, indices),
    )


def sobol_indices(y_a: Floats, y_b: Floats, y_ab: Floats) -> tuple[Floats, Floats]:
    """Return the first-order and total Sobol' indices of an output.

    S_i = mean(y_B (y_ABi - y_A)) / V, ST_i = sum (y_A - y_ABi)² / (2 N V), V the variance (divided by 2 N) of y_A and
    y_B together. The outputs are taken as they are: count them from their mean for a better S_i.

    Args:
        y_a: (N, …) output on the design A.
        y_b: (N, …) output on the design B.
        y_ab: (N, d, …) output on the designs AB_i.

    Returns:
        (d, …) each; NaN where the output does not vary. Estimates may be a little below 0 or above 1.

    Raises:
        DataError: figures that are not numbers, or shapes that do not go together.
    """
    y_a, y_b, y_ab = _outputs(y_a, y_b, y_ab)
    variance = np.var(np.concatenate([y_a, y_b]), axis=0)
    moves = y_ab - y_a[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.mean(y_b[:, None] * moves, axis=0) / variance
        total = np.mean(moves**2, axis=0) / (2 * variance)
    still = np.broadcast_to(variance <= 0, first.shape)
    return np.where(still, np.nan, first), np.where(still, np.nan, total)


def _outputs(*given: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the outputs as arrays, refused unless their shapes go together and their figures are numbers."""
    expected = _("Des nombres : (N, …) pour A et B, (N, d, …) pour AB")
    try:
        y_a, y_b, y_ab = (np.asarray(output, dtype=np.float64) for output in given)
    except (TypeError, ValueError, OverflowError):
        raise data_error(_("cette valeur ne convient pas"), "y_a, y_b, y_ab", expected=expected) from None
    together = y_a.ndim > 0 and y_a.shape == y_b.shape and y_ab.shape[:1] + y_ab.shape[2:] == y_a.shape
    if not together or not y_a.size or any((np.abs(output) > LARGEST).any() for output in (y_a, y_b, y_ab)):
        raise data_error(_("cette valeur ne convient pas"), "y_a, y_b, y_ab", expected=expected)
    return y_a, y_b, y_ab


def _indices(
    regenerator: Regenerator, outputs: tuple[Floats, Floats, Floats], bounds: tuple[Floats, Floats]
) -> pl.DataFrame:
    first, total = sobol_indices(*outputs)
    low, high = bounds
    columns = {"S": first, "S_low": low[0], "S_high": high[0], "ST": total, "ST_low": low[1], "ST_high": high[1]}
    names = [assumption.name for assumption in regenerator.assumptions]
    return pl.DataFrame({"assumption": names}).hstack(pl.DataFrame(columns).fill_nan(None))


def _stacked(first: Floats, second: Floats, regenerator: Regenerator) -> Floats:
    """Return the designs A, B and AB_i one above the other: (N (d + 2), width)."""
    mixed = []
    for assumption in regenerator.assumptions:
        own = regenerator.columns[assumption.name]
        swapped = first.copy()
        swapped[:, own] = second[:, own]
        mixed.append(swapped)
    return np.concatenate([first, second, *mixed])


def _parted(outputs: Floats, size: int) -> tuple[Floats, Floats, Floats]:
    """Return y_A (N, …), y_B (N, …) and y_AB (N, d, …) from outputs one above the other."""
    blocks = outputs.reshape(-1, size, *outputs.shape[1:])
    return blocks[0], blocks[1], np.moveaxis(blocks[2:], 0, 1)


def _mean_shift(ranks: Integers, nominal_ranks: Integers) -> Floats:
    at_once = max(1, _GATHERED // len(nominal_ranks))
    own = nominal_ranks.astype(np.int32)
    parts = [
        np.abs(ranks[begin : begin + at_once].astype(np.int32) - own).mean(axis=1)
        for begin in range(0, len(ranks), at_once)
    ]
    return np.concatenate(parts)


def _intervals(
    y_a: Floats, y_b: Floats, y_ab: Floats, bootstrap: int, level: float, seed: int
) -> tuple[Floats, Floats]:
    """Return the bounds (2, d) of S and ST, rows resampled together, V recomputed each time; NaN without any."""
    size, assumptions = y_ab.shape
    if not bootstrap:
        return np.full((2, assumptions), np.nan), np.full((2, assumptions), np.nan)
    chance = np.random.default_rng([seed, 1])
    drawn = np.empty((bootstrap, 2, assumptions))
    at_once = max(1, _GATHERED // (size * (assumptions + 2)))
    for begin in range(0, bootstrap, at_once):
        rows = chance.integers(0, size, (size, min(at_once, bootstrap - begin)))
        s, st = sobol_indices(y_a[rows], y_b[rows], np.moveaxis(y_ab[rows], 2, 1))
        drawn[begin : begin + rows.shape[1], 0], drawn[begin : begin + rows.shape[1], 1] = s.T, st.T
    tail = (1 - level) / 2
    if np.isnan(drawn).any():
        drawn = drawn[~np.isnan(drawn).any(axis=(1, 2))]
    if not len(drawn):
        return np.full((2, assumptions), np.nan), np.full((2, assumptions), np.nan)
    return np.quantile(drawn, tail, axis=0), np.quantile(drawn, 1 - tail, axis=0)


def _by_unit(ranks: Integers, size: int, regenerator: Regenerator) -> pl.DataFrame:
    """Return the indices of the rank of each unit."""
    names = [assumption.name for assumption in regenerator.assumptions]
    units = ranks.shape[1]
    found = np.empty((2, len(names), units))
    at_once = max(1, _GATHERED // len(ranks))
    for begin in range(0, units, at_once):
        own = slice(begin, begin + at_once)
        outputs = ranks[:, own].astype(np.float64)
        outputs -= outputs.mean(axis=0)
        found[:, :, own] = sobol_indices(*_parted(outputs, size))
    frame = pl.DataFrame(
        {
            UNIT: np.repeat(np.array(regenerator.units, dtype=object), len(names)).tolist(),
            "assumption": names * units,
            "S": found[0].T.ravel(),
            "ST": found[1].T.ravel(),
        },
        schema_overrides={UNIT: pl.String},
    )
    return frame.with_columns(pl.col("S", "ST").fill_nan(None))


def _check(size: int, bootstrap: int, level: float) -> None:
    if isinstance(size, bool) or not isinstance(size, int) or size < 2:
        raise data_error(_("ce plan est trop petit"), "size", expected=_("Un nombre entier, 2 au moins"))
    if isinstance(bootstrap, bool) or not isinstance(bootstrap, int) or not 0 <= bootstrap <= MOST_BOOTSTRAPS:
        expected = _("Un nombre entier entre 0 et {n}").format(n=MOST_BOOTSTRAPS)
        raise data_error(_("ce nombre de rééchantillonnages ne convient pas"), "bootstrap", expected=expected)
    if not 0 < level < 1:
        raise data_error(_("ce niveau ne convient pas"), "level", expected=_("Une probabilité entre 0 et 1"))


def _notes(size: int, sampling: str, indices: pl.DataFrame) -> tuple[str, ...]:
    notes = []
    if sampling == "sobol" and not designs.is_balanced(size):
        notes.append(_("{n} n’est pas une puissance de deux : le plan est moins bien réparti.").format(n=size))
    if indices["ST"].null_count() == len(indices):
        notes.append(_("Aucune hypothèse ne déplace les rangs : il n’y a pas de variance à partager."))
    return tuple(notes)
