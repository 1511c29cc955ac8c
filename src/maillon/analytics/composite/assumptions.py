"""What one is not sure of when building an index: the assumptions that an uncertainty analysis lets vary.

Each assumption reads its own columns of a design of numbers in [0, 1): the same numbers always give the same choice,
so that a design may be random, quasi-random or swapped column by column (sensitivity).

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7; Saisana, Saltelli and Tarantola,
Uncertainty and sensitivity analysis techniques as tools for the quality assessment of composite indicators (2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from maillon.analytics.arguments import NUMBER, WHOLE
from maillon.analytics.composite.kernel import Floats, Integers
from maillon.analytics.composite.meta import Level
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.phrases import some
from maillon.rules.problem import Problem
from maillon.rules.wording import _

Aggregate = str | tuple[str, ...]
LARGEST = 1e60  # beyond, powers of deviations overflow
DRAWS = 10_000
DRAWN_IMPUTATIONS = ("hot_deck", "normal")
IMPUTATIONS = ("none", "mean", "median", "group_mean:COLUMN", "hot_deck[:COLUMN]", "normal[:COLUMN]")


@dataclass(frozen=True)
class Weights:
    """Weights vary around those of the metadata, are drawn afresh, or are taken from given sets.

    Attributes:
        spread: each weight is multiplied by a number drawn evenly in [1 - spread, 1 + spread]; a number for all
            levels, or one by Level of the weighted elements (1: indicators). Read when nothing else is given.
        concentration: weights of the children of an aggregate follow a Dirichlet law whose mean is their nominal
            shares and whose parameters sum to `concentration` times their number: small means very free.
        samples: given sets of weights, one a row, columns named by iCode; one set is drawn at a time. An element
            without a column keeps its weight.

    Each aggregate renormalises the weights of its children.
    """

    spread: float | Mapping[int, float] = 0.25
    concentration: float | None = None
    samples: pl.DataFrame | Mapping[str, Sequence[float]] | None = None

    name = "weights"

    def as_dict(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        if self.samples is not None:
            return {"samples": len(next(iter(self._columns().values())))}
        if self.concentration is not None:
            return {"concentration": self.concentration}
        return {"spread": dict(self.spread) if isinstance(self.spread, Mapping) else self.spread}

    def check(self, levels: Sequence[Level]) -> None:
        """Refuse a spread outside [0, 1], a concentration that is not positive, sets that are not weights."""
        given = self.spread if isinstance(self.spread, Mapping) else dict.fromkeys(self._ranks(levels), self.spread)
        for rank, spread in given.items():
            if not NUMBER.holds(spread) or not 0 <= spread <= 1:
                expected = _("Une part entre 0 et 1")
                raise data_error(_("cette variation des poids ne convient pas"), f"spread ({rank})", expected=expected)
            if rank not in self._ranks(levels):
                expected = _("Un niveau parmi {levels}").format(levels=some([str(at) for at in self._ranks(levels)]))
                raise data_error(_("aucun élément pondéré à ce niveau"), f"spread ({rank})", expected=expected)
        if self.concentration is not None and not (
            NUMBER.holds(self.concentration) and 0 < self.concentration <= LARGEST
        ):
            raise data_error(_("la concentration n’est pas un nombre positif"), "concentration")
        if self.samples is not None:
            self._check_samples(levels)

    def weighed(self) -> set[str]:
        """Return the codes whose weights the given sets say."""
        return set() if self.samples is None else set(self._columns())

    def width(self, levels: Sequence[Level]) -> int:
        """How many columns of the design it reads."""
        return 1 if self.samples is not None else sum(len(level.children) for level in levels)

    def draw(self, design: Floats, levels: Sequence[Level]) -> list[Floats]:
        """Return the weights of each level, bottom first, for each row of the design: (R, children)."""
        if self.samples is not None:
            return self._picked(design[:, 0], levels)
        weights, begin = [], 0
        for level in levels:
            numbers = design[:, begin : begin + len(level.children)]
            begin += len(level.children)
            if self.concentration is not None:
                weights.append(_dirichlet(numbers, level, self.concentration))
            else:
                spread = self.spread
                own = spread.get(level.level - 1, 0.0) if isinstance(spread, Mapping) else spread
                weights.append(level.weights * (1 + own * (2 * numbers - 1)))
        return weights

    def _ranks(self, levels: Sequence[Level]) -> tuple[int, ...]:
        return tuple(level.level - 1 for level in levels)

    def _columns(self) -> dict[str, Floats]:
        given = self.samples
        named = given.to_dict(as_series=False) if isinstance(given, pl.DataFrame) else given
        try:
            if not isinstance(named, Mapping):
                raise TypeError(named)
            return {str(code): np.asarray(column, dtype=float) for code, column in named.items()}
        except (TypeError, ValueError, OverflowError) as error:
            raise data_error(_("ces jeux de poids ne sont pas des nombres"), "samples") from error

    def _check_samples(self, levels: Sequence[Level]) -> None:
        columns = self._columns()
        known = {code for level in levels for code in level.children}
        faults = [Problem(_("cet élément n’est pas pondéré dans l’indice"), code) for code in columns.keys() - known]
        lengths = {column.shape for column in columns.values()}
        if [len(shape) for shape in lengths] != [1] or not next(iter(lengths))[0]:
            faults.append(Problem(_("les jeux de poids n’ont pas tous la même longueur, ou sont vides"), "samples"))
        faults += [
            Problem(_("ces poids ne sont pas des nombres positifs ou nuls"), code)
            for code, column in columns.items()
            if not np.all(np.isfinite(column) & (column >= 0))
        ]
        if faults:
            raise DataError(*sorted(faults, key=lambda fault: fault.where))
        for level, weights in zip(levels, self._picked(np.array([0.0]), levels, every=True), strict=True):
            totals = weights @ (level.parents[:, None] == np.arange(len(level.codes)))
            if np.any(totals <= 0):
                code = level.codes[int(np.flatnonzero((totals <= 0).any(axis=0))[0])]
                raise data_error(_("un jeu donne un poids nul à tous les éléments de cet agrégat"), code)

    def _picked(self, numbers: Floats, levels: Sequence[Level], *, every: bool = False) -> list[Floats]:
        columns = self._columns()
        count = len(next(iter(columns.values())))
        sets = np.arange(count) if every else pick(numbers, count)
        weights = []
        for level in levels:
            table = np.tile(level.weights, (len(sets), 1))
            for child, code in enumerate(level.children):
                if code in columns:
                    table[:, child] = columns[code][sets]
            weights.append(table)
        return weights


@dataclass(frozen=True)
class Normalisation:
    """The normalisation is one of several, each as likely as the others (see `compute` for their names)."""

    alternatives: tuple[str, ...]

    name = "normalise"

    def as_dict(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return {"alternatives": list(self.alternatives)}


@dataclass(frozen=True)
class Aggregation:
    """The aggregation is one of several, each as likely: a method for all levels, or one a level, bottom first."""

    alternatives: tuple[Aggregate, ...]

    name = "aggregate"

    def as_dict(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return {"alternatives": list(self.alternatives)}


@dataclass(frozen=True)
class Imputation:
    """Missing values are filled in one of several ways, each as likely.

    Attributes:
        alternatives: "none", "mean", "median", "group_mean:COLUMN" as in `compute`, or drawn: "hot_deck" (the value
            of another unit, drawn evenly) and "normal" (mean and standard deviation of the indicator), both
            possibly within the groups of a column: "hot_deck:COLUMN".
        draws: how many filled tables a drawn way prepares: multiple imputation.
    """

    alternatives: tuple[str, ...]
    draws: int = 20

    name = "impute"

    def as_dict(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return {"alternatives": list(self.alternatives), "draws": self.draws}

    def tables(self) -> tuple[tuple[str, int], ...]:
        """Return every (way, draw) that may be asked."""
        return tuple(
            (way, draw)
            for way in self.alternatives
            for draw in range(self.draws if way.partition(":")[0] in DRAWN_IMPUTATIONS else 1)
        )

    def pick(self, numbers: Floats) -> Integers:
        """Return the position in `tables` for each number of the design: every way equally often."""
        counts = np.array([sum(way == own for own, _draw in self.tables()) for way in self.alternatives])
        ways = pick(numbers, len(counts))
        within = numbers * len(counts) - ways
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        places: Integers = firsts[ways] + np.minimum((within * counts[ways]).astype(np.intp), counts[ways] - 1)
        return places


@dataclass(frozen=True)
class MeasurementError:
    """Figures are known up to a normal error, drawn afresh for each replicate.

    Attributes:
        sd: standard deviation of the error, by iCode, in the unit of the treated indicator; or one number, a share
            of the standard deviation of each indicator.

    The error is added to the figures after imputation and treatment, before normalisation.
    """

    sd: float | Mapping[str, float]

    name = "error"

    def as_dict(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return {"sd": dict(self.sd) if isinstance(self.sd, Mapping) else self.sd}

    def deviations(self, codes: Sequence[str], treated: Floats) -> Floats:
        """Return the standard deviation of the error of each indicator: (J,)."""
        given = list(self.sd.values()) if isinstance(self.sd, Mapping) else [self.sd]
        if not all(NUMBER.holds(sd) and 0 <= sd <= LARGEST for sd in given):
            raise data_error(_("un écart type n’est pas un nombre positif ou nul"), "sd")
        if isinstance(self.sd, Mapping):
            unknown = sorted(set(self.sd) - set(codes))
            if unknown:
                raise DataError(*(Problem(_("cet indicateur n’est pas dans l’indice"), code) for code in unknown))
            found = np.array([float(self.sd.get(code, 0.0)) for code in codes])
        else:
            found = float(self.sd) * np.nanstd(treated, axis=0, ddof=1 if len(treated) > 1 else 0)
        if not np.all(np.isfinite(found) & (found >= 0)):
            raise data_error(_("un écart type n’est pas un nombre positif ou nul"), "sd")
        return found


Assumption = Weights | Normalisation | Aggregation | Imputation | MeasurementError
_KINDS: dict[str, type[Any]] = {
    kind.name: kind for kind in (Weights, Normalisation, Aggregation, Imputation, MeasurementError)
}


def pick(numbers: Floats, count: int) -> Integers:
    """Return, for numbers in [0, 1), the position of the equal slice of `count` that holds each."""
    return np.minimum((numbers * count).astype(np.intp), count - 1)


def assumptions_from(given: Sequence[Assumption] | Mapping[str, Any] | None) -> tuple[Assumption, ...]:
    """Return assumptions from themselves or from their plain form.

    Args:
        given: assumptions, or a mapping such as `{"weights": 0.25, "normalise": ["minmax:1:100", "rank"],
            "aggregate": ["arithmetic", "geometric"], "impute": ["mean", "hot_deck"], "error": 0.05}`; "weights" may
            also be a mapping of `Weights`' attributes. None: weights within ± 25 %.

    Raises:
        DataError: an unknown name, the same kind twice, an empty list of alternatives.
    """
    if given is None:
        return (Weights(),)
    if isinstance(given, Mapping):
        found = [_plain(kind, value) for kind, value in given.items()]
    else:
        known = isinstance(given, Sequence) and all(isinstance(one, Assumption) for one in given)
        found = list(given) if known else []
    kinds = [assumption.name for assumption in found]
    if not found or len(set(kinds)) < len(kinds):
        expected = _("Au moins une hypothèse, et chaque sorte une fois : {kinds}").format(kinds=some([*_KINDS], 5))
        raise data_error(_("ces hypothèses ne conviennent pas"), "assumptions", expected=expected)
    for assumption in found:
        alternatives = getattr(assumption, "alternatives", ("",))
        if not _are_choices(assumption, alternatives):
            expected = _("Une liste de choix, chacun une fois")
            raise data_error(_("ces hypothèses ne conviennent pas"), assumption.name, expected=expected)
    return tuple(found)


def _are_choices(assumption: Assumption, given: Any) -> bool:
    """Say whether alternatives are names, each once; those of an aggregation may be lists of names, one a level."""
    if not isinstance(given, list | tuple):
        return False
    named = [(one,) if isinstance(one, str) else one for one in given]
    if not all(isinstance(names, tuple) and all(isinstance(name, str) for name in names) for names in named):
        return False
    single = isinstance(assumption, Aggregation) or all(isinstance(one, str) for one in given)
    drawn = not isinstance(assumption, Imputation) or (WHOLE.holds(assumption.draws) and 0 < assumption.draws <= DRAWS)
    return bool(given) and single and drawn and len(set(named)) == len(named)


def _plain(kind: str, value: Any) -> Assumption:
    expected = _("Une hypothèse parmi {kinds}").format(kinds=some([*_KINDS], 5))
    if kind not in _KINDS:
        raise data_error(_("cette hypothèse n’est pas connue"), str(kind), expected=expected)
    try:
        made = _built(kind, value)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise data_error(_("cette hypothèse est mal écrite"), kind) from error
    return made


def _built(kind: str, value: Any) -> Assumption:
    if kind == "weights":
        return Weights(**value) if isinstance(value, Mapping) else Weights(spread=float(value))
    if kind == "error":
        return MeasurementError(
            {str(code): float(sd) for code, sd in value.items()} if isinstance(value, Mapping) else float(value)
        )
    if isinstance(value, Mapping):
        return Imputation(tuple(map(str, value["alternatives"])), int(value.get("draws", 20)))
    if isinstance(value, str):
        value = [value]
    choices = tuple(choice if isinstance(choice, str) else tuple(map(str, choice)) for choice in value)
    return _KINDS[kind](choices)  # type: ignore[no-any-return]  # one of the five kinds


def _dirichlet(numbers: Floats, level: Level, concentration: float) -> Floats:
    """Dirichlet weights by the inverse of the gamma law, child by child; the level renormalises them."""
    from scipy.special import gammaincinv  # slow to load, for these weights only

    shares = level.matrix()[np.arange(len(level.children)), level.parents]
    siblings = np.bincount(level.parents, minlength=len(level.codes))[level.parents]
    inside = np.clip(numbers, 1e-12, 1 - 1e-12)
    shapes = np.maximum(concentration * shares * siblings, 1e-300)
    drawn: Floats = np.where(shares > 0, np.maximum(gammaincinv(shapes, inside), 1e-300), 0.0)
    return drawn
