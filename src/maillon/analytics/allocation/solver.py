"""Linear and integer programs, solved by HiGHS: the answer, its prices, and how far from the best it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray

from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import figure
from maillon.rules.wording import _

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]
Status = Literal["optimal", "time_limit", "infeasible"]
INF = float(highspy.kHighsInf)
FEASIBLE = 1e-6
NULL_PRICE = 1e-7
MOST_NEAR = 800


@dataclass(frozen=True)
class Program:
    """Least cost·x with lower ≤ x ≤ upper and row_lower ≤ A·x ≤ row_upper.

    Attributes:
        cost, lower, upper: one per column.
        row_lower, row_upper: one per row.
        rows, columns, values: the entries of A, one per non-zero coefficient.
        integer: columns that must be whole, or None.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    rows: Ranks
    columns: Ranks
    values: Floats
    integer: NDArray[np.bool_] | None = None

    def with_row(self, columns: Ranks, values: Floats, low: float, high: float) -> Program:
        """Return the program with one more row."""
        return replace(
            self,
            row_lower=np.append(self.row_lower, low),
            row_upper=np.append(self.row_upper, high),
            rows=np.append(self.rows, np.full(len(columns), len(self.row_lower))),
            columns=np.append(self.columns, columns),
            values=np.append(self.values, values),
        )


@dataclass(frozen=True)
class Solved:
    """What HiGHS answered.

    Attributes:
        status: "optimal" when proved (within the gap asked for integers), "time_limit" with the best answer found, or
            "infeasible".
        values: one per column; empty when infeasible.
        prices: change of the cost when a row's bound rises by 1; of the linear program only.
        reduced: change of the cost when a column's bound rises by 1; of the linear program only.
        cost: cost of the answer.
        gap: (cost − bound) / |cost|, 0 for a linear program.
    """

    status: Status
    values: Floats
    prices: Floats
    reduced: Floats
    cost: float
    gap: float


Guess: TypeAlias = Callable[[Solved], Floats | None]


def solve(
    program: Program,
    *,
    seconds: float = 60.0,
    gap: float = 1e-6,
    start: Floats | None = None,
    enough: float | None = None,
    presolve: bool = True,
) -> Solved:
    """Solve a program; integers are searched until the gap or the time is reached.

    Args:
        program: what to solve.
        seconds: most time.
        gap: relative distance to the best at which the search among whole numbers stops.
        start: a known answer, from which to search.
        enough: a cost below which no better answer is looked for.
        presolve: whether the program is simplified first. On many columns alike under few rows, HiGHS 1.x compares
            columns for minutes without looking at the clock, where the simplex alone takes a few steps.

    Raises:
        DataError: no answer was found within the time.
    """
    if not len(program.cost):
        return _empty(program)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # the binding is typed in part
    for option, value in (("output_flag", False), ("time_limit", float(seconds)), ("mip_rel_gap", float(gap)),
                          ("random_seed", 1)):  # fmt: skip
        solver.setOptionValue(option, value)
    if not presolve:
        solver.setOptionValue("presolve", "off")
    if enough is not None:
        solver.setOptionValue("objective_target", enough)
    solver.passModel(_model(program))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
    solver.run()
    return _answer(solver, whole=program.integer is not None and bool(program.integer.any()))


def searchable(seconds: float, gap: float) -> None:
    """Refuse limits of a search that mean nothing.

    Raises:
        DataError: a time that is not positive, a gap that is negative; either is not a number.
    """
    if not figure(seconds, "seconds") > 0:
        raise data_error(_("ce temps de recherche ne convient pas"), "seconds", expected=_("Un nombre de secondes"))
    if not figure(gap, "gap") >= 0:
        raise data_error(_("cet écart au meilleur choix ne convient pas"), "gap", expected=_("Une part, de 0 à 1"))


def _empty(program: Program) -> Solved:
    """Answer a program that leaves nothing to choose."""
    none, tolerance = np.empty(0), FEASIBLE
    held = bool((program.row_lower <= tolerance).all() and (program.row_upper >= -tolerance).all())
    prices = np.zeros(len(program.row_lower))
    return Solved("optimal" if held else "infeasible", none, prices, none, 0.0 if held else INF, 0.0)


