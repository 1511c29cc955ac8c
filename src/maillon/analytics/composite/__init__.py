"""Composite indices: computed, audited, compared, with every stage and every change in view.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008); the R package COINr 1.1 is the reference
implementation.
"""

from maillon.analytics.composite.meta import Element, Index, Level
from maillon.analytics.composite.pipeline import compute, run
from maillon.analytics.composite.reading import read_index
from maillon.analytics.composite.result import CompositeResult, Options

__all__ = ["CompositeResult", "Element", "Index", "Level", "Options", "compute", "read_index", "run"]
