"""How sure the ranks of an index are: intervals, classes and comparisons over many ways to make it.

Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7; A. Saltelli et al., Global Sensitivity
Analysis: The Primer (2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

import numpy as np
import polars as pl

from maillon.analytics.arguments import FUNCTION, NUMBER, TEXT, WHOLE, a, accepts
from maillon.analytics.composite import design as designs
from maillon.analytics.composite.assumptions import Assumption, assumptions_from
from maillon.analytics.composite.classes import Classes, Tally, probabilities
from maillon.analytics.composite.kernel import Floats, Integers
from maillon.analytics.composite.meta import NAME, UNIT, Index
from maillon.analytics.composite.normalisation import Goalposts
from maillon.analytics.composite.reading import read_index
from maillon.analytics.composite.regeneration import Progress, Regenerator
from maillon.analytics.composite.result import CompositeResult, Options
from maillon.analytics.composite.summary import QUANTILES, Spread, above, pairs_above, spread
from maillon.analytics.composite.weights import reweighted
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.phrases import whole
from maillon.rules.problem import Problem
from maillon.rules.wording import _

FIRST_STEP = 256
ALL_PAIRS_UNITS = 2_000
CLASSES = a(Classes, said=lambda: _("Des classes (Classes), ou rien"))
LIST = a(list, tuple, said=lambda: _("Une liste de codes d’unités"))
TOLD = FUNCTION.optional
Table = pl.DataFrame | str | Path
Verdict = Literal["above", "below", "not_distinguishable"]


class Making(TypedDict, total=False):
    """How the nominal index is made: the options of `compute`, by name."""

    denominate: bool
    impute: str | None
    screen: float | None
    treat: bool
    winmax: int
    normalise: str
    aggregate: str | Sequence[str]
    coverage: float
    goalposts: Goalposts | None
    weights: Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """Two units over the replicates.

    Attributes:
        first: uCode.
        second: uCode.
        above: probability that the first is ranked above the second.
        tied: probability that they have the same rank.
        below: probability that the first is ranked below the second.
        level: probability that is asked to tell them apart.
        verdict: "above" or "below" when that probability reaches the level, else "not_distinguishable".
    """

    first: str
    second: str
    above: float
    tied: float
    below: float
    level: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False)
class UncertaintyResult:
    """The ranks of an index over replicates.

    Attributes:
        units: uCode, uName, score, rank (nominal), rank_mean, rank_median, rank_q5, rank_q95, rank_min, rank_max, and
            with classes: class (nominal), class_probability (that of this class). Null for a unit without a score.
        classes: uCode, then the probability of each class, by its name; no column when no class was asked.
        convergence: replicates, quantile, mean_shift, largest_shift: what the second half of the replicates changed
            in the quantiles of ranks, in ranks, over the units; a line per step and quantile.
        nominal: the index as it is.
        ranks: (R, n) rank of each unit of `codes` in each replicate.
        codes: (n,) uCode of the ranked units.
        settings: replicates, seed, sampling, assumptions, tolerance and whether it was reached.
        notes: what the reader must know, sentences.
    """

    units: pl.DataFrame
    classes: pl.DataFrame
    convergence: pl.DataFrame
    nominal: CompositeResult
    ranks: Integers
    codes: tuple[str, ...]
    settings: Mapping[str, Any]
    notes: tuple[str, ...]

    def compare(self, first: str, second: str, *, level: float = 0.95) -> PairVerdict:
        """Return whether two units can be told apart.

        Args:
            first: uCode.
            second: uCode.
            level: probability, above 0.5, from which one is said above the other.

        Raises:
            DataError: a unit without rank, a level that is not between 0.5 and 1.
        """
        if not 0.5 < level <= 1:
            raise data_error(_("ce niveau ne convient pas"), "level", expected=_("Une probabilité entre 0,5 et 1"))
        one, other = self._places([first, second])
        higher, tied = above(self.ranks, one, [other])
        count = len(self.ranks)
        shares = float(higher[0]) / count, float(tied[0]) / count
        lower = float(count - higher[0] - tied[0]) / count
        verdict: Verdict = "not_distinguishable"
        if shares[0] >= level:
            verdict = "above"
        elif lower >= level:
            verdict = "below"
        return PairVerdict(first, second, shares[0], shares[1], lower, level, verdict)

    @accepts(units=LIST.optional, progress=TOLD)
    def pairwise(self, units: Iterable[str] | None = None, *, progress: Progress | None = None) -> pl.DataFrame:
        """Return, for each pair of units, how likely the first is ranked above the second.

        Args:
            units: uCode of those to compare with one another; None: all, 2,000 at most.
            progress: told the share that is done.

        Returns:
            first, second, above, tied, below: a line per pair, in the order of the units.

        Raises:
            DataError: a unit without rank, too many units.
        """
        places = self._places(list(units)) if units is not None else list(range(len(self.codes)))
        if len(places) > ALL_PAIRS_UNITS:
            expected = _("{n} unités au plus").format(n=whole(ALL_PAIRS_UNITS))
            raise data_error(_("trop de paires à comparer"), "pairwise", expected=expected)
        names, count = [self.codes[place] for place in places], len(self.ranks)
        first, second = np.triu_indices(len(places), 1)
        higher, tied = (found[first, second] for found in pairs_above(self.ranks[:, places], progress=progress))
        codes = pl.Series(names, dtype=pl.String)
        return pl.DataFrame(
            {
                "first": codes.gather(first),
                "second": codes.gather(second),
                "above": higher / count,
                "tied": tied / count,
                "below": (count - higher - tied) / count,
            }
        )

    def _places(self, units: Sequence[str]) -> list[int]:
        units = [str(unit) for unit in units]
        known = {code: place for place, code in enumerate(self.codes)}
        faults = [Problem(_("cette unité n’a pas de rang"), unit) for unit in units if unit not in known]
        if faults:
            raise DataError(*faults)
        return [known[unit] for unit in units]


@accepts(classes=CLASSES.optional, sampling=TEXT, tolerance=NUMBER.optional, threads=WHOLE.optional, progress=TOLD)
def uncertainty(
    data: Table | Index,
    meta: Table | None = None,
    *,
    replicates: int = 4_096,
    seed: int = 1,
    assumptions: Sequence[Assumption] | Mapping[str, Any] | None = None,
    classes: Classes | None = Classes(),  # noqa: B008  # frozen
    sampling: designs.Sampling = "sobol",
    tolerance: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    **making: Unpack[Making],
) -> UncertaintyResult:
    """Make an index again under varying assumptions, and say how far its ranks move.

    Args:
        data: iData (see `read_index`), or an index already read.
        meta: iMeta; None with an index already read.
        replicates: how many times; a power of two keeps the balance of a Sobol' sequence.
        seed: the same seed gives the same result, however many threads.
        assumptions: what varies (see `assumptions_from`); None: weights within ± 25 %.
        classes: letters; None: none.
        sampling: "sobol" (quasi-Monte Carlo) or "random".
        tolerance: stop when doubling the replicates changes quantiles by fewer ranks, on average. None: do all.
        threads: how many at once; None: one a processor.
        progress: told the share that is done.
        **making: how the nominal index is made: the options of `compute`, by name.

    Returns:
        Ranks, their quantiles, classes, convergence. Quantiles are of type 7 (Hyndman and Fan).

    Raises:
        DataError: whatever keeps the nominal index or any replicate from being made: none is left out.
    """
    index, options = nominal(data, meta, making)
    regenerator = Regenerator(index, options, assumptions_from(assumptions), seed=seed)
    design = _drawn(regenerator, replicates, seed, sampling, tolerance)
    found, ranks, letters, convergence = _Run(regenerator, design, classes, threads, progress).until(tolerance)
    asked = {"asked": replicates, "seed": seed, "sampling": sampling, "tolerance": tolerance}
    return UncertaintyResult(
        units=_units(regenerator, found, classes, letters),
        classes=_classes(regenerator, classes, letters),
        convergence=convergence,
        nominal=regenerator.nominal,
        ranks=ranks,
        codes=regenerator.units,
        settings={"replicates": len(ranks), **asked, "assumptions": regenerator.settings()},
        notes=tuple(_notes(len(ranks), sampling, len(index.units) - len(regenerator.units))),
    )


def _drawn(
    regenerator: Regenerator, replicates: int, seed: int, sampling: designs.Sampling, tolerance: float | None
) -> Floats:
    """Draw the design of replicates whose ranks memory can hold; with a tolerance, few may do."""
    designs.check(replicates, seed, sampling)
    if tolerance is None:
        regenerator.check_room(replicates)
    return designs.draw(replicates, regenerator.width, seed=seed, sampling=sampling)


def nominal(data: Table | Index, meta: Table | None, making: Making) -> tuple[Index, Options]:
    """Return the figures, with the weights wanted, and the options of the nominal index."""
    if isinstance(data, Index):
        index = data
    elif meta is None:
        raise data_error(_("les métadonnées manquent"), "meta", expected=_("La table iMeta de l’indice"))
    else:
        index = read_index(data, meta)
    given = dict(making)
    weights = making.get("weights")
    given.pop("weights", None)
    unknown = sorted(set(given) - set(Options.__dataclass_fields__))
    if unknown:
        raise TypeError(f"unknown options: {', '.join(unknown)}")
    return (index if weights is None else reweighted(index, weights)), Options(**given)  # type: ignore[arg-type]  # by name


class _Run:
    """Replicates made in steps that double, until the quantiles of ranks stand still."""

    def __init__(
        self,
        regenerator: Regenerator,
        design: Floats,
        classes: Classes | None,
        threads: int | None,
        progress: Progress | None,
    ) -> None:
        self.regenerator, self.design, self.classes = regenerator, design, classes
        self.threads, self.progress = threads, progress
        units = len(regenerator.units)
        cut = classes is not None and classes.thresholds is not None
        self.tally = Tally(classes.thresholds or (), units) if classes is not None and cut else None
        self.bounds: list[int] = classes.last_ranks(units).tolist() if classes is not None and not cut else []

    def _letters(self, found: Spread, replicates: int) -> Floats | None:
        """Return the probability of each class for each unit (n, K), None without classes."""
        if self.classes is None:
            return None
        return probabilities(found.within if self.tally is None else self.tally.reached, replicates)

    def until(self, tolerance: float | None) -> tuple[Spread, Integers, Floats | None, pl.DataFrame]:
        """Return the spread of ranks, the ranks, the probability of each class and how the ranks converged."""
        if tolerance is not None and not tolerance >= 0:
            expected = _("Un nombre de rangs, positif")
            raise data_error(_("cette tolérance ne convient pas"), "tolerance", expected=expected)
        ranks, lines = np.empty((0, 0)), []
        before: Floats | None = None
        found = None
        for begin, end in self._steps(tolerance):
            more = self._made(begin, end)
            ranks = np.concatenate([ranks, more]) if begin else more
            found = spread(ranks, bounds=self.bounds, half=tolerance is None, threads=self.threads)
            before = found.half if tolerance is None else before
            if before is not None:
                shifts = np.abs(found.quantiles - before)
                lines += [
                    (len(ranks), share, float(shifts[:, place].mean()), float(shifts[:, place].max()))
                    for place, share in enumerate(QUANTILES)
                ]
                if tolerance is not None and shifts.mean(axis=0).max() <= tolerance:
                    break
            before = found.quantiles
        assert found is not None  # noqa: S101  # a design has at least one row
        schema = {
            "replicates": pl.Int64, "quantile": pl.Float64, "mean_shift": pl.Float64, "largest_shift": pl.Float64
        }  # fmt: skip
        return found, ranks, self._letters(found, len(ranks)), pl.DataFrame(lines, schema=schema, orient="row")

    def _steps(self, tolerance: float | None) -> Iterator[tuple[int, int]]:
        begin, end = 0, len(self.design) if tolerance is None else min(FIRST_STEP, len(self.design))
        while begin < len(self.design):
            yield begin, end
            begin, end = end, min(2 * end, len(self.design))

    def _made(self, begin: int, end: int) -> Integers:
        def told(share: float) -> None:
            if self.progress is not None:
                self.progress((begin + share * (end - begin)) / len(self.design))

        observe = self.tally.add if self.tally is not None else None
        return self.regenerator.regenerate(self.design[begin:end], threads=self.threads, progress=told, observe=observe)


def _units(regenerator: Regenerator, found: Spread, classes: Classes | None, letters: Floats | None) -> pl.DataFrame:
    index = regenerator.index
    columns: dict[str, Any] = {
        UNIT: regenerator.units,
        "score": regenerator.scores,
        "rank": regenerator.ranks.astype(np.int64),
        "rank_mean": found.mean,
        "rank_median": found.quantiles[:, 1],
        "rank_q5": found.quantiles[:, 0],
        "rank_q95": found.quantiles[:, 2],
        "rank_min": found.smallest,
        "rank_max": found.largest,
    }
    if classes and letters is not None:
        columns["class"] = classes.of(regenerator.scores, regenerator.ranks)
        places = np.array([list(classes.labels).index(label) for label in columns["class"]])
        columns["class_probability"] = letters[np.arange(len(places)), places]
    names = pl.DataFrame({UNIT: index.units, NAME: index.names}, schema={UNIT: pl.String, NAME: pl.String})
    return names.join(pl.DataFrame(columns), on=UNIT, how="left", maintain_order="left")


def _classes(regenerator: Regenerator, classes: Classes | None, letters: Floats | None) -> pl.DataFrame:
    units = pl.DataFrame({UNIT: regenerator.index.units})
    if classes is None or letters is None:
        return units
    shares = pl.DataFrame(letters, schema=dict.fromkeys(classes.labels, pl.Float64), orient="row")
    found = pl.DataFrame({UNIT: regenerator.units}).hstack(shares)
    return units.join(found, on=UNIT, how="left", maintain_order="left")


def _notes(replicates: int, sampling: str, without: int) -> Iterator[str]:
    if sampling == "sobol" and not designs.is_balanced(replicates):
        near = 1 << (replicates.bit_length() - 1)
        told = _("{n} n’est pas une puissance de deux : {low} ou {high} tirages seraient mieux répartis.")
        yield told.format(n=whole(replicates), low=whole(near), high=whole(2 * near))
    if without:
        told = _("Unités sans score, ou écartées faute de données : {n}. Elles n’ont pas de rang.")
        yield told.format(n=whole(without))
