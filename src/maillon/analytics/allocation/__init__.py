"""Sharing fairly and exactly: envelopes, amounts, whole posts, mainstream means, portfolios of projects.

Money is whole cents, posts are whole numbers, rates are exact: what is shared adds up to what there was. Where a choice
is solved rather than computed, the answer says whether it is proved to be the best, or how far from it at most.
"""

from maillon.analytics.allocation.apportionment import METHODS, Apportionment, apportion
from maillon.analytics.allocation.envelope import Split, split_envelope
from maillon.analytics.allocation.filling import Level, fill, fill_level
from maillon.analytics.allocation.fungibility import CreditLine, Room, Transfer, fungibility_room, may_transfer
from maillon.analytics.allocation.means import (
    OBJECTIVES,
    Binding,
    FrontPoint,
    Redistribution,
    pareto_front,
    redistribute_means,
)
from maillon.analytics.allocation.projects import Conditions, Fate, Portfolio, Project, Reserve, Use, select_projects
from maillon.analytics.allocation.sharing import share, sharing_keys

__all__ = [
    "METHODS",
    "OBJECTIVES",
    "Apportionment",
    "Binding",
    "Conditions",
    "CreditLine",
    "Fate",
    "FrontPoint",
    "Level",
    "Portfolio",
    "Project",
    "Redistribution",
    "Reserve",
    "Room",
    "Split",
    "Transfer",
    "Use",
    "apportion",
    "fill",
    "fill_level",
    "fungibility_room",
    "may_transfer",
    "pareto_front",
    "redistribute_means",
    "select_projects",
    "share",
    "sharing_keys",
    "split_envelope",
]
