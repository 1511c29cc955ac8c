"""Checks that the elements of an index make a tree, one level at a time."""

from __future__ import annotations

from maillon.analytics.composite.meta import Element
from maillon.rules.phrases import listing
from maillon.rules.problem import Problem
from maillon.rules.wording import _


def tree_faults(elements: list[Element]) -> list[Problem]:
    """Return everything that keeps the elements from being a tree.

    Args:
        elements: indicators and aggregates.

    Returns:
        Faults: no indicator or no aggregate, a skipped level, an unknown parent, a parent that is not just above,
        a circle, an aggregate without children or whose weights are all zero.
    """
    by_code = {element.code: element for element in elements}
    if not elements or {element.kind for element in elements} != {"Indicator", "Aggregate"}:
        expected = _("Des lignes Indicator au niveau 1 et des lignes Aggregate au-dessus")
        return [Problem(_("il faut au moins un indicateur et un agrégat"), "Type", expected=expected)]
    faults = _level_faults(elements)
    circles = _circles(by_code)
    faults += [
        Problem(_("ces éléments sont parents en cercle : {codes}").format(codes=listing(circle)), "Parent")
        for circle in circles
    ]
    turning = {code for circle in circles for code in circle}
    top = max(element.level for element in elements)
    for element in elements:
        if element.code not in turning:
            faults += _parent_faults(element, by_code, top)
    return faults + _children_faults(elements)


def _level_faults(elements: list[Element]) -> list[Problem]:
    levels = {element.level for element in elements}
    skipped = sorted(set(range(1, min(max(levels), len(elements)) + 1)) - levels)
    if not skipped:
        return []
    said = listing([str(level) for level in skipped])
    return [Problem(_("aucun élément au niveau {levels}").format(levels=said), "Level")]


def _parent_faults(element: Element, by_code: dict[str, Element], top: int) -> list[Problem]:
    where = f"Parent ({element.code})"
    if element.parent is None:
        if element.level == top:
            return []
        return [Problem(_("ce parent est vide"), where, expected=_("Le code d’un agrégat du niveau juste au-dessus"))]
    parent = by_code.get(element.parent)
    if parent is None:
        return [Problem(_("« {code} » n’est pas un agrégat connu").format(code=element.parent), where)]
    if parent.level != element.level + 1:
        what = _("le parent « {code} » est au niveau {level}").format(code=parent.code, level=parent.level)
        return [Problem(what, where, expected=_("Le niveau {level}").format(level=element.level + 1))]
    return []


def _children_faults(elements: list[Element]) -> list[Problem]:
    totals: dict[str, float] = {}
    for element in elements:
        if element.parent is not None:
            totals[element.parent] = totals.get(element.parent, 0.0) + element.weight
    faults = []
    for element in elements:
        if element.kind == "Indicator":
            continue
        if element.code not in totals:
            faults.append(Problem(_("cet agrégat ne réunit rien"), f"iCode ({element.code})"))
        elif totals[element.code] <= 0:
            where = f"Weight ({element.code})"
            remedy = _("Donner un poids positif à l’un au moins de ses éléments")
            faults.append(Problem(_("tous les poids de cet agrégat sont nuls"), where, remedy=remedy))
    return faults


def _circles(by_code: dict[str, Element]) -> list[list[str]]:
    """Return each circle of parents once, from its first element in the table."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in by_code:
        path: list[str] = []
        code: str | None = start
        while code is not None and code in by_code and code not in done and code not in path:
            path.append(code)
            code = by_code[code].parent
        if code is not None and code in path:
            found.append(path[path.index(code) :])
        done.update(path)
    return found
