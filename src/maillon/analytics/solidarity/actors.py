"""How the allocations of a public actor follow need: a letter with its probability and its interval, or no letter.

phi = 2 cov_w(d, R) / mu_d, with d the amount per inhabitant of a territory, w its inhabitants, R the fractional rank
of its need: the concentration of the amounts in the order of need, between -1 and 1. It is the opposite of the
concentration that `equalisation.assess` gives with 100 - need as the resource. When d rises in a straight line with
R, a territory of the greatest need gets 6 phi times the mean more per inhabitant than one of the least.

The interval counts two sorts of doubt together: each replicate draws the weights of the need index and resamples the
territories. Sources: N. C. Kakwani, Economic Journal 87 (1977), for concentration by another rank; OECD/JRC, Handbook
on Constructing Composite Indicators (2008), for the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import polars as pl

from maillon.analytics.composite import design as designs
from maillon.analytics.composite.assumptions import Weights
from maillon.analytics.composite.kernel import Floats
from maillon.analytics.pool import pooled
from maillon.analytics.ranking import Order, dot
from maillon.analytics.refusal import DataError, data_error
from maillon.analytics.resampling import Interval, percentiles
from maillon.analytics.solidarity.definition import Level
from maillon.analytics.solidarity.quantities import GRANTS, grants, needs
from maillon.analytics.solidarity.scoring import REPLICATES, SPREAD, Prepared, weighed
from maillon.rules.phrases import some
from maillon.rules.problem import Problem
from maillon.rules.wording import _

BOUNDS: Final = {"A": 0.20, "B": 0.05, "C": -0.05, "D": -0.20, "E": -1.0}
"""Least phi of each letter: 0.05 is 30 % of the mean between the two ends of need, 0.20 is 120 %."""
LETTERS: Final = tuple(BOUNDS)
PLAUSIBLE: Final = 0.05
LEAST_UNITS: Final = 10


class Following(StrEnum):
    """What can be said of an actor's allocations."""

    FOLLOWS = "follows_need"
    NOT_DISTINGUISHABLE = "not_distinguishable"
    DEPARTS = "departs_from_need"

    def label(self) -> str:
        """Return the finding in a few words."""
        return {
            self.FOLLOWS: _("les montants suivent les besoins"),
            self.NOT_DISTINGUISHABLE: _("non distinguable d’une répartition égale par habitant"),
            self.DEPARTS: _("les montants suivent une autre logique que celle des besoins mesurés"),
        }[self]


