"""Weighting sessions and published versions of the indicator."""

from maillon.web.solidarity.models.versions import IndicatorVersion
from maillon.web.solidarity.models.weightings import (
    RecordedWeighting,
    SessionClosing,
    SessionParty,
    WeightingSession,
)

__all__ = ["IndicatorVersion", "RecordedWeighting", "SessionClosing", "SessionParty", "WeightingSession"]
