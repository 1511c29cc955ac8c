"""Weighting sessions, published versions of the indicator, saved simulations."""

from maillon.web.solidarity.models.simulator import SavedScenario, ScenarioAside, ScenarioShare
from maillon.web.solidarity.models.versions import IndicatorVersion
from maillon.web.solidarity.models.weightings import (
    RecordedWeighting,
    SessionClosing,
    SessionParty,
    WeightingSession,
)

__all__ = [
    "IndicatorVersion",
    "RecordedWeighting",
    "SavedScenario",
    "ScenarioAside",
    "ScenarioShare",
    "SessionClosing",
    "SessionParty",
    "WeightingSession",
]
