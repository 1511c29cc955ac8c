"""What a perimeter is worth: who it misses, who it keeps without need, how sure it is, which criteria it follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from maillon.analytics.allocation.exact import listed
from maillon.analytics.arguments import NAMED, a, accepts
from maillon.analytics.refusal import data_error
from maillon.analytics.targeting.area import Flags, Floats, PriorityArea, figures, percent
from maillon.rules.phrases import whole
from maillon.rules.wording import _

SURE, SURELY_NOT = 0.9, 0.1
AREA = a(PriorityArea, said=lambda: _("Un périmètre dessiné par draw_area"))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well a perimeter reaches people in need.

    Attributes:
        leakage: share of those who live inside that are not in need.
        undercoverage: share of those in need that live outside.
        concentration: (share of those in need inside) / (share of the population inside); above 1, better than
            chance (Coady, Grosh and Hoddinott).
        in_need: people in need, in all.
        reached: people in need inside.
    """

    leakage: float
    undercoverage: float
    concentration: float
    in_need: float
    reached: float

    def sentences(self) -> list[str]:
        """Say both errors."""
        return [
            _("{share} des habitants du périmètre ne sont pas en difficulté.").format(share=percent(self.leakage)),
            _("{share} des personnes en difficulté vivent hors du périmètre.").format(
                share=percent(self.undercoverage)
            ),
        ]


@accepts(area=AREA)
def accuracy(area: PriorityArea, in_need: Sequence[Any]) -> Accuracy:
    """Return leakage and under-coverage: 1 − N_in/P_in, and 1 − N_in/N, with N people in need and P inhabitants.

    Args:
        area: the perimeter.
        in_need: people in need of each territory, at most its inhabitants (poor people, job seekers…).

    Raises:
        DataError: missing values; more people in need than inhabitants; nobody in need; nobody inside.

    Source: Cornia and Stewart, 1993; Coady, Grosh and Hoddinott, Targeting of Transfers in Developing Countries, 2004.
    """
    need = figures(in_need, "in_need", area.codes, least=0.0)
    above = np.flatnonzero(need > area.population * (1 + 1e-9))
    if len(above):
        which = ", ".join(area.codes[rank] for rank in above[:5].tolist())
        raise data_error(_("plus de personnes en difficulté que d’habitants : {which}").format(which=which), "in_need")
    inside, everyone = float(area.population[area.inside].sum()), float(need.sum())
    if not everyone or not inside:
        what = _("personne n’est en difficulté") if not everyone else _("personne n’habite le périmètre")
        raise data_error(what, "in_need", expected=_("Des habitants en difficulté, et un périmètre habité"))
    reached = float(need[area.inside].sum())
    return Accuracy(1 - reached / inside, 1 - reached / everyone, reached / everyone / area.share, everyone, reached)


@dataclass(frozen=True)
class Stability:
    """How sure a perimeter is, given the probability that each territory belongs to it.

    Attributes:
        standing: "sure", "doubtful" or "unlikely" of each territory, by its probability (0.9 and 0.1).
        expected_right: expected share of the inhabitants inside that should be.
        expected_missed: expected share of those who should be inside and are not.
        doubtful: codes inside that are not sure, least probable first.
        near: codes outside that are not surely out, most probable first.
    """

    standing: list[str]
    expected_right: float
    expected_missed: float
    doubtful: list[str]
    near: list[str]

    def sentences(self) -> list[str]:
        """Say how sure the perimeter is."""
        right, missed = percent(self.expected_right), percent(self.expected_missed)
        return [
            _(
                "Compte tenu de l’incertitude de l’indice, {right} des habitants du périmètre y ont bien leur place."
            ).format(right=right),
            _("{missed} de ceux qui devraient y être n’y sont pas.").format(missed=missed),
            _("Territoires incertains : {inside} parmi les retenus, {outside} parmi les écartés.").format(
                inside=whole(len(self.doubtful)), outside=whole(len(self.near))
            ),
        ]


