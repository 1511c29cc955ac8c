"""Units that share ordinary means: what each has, needs, may have; checked before anything is solved."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.exact import listed, refuse
from maillon.analytics.allocation.solver import INF, Floats
from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import LARGEST, figure
from maillon.rules.phrases import some
from maillon.rules.problem import Problem
from maillon.rules.wording import _, ngettext

MOST_UNITS = 1_000_000
MOST_POSTS = 1e12
SLACK = 1e-9
Bound = tuple[float | None, float | None]
PerUnit = float | Sequence[float | None] | Floats | None


@dataclass(frozen=True)
class Means:
    """A redistribution to be solved; arrays hold one figure per unit.

    Attributes:
        names: names of the units.
        current: means of today m⁰.
        need: weight of need w, 0 or more.
        target: M·w/Σw.
        low, high: least and most means of each unit, move limits included.
        group: rank of the group (département) of each unit.
        groups: names of the groups.
        group_low, group_high: bands of the groups.
        total: M.
        whole: whether posts are whole numbers.
    """

    names: Sequence[str]
    current: Floats
    need: Floats
    target: Floats
    low: Floats
    high: Floats
    group: NDArray[np.int64]
    groups: Sequence[str]
    group_low: Floats
    group_high: Floats
    total: float
    whole: bool

    def in_groups(self, values: Floats) -> Floats:
        """Return the sum of `values` in each group."""
        sums: Floats = np.bincount(self.group, weights=values, minlength=len(self.groups)).astype(np.float64)
        return sums


def prepare(
    current: Iterable[Any],
    need: Iterable[Any],
    *,
    total: float | None,
    lower: PerUnit,
    upper: PerUnit,
    groups: Sequence[str] | None,
    bands: Mapping[str, Bound] | None,
    move_limits: PerUnit,
    names: Sequence[str] | None,
    whole: bool,
) -> Means:
    """Check the figures of `redistribute_means` and bring them to arrays.

    Raises:
        DataError: what is wrong with the figures, all at once; then which bounds contradict each other.
    """
    m0, w = _column(current, "current"), _column(need, "need")
    count = len(m0)
    labels = listed(names, "names") if names is not None else [str(rank + 1) for rank in range(count)]
    where = [""] * count if groups is None else listed(groups, "groups")
    refuse(_wrong_lengths(count, {"need": w, "groups": where, "names": labels}))
    if not w.any():
        raise data_error(_("aucune unité n’a de besoin : il n’y a pas de cible"), "need")
    if w.max() > LARGEST:
        raise data_error(_("un besoin est hors de toute échelle plausible"), "need")
    envelope = float(m0.sum()) if total is None else figure(total, "total")
    _plausible(envelope, count, whole=whole)
    low, high = _per_unit(lower, count, "lower", 0.0), _per_unit(upper, count, "upper", INF)
    moves = _per_unit(move_limits, count, "move_limits", INF)
    low, high = np.maximum(low, m0 - moves), np.minimum(high, m0 + moves)
    kinds = _kinds(where)
    rank_of = {name: rank for rank, name in enumerate(kinds)}
    group_low, group_high = _bands({} if bands is None else bands, kinds)
    if whole:
        low, group_low = np.ceil(low - SLACK), np.ceil(group_low - SLACK)
        high, group_high = np.floor(high + SLACK), np.floor(group_high + SLACK)
    means = Means(
        labels, m0, w, envelope * w / w.sum(), low, np.minimum(high, max(envelope, 0.0) + np.abs(low).sum()),
        np.array([rank_of[name] for name in where], dtype=np.int64), kinds, group_low, group_high, envelope, whole,
    )  # fmt: skip
    refuse(conflicts(means))
    return means


def _kinds(where: Sequence[Any]) -> list[str]:
    """Return the names of the groups, sorted."""
    alone = next((rank for rank, name in enumerate(where, 1) if name is None), None)
    if alone is not None:
        what = _("l’unité de rang {rank} est sans groupe").format(rank=alone)
        raise data_error(what, "groups", expected=_("Un groupe par unité"))
    try:
        return sorted(set(where))
    except (TypeError, ArithmeticError):
        raise data_error(_("ce ne sont pas des noms de groupes"), "groups", expected=_("Un groupe par unité")) from None


def _column(values: Iterable[Any], where: str) -> Floats:
    given = listed(values, where)
    if not given:
        raise data_error(_("la liste est vide"), where, expected=_("Une unité au moins"))
    try:
        column = np.array([math.nan if value is None else float(value) for value in given])
    except (TypeError, ValueError, OverflowError):
        raise data_error(_("ce ne sont pas des nombres"), where) from None
    wrong = np.flatnonzero(~(np.isfinite(column) & (column >= 0)))
    if len(wrong):
        said = some([_("rang {rank}").format(rank=rank + 1) for rank in wrong[:5].tolist()])
        raise data_error(
            _("des valeurs manquent, sont négatives ou ne sont pas des nombres : {said}").format(said=said),
            where,
            expected=_("Des nombres positifs ou nuls"),
        )
    return column


def _wrong_lengths(count: int, columns: Mapping[str, Sequence[Any] | Floats]) -> list[Problem | None]:
    problems: list[Problem | None] = [
        Problem(_("il y a {found} valeurs pour {count} unités").format(found=len(values), count=count), name)
        for name, values in columns.items()
        if len(values) != count
    ]
    if count > MOST_UNITS:
        problems.append(Problem(_("il y a trop d’unités"), "current", expected=_("Un million au plus")))
    return problems


def _plausible(total: float, count: int, *, whole: bool) -> None:
    if not 0 <= total <= MOST_POSTS:
        raise data_error(_("« {total} » est hors de toute échelle plausible").format(total=total), "total")
    if whole and abs(total - round(total)) > SLACK * max(count, 1):
        raise data_error(
            _("le total ({total}) n’est pas un nombre entier de postes").format(total=total),
            "total",
            remedy=_("Donner un total entier, ou demander une répartition en fractions de poste"),
        )


def _per_unit(values: PerUnit, count: int, where: str, default: float) -> Floats:
    if values is None:
        return np.full(count, default)
    if isinstance(values, int | float | np.number):
        values = [figure(values, where)] * count
    values = listed(values, where)
    if len(values) != count:
        raise data_error(_("il y a {found} valeurs pour {count} unités").format(found=len(values), count=count), where)
    found = np.array([default if value is None else figure(value, where) for value in values])
    beyond = (found > LARGEST) & ((default == 0.0) | np.isfinite(found))
    if np.isnan(found).any() or (found < 0).any() or beyond.any():
        raise data_error(_("une borne n’est pas un nombre possible"), where, expected=_("Des nombres positifs ou nuls"))
    return found


def _bands(bands: Any, kinds: Sequence[str]) -> tuple[Floats, Floats]:
    if not isinstance(bands, Mapping):
        expected = _("Au moins et au plus, pour chaque groupe")
        raise data_error(_("une fourchette ne se comprend pas"), "bands", expected=expected)
    unknown = [name for name in bands if name not in kinds]
    if unknown:
        raise data_error(_("aucune unité n’est dans : {names}").format(names=some(unknown)), "bands")
    if any(np.shape(np.asarray(bound, dtype=object)) != (2,) for bound in bands.values()):
        expected = _("Au moins et au plus, pour chaque groupe")
        raise data_error(_("une fourchette ne se comprend pas"), "bands", expected=expected)
    low = [bands[name][0] if name in bands else None for name in kinds]
    high = [bands[name][1] if name in bands else None for name in kinds]
    return _per_unit(low, len(kinds), "bands", 0.0), _per_unit(high, len(kinds), "bands", INF)


def conflicts(means: Means) -> list[Problem]:
    """Return which constraints contradict each other, in words; none when a distribution exists.

    The constraints are nested (units in groups, groups in the total): these comparisons find every contradiction.
    """
    crossed = np.flatnonzero(means.low > means.high + SLACK)
    problems = [
        Problem(
            _("au moins {low} postes et au plus {high} : les bornes se contredisent").format(
                low=said(means.low[rank]), high=said(means.high[rank])
            ),
            means.names[rank],
            remedy=_("Revoir le plancher, le plafond ou la limite de mouvement"),
        )
        for rank in crossed[:10].tolist()
    ]
    if problems:
        return problems
    least, most = means.in_groups(means.low), means.in_groups(means.high)
    for rank, name in enumerate(means.groups):
        problems += _group_conflicts(means, rank, name, float(least[rank]), float(most[rank]))
    floor = float(np.maximum(least, means.group_low).sum())
    ceiling = float(np.minimum(most, means.group_high).sum())
    if not problems and floor > means.total + SLACK * means.total:
        what = _("les planchers demandent {floor} postes, le total n’en a que {total}")
        problems.append(Problem(what.format(floor=said(floor), total=said(means.total)), "total"))
    if not problems and ceiling < means.total - SLACK * means.total:
        what = _("les plafonds n’admettent que {ceiling} postes, le total en a {total}")
        problems.append(Problem(what.format(ceiling=said(ceiling), total=said(means.total)), "total"))
    return problems


def _group_conflicts(means: Means, rank: int, name: str, least: float, most: float) -> list[Problem]:
    low, high = float(means.group_low[rank]), float(means.group_high[rank])
    found = []
    if low > high + SLACK:
        found.append(_("la fourchette se contredit : au moins {low}, au plus {high}"))
    elif least > high + SLACK * max(high, 1):
        found.append(_("les planchers des unités font {least} postes, la fourchette en admet {high}"))
    elif most < low - SLACK * max(low, 1):
        found.append(_("les plafonds des unités font {most} postes, la fourchette en veut {low}"))
    words = {"low": said(low), "high": said(high), "least": said(least), "most": said(most)}
    return [Problem(what.format(**words), name or "bands") for what in found]


def said(value: float) -> str:
    """Write a number of posts: "12", "12,5"."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", "\u202f").replace(".", ",")
    return "0" if text in {"-0", ""} else text.replace("-", "−")


def posts(value: float) -> str:
    """Write a number of posts with its noun."""
    return ngettext("{n} poste", "{n} postes", int(abs(value))).format(n=said(value))