def solve_integer(
    program: Program,
    *,
    seconds: float = 60.0,
    gap: float = 1e-6,
    constant: float = 0.0,
    guess: Guess | None = None,
    presolve: bool = True,
) -> Solved:
    """Solve a program whose columns are all whole, with the prices of its linear relaxation.

    The relaxation comes first: its corner may be whole already, or rounding it (`guess`) may be good enough. Otherwise
    the search goes first around it, where only the columns that are not whole, or cost next to nothing to change, may
    move (the "core" of a knapsack: Balas and Zemel, 1980); what it finds is measured against the relaxation, which no
    answer beats. Only when that is not within the gap does the search go everywhere, from there.

    Args:
        program: what to solve.
        seconds: most time of each of the two searches.
        gap: relative distance to the best at which the search stops.
        constant: what is added to the cost to make the value that people read, to which the gap is relative.
        guess: makes an answer from that of the relaxation; None when it cannot.
        presolve: see `solve`; of the relaxation only.
    """
    relaxed = solve(replace(program, integer=None), seconds=seconds, presolve=presolve)
    if relaxed.status != "optimal" or np.abs(relaxed.values - np.rint(relaxed.values)).max(initial=0.0) < FEASIBLE:
        return relaxed
    scale = max(abs(relaxed.cost + constant), 1.0)
    known = None if guess is None else guess(relaxed)
    best = None if known is None else _measured(program, known, relaxed)
    if best is None or best.gap > gap * scale:
        best = _better(best, _searched(program, relaxed, known, scale=scale, seconds=seconds, gap=gap))
    return replace(best, gap=_relative(best.gap, scale), prices=relaxed.prices, reduced=relaxed.reduced)


def _measured(program: Program, values: Floats, relaxed: Solved) -> Solved:
    """Return a known answer with its absolute distance to the relaxation in place of the gap."""
    cost = float(program.cost @ values)
    return replace(relaxed, values=values, cost=cost, gap=max(cost - relaxed.cost, 0.0))


def _better(known: Solved | None, found: Solved) -> Solved:
    if known is None or (found.status != "infeasible" and found.cost <= known.cost):
        return found
    # what is known is better: what the search proved bounds it too
    bound = found.cost - found.gap if found.status != "infeasible" else known.cost - known.gap
    return replace(known, gap=min(known.gap, max(known.cost - bound, 0.0)))


def _searched(
    program: Program, relaxed: Solved, start: Floats | None, *, scale: float, seconds: float, gap: float
) -> Solved:
    """Search around the relaxation, then everywhere; the gap returned is absolute."""
    wanted = gap * scale / max(abs(relaxed.cost), 1.0)
    near, fixed = _near(relaxed), np.rint(relaxed.values)
    core = replace(program, lower=np.where(near, program.lower, fixed), upper=np.where(near, program.upper, fixed))
    enough = None if near.all() else relaxed.cost + gap * scale
    close = solve(core, seconds=seconds, gap=wanted / 2, enough=enough, start=start if near.all() else None)
    if near.all():
        return replace(close, gap=close.gap * abs(close.cost))
    if close.status != "infeasible":
        start = close.values
        if close.cost - relaxed.cost <= gap * scale:
            return replace(close, status="optimal", gap=close.cost - relaxed.cost)
    wide = solve(program, seconds=seconds, gap=wanted, start=start)
    return replace(wide, gap=wide.gap * abs(wide.cost))


def _near(relaxed: Solved) -> NDArray[np.bool_]:
    """Return the columns that are not whole, and those that cost the least to change."""
    near: NDArray[np.bool_] = np.abs(relaxed.values - np.rint(relaxed.values)) >= FEASIBLE
    free = np.flatnonzero(np.abs(relaxed.reduced) <= NULL_PRICE)
    if len(free) > MOST_NEAR:
        near[free[:: len(free) // MOST_NEAR]] = True
    else:
        near[np.argsort(np.abs(relaxed.reduced), kind="stable")[:MOST_NEAR]] = True
    return near


def _relative(distance: float, scale: float) -> float:
    return 0.0 if distance <= FEASIBLE else distance / scale


def _model(program: Program) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.row_lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    order = np.argsort(program.columns, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(program.columns, minlength=lp.num_col_))])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_ = program.rows[order].astype(np.int32)
    lp.a_matrix_.value_ = program.values[order].astype(np.float64)
    if program.integer is not None and program.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in program.integer]
    return lp


def _answer(solver: Any, *, whole: bool) -> Solved:
    status, info = solver.getModelStatus(), solver.getInfo()
    kinds = highspy.HighsModelStatus
    none = np.empty(0)
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return Solved("infeasible", none, none, none, INF, INF)
    solution = solver.getSolution()
    found = info.primal_solution_status == 2
    if not found:
        raise data_error(
            _("aucune réponse n’a été trouvée dans le temps donné"),
            "time_limit",
            remedy=_("Donner plus de temps, ou desserrer des contraintes"),
        )
    return Solved(
        "optimal" if status == kinds.kOptimal else "time_limit",
        np.asarray(solution.col_value, dtype=np.float64),
        none if whole else np.asarray(solution.row_dual, dtype=np.float64),
        none if whole else np.asarray(solution.col_dual, dtype=np.float64),
        float(info.objective_function_value),
        _gap(info) if whole else 0.0,
    )


def _gap(info: Any) -> float:
    distance = abs(info.objective_function_value - info.mip_dual_bound)
    return 0.0 if distance <= FEASIBLE else float(distance / max(abs(info.objective_function_value), FEASIBLE))
