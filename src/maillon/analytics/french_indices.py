"""The State's own indices of need: DSU, target fraction of DSR, population coefficient of FPIC.

Capitals are the means of a stratum, as ratios of sums (never means of ratios); small letters are the commune’s own.

- DSU = 0.30 PF/pf + 0.15 soc/SOC + 0.30 apl/APL + 0.25 REV/rev; 0 when pf >= 2.5 PF (CGCT L2334-16, L2334-17).
- DSR cible = 0.70 PF/pf + 0.30 REV/rev (CGCT L2334-22-1); who may receive it is another rule, not computed here.
- FPIC: a(p) = 1 + log10(p / 7500) / log10(500000 / 7500), within [1, 2] (CGCT L2336-2).

On the criteria that the DGCL published for 2022 they give its indices back: the page « resultats-perequation » of the
documentation says how closely. Only metropolitan communes belong in the strata: leave the others out beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from maillon.analytics.refusal import data_error
from maillon.analytics.vectors import Ranks, Values, Vector, refuse, vector
from maillon.rules.phrases import whole
from maillon.rules.wording import _

DSU_WEIGHTS = (0.30, 0.15, 0.30, 0.25)
DSR_WEIGHTS = (0.70, 0.30)
DSU_CEILING = 2.5
DSU_LEAST, DSU_LARGE = 5_000, 10_000
FPIC_LEAST, FPIC_MOST = 7_500, 500_000
STRATA = (0, 500, 1000, 2000, 3500, 5000, 7500, 10_000, 15_000, 20_000, 35_000, 50_000, 75_000, 100_000, 200_000)
"""Lower bounds of the fifteen demographic groups, inhabitants of the DGF (CGCT L2334-3)."""


@dataclass(frozen=True, slots=True)
class DsuCriteria:
    """What the DSU compares, one figure per commune, in the order of the communes.

    Attributes:
        potentiel_financier: euros.
        population_dgf: inhabitants of the DGF.
        social_housing: social dwellings.
        housing_aid: beneficiaries of housing aid, their families included.
        dwellings: dwellings subject to the housing tax.
        income: taxable income of the inhabitants, euros.
        population_insee: inhabitants.
    """

    potentiel_financier: Values
    population_dgf: Values
    social_housing: Values
    housing_aid: Values
    dwellings: Values
    income: Values
    population_insee: Values


@dataclass(frozen=True, slots=True)
class DsrCriteria:
    """What the target fraction of the DSR compares, one figure per commune; units as in `DsuCriteria`."""

    potentiel_financier: Values
    population_dgf: Values
    income: Values
    population_insee: Values


def demographic_strata(population_dgf: Values) -> Ranks:
    """Return the demographic group of each commune, 1 (below 500 inhabitants) to 15 (200 000 and more)."""
    (population,) = _read({"population_dgf": population_dgf}).values()
    return np.digitize(population, STRATA).astype(np.int64)


def dsu_strata(population_dgf: Values) -> Ranks:
    """Return the two strata of the DSU: 2 from 10 000 inhabitants, 1 from 5 000; 0 below, where there is no DSU."""
    (population,) = _read({"population_dgf": population_dgf}).values()
    return np.digitize(population, (DSU_LEAST, DSU_LARGE)).astype(np.int64)


def stratum_means(numerator: Values, denominator: Values, strata: Any) -> Vector:
    """Return for each unit the mean of its stratum: sum of numerators / sum of denominators.

    Args:
        numerator: one per unit, not negative.
        denominator: one per unit, not negative.
        strata: the stratum of each unit.

    Raises:
        DataError: lengths differ, missing or negative figures, a stratum whose denominators sum to zero.
    """
    above, below = _read({"numerator": numerator, "denominator": denominator}).values()
    try:
        _names, stratum = np.unique(np.asarray(strata), return_inverse=True)
    except (TypeError, ValueError, ArithmeticError):
        what = _("ce ne sont pas des strates")
        raise data_error(what, "strata", expected=_("Une strate par unité")) from None
    if stratum.size != above.size:
        raise data_error(_("les listes n’ont pas la même longueur"), "strata", expected=_("Une strate par unité"))
    divisor = np.bincount(stratum, below)
    refuse(divisor[stratum] == 0, _("strates dont le dénominateur est nul"), "denominator")
    mean: Vector = (np.bincount(stratum, above) / divisor)[stratum]
    return mean


def dsu_index(criteria: DsuCriteria, strata: Values | None = None) -> Vector:
    """Compute the synthetic index of the DSU: the higher, the needier; 0 for a commune too rich to be ranked.

    Args:
        criteria: figures of metropolitan communes.
        strata: stratum of each; `dsu_strata` by default.

    Returns:
        One index per commune; 0 below 5 000 inhabitants (with the default strata) and where pf >= 2.5 PF.

    Raises:
        DataError: missing or negative figures, a commune without inhabitants, dwellings or potentiel financier.
    """
    read = _read({name: getattr(criteria, name) for name in DsuCriteria.__slots__})
    stratum = dsu_strata(criteria.population_dgf) if strata is None else _strata(strata, read)
    asked = np.ones(stratum.size, dtype=bool) if strata is not None else stratum > 0
    index = np.zeros(stratum.size)
    if not asked.any():
        return index
    one = {name: values[asked] for name, values in read.items()}
    group = stratum[asked]
    wealth, wealth_mean = _ratio(one, "potentiel_financier", "population_dgf", group)
    homes, homes_mean = _ratio(one, "social_housing", "dwellings", group)
    aided, aided_mean = _ratio(one, "housing_aid", "dwellings", group)
    income, income_mean = _ratio(one, "income", "population_insee", group)
    terms = (
        _over(wealth_mean, wealth),
        _over(homes, homes_mean),
        _over(aided, aided_mean),
        _over(income_mean, income),
    )
    found = np.sum([weight * term for weight, term in zip(DSU_WEIGHTS, terms, strict=True)], axis=0)
    index[asked] = np.where(wealth >= DSU_CEILING * wealth_mean, 0.0, found)
    return index


def dsr_target_index(criteria: DsrCriteria, strata: Values | None = None) -> Vector:
    """Compute the synthetic index of the target fraction of the DSR: the higher, the needier.

    As the DGCL does, an income of 0 stands for one that tax secrecy hides and its ratio counts for 1; a commune where
    nobody lives counts in the means of its stratum, and its index is 0.

    Args:
        criteria: figures of metropolitan communes below 10 000 inhabitants.
        strata: stratum of each; `demographic_strata` by default.

    Raises:
        DataError: missing or negative figures, an inhabited commune without potentiel financier.
    """
    read = _read({name: getattr(criteria, name) for name in DsrCriteria.__slots__})
    group = demographic_strata(criteria.population_dgf) if strata is None else _strata(strata, read)
    wealth_mean = stratum_means(read["potentiel_financier"], read["population_dgf"], group)
    income_mean = stratum_means(read["income"], read["population_insee"], group)
    inhabited = read["population_dgf"] > 0
    known = (read["income"] > 0) & (read["population_insee"] > 0)
    wealth = np.divide(read["potentiel_financier"], read["population_dgf"], out=wealth_mean.copy(), where=inhabited)
    income = np.divide(read["income"], read["population_insee"], out=income_mean.copy(), where=known)
    relative = np.divide(income_mean, income, out=np.ones_like(income), where=known)
    return np.where(inhabited, DSR_WEIGHTS[0] * _over(wealth_mean, wealth) + DSR_WEIGHTS[1] * relative, 0.0)


def fpic_coefficient(population_dgf: Values) -> Vector:
    """Compute the FPIC's coefficient a(p), between 1 (7 500 inhabitants and fewer) and 2 (500 000 and more).

    Raises:
        DataError: missing populations, zero or less.
    """
    (population,) = _read({"population_dgf": population_dgf}).values()
    refuse(population <= 0, _("populations nulles"), "population_dgf", expected=_("Des populations positives"))
    raw = 1 + np.log10(population / FPIC_LEAST) / np.log10(FPIC_MOST / FPIC_LEAST)
    clipped: Vector = np.clip(raw, 1.0, 2.0)
    return clipped


def _read(named: dict[str, Values]) -> dict[str, Vector]:
    read = {name: vector(values, name) for name, values in named.items()}
    sizes = {name: values.size for name, values in read.items()}
    if len(set(sizes.values())) > 1:
        counts = ", ".join(f"{name} : {whole(size)}" for name, size in sizes.items())
        raise data_error(_("les listes n’ont pas la même longueur"), counts, expected=_("Une valeur par commune"))
    for name, values in read.items():
        refuse(~np.isfinite(values), _("valeurs manquantes ou infinies"), name)
        refuse(values < 0, _("valeurs négatives"), name, expected=_("Des valeurs positives ou nulles"))
    return read


def _strata(strata: Any, read: dict[str, Vector]) -> Any:
    given = np.asarray(strata)
    if given.shape != next(iter(read.values())).shape:
        raise data_error(_("les listes n’ont pas la même longueur"), "strata", expected=_("Une strate par commune"))
    return given


def _ratio(read: dict[str, Vector], above: str, below: str, group: Any) -> tuple[Vector, Vector]:
    """Return the communes' own ratio and the mean of their stratum."""
    refuse(read[below] == 0, _("valeurs nulles"), below, remedy=_("Écarter les communes sans habitants ni logements"))
    return read[above] / read[below], stratum_means(read[above], read[below], group)


def _over(above: Vector, below: Vector) -> Vector:
    refuse(below == 0, _("valeurs nulles, l’indice serait infini"), "", remedy=_("Écarter ces communes et le dire"))
    return above / below
