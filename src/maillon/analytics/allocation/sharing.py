"""Sharing an amount by weights, by keys made of several criteria, between floors and caps; to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from maillon.analytics.allocation.exact import Number, listed, refuse, rounded_to, weights_of, whole_problem
from maillon.analytics.refusal import DataError, data_error
from maillon.rules.problem import Problem
from maillon.rules.wording import _


def share(total_cents: int, weights: Iterable[Number]) -> list[int]:
    """Share whole cents in proportion to weights, by largest remainder; the sum is exactly the total.

    Each quota total·w_i/Σw is rounded down, then the cents left go one by one to the largest remainders; at equal
    remainders, to the first in the list. A weight of zero receives nothing.

    Args:
        total_cents: whole cents, 0 or more.
        weights: one per beneficiary, 0 or more, of any unit.

    Returns:
        The cents of each, in the order given.

    Raises:
        DataError: total that is not whole cents; no weight, negative weights, all of them zero.

    Source: largest remainder, or Hamilton's method (Balinski and Young, Fair Representation, 1982).
    """
    refuse([whole_problem(total_cents, "total_cents")])
    exact_weights = weights_of(weights, "weights")
    whole = sum(exact_weights)
    return rounded_to(int(total_cents), [total_cents * weight / whole for weight in exact_weights])


def sharing_keys(criteria: Mapping[str, Sequence[Number]], thetas: Mapping[str, Number]) -> list[Fraction]:
    """Return the key of each beneficiary: key_i = Σ_c θ_c · x_ic / Σ_j x_jc. The keys add up to exactly 1.

    A criterion is population, a number of facilities, fiscal potential, use, or 1 for all (equal parts). The weights
    θ may be written in any unit (0.6 and 0.4, or 60 and 40): they are brought to a sum of 1.

    Args:
        criteria: criterion → one value per beneficiary, 0 or more.
        thetas: criterion → its weight θ_c, 0 or more; the same criteria.

    Returns:
        Fractions, to be given to `share` as weights.

    Raises:
        DataError: criteria without weight or weights without criterion, lists of different lengths, negative values,
            a criterion that is zero everywhere though its weight is not; all at once.

    Source: rapport INET, fiche action 3 (secretariat paid in proportion to population), generalised.
    """
    refuse(_mismatches(criteria, thetas))
    names = list(thetas)
    theta = dict(zip(names, weights_of(thetas.values(), "thetas"), strict=True))
    problems: list[Problem] = []
    columns: dict[str, list[Fraction]] = {}
    for name in (name for name in names if theta[name]):
        try:
            columns[name] = weights_of(criteria[name], name)
        except DataError as error:
            problems.extend(error.problems)
    refuse(problems)
    whole = sum(theta.values())
    factors = {name: theta[name] / whole / sum(column) for name, column in columns.items()}
    count = len(next(iter(columns.values())))
    return [sum((factors[name] * columns[name][rank] for name in columns), Fraction(0)) for rank in range(count)]


def _mismatches(criteria: Mapping[str, Sequence[Number]], thetas: Mapping[str, Number]) -> list[Problem]:
    if not all(isinstance(named, Mapping) for named in (criteria, thetas)):
        expected = _("Le nom de chaque critère, et sa colonne ou son poids")
        raise data_error(_("les critères ne sont pas nommés"), "criteria, thetas", expected=expected)
    if not criteria:
        raise data_error(_("aucun critère de répartition n’est donné"), "criteria")
    problems = [Problem(_("ce critère n’a pas de poids"), name) for name in criteria if name not in thetas]
    problems += [Problem(_("ce poids n’a pas de critère"), name) for name in thetas if name not in criteria]
    lengths = {name: len(listed(column, name)) for name, column in criteria.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} : {length}" for name, length in lengths.items())
        what = _("les critères n’ont pas le même nombre de bénéficiaires ({said})").format(said=said)
        problems.append(Problem(what, "criteria"))
    return problems
