"""The choice of projects as an integer program; amounts in euros for the solver, checked in cents afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.exact import exact, plain, refuse
from maillon.analytics.allocation.projects.model import Project, Reserve
from maillon.analytics.allocation.solver import INF, Floats, Program, Solved, solve, solve_integer
from maillon.analytics.refusal import DataError
from maillon.rules.money import Money
from maillon.rules.problem import Problem
from maillon.rules.wording import _

CENT = 0.01
_TRIES = 4


@dataclass(frozen=True)
class Limit:
    """What the projects of a group may receive, in cents; `group` is empty for the envelope."""

    group: str
    low: int
    high: int
    members: NDArray[np.int64]


def limits_of(projects: Sequence[Project], envelope: int, reserves: Sequence[Reserve]) -> list[Limit]:
    """Return the envelope, then each reserve in cents: floors rounded up, caps rounded down.

    Raises:
        DataError: a reserve that is not an amount or a share, or of which the floor passes the cap.
    """
    inside: dict[str, list[int]] = defaultdict(list)
    for rank, project in enumerate(projects):
        for group in {project.theme, *project.tags} - {""}:
            inside[group].append(rank)
    found = [Limit("", 0, envelope, np.arange(len(projects), dtype=np.int64))]
    problems: list[Problem] = []
    for reserve in reserves:
        low = _cents(reserve.least, envelope, up=True)
        high = envelope if reserve.most is None else _cents(reserve.most, envelope, up=False)
        if low is None or high is None or not 0 <= low <= high:
            expected = _("Un plancher et un plafond, en centimes ou en part de l’enveloppe, dans cet ordre")
            problems.append(Problem(_("cette réserve ne se comprend pas"), reserve.group, expected=expected))
            continue
        members = np.array(inside.get(reserve.group, []), dtype=np.int64)
        found.append(Limit(reserve.group, low, min(high, envelope), members))
    refuse(problems)
    return found


def _cents(value: object, envelope: int, *, up: bool) -> int | None:
    if isinstance(value, int):
        return None if isinstance(value, bool) else int(value)
    share = exact(value)  # type: ignore[arg-type]  # what is not a number comes back as None
    if share is None or not 0 <= share <= 1:
        return None
    amount = share * envelope
    return -((-amount.numerator) // amount.denominator) if up else amount.numerator // amount.denominator


def program(projects: Sequence[Project], eligible: NDArray[np.bool_], limits: Sequence[Limit]) -> Program:
    """Return the program: greatest value of the projects kept; a column per project, a row per limit."""
    grants = np.array([project.grant for project in projects], dtype=np.float64) * CENT
    required = np.array([project.required for project in projects], dtype=bool)
    members = [limit.members for limit in limits]
    columns = np.concatenate(members)
    return Program(
        cost=-np.array([project.value for project in projects], dtype=np.float64),
        lower=(required & eligible).astype(np.float64),
        upper=eligible.astype(np.float64),
        row_lower=np.array([limit.low * CENT if limit.low else -INF for limit in limits]),
        row_upper=np.array([limit.high * CENT for limit in limits]),
        rows=np.repeat(np.arange(len(limits), dtype=np.int64), [len(one) for one in members]),
        columns=columns,
        values=grants[columns],
        integer=np.ones(len(projects), dtype=bool),
    )


def chosen(
    projects: Sequence[Project], whole: Program, limits: Sequence[Limit], *, seconds: float, gap: float
) -> tuple[Solved, NDArray[np.bool_]]:
    """Solve, and make sure that every limit holds to the cent: the solver's tolerance may hide a few.

    Raises:
        DataError: no choice meets every limit; which ones cannot hold together is said.
    """
    grants = [project.grant for project in projects]
    asked, guess = whole, _Rounding(grants, whole, limits)
    for _attempt in range(_TRIES):
        found = solve_integer(asked, seconds=seconds, gap=gap, guess=guess, presolve=False)
        if found.status == "infeasible":
            break
        kept: NDArray[np.bool_] = np.rint(found.values).astype(bool)
        over = [_outside(limit, grants, kept) for limit in limits]
        if not any(over):
            return found, kept
        margin = 2 * CENT * np.array(over, dtype=np.float64)
        asked = replace(
            asked,
            row_lower=asked.row_lower + np.maximum(-margin, 0.0),
            row_upper=asked.row_upper - np.maximum(margin, 0.0),
        )
    raise _conflicts(whole, limits, seconds)


class _Rounding:
    """Makes a choice from the prices of the relaxation: what gains most over its price first, while limits hold."""

    def __init__(self, grants: Sequence[int], whole: Program, limits: Sequence[Limit]) -> None:
        self.grants, self.limits = grants, limits
        self.may, self.must = whole.upper > 0, np.flatnonzero(whole.lower > 0).tolist()
        self.groups: list[list[int]] = [[] for _grant in grants]
        for number, limit in enumerate(limits):
            for rank in limit.members.tolist():
                self.groups[rank].append(number)

    def __call__(self, relaxed: Solved) -> Floats | None:
        kept, spent = np.zeros(len(self.grants)), [0] * len(self.limits)

        def take(rank: int) -> None:
            cents, groups = self.grants[rank], self.groups[rank]
            if not kept[rank] and all(spent[group] + cents <= self.limits[group].high for group in groups):
                kept[rank] = 1.0
                for group in groups:
                    spent[group] += cents

        ranks = np.flatnonzero(self.may)
        order = ranks[np.lexsort((-relaxed.values[ranks], relaxed.reduced[ranks]))].tolist()
        for rank in self.must:
            take(rank)
        for number, limit in enumerate(self.limits):
            inside = set(limit.members.tolist()) if limit.low else set()
            for rank in order if inside else ():
                if spent[number] >= limit.low:
                    break
                if rank in inside:
                    take(rank)
        for rank in order:
            take(rank)
        floors = all(amount >= limit.low for amount, limit in zip(spent, self.limits, strict=True))
        return kept if floors and all(kept[rank] for rank in self.must) else None


def _outside(limit: Limit, grants: Sequence[int], kept: NDArray[np.bool_]) -> int:
    """Return by how many cents a limit is passed: above 0 beyond the cap, below 0 under the floor."""
    spent: int = sum(grants[rank] for rank in limit.members[kept[limit.members]].tolist())
    over, short = max(spent - limit.high, 0), max(limit.low - spent, 0)
    return over - short


def _conflicts(whole: Program, limits: Sequence[Limit], seconds: float) -> DataError:
    """Look for the choice that breaks the limits the least, and say which ones it breaks."""
    count, rows = len(whole.cost), len(limits)
    slack = np.arange(rows, dtype=np.int64)
    eased = Program(
        cost=np.concatenate([np.zeros(count), np.ones(2 * rows)]),
        lower=np.concatenate([whole.lower, np.zeros(2 * rows)]),
        upper=np.concatenate([whole.upper, np.full(2 * rows, INF)]),
        row_lower=whole.row_lower,
        row_upper=whole.row_upper,
        rows=np.concatenate([whole.rows, slack, slack]),
        columns=np.concatenate([whole.columns, count + slack, count + rows + slack]),
        values=np.concatenate([whole.values, np.ones(rows), -np.ones(rows)]),
        integer=np.concatenate([np.ones(count, dtype=bool), np.zeros(2 * rows, dtype=bool)]),
    )
    found = solve(eased, seconds=min(seconds, 20.0), gap=1e-3, presolve=False)
    missing, extra = found.values[count : count + rows], found.values[count + rows :]
    problems = []
    for limit, short, over in zip(limits, missing.tolist(), extra.tolist(), strict=True):
        problems += _broken(limit, short, over)
    return DataError(*(problems or [Problem(_("aucun choix de projets ne tient dans ces limites"), "projects")]))


def _broken(limit: Limit, short: float, over: float) -> list[Problem]:
    where = limit.group or _("enveloppe")
    if short > CENT / 2:
        what = _("au moins {low} sont réservés, les projets recevables ne permettent pas d’y arriver : il manque {gap}")
        gap = Money(round(short * 100))
        remedy = _("Abaisser cette réserve, ou assouplir une autre limite")
        return [Problem(what.format(low=Money(limit.low), gap=gap), where, remedy=remedy)]
    if over > CENT / 2:
        what = _("les engagements et les réserves passent de {gap} le plafond de {high}")
        gap = Money(round(over * 100))
        return [Problem(what.format(gap=gap, high=Money(limit.high)), where, remedy=_("Relever ce plafond"))]
    return []


def per_thousand(value: float) -> str:
    """Write a value per thousand euros."""
    return plain(1000 * value)