@dataclass(frozen=True, slots=True)
class ActorRating:
    """How one actor's allocations follow need.

    Attributes:
        actor: institution, or institution and scheme.
        level: of the territories.
        territories: that count: with a need, inhabitants, and in reach of the actor.
        total_cents: allocated to them, integer cents.
        per_head: euros per inhabitant, on average.
        phi: between -1 and 1; above 0, the amounts lean towards need.
        interval: of phi at 95 %; None when no replicate was asked.
        finding: one of `Following`.
        letter: A (the most towards need) to E: the most probable, that of phi without replicates; None when not
            distinguishable.
        probability: of the letter among the replicates; without letter, twice the share of the replicates that lie on
            the rarer side of zero.
        plausible: the letters that one replicate in twenty gives, or more.
        probabilities: of each letter.
        neediest_share: share of the amounts that goes to the fifth of the territories whose need is the greatest.
        neediest_people: share of the inhabitants who live there: what an equal allocation per inhabitant would give.
        sentence: the finding in words.
    """

    actor: str
    level: Level
    territories: int
    total_cents: int
    per_head: float
    phi: float
    interval: Interval | None
    finding: Following
    letter: str | None
    probability: float
    plausible: tuple[str, ...]
    probabilities: Mapping[str, float]
    neediest_share: float
    neediest_people: float
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape."""
        return asdict(self)


def letter_of(phi: float) -> str:
    """Return the letter of a concentration in the order of need."""
    return next((letter for letter, least in BOUNDS.items() if phi >= least), LETTERS[-1])


def rate(
    allocations: pl.DataFrame,
    level: Level,
    *,
    actor: str = "",
    weights: Mapping[str, float] | None = None,
    replicates: int | None = None,
    seed: int = 1,
    spread_by: float = SPREAD,
) -> ActorRating:
    """Say how the allocations of an actor follow the need of territories.

    Args:
        allocations: code and amount (integer cents, ≥ 0), one row per territory in reach of the actor, 0 where it gives
            nothing; territories left out are out of its reach. A null amount is unknown and leaves the territory out.
        level: of the codes: "commune" or "epci".
        actor: its name, as shown.
        weights: of the need index, as in `ranked`.
        replicates: draws for the interval; by default those of `ranked`. 0: none.
        seed: of the draws.
        spread_by: share by which the weights of the index vary.

    Raises:
        DataError: an unknown or repeated code, a negative amount, fewer than ten territories, nothing allocated.
    """
    named = allocations.with_columns(pl.lit(actor).alias("actor"))
    found = rate_all(named, level, weights=weights, replicates=replicates, seed=seed, spread_by=spread_by)
    return found[0]


def rate_all(
    allocations: pl.DataFrame,
    level: Level,
    *,
    weights: Mapping[str, float] | None = None,
    replicates: int | None = None,
    seed: int = 1,
    spread_by: float = SPREAD,
) -> list[ActorRating]:
    """Rate each actor of a table with a column actor, in the order they first appear; the rest is as in `rate`.

    Actors that reach the same territories share the draws and the orders of need, so that they compare exactly.
    """
    if "actor" not in allocations.columns:
        raise data_error(_("cette colonne manque aux données"), "actor")
    ready, index, need = weighed(level, weights)
    count = REPLICATES[level] if replicates is None else replicates
    varied = Weights(spread=spread_by)
    varied.check(index.levels)
    scores = np.empty((0, need.size))
    if count:
        scores = ready.drawn_scores(
            varied.draw(designs.draw(count, varied.width(index.levels), seed=seed), index.levels)
        )
    together: dict[bytes, dict[str, pl.DataFrame]] = {}
    names = allocations["actor"].unique(maintain_order=True).to_list()
    for name in names:
        table = _joined(ready, allocations.filter(pl.col("actor") == name), level)
        together.setdefault(table["row"].to_numpy().tobytes(), {})[name] = table
    made: dict[str, ActorRating] = {}
    for tables in together.values():
        made |= _rated(ready, need, scores, tables, seed)
    return [made[name] for name in names]


def _rated(
    ready: Prepared, need: Floats, scores: Floats, tables: Mapping[str, pl.DataFrame], seed: int
) -> dict[str, ActorRating]:
    """Rate actors that reach the same territories."""
    first = next(iter(tables.values()))
    rows, people = first["row"].to_numpy(), first["population_dgf"].to_numpy().astype(float)
    per_head = np.stack([table["amount"].to_numpy() / people / 100 for table in tables.values()])
    last = int(ready.definition.classes.last_ranks(len(need))[0])
    neediest = need[rows] >= np.sort(need)[::-1][last - 1]
    point = _phi(need[rows], per_head, people)
    drawn = _resampled(scores[:, rows], per_head, people, seed)
    return {
        name: _rating(name, ready.level, (table["amount"].to_numpy(), people, each), neediest, phi, drawn[:, rank])
        for rank, (name, table, each, phi) in enumerate(
            zip(tables, tables.values(), per_head, point.tolist(), strict=True)
        )
    }


def state_allocations(level: Level) -> pl.DataFrame:
    """Return the State's grants to communes in 2022 as allocations: actor, code, amount in cents.

    The territories in reach are those of metropolitan France: overseas communes have grants of their own.
    """
    reached = needs(level).filter(pl.col("zone") == "metropole").select("code")
    read = grants(level).join(reached, on="code")
    read = read.with_columns(pl.sum_horizontal(pl.col(name) for name in GRANTS).alias("all"))
    names = _state_labels()
    parts = [
        read.select(pl.lit(label).alias("actor"), "code", pl.col(name).alias("amount")) for name, label in names.items()
    ]
    return pl.concat(parts)


def _state_labels() -> dict[str, str]:
    return {
        "all": _("État, dotations aux communes réunies"),
        "dotation_forfaitaire": _("État, dotation forfaitaire"),
        "dsu": _("État, dotation de solidarité urbaine"),
        "dsr_bourg_centre": _("État, dotation de solidarité rurale, fraction bourg-centre"),
        "dsr_perequation": _("État, dotation de solidarité rurale, fraction péréquation"),
        "dsr_cible": _("État, dotation de solidarité rurale, fraction cible"),
        "dnp": _("État, dotation nationale de péréquation"),
    }


def _joined(ready: Prepared, allocations: pl.DataFrame, level: Level) -> pl.DataFrame:
    missing = [name for name in ("code", "amount") if name not in allocations.columns]
    if missing:
        raise DataError(*(Problem(_("cette colonne manque aux données"), name) for name in missing))
    if allocations["code"].is_duplicated().any():
        twice = allocations.filter(pl.col("code").is_duplicated())["code"].unique(maintain_order=True).to_list()
        raise data_error(_("un territoire est écrit plusieurs fois"), some([str(code) for code in twice]))
    known = needs(level).select("code", "population_dgf")
    strange = allocations.join(known, on="code", how="anti")["code"].to_list()
    if strange:
        raise data_error(_("des territoires sont inconnus"), some([str(code) for code in strange]))
    given = allocations.drop_nulls("amount")
    if given.filter(pl.col("amount") < 0).height:
        raise data_error(_("des montants sont négatifs"), "amount", expected=_("Des montants positifs ou nuls"))
    rows = pl.DataFrame({"code": ready.codes, "row": np.arange(len(ready.codes))})
    table = given.join(known, on="code").join(rows, on="code").filter(pl.col("population_dgf") > 0).sort("row")
    if table.height < LEAST_UNITS:
        what = _("trop peu de territoires pour juger d’une répartition : {n}").format(n=table.height)
        raise data_error(what, "code", expected=_("Au moins {n}").format(n=LEAST_UNITS))
    if not table["amount"].sum() > 0:
        raise data_error(_("rien n’est alloué à ces territoires"), "amount")
    return table


def _phi(need: Floats, per_head: Floats, mass: Floats) -> Floats:
    """Return phi of each actor: per_head (A, n) in the order of need (n,), NaN where nothing is allocated."""
    order = Order(need)
    ranked = mass[order.by]
    p = ranked / ranked.sum()
    amounts = per_head[:, order.by]
    means = (amounts * p).sum(axis=1)
    generalised = (amounts * (p * (2 * order.ranks(ranked) - 1))).sum(axis=1)
    # the mean of 2 R - 1 is 0, so that amounts need not be centred
    phi: Floats = np.divide(generalised, means, out=np.full(len(means), np.nan), where=means > 0)
    return phi


def _resampled(scores: Floats, per_head: Floats, people: Floats, seed: int) -> Floats:
    """Return phi (R, A) for each row of scores, each with its own resampling of the territories."""
    streams = np.random.SeedSequence(seed).spawn(len(scores))

    def one(need: Floats, stream: np.random.SeedSequence) -> Floats:
        chosen = np.random.default_rng(stream).integers(0, people.size, people.size)
        return _phi(need, per_head, people * np.bincount(chosen, minlength=people.size))

    with pooled() as pool:
        found = list(pool.map(one, scores, streams))
    return np.array(found).reshape(len(scores), len(per_head))


def _rating(
    actor: str,
    level: Level,
    figures: tuple[Floats, Floats, Floats],
    neediest: Floats,
    phi: float,
    drawn: Floats,
) -> ActorRating:
    cents, people, per_head = figures
    interval = percentiles(drawn) if drawn.size else None
    usable = drawn[np.isfinite(drawn)]
    finding = _finding(phi, interval, drawn.size > 0)
    letters = np.array([letter_of(value) for value in usable.tolist()])
    odds = {letter: float(np.mean(letters == letter)) if usable.size else float("nan") for letter in LETTERS}
    likely = max(LETTERS, key=lambda letter: odds[letter]) if usable.size else letter_of(phi)
    letter = None if finding is Following.NOT_DISTINGUISHABLE else likely
    share = float(cents[neediest].sum() / cents.sum())
    return ActorRating(
        actor=actor,
        level=level,
        territories=int(people.size),
        total_cents=int(cents.sum()),
        per_head=dot(per_head, people) / float(people.sum()),
        phi=phi,
        interval=interval,
        finding=finding,
        letter=letter,
        probability=odds[letter] if letter else _odds_of_zero(usable),
        plausible=tuple(letter for letter in LETTERS if odds[letter] >= PLAUSIBLE),
        probabilities=odds,
        neediest_share=share,
        neediest_people=float(people[neediest].sum() / people.sum()),
        sentence=_sentence(finding, share, float(people[neediest].sum() / people.sum())),
    )


def _finding(phi: float, interval: Interval | None, asked: bool) -> Following:  # noqa: FBT001  # internal
    if (interval is None and asked) or (interval is not None and interval.holds(0.0)) or phi == 0:
        return Following.NOT_DISTINGUISHABLE
    return Following.FOLLOWS if phi > 0 else Following.DEPARTS


def _odds_of_zero(usable: Floats) -> float:
    """Return twice the smaller tail: how little the replicates lean to one side."""
    if not usable.size:
        return float("nan")
    above = float(np.mean(usable > 0))
    return 2 * min(above, 1 - above)


def _sentence(finding: Following, share: float, people: float) -> str:
    said = {
        Following.FOLLOWS: _("Les montants par habitant sont plus élevés là où les besoins sont plus grands."),
        Following.NOT_DISTINGUISHABLE: _(
            "À la précision de la mesure, ces montants ne se distinguent pas d’une répartition égale par habitant."
        ),
        Following.DEPARTS: _(
            "Les montants par habitant sont plus élevés là où les besoins mesurés sont moindres : cette aide poursuit "
            "peut-être un autre but, que son auteur peut dire ici."
        ),
    }[finding]
    told = _(
        "Le cinquième des territoires aux besoins les plus élevés, où vivent {people} % des habitants, en reçoit "
        "{share} %."
    )
    return f"{said} {told.format(people=round(100 * people), share=round(100 * share))}"