@accepts(area=AREA)
def stability(area: PriorityArea, probability: Sequence[Any]) -> Stability:
    """Return how a perimeter stands up to the uncertainty of its index.

    Args:
        area: the perimeter.
        probability: probability that each territory belongs to the class that the perimeter wants, between 0 and 1;
            from the uncertainty analysis of the index.

    Raises:
        DataError: missing values, probabilities outside 0 to 1.
    """
    p = figures(probability, "probability", area.codes, least=0.0)
    if (p > 1).any():
        raise data_error(_("une probabilité passe 1"), "probability", expected=_("Des probabilités entre 0 et 1"))
    likely = p * area.population
    inside, everyone = float(area.population[area.inside].sum()), float(likely.sum())
    right = float(likely[area.inside].sum())
    standing = np.where(p >= SURE, "sure", np.where(p <= SURELY_NOT, "unlikely", "doubtful"))
    return Stability(
        standing.tolist(),
        right / inside if inside else 0.0,
        1 - right / everyone if everyone else 0.0,
        _ordered(area, area.inside & (p < SURE), p),
        _ordered(area, ~area.inside & (p > SURELY_NOT), -p),
    )


def _ordered(area: PriorityArea, kept: Flags, key: Floats) -> list[str]:
    ranks = np.flatnonzero(kept)
    return [area.codes[rank] for rank in ranks[np.argsort(key[ranks], kind="stable")].tolist()]


@accepts(area=AREA, criteria=NAMED)
def side_by_side(area: PriorityArea, criteria: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """Set criteria beside the perimeter: urban, rural, coastal, mountain, or any other that is true or false.

    A criterion that is not known of a territory is counted apart, never as false.

    Args:
        area: the perimeter.
        criteria: name → true, false or None for each territory.

    Returns:
        One row per criterion: `criterion`, `territories`, `population`, `territories_inside`, `population_inside`,
        `share_inside` (of the criterion's inhabitants), `mean_index` (of its inhabitants), `unknown` (territories).

    Raises:
        DataError: a criterion of another length, or that is neither true nor false.
    """
    return pl.DataFrame([_criterion(area, name, column) for name, column in criteria.items()], schema=_CRITERIA)


_CRITERIA = {
    "criterion": pl.String,
    "territories": pl.Int64,
    "population": pl.Float64,
    "territories_inside": pl.Int64,
    "population_inside": pl.Float64,
    "share_inside": pl.Float64,
    "mean_index": pl.Float64,
    "unknown": pl.Int64,
}
_TRUE = {"1", "true", "vrai", "oui", "yes", "o"}
_FALSE = {"0", "false", "faux", "non", "no", "n"}


def _criterion(area: PriorityArea, name: str, column: Sequence[Any]) -> dict[str, Any]:
    column = listed(column, name)
    if len(column) != len(area.codes):
        what = _("il y a {found} valeurs pour {count} territoires").format(found=len(column), count=len(area.codes))
        raise data_error(what, name)
    flags = [_flag(value) for value in column]
    wrong = [str(value) for value, flag in zip(column, flags, strict=True) if flag is None and not _missing(value)]
    if wrong:
        what = _("« {value} » n’est ni oui ni non").format(value=wrong[0][:20])
        raise data_error(what, name, expected=_("Oui ou non, 1 ou 0 ; vide quand on ne sait pas"))
    true = np.array([flag is True for flag in flags])
    both, people = true & area.inside, area.population
    everyone = float(people[true].sum())
    return {
        "criterion": name,
        "territories": int(true.sum()),
        "population": everyone,
        "territories_inside": int(both.sum()),
        "population_inside": float(people[both].sum()),
        "share_inside": float(people[both].sum()) / everyone if everyone else None,
        "mean_index": float((area.index[true] * people[true]).sum()) / everyone if everyone else None,
        "unknown": sum(_missing(value) for value in column),
    }


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value == "") or (isinstance(value, float) and np.isnan(value))


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    written = str(value).strip().lower()
    return True if written in _TRUE else False if written in _FALSE else None
