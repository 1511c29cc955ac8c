"""Weights other than those of the metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from maillon.analytics.arguments import NAMED, NUMBER, accepts
from maillon.analytics.composite.meta import Floats, Index, Level
from maillon.analytics.refusal import DataError
from maillon.analytics.vectors import LARGEST
from maillon.rules.problem import Problem
from maillon.rules.wording import _


@accepts(weights=NAMED)
def reweighted(index: Index, weights: Mapping[str, float]) -> Index:
    """Return the index with these raw weights; the elements that are not named keep theirs.

    Args:
        index: the index.
        weights: ≥ 0, by iCode of indicator or aggregate; only ratios within an aggregate count.

    Raises:
        DataError: an unknown code, a negative or infinite weight, an aggregate whose weights are all zero.
    """
    faults = [Problem(_("ce code est inconnu de l’indice"), code) for code in weights if code not in index.elements]
    expected = _("Un nombre positif ou nul")
    faults += [
        Problem(_("{weight} n’est pas un poids").format(weight=weight), code, expected=expected)
        for code, weight in weights.items()
        if not (NUMBER.holds(weight) and 0 <= weight <= LARGEST)
    ]
    if faults:
        raise DataError(*faults)
    levels = tuple(
        replace(
            level,
            weights=np.array(
                [float(weights.get(code, own)) for code, own in zip(level.children, level.weights, strict=True)]
            ),
        )
        for level in index.levels
    )
    idle = [code for level in levels for code, total in zip(level.codes, _totals(level), strict=True) if total <= 0]
    if idle:
        raise DataError(*(Problem(_("tous les poids de cet agrégat sont nuls"), code) for code in idle))
    elements = {
        code: replace(element, weight=float(weights.get(code, element.weight)))
        for code, element in index.elements.items()
    }
    return replace(index, levels=levels, elements=elements)


def whole_weights(index: Index) -> dict[str, float]:
    """Return the share of each indicator and aggregate in the whole index, which is 1: weights multiply downwards."""
    shares = dict.fromkeys(index.levels[-1].codes, 1.0)
    for level in reversed(index.levels):
        totals = _totals(level)
        for code, parent, weight in zip(level.children, level.parents.tolist(), level.weights.tolist(), strict=True):
            shares[code] = shares[level.codes[parent]] * weight / float(totals[parent])
    return shares


def _totals(level: Level) -> Floats:
    totals: Floats = np.zeros(len(level.codes))
    np.add.at(totals, level.parents, level.weights)
    return totals
