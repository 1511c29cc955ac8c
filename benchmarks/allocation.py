"""Ordinary means redistributed and real grant requests chosen, beside what a user would write first.

Means: 35,000 invented units (seeded) in 100 départements, posts of today near a lognormal need, bounds of −15 % and
+20 % per unit, bands of ±3 % per département. The peer writes the same problem the usual way (a variable and two rows
per unit for the absolute value) for `scipy.optimize`, on the same solver: the ratio is that of the formulations. Both
costs are compared: they must be equal.

Projects: the requests funded in 2019 by the State's investment grants (DETR, DSIL, DSID), read beside the repository;
half of the money asked, value = the works made possible (cost in euros), 2 % at least and 40 % at most per theme, a
quarter for communes under 2,000 inhabitants, 3 % at most per département, 20 % of own contribution. The peer takes
the requests by decreasing value per euro while limits hold, floors first: both distances to the best are given.
"""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint, linprog, milp

from maillon.analytics.allocation import Portfolio, Project, Reserve, redistribute_means, select_projects
from maillon.analytics.tables import read_table

SEED, UNITS, DEPARTEMENTS = 20261122, 35_000, 100
LINEAR_SECONDS, WHOLE_SECONDS, PROJECT_SECONDS, MOST_GAP = 5.0, 60.0, 60.0, 0.001
PEER_SECONDS = 30.0
REQUESTS = (
    Path(__file__).parents[2] / "shared/data/dotations_investissement_2019/projets_dotations_investissement_2019.csv.gz"
)
Row = dict[str, Any]


def run() -> list[Row]:
    """Measure both problems and their peers; without the file of requests, say so and measure the means only."""
    rows = _means()
    if not REQUESTS.exists():
        skipped = f"Choix de projets : non mesuré, le fichier {REQUESTS.name} est absent"
        return [*rows, {"name": skipped, "value": 0.0, "unit": "", "held": None}]
    return rows + _projects()


def _units() -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    chance = np.random.default_rng(SEED)
    need = chance.lognormal(6, 1.2, UNITS)
    current = np.rint(need / need.sum() * 25 * UNITS * np.exp(chance.normal(0, 0.25, UNITS)))
    rank = chance.integers(0, DEPARTEMENTS, UNITS)
    sums = np.bincount(rank, weights=current)
    bands = {f"{dep:02d}": (float(np.floor(0.97 * s)), float(np.ceil(1.03 * s))) for dep, s in enumerate(sums)}
    limits = {
        "groups": [f"{dep:02d}" for dep in rank.tolist()],
        "bands": bands,
        "lower": np.floor(0.85 * current),
        "upper": np.ceil(1.2 * current) + 2,
    }
    return current, need, limits


def _means() -> list[Row]:
    current, need, limits = _units()
    redistribute_means([1, 2], [1, 1])  # the first call opens the solver
    name = f"Moyens, {UNITS} unités, {DEPARTEMENTS} départements"
    rows = []
    for label, whole, most in (("fractions de poste", False, LINEAR_SECONDS), ("postes entiers", True, WHOLE_SECONDS)):
        start = time.perf_counter()
        found = redistribute_means(current, need, whole=whole, **limits)
        seconds = time.perf_counter() - start
        peer, theirs = _usual(current, need, limits, whole=whole)
        agree = "même coût" if abs(theirs - found.value) <= 1e-6 * found.value else f"coût {theirs:.6g}"
        agree = agree if np.isfinite(theirs) else f"arrêté à {PEER_SECONDS:g} s sans réponse"
        label = f"{name} : {label}, écart au meilleur ≤ {found.gap:.2g}, coût {found.value:.6g}"
        rows.append(_row(label, seconds, "s", most, f"scipy.optimize, écriture usuelle ({agree})", peer))
    for objective, more in (("leximin", {}), ("least_moves", {"reduction": 0.3}), ("l1", {"most_moves": 45_000})):
        start = time.perf_counter()
        found = redistribute_means(current, need, objective=objective, **more, **limits)  # type: ignore[arg-type]  # a choice
        seconds = time.perf_counter() - start
        said = ", ".join([objective, *more])
        label = f"{name} : {said}, entiers, écart au meilleur ≤ {found.gap:.2g}"
        rows.append(_row(label, seconds, "s", WHOLE_SECONDS))
    return rows


