"""Cofinancing rates that vary with need, without threshold effects (report INET, card 24)."""

from maillon.analytics.cofinancing.envelope import Fit
from maillon.analytics.cofinancing.overtaking import NoOvertaking, Overtaken
from maillon.analytics.cofinancing.scale import FORMS, Form, Jump, Scale
from maillon.analytics.cofinancing.smoothing import smooth

__all__ = ["FORMS", "Fit", "Form", "Jump", "NoOvertaking", "Overtaken", "Scale", "smooth"]
