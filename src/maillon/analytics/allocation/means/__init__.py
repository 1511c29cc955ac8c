"""Redistribution of ordinary means after needs."""

from maillon.analytics.allocation.means.answer import Binding, Redistribution
from maillon.analytics.allocation.means.redistribution import (
    OBJECTIVES,
    FrontPoint,
    pareto_front,
    redistribute_means,
)

__all__ = ["OBJECTIVES", "Binding", "FrontPoint", "Redistribution", "pareto_front", "redistribute_means"]