def _usual(current: np.ndarray, need: np.ndarray, limits: dict[str, Any], *, whole: bool) -> tuple[float, float]:
    """Solve with a variable d_i ≥ |m_i − t_i| per unit; return the seconds and the cost."""
    start = time.perf_counter()
    count, total = len(current), float(current.sum())
    target = total * need / need.sum()
    identity, groups = sparse.identity(count, format="csr"), limits["groups"]
    names = sorted(limits["bands"])
    rank = {group: row for row, group in enumerate(names)}
    inside = sparse.csr_matrix((np.ones(count), ([rank[g] for g in groups], range(count))), (len(names), count))
    zero = sparse.csr_matrix((len(names) + 1, count))
    rows = sparse.bmat(
        [[identity, -identity], [-identity, -identity], [sparse.vstack([inside, np.ones((1, count))]), zero]],
        format="csr",
    )
    low = [*(limits["bands"][group][0] for group in names), total]
    high = [*(limits["bands"][group][1] for group in names), total]
    lower = np.concatenate([np.full(2 * count, -np.inf), low])
    upper = np.concatenate([target, -target, high])
    cost = np.concatenate([np.zeros(count), np.ones(count)])
    least = np.concatenate([limits["lower"], np.zeros(count)])
    most = np.concatenate([limits["upper"], np.full(count, np.inf)])
    if whole:
        kinds = np.concatenate([np.ones(count), np.zeros(count)])
        found = milp(
            cost,
            integrality=kinds,
            bounds=(least, most),
            constraints=LinearConstraint(rows, lower, upper),
            options={"time_limit": PEER_SECONDS},
        )
    else:
        unequal, equal = rows[: 2 * count + len(names)], rows[2 * count + len(names) :]
        bands = rows[2 * count : 2 * count + len(names)]
        found = linprog(
            cost,
            A_ub=sparse.vstack([unequal, -bands]),
            b_ub=np.concatenate([target, -target, high[:-1], [-value for value in low[:-1]]]),
            A_eq=equal,
            b_eq=[total],
            bounds=np.column_stack([least, most]),
            method="highs",
        )
    seconds = time.perf_counter() - start
    return seconds, float(found.fun) if found.fun is not None else float("inf")


def requests() -> list[Project]:
    """Return the real requests; communes under 2,000 inhabitants are tagged, départements too."""
    projects = []
    for row in read_table(REQUESTS).iter_rows(named=True):
        tags = [f"département {row['id_dep']}"]
        if row["echelon"] == "commune" and (row["pop19"] or 0) < 2000:
            tags.append("petites communes")
        cost, grant = round(100 * (row["cout_total"] or 0)), round(100 * (row["montant_sub"] or 0))
        value = max(cost, 0) / 100
        projects.append(Project(row["id_projet"], cost, grant, value, f"thème {row['categorie'][:1]}", tuple(tags)))
    return projects


def rules(projects: list[Project]) -> tuple[int, list[Reserve]]:
    """Return the envelope, half of what is asked, and the reserves."""
    places = sorted({project.tags[0] for project in projects})
    themes = sorted({project.theme for project in projects})
    reserves = [Reserve("petites communes", Fraction(1, 4))]
    reserves += [Reserve(theme, Fraction(1, 50), Fraction(2, 5)) for theme in themes]
    reserves += [Reserve(place, 0, Fraction(3, 100)) for place in places]
    return sum(project.grant for project in projects) // 2, reserves


def _projects() -> list[Row]:
    projects = requests()
    envelope, reserves = rules(projects)
    start = time.perf_counter()
    found = select_projects(projects, envelope, reserves=reserves, gap=MOST_GAP, seconds=PROJECT_SECONDS)
    seconds = time.perf_counter() - start
    eligible = {fate.project for fate in found.fates if fate.why != "objection"}
    start = time.perf_counter()
    greedy = _greedy([project for project in projects if project.id in eligible], found)
    greedy_seconds = time.perf_counter() - start
    name = f"Projets, {len(projects)} demandes réelles de 2019"
    share = 100 * found.gap
    theirs = 100 * (1 - greedy / found.bound)
    return [
        _row(f"{name} : temps", seconds, "s", PROJECT_SECONDS),
        {
            "name": f"{name} : écart prouvé au meilleur choix",
            "value": share,
            "unit": "%",
            "target": f"≤ {100 * MOST_GAP:g} %",
            "held": share <= 100 * MOST_GAP,
            "peer_name": f"par valeur décroissante par euro ({greedy_seconds:.1f} s)",
            "peer": theirs,
            "ratio": theirs / share if share else None,
        },
    ]


def _greedy(projects: list[Project], found: Portfolio) -> float:
    """Return the value of taking requests by decreasing value per euro: floors first, then the rest, within caps."""
    order = sorted(projects, key=lambda project: -project.value / project.grant)
    caps = {use.group: use.high for use in found.uses}
    spent = dict.fromkeys(caps, 0)
    taken: set[str] = set()

    def take(project: Project) -> None:
        groups = ["", project.theme, *project.tags]
        if project.id not in taken and all(spent[g] + project.grant <= caps[g] for g in groups if g in caps):
            taken.add(project.id)
            for group in groups:
                if group in spent:
                    spent[group] += project.grant

    for use in found.uses[1:]:
        for project in order:
            if spent[use.group] >= use.low:
                break
            if use.group == project.theme or use.group in project.tags:
                take(project)
    for project in order:
        take(project)
    return sum(project.value for project in projects if project.id in taken)


def _row(
    name: str, value: float, unit: str, most: float, peer_name: str | None = None, peer: float | None = None
) -> Row:
    row: Row = {"name": name, "value": value, "unit": unit, "target": f"≤ {most:g} {unit}", "held": value <= most}
    return row if peer is None else {**row, "peer_name": peer_name, "peer": peer, "ratio": peer / value}


if __name__ == "__main__":
    for row in run():
        print(row)
