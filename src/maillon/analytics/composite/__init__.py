"""Composite indices: computed, audited, compared, with every stage and every change in view.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008); the R package COINr 1.1 is the reference
implementation.
"""

from maillon.analytics.composite.assumptions import (
    Aggregation,
    Imputation,
    MeasurementError,
    Normalisation,
    Weights,
)
from maillon.analytics.composite.auditing import Audit, audit
from maillon.analytics.composite.classes import Classes
from maillon.analytics.composite.comparison import Comparison, compare
from maillon.analytics.composite.export import to_excel
from maillon.analytics.composite.meta import Element, Index, Level
from maillon.analytics.composite.optimisation import Optimum, optimise_weights
from maillon.analytics.composite.pipeline import compute, run
from maillon.analytics.composite.portrait import UnitReport, strengths, unit_report
from maillon.analytics.composite.ranges import rank_range
from maillon.analytics.composite.reading import read_index
from maillon.analytics.composite.result import CompositeResult, Options
from maillon.analytics.composite.sensitivity import SensitivityResult, sensitivity, sobol_indices
from maillon.analytics.composite.uncertainty import PairVerdict, UncertaintyResult, uncertainty
from maillon.analytics.composite.years import evolution, panel

__all__ = [
    "Aggregation",
    "Audit",
    "Classes",
    "Comparison",
    "CompositeResult",
    "Element",
    "Imputation",
    "Index",
    "Level",
    "MeasurementError",
    "Normalisation",
    "Optimum",
    "Options",
    "PairVerdict",
    "SensitivityResult",
    "UncertaintyResult",
    "UnitReport",
    "Weights",
    "audit",
    "compare",
    "compute",
    "evolution",
    "optimise_weights",
    "panel",
    "rank_range",
    "read_index",
    "run",
    "sensitivity",
    "sobol_indices",
    "strengths",
    "to_excel",
    "uncertainty",
    "unit_report",
]
