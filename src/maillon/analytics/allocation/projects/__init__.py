"""Choice of projects under an envelope."""

from maillon.analytics.allocation.projects.model import Conditions, Project, Reserve
from maillon.analytics.allocation.projects.selection import Fate, Portfolio, Use, select_projects

__all__ = ["Conditions", "Fate", "Portfolio", "Project", "Reserve", "Use", "select_projects"]
