"""Makes an index again and again under varying assumptions, and keeps the ranks.

What an assumption needs is prepared once (each way to fill missing figures, each normalisation), then blocks of
replicates run in threads. A replicate that cannot be computed stops everything with its reason: none is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextvars import copy_context
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

import numpy as np

from maillon.analytics.composite import kernel
from maillon.analytics.composite.aggregation import read_aggregations
from maillon.analytics.composite.assumptions import (
    Aggregation,
    Assumption,
    Imputation,
    MeasurementError,
    Normalisation,
    Weights,
    pick,
)
from maillon.analytics.composite.filling import fill
from maillon.analytics.composite.kernel import Floats, Integers, Places, Source, Structure
from maillon.analytics.composite.log import Log
from maillon.analytics.composite.meta import Index
from maillon.analytics.composite.normalisation import normalise
from maillon.analytics.composite.pipeline import run
from maillon.analytics.composite.preparation import denominate
from maillon.analytics.composite.result import CompositeResult, Options
from maillon.analytics.composite.treatment import treat
from maillon.analytics.pool import pooled
from maillon.analytics.refusal import data_error
from maillon.rules.phrases import some
from maillon.rules.wording import _

MOST_BYTES = 3_000_000_000
CHUNK_CELLS, CHUNK_REPLICATES = 4_000_000, 512
Kind = TypeVar("Kind")
Progress = Callable[[float], None]
Observe = Callable[[Integers, Floats], None]


@dataclass(frozen=True)
class _Choices:
    """What each replicate of a design takes: positions in the lists of alternatives, weights, noise."""

    weights: list[Floats]
    table: Integers
    normalisation: Integers
    aggregation: Integers
    noise: Integers | None


class Regenerator:
    """An index that can be made again under assumptions.

    Attributes:
        nominal: the index as it is, without any variation.
        assumptions: what varies.
        width: how many columns a design must have.
        columns: the columns of the design that each assumption reads, by its name.
        units: uCode of the units that have a nominal score: the only ones that are ranked.
        scores: (n,) their nominal score.
        ranks: (n,) their nominal rank.
    """

    def __init__(self, index: Index, options: Options, assumptions: Sequence[Assumption], *, seed: int) -> None:
        if len(set(index.units)) < len(index.units):
            remedy = _("Garder une seule année")
            raise data_error(_("une unité est écrite plusieurs fois"), "uCode", remedy=remedy)
        self.nominal: CompositeResult = run(index, options)
        self.assumptions, self.seed = tuple(assumptions), seed
        self.index, self.options = self.nominal.index, options
        self._whole = index
        self.structure = Structure(tuple(level.parents for level in self.index.levels))
        self._nominal = [level.weights for level in self.index.levels]
        self._read_assumptions()
        scores = self.nominal.scores[self.index.top].to_numpy().astype(float)
        self._scored: Places = np.flatnonzero(~np.isnan(scores))
        if not self._scored.size:
            raise data_error(_("aucune unité n’a de score"), self.index.top, remedy=_("Imputer les valeurs manquantes"))
        self.units = tuple(self.index.units[place] for place in self._scored.tolist())
        self.scores: Floats = scores[self._scored]
        self.ranks: Integers = kernel.rank(self.scores[None, :])[0]
        self._by_code: Places = np.argsort(np.array(self.index.units, dtype=object))
        self._treated = [self._table(way, draw) for way, draw in self._tables]
        self._sources = {} if self._error else self._prepared()

    def _read_assumptions(self) -> None:
        levels, begin = self.index.levels, 0
        self.columns: dict[str, slice] = {}
        for assumption in self.assumptions:
            width = assumption.width(levels) if isinstance(assumption, Weights) else 1
            self.columns[assumption.name] = slice(begin, begin + width)
            begin += width
        self.width = begin
        self._weights = self._kind(Weights)
        if self._weights:
            self._weights.check(levels)
        weighed = self._weights.weighed() if self._weights else set()
        bottom = levels[0]
        self._idle = (bottom.weights == 0) & ~np.isin(bottom.children, list(weighed))
        self._imputation, self._error = self._kind(Imputation), self._kind(MeasurementError)
        way = self.options.impute or "none"
        self._tables = self._imputation.tables() if self._imputation else ((way, 0),)
        normalisation, aggregation = self._kind(Normalisation), self._kind(Aggregation)
        self._normalisations = normalisation.alternatives if normalisation else (self.options.normalise,)
        self._aggregations = tuple(
            read_aggregations(how, len(levels))
            for how in (aggregation.alternatives if aggregation else (self.options.aggregate,))
        )

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return the assumptions as a manifest says them."""
        return {assumption.name: assumption.as_dict() for assumption in self.assumptions}

    def _kind(self, kind: type[Kind]) -> Kind | None:
        return next((assumption for assumption in self.assumptions if isinstance(assumption, kind)), None)

    def _table(self, way: str, draw: int) -> Floats:
        """Return the figures of the ranked units, filled one way and treated: (n, J)."""
        whole = self._whole
        raw = denominate(whole) if self.options.denominate else whole.values
        filled = fill(raw, whole, way, draw=draw, seed=self.seed)
        if len(whole.units) != len(self.index.units):
            kept = set(self.index.units)
            filled = filled[[row for row, unit in enumerate(whole.units) if unit in kept]]
        if not self.options.treat:
            return filled
        return treat(filled, self.index.units, self.index.codes, Log(), winmax=self.options.winmax)

    def _normalised(self, treated: Floats, how: str) -> Source:
        scaled = normalise(treated, self.index.indicators, how, goalposts=self.options.goalposts)
        scaled[:, self._idle] = 1.0  # no weight: whatever they hold, they must not keep a mean from being made
        return Source(np.ascontiguousarray(scaled[self._scored].T))

    def _prepared(self) -> dict[tuple[int, int], Source]:
        pairs = list(product(range(len(self._treated)), range(len(self._normalisations))))
        firsts = {methods[0] for methods in self._aggregations}
        _affordable(len(pairs) * len(firsts) * self._treated[0].size * 8, "assumptions")
        sources = {}
        for table, how in pairs:
            sources[table, how] = self._normalised(self._treated[table], self._normalisations[how])
            for method in firsts:
                sources[table, how].prepare(method)
        return sources

    def _choices(self, design: Floats) -> _Choices:
        rows = len(design)

        def column(name: str) -> Floats:
            return design[:, self.columns[name]][:, 0] if name in self.columns else np.zeros(rows)

        if self._weights:
            weights = self._weights.draw(design[:, self.columns["weights"]], self.index.levels)
        else:
            weights = [np.tile(level.weights, (rows, 1)) for level in self.index.levels]
        table = self._imputation.pick(column("impute")) if self._imputation else np.zeros(rows, dtype=np.intp)
        return _Choices(
            weights,
            table,
            pick(column("normalise"), len(self._normalisations)),
            pick(column("aggregate"), len(self._aggregations)),
            (column("error") * 2**53).astype(np.int64) if self._error else None,
        )

    def check_room(self, replicates: int) -> None:
        """Refuse more ranks than memory holds.

        Raises:
            DataError: the ranks of that many replicates would not fit.
        """
        units = len(self.units)
        _affordable(replicates * units * np.dtype(kernel.rank_type(units)).itemsize, "replicates")

    def regenerate(
        self,
        design: Floats,
        *,
        threads: int | None = None,
        progress: Progress | None = None,
        observe: Observe | None = None,
    ) -> Integers:
        """Return the ranks of each replicate.

        Args:
            design: (R, width) numbers in [0, 1).
            threads: how many at once; None: one a processor.
            progress: told the share that is done.
            observe: told the positions of some replicates and their scores (B, n), from several threads.

        Returns:
            (R, n) ranks, 1 the best, ties "min".

        Raises:
            DataError: the result would not fit in memory, or a replicate cannot be computed.
        """
        if threads is not None and threads < 1:
            raise data_error(_("ce nombre de fils de calcul ne convient pas"), "threads", expected=_("1 au moins"))
        self.check_room(len(design))
        kind = kernel.rank_type(len(self.units))
        choices, ranks = self._choices(design), np.empty((len(design), len(self.units)), dtype=kind)
        done = 0
        with pooled(threads) as pool:
            jobs: list[Future[int]] = [
                pool.submit(copy_context().run, self._chunk, rows, choices, ranks, observe)
                for rows in self._chunks(choices)
            ]
            for job in as_completed(jobs):
                done += job.result()
                if progress is not None:
                    progress(done / len(design))
        return ranks

    def _chunks(self, choices: _Choices) -> Iterator[Places]:
        """Cut the replicates into pieces that share everything but their weights."""
        keys = np.column_stack([choices.table, choices.normalisation, choices.aggregation])
        _distinct, group = np.unique(keys, axis=0, return_inverse=True)
        order = np.argsort(group.ravel(), kind="stable")
        length = min(CHUNK_REPLICATES, max(8, CHUNK_CELLS // len(self.units)))
        for rows in np.split(order, np.flatnonzero(np.diff(group.ravel()[order])) + 1):
            for begin in range(0, len(rows), length):
                yield rows[begin : begin + length]

    def _chunk(self, rows: Places, choices: _Choices, ranks: Integers, observe: Observe | None) -> int:
        methods = self._aggregations[int(choices.aggregation[rows[0]])]
        key = int(choices.table[rows[0]]), int(choices.normalisation[rows[0]])
        step = 1 if self._error else kernel.block_length(len(self.index.codes), len(self.units))
        for begin in range(0, len(rows), step):
            block = rows[begin : begin + step]
            source = (
                self._noisy(*key, int(choices.noise[block[0]])) if choices.noise is not None else self._sources[key]
            )
            weights = [level[block] for level in choices.weights]
            scores = kernel.aggregate(
                source, self.structure, weights, methods, coverage=self.options.coverage, nominal=self._nominal
            )
            self._require_all(scores, block)
            ranks[block] = kernel.rank(scores)
            if observe is not None:
                observe(block, scores)
        return len(rows)

    def _noisy(self, table: int, how: int, noise: int) -> Source:
        """Return the normalised figures with an error: the same for a unit wherever it stands in the data."""
        assert self._error is not None  # noqa: S101  # only called when figures have an error
        treated = self._treated[table]
        chance = np.random.Generator(np.random.Philox(key=[self.seed, noise]))
        drawn = np.empty(treated.shape)
        drawn[self._by_code] = chance.standard_normal(treated.shape)
        deviations = self._error.deviations(self.index.codes, treated)
        return self._normalised(treated + drawn * deviations, self._normalisations[how])

    def _require_all(self, scores: Floats, block: Integers) -> None:
        wrong = ~np.isfinite(scores)
        if wrong.any():
            units = [self.units[place] for place in np.flatnonzero(wrong.any(axis=0)).tolist()]
            what = _("au tirage {n}, l’indice n’a pas pu être recalculé pour {units}")
            first = int(block[np.flatnonzero(wrong.any(axis=1))[0]]) + 1
            remedy = _("Imputer les valeurs manquantes, ou retirer l’hypothèse en cause")
            raise data_error(what.format(n=first, units=some(units)), self.index.top, remedy=remedy)


def _affordable(size: int, where: str) -> None:
    if size > MOST_BYTES:
        raise data_error(
            _("ce calcul demanderait {size} Go de mémoire").format(size=f"{size / 1e9:.1f}".replace(".", ",")),
            where,
            expected=_("{most} Go au plus").format(most=round(MOST_BYTES / 1e9)),
            remedy=_("Demander moins de tirages ou moins de choix"),
        )
