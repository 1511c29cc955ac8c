"""Priority geography drawn from an index: by threshold, by share of the population, or in one piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from maillon.analytics.allocation.exact import listed, refuse, share_problem
from maillon.analytics.arguments import NAMED, accepts
from maillon.analytics.refusal import DataError, data_error
from maillon.analytics.targeting.growth import grown
from maillon.analytics.vectors import figure, vector
from maillon.rules.phrases import whole
from maillon.rules.problem import Problem
from maillon.rules.wording import _, ngettext

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rule = Literal["threshold", "share", "contiguous"]
MOST_SHOWN = 5


@dataclass(frozen=True)
class PriorityArea:
    """Territories kept as priorities.

    Attributes:
        codes: codes of all the territories considered.
        inside: whether each is kept.
        rule: "threshold", "share" or "contiguous".
        threshold: index of the least needy territory kept; None when none is.
        population: inhabitants of each.
        index: index of each; the higher, the needier.
        bound: mean index that the neediest territories of the same population would have, were they not of one piece;
            only for "contiguous".
    """

    codes: tuple[str, ...]
    inside: Flags
    rule: Rule
    threshold: float | None
    population: Floats
    index: Floats
    bound: float | None = None

    @property
    def share(self) -> float:
        """Share of the population that lives inside."""
        return float(self.population[self.inside].sum() / self.population.sum())

    @property
    def mean_index(self) -> float:
        """Mean index of those who live inside; nan when nobody does."""
        people = self.population[self.inside]
        return float((self.index[self.inside] * people).sum() / people.sum()) if people.sum() else float("nan")

    @property
    def kept(self) -> list[str]:
        """Codes of the territories kept."""
        return [code for code, inside in zip(self.codes, self.inside.tolist(), strict=True) if inside]

    def sentences(self) -> list[str]:
        """Say the perimeter, one fact a sentence."""
        count = int(self.inside.sum())
        first = ngettext(
            "{n} territoire retenu sur {all}, {share} des habitants.",
            "{n} territoires retenus sur {all}, {share} des habitants.",
            count,
        )
        lines = [first.format(n=whole(count), all=whole(len(self.codes)), share=percent(self.share))]
        if self.bound is not None and count:
            said = _("Indice moyen des habitants : {mean} ; sans exiger un seul tenant, {bound} au mieux.")
            lines.append(said.format(mean=number(self.mean_index), bound=number(self.bound)))
        return lines


def percent(share: float) -> str:
    """Write a share: "20,3 %"."""
    return f"{100 * share:.1f}".replace(".", ",") + "\u00a0%"


def number(value: float) -> str:
    """Write an index: "62,4"."""
    return f"{value:.4g}".replace(".", ",")


@accepts(neighbours=NAMED.optional)
def draw_area(
    codes: Sequence[str],
    index: Sequence[Any],
    population: Sequence[Any],
    *,
    threshold: float | None = None,
    share: float | None = None,
    neighbours: Mapping[str, Sequence[str]] | None = None,
    parts: int = 1,
) -> PriorityArea:
    """Draw a priority geography from an index where the higher is the needier.

    - By threshold: every territory with index ≥ threshold.
    - By share of the population: the neediest first, until their inhabitants reach the share. Territories that have
      exactly the index of the last are kept with it, so that equals are treated alike; the share may then be passed.
    - In one piece (or at most `parts`): from a seed, the neediest neighbour is added again and again until the share is
      reached; the 30 neediest territories are tried as seeds. It is a heuristic: the mean index reached is given with a
      bound that no perimeter of that population can pass.

    Args:
        codes: one per territory, unique.
        index: need index, finite; a territory without index must be left out or imputed before.
        population: inhabitants, 0 or more.
        threshold: for a perimeter by threshold.
        share: share of the population between 0 and 1, for the two others.
        neighbours: code → codes that touch it, for a perimeter of one piece.
        parts: most pieces, 1 to 20.

    Raises:
        DataError: figures that cannot be used, all at once; both or neither of threshold and share; a share that one
            piece cannot reach (islands), with what it reaches.

    Source: rapport INET, proposition 12. Growth of regions from seeds: Openshaw, 1977 (automatic zoning).
    """
    names, need, people = _columns(codes, index, population)
    if (threshold is None) == (share is None):
        expected = _("Un seuil d’indice, ou une part de la population")
        raise data_error(_("il faut l’un des deux, un seuil ou une part"), "threshold, share", expected=expected)
    if threshold is not None:
        inside = _at_least(need, threshold)
        return PriorityArea(names, inside, "threshold", _last(need, inside), people, need)
    wanted = _share(share) * float(people.sum())
    plain = _neediest(need, people, wanted)
    if neighbours is None:
        return PriorityArea(names, plain, "share", _last(need, plain), people, need)
    if not isinstance(parts, int) or not 1 <= parts <= 20:
        raise data_error(_("« {parts} » n’est pas un nombre de morceaux").format(parts=parts), "parts", expected="1–20")
    inside = grown(names, need, people, wanted, neighbours, parts)
    return PriorityArea(names, inside, "contiguous", _last(need, inside), people, need, _bound(need, people, inside))


def _share(given: object) -> float:
    share = figure(given, "share")
    refuse([share_problem(share, "share")])
    return share


def _at_least(need: Floats, threshold: float) -> Flags:
    if not np.isfinite(figure(threshold, "threshold")):
        raise data_error(_("ce seuil n’est pas un nombre"), "threshold")
    inside: Flags = need >= threshold
    return inside


def _columns(
    codes: Sequence[str], index: Sequence[Any], population: Sequence[Any]
) -> tuple[tuple[str, ...], Floats, Floats]:
    names = tuple(str(code) for code in listed(codes, "codes"))
    problems = []
    if not names:
        problems.append(Problem(_("aucun territoire n’est donné"), "codes"))
    seen: set[str] = set()
    twice = sorted({name for name in names if name in seen or seen.add(name)})  # type: ignore[func-returns-value]  # idiom
    problems += [Problem(_("ce territoire est écrit deux fois"), name) for name in twice[:MOST_SHOWN]]
    if problems:
        raise DataError(*problems)
    need = figures(index, "index", names, least=None)
    people = figures(population, "population", names, least=0.0)
    if not people.any():
        raise data_error(_("personne n’habite ces territoires"), "population")
    return names, need, people


def figures(column: Sequence[Any], where: str, names: Sequence[str], *, least: float | None) -> Floats:
    """Return a column as numbers.

    Raises:
        DataError: values that are missing, not finite or below `least`; the first territories concerned are named.
    """
    found = vector(column, where)
    if len(found) != len(names):
        what = _("il y a {found} valeurs pour {count} territoires").format(found=len(found), count=len(names))
        raise data_error(what, where)
    wrong = ~np.isfinite(found) if least is None else ~(np.isfinite(found) & (found >= least))
    if wrong.any():
        which = ", ".join(names[rank] for rank in np.flatnonzero(wrong)[:MOST_SHOWN].tolist())
        raise data_error(
            ngettext(
                "valeur manquante ou impossible pour {count} territoire : {which}",
                "valeur manquante ou impossible pour {count} territoires : {which}",
                int(wrong.sum()),
            ).format(count=int(wrong.sum()), which=which),
            where,
            remedy=_("Compléter ces valeurs, ou retirer ces territoires"),
        )
    return found


def _neediest(need: Floats, people: Floats, wanted: float) -> Flags:
    if wanted <= 0:
        return np.zeros(len(need), dtype=bool)
    order = np.argsort(-need, kind="stable")
    reached = np.cumsum(people[order])
    last = int(np.searchsorted(reached, wanted * (1 - 1e-12)))
    inside: Flags = need >= need[order[min(last, len(order) - 1)]]
    return inside


def _last(need: Floats, inside: Flags) -> float | None:
    return float(need[inside].min()) if inside.any() else None


def _bound(need: Floats, people: Floats, inside: Flags) -> float:
    """Return the greatest mean index of any part of the population as large as the one inside (fractions admitted)."""
    wanted = float(people[inside].sum())
    order = np.argsort(-need, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(people[order])[:-1]])
    taken = np.clip(wanted - before, 0.0, people[order])
    return float((taken * need[order]).sum() / wanted) if wanted else float("nan")
