"""Two indices side by side: who moves, and how much they agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from maillon.analytics.arguments import TEXT, a, accepts
from maillon.analytics.composite.meta import TIME, UNIT, Floats
from maillon.analytics.composite.pipeline import yearly_ranks
from maillon.analytics.composite.result import CompositeResult
from maillon.analytics.refusal import data_error
from maillon.rules.phrases import some
from maillon.rules.wording import _

Scores = CompositeResult | pl.DataFrame
SCORES = a(CompositeResult, pl.DataFrame, said=lambda: _("Un indice calculé, ou un tableau de scores"))


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """How two indices rank the same units.

    Attributes:
        shifts: one line per common unit: the keys, `score_a`, `score_b`, `rank_a`, `rank_b` (among the common units),
            and `shift` = rank_a - rank_b, positive when b places the unit higher. The largest moves first.
        spearman: Spearman's coefficient of the scores, ties at their mean rank; None when one does not vary.
        kendall: Kendall's tau-b; None when one does not vary.
        mean_shift: mean of |shift|, in ranks.
        largest_shift: largest |shift|.
        only_a: keys of the units that only a scores.
        only_b: keys of the units that only b scores.
    """

    shifts: pl.DataFrame
    spearman: float | None
    kendall: float | None
    mean_shift: float
    largest_shift: int
    only_a: pl.DataFrame
    only_b: pl.DataFrame

    def summary(self) -> pl.DataFrame:
        """Return the figures in one line."""
        return pl.DataFrame(
            {
                "units": [self.shifts.height],
                "spearman": [self.spearman],
                "kendall": [self.kendall],
                "mean_shift": [self.mean_shift],
                "largest_shift": [self.largest_shift],
                "only_a": [self.only_a.height],
                "only_b": [self.only_b.height],
            },
            schema_overrides={"spearman": pl.Float64, "kendall": pl.Float64},
        )


@accepts(a=SCORES, b=SCORES, column=TEXT.optional, column_b=TEXT.optional)
def compare(a: Scores, b: Scores, *, column: str | None = None, column_b: str | None = None) -> Comparison:
    """Compare the scores of two indices, unit by unit.

    Args:
        a: a result, or a frame with uCode (and Time) and a column of scores.
        b: another.
        column: code of the scores; default: the top of a result, the last column of a frame.
        column_b: the same in b; default: `column` when b has it, else the default.

    Raises:
        DataError: the column is absent, a unit is written twice, or fewer than two units have both scores.

    Source: OECD/JRC Handbook, step 10; compare_coins of COINr.
    """
    left, right = _scores(a, column, "a"), _scores(b, column_b or column, "b", strict=column_b is not None)
    keys = [UNIT, TIME] if TIME in left.columns and TIME in right.columns else [UNIT]
    for name, frame in (("a", left), ("b", right)):
        if frame.select(keys).is_duplicated().any():
            raise data_error(_("une unité est écrite plusieurs fois"), name, expected=_("Une ligne par unité"))
    both = left.join(right, on=keys, suffix="_b").rename({"score": "score_a", "score_b": "score_b"})
    if both.height < 2:
        raise data_error(_("moins de deux unités ont un score dans les deux indices"), UNIT)
    scores = both.select("score_a", "score_b").to_numpy()
    years = both[TIME].to_list() if TIME in keys else None
    ranks = yearly_ranks(scores, years).astype(int)
    shift = ranks[:, 0] - ranks[:, 1]
    shifts = both.select(*keys, "score_a", "score_b").with_columns(
        rank_a=pl.Series(ranks[:, 0]), rank_b=pl.Series(ranks[:, 1]), shift=pl.Series(shift)
    )
    spearman, kendall = _agreement(scores)
    return Comparison(
        shifts=shifts.sort([pl.col("shift").abs(), pl.col(UNIT)], descending=[True, False]),
        spearman=spearman,
        kendall=kendall,
        mean_shift=float(np.abs(shift).mean()),
        largest_shift=int(np.abs(shift).max()),
        only_a=left.join(right, on=keys, how="anti").select(keys),
        only_b=right.join(left, on=keys, how="anti").select(keys),
    )


def _scores(source: Scores, column: str | None, name: str, *, strict: bool = True) -> pl.DataFrame:
    """Return uCode, Time when there, and the scores that are present."""
    frame = source.scores if isinstance(source, CompositeResult) else source
    usual = source.index.top if isinstance(source, CompositeResult) else (frame.columns or [""])[-1]
    chosen = column if column is not None and (strict or column in frame.columns) else usual
    if UNIT not in frame.columns or chosen not in frame.columns or not frame[chosen].dtype.is_numeric():
        expected = _("Colonnes lues : {columns}").format(columns=some(frame.columns, 8))
        what = _("il faut uCode et une colonne de scores « {column} »").format(column=chosen)
        raise data_error(what, name, expected=expected)
    keys = [pl.col(UNIT).cast(pl.String), *([pl.col(TIME).cast(pl.Int64)] if TIME in frame.columns else [])]
    kept = frame.select(*keys, pl.col(chosen).cast(pl.Float64).alias("score"))
    return kept.filter(pl.col("score").is_finite())


def _agreement(scores: Floats) -> tuple[float | None, float | None]:
    from scipy.stats import kendalltau, rankdata

    one, two = scores[:, 0], scores[:, 1]
    if np.ptp(one) == 0 or np.ptp(two) == 0:
        return None, None
    return float(np.corrcoef(rankdata(one), rankdata(two))[0, 1]), float(kendalltau(one, two).statistic)
