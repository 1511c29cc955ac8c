"""What an index gives: every stage, the scores, the ranks, the coverage, and the log of what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from maillon.analytics.arguments import NUMBER, TEXT, Kind, a
from maillon.analytics.composite.meta import TIME, UNIT, Floats, Index
from maillon.analytics.composite.normalisation import Goalposts
from maillon.analytics.refusal import DataError
from maillon.rules.problem import Problem
from maillon.rules.wording import _


def _is_pair(given: object) -> bool:
    if not isinstance(given, list | tuple | np.ndarray):
        return False
    return len(given) == 2 and all(NUMBER.holds(post) for post in given)


NAMES: Final = a(str, list, tuple, said=lambda: _("Un nom d’agrégation, ou un par niveau"))
POSTS: Final = Kind(
    lambda given: isinstance(given, Mapping) and all(_is_pair(pair) for pair in given.values()),
    lambda: _("Par code d’indicateur, une borne basse et une borne haute"),
)
STAGES: Final = ("raw", "denominated", "imputed", "screened", "treated", "normalised", "aggregated")


@dataclass(frozen=True, slots=True)
class Options:
    """How an index is made; see `compute` for each.

    Attributes:
        denominate: whether indicators are divided by their denominator.
        impute: None, "mean", "median" or "group_mean:COLUMN".
        screen: None or the least share of figures present.
        treat: whether outliers are brought in.
        winmax: number of points winsorised at most.
        normalise: see `normalisation.read_normaliser`.
        aggregate: one name, or one per level, bottom first.
        coverage: least share of weight present behind an aggregate.
        goalposts: (lower, upper) by iCode.
    """

    denominate: bool = False
    impute: str | None = None
    screen: float | None = None
    treat: bool = False
    winmax: int = 5
    normalise: str = "minmax:0:100"
    aggregate: str | Sequence[str] = "arithmetic"
    coverage: float = 0.0
    goalposts: Goalposts | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the options as a manifest says them."""
        return asdict(self)


def check(options: Options) -> None:
    """Refuse options of another kind than theirs, and those outside their bounds.

    Raises:
        DataError: every option at fault.
    """
    faults = [
        Problem(_("{value} n’est pas vrai ou faux").format(value=value), name, expected="True, False")
        for name, value in (("denominate", options.denominate), ("treat", options.treat))
        if not isinstance(value, bool | np.bool_)
    ]
    faults += [
        Problem(_("{share} n’est pas une part").format(share=share), name, expected=_("Entre 0 et 1"))
        for name, share in (("screen", 0 if options.screen is None else options.screen), ("coverage", options.coverage))
        if not (isinstance(share, int | float | np.number) and 0 <= share <= 1)
    ]
    faults += [
        Problem(_("cette valeur ne convient pas"), name, expected=kind.said())
        for name, kind in (("impute", TEXT.optional), ("aggregate", NAMES), ("goalposts", POSTS.optional))
        if not kind.holds(getattr(options, name))
    ]
    if not isinstance(options.winmax, int | np.integer) or options.winmax < 0:
        what = _("{count} n’est pas un nombre de points").format(count=options.winmax)
        faults.append(Problem(what, "winmax", expected=_("Un nombre entier, 0 ou plus")))
    if faults:
        raise DataError(*faults)


@dataclass(frozen=True, slots=True, eq=False)
class CompositeResult:
    """A composite index, with all that led to it. Frames are keyed by uCode (and Time, in a panel).

    Attributes:
        index: the tree and the raw figures of the units kept.
        options: how it was made.
        stages: by name (`raw`, `denominated`, `imputed`, `screened`, `treated`, `normalised`, `aggregated`), one column
            per indicator; a stage that was not asked for is that before. `aggregated` adds every aggregate.
        scores: one column per aggregate, bottom first.
        ranks: the same columns; 1 is best, ties take the smallest rank, null without score; within each year.
        coverage: `data`, the share of the raw figures of the unit that are present, then, for each aggregate, the share
            of weight that is present behind it after imputation.
        log: every change (see `log.Log`).
    """

    index: Index
    options: Options
    stages: Mapping[str, pl.DataFrame]
    scores: pl.DataFrame
    ranks: pl.DataFrame
    coverage: pl.DataFrame
    log: pl.DataFrame

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell the rows apart: uCode, and Time in a panel."""
        return (UNIT, TIME) if TIME in self.scores.columns else (UNIT,)

    def matrix(self, codes: Sequence[str], stage: str = "aggregated") -> Floats:
        """Return the figures of a stage as an (n, C) matrix, NaN where missing.

        Args:
            codes: the C columns wanted.
            stage: one of STAGES.
        """
        figures: Floats = self.stages[stage].select(pl.col(list(codes)).fill_null(float("nan"))).to_numpy()
        return figures


RESULT: Final = a(CompositeResult, said=lambda: _("Un indice calculé par compute"))
