"""Linear and integer programs, solved by HiGHS: the answer, its prices, and how far from the best it may be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import NDArray

from maillon.analytics.refusal import data_error
from maillon.rules.wording import _

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]
Status = Literal["optimal", "time_limit", "infeasible"]
INF = float(highspy.kHighsInf)
FEASIBLE = 1e-6


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


def solve(program: Program, *, seconds: float = 60.0, gap: float = 1e-6, start: Floats | None = None) -> Solved:
    """Solve a program; integers are searched until the gap or the time is reached.

    Args:
        program: what to solve.
        seconds: most time.
        gap: relative distance to the best at which the search among whole numbers stops.
        start: a known answer, from which to search.

    Raises:
        DataError: no answer was found within the time.
    """
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # the binding is typed in part
    for option, value in (("output_flag", False), ("time_limit", float(seconds)), ("mip_rel_gap", float(gap)),
                          ("random_seed", 1), ("threads", 2)):  # fmt: skip
        solver.setOptionValue(option, value)
    solver.passModel(_model(program))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
    solver.run()
    return _answer(solver, whole=program.integer is not None and bool(program.integer.any()))


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
