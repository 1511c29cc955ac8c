"""An envelope cut in three: evaluation first, priority territories next, projects with the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass

from maillon.analytics.allocation.exact import Number, exact, refuse, share_problem, whole_problem
from maillon.rules.money import Money
from maillon.rules.wording import _


@dataclass(frozen=True, slots=True)
class Split:
    """An envelope of `total` cents, cut; the three parts add up to it exactly.

    Attributes:
        evaluation: cents kept for evaluation.
        priority: cents kept for the territories of the priority geography.
        projects: cents left for projects.
    """

    evaluation: int
    priority: int
    projects: int

    @property
    def total(self) -> int:
        """The envelope, in cents."""
        return self.evaluation + self.priority + self.projects

    def sentences(self) -> list[str]:
        """Say the three parts, one sentence each."""
        return [
            _("Évaluation, réservée en premier : {amount}.").format(amount=Money(self.evaluation)),
            _("Territoires prioritaires : {amount}.").format(amount=Money(self.priority)),
            _("Projets, avec le reste : {amount}.").format(amount=Money(self.projects)),
        ]


def split_envelope(total_cents: int, *, evaluation_share: Number, priority_share: Number) -> Split:
    """Cut an envelope E: evaluation = ⌈e·E⌉, priority = ⌊a·(E − evaluation)⌋, projects = the rest.

    The reserve is rounded up to the cent, so that it is never below its share; the earmark is rounded down, the
    fraction of a cent going to projects. Rates are exact: 0.1 is one tenth, not the nearest binary number.

    Args:
        total_cents: the envelope E, whole cents, 0 or more.
        evaluation_share: e, between 0 and 1 (Decimal, Fraction, text or float read as the decimal it is written as).
        priority_share: a, between 0 and 1, a share of what the evaluation leaves.

    Raises:
        DataError: an amount that is not whole cents, shares outside 0 to 1; all at once.

    Source: rapport INET, fiches action 12 and 19; the order and the rounding are Maillon's.
    """
    refuse(
        (
            whole_problem(total_cents, "total_cents"),
            share_problem(evaluation_share, "evaluation_share"),
            share_problem(priority_share, "priority_share"),
        )
    )
    total, e, a = int(total_cents), exact(evaluation_share) or 0, exact(priority_share) or 0
    evaluation = math.ceil(e * total)
    priority = math.floor(a * (total - evaluation))
    return Split(evaluation, priority, total - evaluation - priority)
