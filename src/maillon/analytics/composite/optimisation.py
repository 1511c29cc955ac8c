"""Weights chosen so that elements matter as much as one wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from maillon.analytics.arguments import NAMED, NUMBER, WHOLE, accepts
from maillon.analytics.composite.aggregation import COPELAND, gather, power_of, read_aggregations
from maillon.analytics.composite.correlations import correlations
from maillon.analytics.composite.meta import Floats, Level
from maillon.analytics.composite.result import RESULT, CompositeResult
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import LARGEST
from maillon.rules.wording import _

REACH = 20.0


@dataclass(frozen=True, slots=True)
class Optimum:
    """Weights of the elements of a level, and what they lead to.

    Attributes:
        weights: raw weight by iCode, their sum the number of elements; ready for `compute(weights=…)`.
        correlations: Pearson's coefficient of each element with the index made of these weights.
        wanted: share of the sum of correlations wanted for each element.
        gap: root mean square of (share of correlation - wanted): 0 when the wish is met.
        before: the same gap with the weights of the metadata.
    """

    weights: dict[str, float]
    correlations: dict[str, float]
    wanted: dict[str, float]
    gap: float
    before: float


@accepts(result=RESULT, level=WHOLE.optional, importance=NAMED.optional)
def optimise_weights(
    result: CompositeResult, *, level: int | None = None, importance: Mapping[str, float] | None = None
) -> Optimum:
    """Return the weights of a level for which each element's correlation with the index is in the wanted proportion.

    Minimises the mean of (r_k / sum r - t_k / sum t)², by L-BFGS-B from the present weights; each stays within a factor
    20 of what it is, so that no element is dropped unsaid. The wish may be out of reach: read the gap.

    Args:
        result: an index; its normalised figures are kept, its aggregation done again at each step.
        level: level of the elements, 1 for the indicators; default: the level just below the top.
        importance: wanted importance t_k by iCode, only ratios count; default: equal.

    Raises:
        DataError: the level has no parent, an element has no importance, or an importance is not positive; Copeland
            gathers from this level on: its scores move by steps, which no slope tells.

    Source: Becker, Saisana, Paruolo and Vandecasteele (2017), Weights and importance in composite indicators.
    """
    steps = result.index.levels
    place = len(steps) - 1 if level is None else level - 1
    _check(place, read_aggregations(result.options.aggregate, len(steps)))
    codes = steps[place].children
    wanted = _wanted(codes, importance)
    start = steps[place].weights
    start = np.where(start > 0, start, start.mean() / REACH)
    start = start / start.mean()

    with_index = _with_index(result, place)

    def shares(weights: Floats) -> tuple[Floats, Floats]:
        found = with_index(weights)
        return found, found / found.sum()

    def gap(weights: Floats) -> float:
        return float(np.sqrt(np.mean((shares(weights)[1] - wanted) ** 2)))

    if not np.isfinite(gap(start)):
        what = _("l’indice ne varie pas, ou trop peu d’unités ont un score : aucune corrélation n’est définie")
        raise data_error(what, "level")
    weights = _lowest(gap, start)
    achieved, _share = shares(weights)
    return Optimum(
        weights=dict(zip(codes, weights.tolist(), strict=True)),
        correlations=dict(zip(codes, achieved.tolist(), strict=True)),
        wanted=dict(zip(codes, wanted.tolist(), strict=True)),
        gap=gap(weights),
        before=gap(start),
    )


def _check(place: int, names: Sequence[str]) -> None:
    """Refuse a level without weights, and one that Copeland gathers."""
    if not 0 <= place < len(names):
        expected = _("Entre 1 et {count}").format(count=len(names))
        raise data_error(_("ce niveau n’a pas de poids"), "level", expected=expected)
    if COPELAND in names[place:]:
        what = _("avec Copeland, les scores changent par sauts : on ne peut pas chercher les poids de proche en proche")
        raise data_error(what, "aggregate", remedy=_("Choisir une moyenne, ou comparer des jeux de poids"))


def _lowest(gap: Callable[[Floats], float], start: Floats) -> Floats:
    """Return the weights of mean 1, within a factor REACH of `start`, where the gap is lowest."""
    from scipy.optimize import minimize

    logs, reach = np.log(start), np.log(REACH)
    bounds = [(log - reach, log + reach) for log in logs.tolist()]
    found = minimize(lambda at: gap(np.exp(at)) ** 2 * 1e4, logs, method="L-BFGS-B", bounds=bounds, tol=1e-14)
    weights: Floats = np.exp(found.x)
    weights = weights / weights.mean()
    return weights if gap(weights) <= gap(start) else start


def _wanted(codes: tuple[str, ...], importance: Mapping[str, float] | None) -> Floats:
    if importance is None:
        return np.full(len(codes), 1.0 / len(codes))
    given = {code: importance.get(code, 0.0) for code in codes}
    missing = [code for code, wish in given.items() if not (NUMBER.holds(wish) and 0 < wish <= LARGEST)]
    if missing:
        expected = _("Un nombre positif par élément du niveau")
        raise data_error(_("cette importance manque ou n’est pas positive"), missing[0], expected=expected)
    wished = np.array([float(importance[code]) for code in codes])
    shares: Floats = wished / wished.sum()
    return shares


def _with_index(result: CompositeResult, place: int) -> Callable[[Floats], Floats]:
    """Return what gives, for weights of a level, the correlation of each of its elements with the index."""
    names = read_aggregations(result.options.aggregate, len(result.index.levels))
    below = result.matrix(result.index.levels[place].children)

    def whole(weights: Floats) -> Floats:
        levels = list(result.index.levels)
        levels[place] = replace(levels[place], weights=weights)
        scores, _shares = gather(below, levels[place:], names[place:], least=result.options.coverage)
        top = scores[:, [scores.shape[1] - len(levels[-1].codes)]]
        return correlations(below, top)[:, 0]

    if np.isnan(below).any():
        return whole
    if set(names[place:]) != {"arithmetic"}:
        curved = _with_means(below, result.index.levels[place:], [power_of(name) for name in names[place:]])
        return curved if (below > 0).all() else whole
    covariance = np.atleast_2d(np.cov(below, rowvar=False))
    deviations = np.sqrt(np.diag(covariance))

    def linear(weights: Floats) -> Floats:
        levels = list(result.index.levels)
        levels[place] = replace(levels[place], weights=weights)
        shares = levels[place].matrix()
        for level in levels[place + 1 :]:
            shares = shares @ level.matrix()
        index = shares[:, 0]
        joint = covariance @ index
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = joint / (deviations * np.sqrt(index @ joint))
        return found

    return linear


def _with_means(below: Floats, levels: Sequence[Level], powers: Sequence[float]) -> Callable[[Floats], Floats]:
    """Return the same as `_with_index` for power means of positive figures: what weights do not change is made once."""
    raised = _raised(below, powers[0])
    centred = below - below.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        children = centred / np.sqrt((centred**2).sum(axis=0))

    def curved(weights: Floats) -> Floats:
        figures = _lowered(raised @ levels[0].matrix(weights), powers[0])
        for level, power in zip(levels[1:], powers[1:], strict=True):
            figures = _lowered(_raised(figures, power) @ level.matrix(), power)
        index = figures[:, 0] - figures[:, 0].mean()
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = index @ children / np.sqrt(index @ index)
        return found

    return curved


def _raised(figures: Floats, power: float) -> Floats:
    found: Floats = np.log(figures) if power == 0 else figures**power
    return found


def _lowered(figures: Floats, power: float) -> Floats:
    found: Floats = np.exp(figures) if power == 0 else figures ** (1.0 / power)
    return found
