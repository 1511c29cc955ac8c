"""The seven steps of engagement, from the loosest form to the contract that a judge can enforce.

The report's text orders six of them; the seventh, the multi-year contract of objectives and means, is named on its
diagram only. Its place here, just after the agreement of objectives and means that it extends over time, is
Maillon's reading.
"""

from __future__ import annotations

from decimal import Decimal

from maillon.rules.wording import _

STEPS = (
    "voluntary_body",
    "prescribed_body",
    "charter",
    "objectives_and_means",
    "multiyear_objectives",
    "suspensive_contract",
    "contract",
)


def step_label(step: str) -> str:
    """Return the French name of a step."""
    return {
        "voluntary_body": _("Instance de concertation volontaire"),
        "prescribed_body": _("Instance de concertation prescrite"),
        "charter": _("Charte"),
        "objectives_and_means": _("Convention d’objectifs et de moyens"),
        "multiyear_objectives": _("Contrat pluriannuel d’objectifs et de moyens"),
        "suspensive_contract": _("Contrat avec conditions suspensives"),
        "contract": _("Contrat au sens juridique"),
    }[step]


def step_answer(step: str) -> Decimal:
    """Return the place of a step on the axis, 0 for the first and 1 for the last."""
    return Decimal(STEPS.index(step)) / (len(STEPS) - 1)


def step_of(score: Decimal) -> str:
    """Return the step whose place is nearest to a score between 0 and 1."""
    return STEPS[int((score * (len(STEPS) - 1)).to_integral_value())]
