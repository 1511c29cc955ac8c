"""Redistributing ordinary means (posts of teachers, of police…) after needs, under bounds, bands and move limits.

Means m are such that Σm = M, l ≤ m ≤ u, L_g ≤ Σ_{i∈g} m_i ≤ U_g, |m_i − m⁰_i| ≤ k_i, Σ|m − m⁰| ≤ K. With the target
t_i = M·w_i/Σw, the objectives are:

- `l1`: least Σ|m_i − t_i|; among the answers as good, the one that moves the least;
- `max_min`: greatest least coverage m_i/t_i, then the fewest moves;
- `leximin`: worst coverage first, then the next worst, and so on: a unit held by its cap stops nobody else;
- `least_moves`: least Σ|m − m⁰| for Σ|m − t| ≤ (1 − reduction)·Σ|m⁰ − t|.

Source: rapport INET, proposition 25; HiGHS solves (Huangfu and Hall, 2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from maillon.analytics.allocation.exact import percentage
from maillon.analytics.allocation.means.answer import Binding, Redistribution, Weighing, answered, bounded, priced
from maillon.analytics.allocation.means.fairness import best_minimum, leximin, raised
from maillon.analytics.allocation.means.problem import Bound, Means, PerUnit, posts, prepare
from maillon.analytics.allocation.means.program import (
    Pieces,
    constants,
    distance,
    fewest_moves,
    filled,
    pieces,
    program,
    solve_whole,
)
from maillon.analytics.allocation.solver import INF, Floats, Program, Solved, searchable
from maillon.analytics.arguments import FLAG, NAMED, TEXT, WHOLE, accepts
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import figure
from maillon.rules.wording import _

Objective = Literal["l1", "max_min", "leximin", "least_moves"]
FORGIVEN = 1e-13  # of a distance: the rounding of floats, that no constraint should trip over
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """One compromise between moves and inequality.

    Attributes:
        reduction: share of today's distance to the needs that is removed.
        moves: Σ|m − m⁰|, arrivals plus departures.
        hoover: Hoover's index reached.
    """

    reduction: float
    moves: float
    hoover: float


@dataclass(frozen=True)
class _Limits:
    seconds: float
    gap: float

    def solve(self, means: Means, linear: Program, constant: float) -> Solved:
        return solve_whole(means, linear, constant=constant, seconds=self.seconds, gap=self.gap)


@accepts(objective=TEXT, bands=NAMED.optional, whole=FLAG)
def redistribute_means(
    current: Iterable[Any],
    need: Iterable[Any],
    *,
    objective: Objective = "l1",
    total: float | None = None,
    lower: PerUnit = None,
    upper: PerUnit = None,
    groups: Sequence[str] | None = None,
    bands: Mapping[str, Bound] | None = None,
    move_limits: PerUnit = None,
    most_moves: float | None = None,
    reduction: float | None = None,
    names: Sequence[str] | None = None,
    whole: bool = True,
    seconds: float = 60.0,
    gap: float = 1e-4,
) -> Redistribution:
    """Redistribute ordinary means after needs; objectives and constraints are those of this module.

    Args:
        current: posts of each unit today m⁰, 0 or more.
        need: weight of need w, 0 or more: pupils or inhabitants × need index.
        objective: one of the four.
        total: posts to share M; today's total when absent.
        lower: l, one figure or one per unit; 0 when absent.
        upper: u, likewise; none when absent.
        groups: the group (département) of each unit.
        bands: group → (least, most); None on a side for no bound.
        move_limits: k, most posts that a unit may gain or lose, one figure or one per unit.
        most_moves: K, most arrivals plus departures, for `l1` only.
        reduction: share of the distance to remove, for `least_moves` only.
        names: names of the units, for sentences.
        whole: whole posts; False for fractions of posts.
        seconds: time given to the search among whole numbers.
        gap: relative distance to the best at which that search stops.

    Raises:
        DataError: figures that cannot be used; constraints that contradict each other, named; a reduction out of reach
            (the greatest is said); no answer within the time.
    """
    searchable(seconds, gap)
    _coherent(objective, most_moves, reduction)
    means = prepare(
        current, need, total=total, lower=lower, upper=upper, groups=groups, bands=bands, move_limits=move_limits,
        names=names, whole=whole,
    )  # fmt: skip
    return _solved(means, objective, most_moves, float(reduction or 0.0), _Limits(seconds, gap))


def _solved(
    means: Means, objective: Objective, most_moves: float | None, reduction: float, limits: _Limits
) -> Redistribution:
    if objective == "leximin":
        given = leximin(means)
        return answered(means, given, objective=objective, value=_least(means, given), binding=_words(means, given))
    if objective == "max_min":
        return _max_min(means, limits)
    if objective == "least_moves":
        return _least_moves(means, reduction, limits)
    return _nearest(means, most_moves, limits)


@accepts(points=WHOLE)
def pareto_front(
    current: Iterable[Any], need: Iterable[Any], *, points: int = 11, seconds: float = 60.0, **constraints: Any
) -> list[FrontPoint]:
    """Return compromises between moves and inequality, from nothing moved to the greatest reduction possible.

    Each point is the least moves for its reduction: nothing does better on both. Fractions of posts are admitted.

    Args:
        current: as `redistribute_means`.
        need: as `redistribute_means`.
        points: how many compromises, 2 to 101.
        seconds: time for each.
        constraints: total, lower, upper, groups, bands, move_limits, names, as `redistribute_means`.

    Raises:
        DataError: as `redistribute_means`.
    """
    if not 2 <= points <= 101:
        raise data_error(_("« {points} » n’est pas un nombre de points").format(points=points), "points")
    empty = dict.fromkeys(("total", "lower", "upper", "groups", "bands", "move_limits", "names"))
    means = prepare(current, need, **{**empty, **constraints, "whole": False})
    searchable(seconds, 0.0)
    limits = _Limits(seconds, 0.0)
    cut = pieces(means)
    linear = program(means, cut)
    first = _nearest_pieces(means, cut, linear, limits)
    before = distance(means, means.current)
    best = 1 - distance(means, filled(means, cut, first.values)) / before if before else 0.0
    front = []
    for share in np.linspace(0.0, max(best, 0.0), points).tolist():
        given = filled(means, cut, _moving(means, cut, linear, share, limits).values)
        moved = float(np.abs(given - means.current).sum())
        after = distance(means, given)
        front.append(FrontPoint(1 - after / before if before else 0.0, moved, after / (2 * means.total or 1.0)))
    return front


def _coherent(objective: str, most_moves: float | None, reduction: float | None) -> None:
    if objective not in OBJECTIVES:
        raise data_error(
            _("« {objective} » n’est pas un objectif").format(objective=str(objective)[:30]),
            "objective",
            expected=_("L’un de : {objectives}").format(objectives=", ".join(OBJECTIVES)),
        )
    if most_moves is not None and objective != "l1":
        raise data_error(
            _("le plafond de mouvements ne se combine qu’avec l’objectif « l1 »"),
            "most_moves",
            remedy=_("Limiter les mouvements unité par unité (move_limits)"),
        )
    if most_moves is not None and not figure(most_moves, "most_moves") >= 0:
        raise data_error(_("le plafond de mouvements est négatif, ou n’est pas un nombre"), "most_moves")
    if (objective == "least_moves") != (reduction is not None) or (
        reduction is not None and not 0 <= figure(reduction, "reduction") <= 1
    ):
        raise data_error(
            _("la réduction demandée va avec l’objectif « least_moves », entre 0 et 1"),
            "reduction",
            expected=_("Par exemple 0,5 pour diviser par deux l’écart aux besoins"),
        )


def _nearest_pieces(means: Means, cut: Pieces, linear: Program, limits: _Limits) -> Solved:
    return limits.solve(means, replace(linear, cost=cut.distance), constants(means)[0])


def _with_moves(means: Means, cut: Pieces, linear: Program, most: float) -> Program:
    used = constants(means)[1]
    kept = np.flatnonzero(cut.moves)
    return linear.with_row(kept, cut.moves[kept], -INF, most - used)


def _nearest(means: Means, most_moves: float | None, limits: _Limits) -> Redistribution:
    cut = pieces(means)
    linear = program(means, cut)
    if most_moves is not None:
        linear = _with_moves(means, cut, linear, most_moves)
    found = _nearest_pieces(means, cut, linear, limits)
    if found.status == "infeasible":
        raise _too_few_moves(means, cut, most_moves or 0.0, limits)
    given = filled(means, cut, found.values)
    proved = found.status == "optimal" and found.gap == 0.0
    if proved and len(found.reduced):
        second = limits.solve(means, fewest_moves(linear, found, cut), constants(means)[1])
        quieter = filled(means, cut, second.values) if second.status != "infeasible" else given
        given = quieter if distance(means, quieter) <= distance(means, given) * (1 + 1e-9) + 1e-6 else given
    held = []
    if most_moves is not None and len(found.prices):
        held = _moves_held(float(most_moves), float(-found.prices[-1]))
    if len(found.prices):
        moving = float(-found.prices[-1]) if most_moves is not None else 0.0
        held += priced(means, given, found.prices, _banded(means), Weighing(1.0, moving))
    return answered(
        means, given, objective="l1", value=distance(means, given), status=found.status, gap=found.gap, binding=held
    )


def _banded(means: Means) -> Any:
    return np.flatnonzero((means.group_low > means.in_groups(means.low)) | (means.group_high < INF))


def _moves_held(most: float, price: float) -> list[Binding]:
    if price <= 1e-6:
        return []
    because = _("Le plafond de mouvements ({most}) retient : un poste de mouvement de plus rapprocherait de {price}.")
    return [Binding("moves", "", most, price, because.format(most=posts(most), price=posts(price)))]


def _too_few_moves(means: Means, cut: Pieces, most: float, limits: _Limits) -> Exception:
    linear = replace(program(means, cut), cost=cut.moves)
    needed = limits.solve(means, linear, constants(means)[1]).cost + constants(means)[1]
    what = _("les bornes et les fourchettes obligent à {needed} de mouvement, le plafond en admet {most}")
    return data_error(what.format(needed=posts(needed), most=posts(most)), "most_moves")


def _moving(means: Means, cut: Pieces, linear: Program, reduction: float, limits: _Limits) -> Solved:
    """Return the least moves that remove a share of the distance; the last bit of the share is forgiven."""
    before, used = distance(means, means.current), constants(means)[0]
    most = (1 - reduction) * before - used + FORGIVEN * max(before, 1.0)
    columns = np.flatnonzero(cut.distance)
    limited = linear.with_row(columns, cut.distance[columns], -INF, most)
    return limits.solve(means, replace(limited, cost=cut.moves), constants(means)[1])


def _least_moves(means: Means, reduction: float, limits: _Limits) -> Redistribution:
    cut = pieces(means)
    linear = program(means, cut)
    found = _moving(means, cut, linear, reduction, limits)
    if found.status == "infeasible":
        nearest = distance(means, filled(means, cut, _nearest_pieces(means, cut, linear, limits).values))
        before = distance(means, means.current)
        reach = max(0.0, 1 - nearest / before) if before else 0.0
        what = _("les contraintes ne permettent pas de réduire l’écart de {asked} ; {reach} au plus")
        raise data_error(what.format(asked=percentage(reduction), reach=percentage(reach)), "reduction")
    given = filled(means, cut, found.values)
    held = []
    if len(found.prices) and found.prices[-1] < -1e-6:
        price = float(-found.prices[-1])
        because = _("Chaque poste d’écart en moins demande {price} de mouvement de plus.").format(price=posts(price))
        held = [Binding("reduction", "", reduction, price, because)]
        held += priced(means, given, found.prices, _banded(means), Weighing(price, 1.0, of_moves=True))
    moved = float(np.abs(given - means.current).sum())
    return answered(
        means, given, objective="least_moves", value=moved, status=found.status, gap=found.gap, binding=held
    )


def _max_min(means: Means, limits: _Limits) -> Redistribution:
    level = best_minimum(means)
    lifted = replace(means, low=raised(means, level))
    cut = pieces(lifted)
    moving = replace(program(lifted, cut), cost=cut.moves)
    found = limits.solve(lifted, moving, constants(lifted)[1])
    given = filled(lifted, cut, found.values) if found.status != "infeasible" else leximin(means)
    return answered(means, given, objective="max_min", value=_least(means, given), binding=_words(means, given))


def _least(means: Means, given: Floats) -> float:
    concerned = means.target > 0
    return float((given[concerned] / means.target[concerned]).min()) if concerned.any() else 1.0


def _words(means: Means, given: Floats) -> list[Binding]:
    return bounded(means, given, 1.0)
