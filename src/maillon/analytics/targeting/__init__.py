"""Priority geography: drawn from an index, assessed for what it misses, decided by people with their reasons."""

from maillon.analytics.targeting.area import PriorityArea, draw_area
from maillon.analytics.targeting.assessment import Accuracy, Stability, accuracy, side_by_side, stability
from maillon.analytics.targeting.growth import neighbour_graph
from maillon.analytics.targeting.last_word import Change, DecidedArea, decide
from maillon.analytics.targeting.zones import ZONES, zone_criteria

__all__ = [
    "ZONES",
    "Accuracy",
    "Change",
    "DecidedArea",
    "PriorityArea",
    "Stability",
    "accuracy",
    "decide",
    "draw_area",
    "neighbour_graph",
    "side_by_side",
    "stability",
    "zone_criteria",
]
