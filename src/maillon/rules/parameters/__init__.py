"""The dated, cited values that rules read instead of numbers buried in code.

A parameter's value comes, in this order, from the contract's method agreement when its framework lets it, from the
framework, else from the parameter's own file. `resolve` says which one was used and why.
"""

from maillon.rules.parameters.model import Origin, Parameter, Range, Resolved, Source, Value
from maillon.rules.parameters.resolution import ParameterSet, resolve
from maillon.rules.parameters.store import parameters, source, sources

__all__ = [
    "Origin",
    "Parameter",
    "ParameterSet",
    "Range",
    "Resolved",
    "Source",
    "Value",
    "parameters",
    "resolve",
    "source",
    "sources",
]
