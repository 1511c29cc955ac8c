"""What would follow from the terms of a negotiation: scenarios side by side, never facts."""

from maillon.analytics.simulation.noise import Noise, noise
from maillon.analytics.simulation.scenario import Cliff, Difference, Outcome, compare, sentence, simulate
from maillon.analytics.simulation.terms import CRITERIA, Terms, keys, programme
from maillon.analytics.simulation.units import YEAR, Selection, Unit, medians, quartiles, select

__all__ = [
    "CRITERIA",
    "YEAR",
    "Cliff",
    "Difference",
    "Noise",
    "Outcome",
    "Selection",
    "Terms",
    "Unit",
    "compare",
    "keys",
    "medians",
    "noise",
    "programme",
    "quartiles",
    "select",
    "sentence",
    "simulate",
]
