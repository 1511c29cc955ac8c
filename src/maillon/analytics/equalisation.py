"""Is an allocation equalising? Concentration, Kakwani, vertical effect, reranking, correction rate, and a verdict.

Per unit: x = resource per head / charge index, d = grant per head / charge index, w = population × charge index.

- G_x = Gini of x; C_d = 2 cov_w(d, R_x) / mu_d, the concentration of the grant in the order of x; K = G_x - C_d
  (Kakwani, grant form).
- V = G_x - C_{x+d} = g / (1 + g) K with g = mu_d / mu_x (Reynolds and Smolensky); Rk = G_{x+d} - C_{x+d} >= 0
  (reranking); RE = V - Rk = G_x - G_{x+d} (redistributive effect); tau = RE / G_x (correction rate).

Sources: N. C. Kakwani, « Measurement of tax progressivity », Economic Journal 87 (1977); M. Reynolds, E. Smolensky,
Public Expenditures, Taxes, and the Distribution of Income (1977); R. Plotnick, « A measure of horizontal inequity »,
REStat 63 (1981); G. Gilbert, A. Guengant, for the correction rate of French grants to communes (34 % in 1994,
40 % in 2001).
Zeros, negatives, missing values, weights: `maillon.analytics.vectors`. Intervals: `maillon.analytics.resampling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from maillon.analytics.arguments import FLAG, NUMBER, accepts
from maillon.analytics.grants import GrantPart, parts_of
from maillon.analytics.progressivity import Effects, Pair, effects
from maillon.analytics.refusal import data_error
from maillon.analytics.resampling import Interval, intervals, replicate
from maillon.analytics.vectors import TINY, Values, Vector, refuse, units, vector
from maillon.analytics.verdicts import EqualisationVerdict, Form, sentence, verdict
from maillon.rules.wording import _

ZERO_SUM = 1e-9  # a fund whose balance is below this share of what it moves is a zero-sum fund
DRAWN = (
    "gini_before",
    "gini_after",
    "concentration",
    "generalised_concentration",
    "kakwani",
    "vertical",
    "reranking",
    "redistributive_effect",
    "correction_rate",
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an allocation does to the gaps between territories.

    Attributes:
        form: "grant" (money received), "levy" (money taken on balance) or "zero_sum" (what some pay, others receive).
        units: units that count.
        weight: sum of the weights w.
        mean_resource: mu_x, in the unit of the resource.
        mean_grant: mu_d, in the unit of the grant.
        gini_before: G_x.
        gini_after: G_{x+d}; None for posts without a value.
        concentration: C_d, between -1 and 1 for a grant; None for a zero-sum fund.
        generalised_concentration: mu_d C_d, in the unit of the grant: defined for every fund.
        kakwani: K; None for a zero-sum fund.
        vertical: V; None for posts without a value.
        reranking: Rk, not negative; None for posts without a value.
        redistributive_effect: RE; positive when gaps close; None for posts without a value.
        correction_rate: tau; None when resources are already equal.
        verdict: one of `EqualisationVerdict`, a stable slug.
        sentence: the verdict and the effect in words.
        interval: of Kakwani's index, or of V for a levy or a zero-sum fund; None without bootstrap, or where fewer than
            nine replicates in ten are defined.
        intervals: by name of the measures above, when a bootstrap was asked.
        parts: each grant's part, when several were given.
    """

    form: Form
    units: int
    weight: float
    mean_resource: float
    mean_grant: float
    gini_before: float
    gini_after: float | None
    concentration: float | None
    generalised_concentration: float
    kakwani: float | None
    vertical: float | None
    reranking: float | None
    redistributive_effect: float | None
    correction_rate: float | None
    verdict: EqualisationVerdict
    sentence: str
    interval: Interval | None
    intervals: dict[str, Interval]
    parts: tuple[GrantPart, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON shape."""
        return asdict(self)


@accepts(zero_sum=FLAG.optional)
def assess(
    resource: Values,
    grant: Values | Mapping[str, Values],
    weights: Values | None = None,
    *,
    charge_index: Values | None = None,
    bootstrap: int = 1000,
    seed: int = 1,
    level: float = 0.95,
    zero_sum: bool | None = None,
) -> Assessment:
    """Say whether an allocation equalises.

    Args:
        resource: per head, one per unit; its mean must be positive.
        grant: per head, in the unit of the resource, one per unit (0 where nothing is paid); several grants by name
            (a mapping, or a Polars frame) are assessed together and decomposed.
        weights: populations; one each by default.
        charge_index: what a head costs in the unit, relative to the mean (1); positive.
        bootstrap: replicates for the intervals; 0 for none, and the verdict then says so.
        seed: makes the intervals reproducible.
        level: of the intervals.
        zero_sum: treat the fund as zero-sum; by default when its balance is below 1e-9 of what it moves.

    Raises:
        DataError: see `maillon.analytics.vectors`; a charge index that is not positive; a mean after grant that is not.
    """
    grants = _named(grant)
    given = {"resource": resource, **grants, **({} if charge_index is None else {"charge_index": charge_index})}
    named, mass, kept = units(given, weights)
    charge = named.pop("charge_index", np.ones(kept.size))
    refuse(charge <= 0, _("indices de charges nuls ou négatifs"), "charge_index", expected=_("Des indices positifs"))
    x = named.pop("resource") / charge
    each = {name: values / charge for name, values in named.items()}
    mass = mass * charge
    total = np.sum(list(each.values()), axis=0)
    pair = Pair(x, total, mass)
    form = _form(total, mass, zero_sum=zero_sum)
    none = isinstance(bootstrap, int | np.integer) and bootstrap == 0
    drawn = {} if none else _drawn(pair, form, bootstrap, seed, level)
    assessed = _assessment(pair, form, effects(pair.point(), form), drawn, bootstrap=bootstrap)
    if len(each) == 1:
        return assessed
    return replace(assessed, parts=parts_of(x, each, mass))


@accepts(post_value=NUMBER.optional)
def assess_posts(
    resource: Values,
    posts: Values,
    users: Values,
    *,
    post_value: float | None = None,
    charge_index: Values | None = None,
    bootstrap: int = 1000,
    seed: int = 1,
    level: float = 0.95,
) -> Assessment:
    """Say whether posts (teachers, police officers…) go where resources lack: d = posts per user, w = users.

    Args:
        resource: per head, one per unit.
        posts: posts of the unit, not per head.
        users: pupils, inhabitants: whom the posts serve; a unit without users has no posts.
        post_value: euros that a post is worth, in the resource's unit. Without it posts cannot be added to euros:
            concentration and Kakwani are given, the effects on gaps are None.
        charge_index: as in `assess`.
        bootstrap: as in `assess`.
        seed: as in `assess`.
        level: as in `assess`.

    Raises:
        DataError: as in `assess`; negative posts, posts without users, a value that is not positive.
    """
    refuse(vector(posts, "posts") < 0, _("postes négatifs"), "posts", expected=_("Des postes positifs ou nuls"))
    if post_value is not None and not post_value > 0:
        raise data_error(_("la valeur d’un poste n’est pas positive"), "post_value", expected=_("Un montant en euros"))
    worth = per_head(posts, users, name="posts") * float(post_value or 1.0)
    assessed = assess(resource, worth, users, charge_index=charge_index, bootstrap=bootstrap, seed=seed, level=level)
    if post_value is not None:
        return assessed
    compared = {name: low_high for name, low_high in assessed.intervals.items() if name in COMPARED}
    words = sentence(assessed.verdict, assessed.form, assessed.interval, bootstrap=bool(bootstrap), effect=None)
    return replace(
        assessed,
        sentence=words,
        intervals=compared,
        gini_after=None,
        vertical=None,
        reranking=None,
        redistributive_effect=None,
        correction_rate=None,
    )


COMPARED = ("gini_before", "concentration", "generalised_concentration", "kakwani")


def per_head(totals: Values, population: Values, *, name: str = "totals") -> Vector:
    """Return totals per head; 0 where there is neither anyone nor anything.

    Raises:
        DataError: lengths differ, or something is given where nobody lives.
    """
    total, heads = vector(totals, name), vector(population, "population")
    if total.size != heads.size:
        raise data_error(
            _("les listes n’ont pas la même longueur"), name, expected=_("Une valeur par unité dans chacune")
        )
    refuse(
        (heads == 0) & (total != 0),
        _("montants là où la population est nulle"),
        name,
        remedy=_("Rattacher ces montants à un territoire peuplé, ou les écarter et le dire"),
    )
    return np.divide(total, heads, out=np.zeros_like(total), where=heads != 0)


def _named(grant: Values | Mapping[str, Values]) -> dict[str, Values]:
    if hasattr(grant, "to_dict") and hasattr(grant, "columns"):  # a Polars frame: a column per grant
        grant = {name: grant[name] for name in grant.columns}
    if not isinstance(grant, Mapping):
        return {"grant": grant}
    if not grant:
        raise data_error(_("il n’y a aucune aide à examiner"), "grant", expected=_("Au moins une aide"))
    taken = {"resource", "charge_index", "weights"} & set(grant)
    if taken:
        raise data_error(
            _("nom d’aide réservé : « {name} »").format(name=min(taken)), "grant", expected=_("Un autre nom")
        )
    return dict(grant)


def _form(grant: Vector, mass: Vector, *, zero_sum: bool | None) -> Form:
    balance, moved = float((grant * mass).sum()), float((np.abs(grant) * mass).sum())
    if zero_sum or (zero_sum is None and abs(balance) <= ZERO_SUM * moved):
        return "zero_sum"
    if balance == 0:
        raise data_error(_("ce fonds est à somme nulle"), "zero_sum", expected=_("« zero_sum » laissé vide ou vrai"))
    return "grant" if balance > 0 else "levy"


def _drawn(pair: Pair, form: Form, bootstrap: int, seed: int, level: float) -> dict[str, Interval]:
    figures = replicate(pair.mass, bootstrap, seed, pair.prepare)
    every = effects(figures.T, form)
    return intervals(np.stack([getattr(every, name) for name in DRAWN], axis=1), DRAWN, level)


def _assessment(
    pair: Pair, form: Form, point: Effects[float], drawn: dict[str, Interval], *, bootstrap: int
) -> Assessment:
    one = {name: float(getattr(point, name)) for name in DRAWN}
    known = {name: value if np.isfinite(value) else None for name, value in one.items()}
    judged = "kakwani" if form == "grant" else "vertical"
    interval = drawn.get(judged)
    found = verdict(
        form,
        one[judged],
        one["concentration"],
        interval,
        bootstrap=bool(bootstrap),
    )
    effect = (one["vertical"], one["redistributive_effect"], one["gini_before"], one["gini_after"])
    return Assessment(
        form=form,
        units=pair.mass.size,
        weight=float(pair.mass.sum()),
        mean_resource=point.mean_resource,
        mean_grant=point.mean_grant,
        gini_before=one["gini_before"],
        generalised_concentration=one["generalised_concentration"],
        verdict=found,
        sentence=sentence(found, form, interval, bootstrap=bool(bootstrap), effect=effect),
        interval=interval,
        intervals=drawn,
        concentration=known["concentration"],
        kakwani=known["kakwani"],
        gini_after=known["gini_after"],
        vertical=known["vertical"],
        reranking=known["reranking"],
        redistributive_effect=known["redistributive_effect"],
        correction_rate=known["correction_rate"],
    )


__all__ = ["TINY", "Assessment", "EqualisationVerdict", "GrantPart", "assess", "assess_posts", "per_head"]
