"""A perimeter that changes gets a new version from a day on; what held before that day stays as it was."""

from __future__ import annotations

from datetime import date

from maillon.analytics.territories.perimeter import Perimeter
from maillon.rules.decision import Citation, Decision
from maillon.rules.wording import _

PAST = Citation("Règle de Maillon : un périmètre qui a valu un jour ne se réécrit pas")


def may_follow(current: Perimeter, communes: frozenset[str], *, on: date, followed: bool) -> Decision:
    """Tell whether a new version of a perimeter may begin on a day.

    Args:
        current: the version that holds until then.
        communes: members of the new version.
        on: first day of the new version.
        followed: whether the current version has been followed by another already.
    """
    if followed:
        return _no(
            "followed",
            _("Une version plus récente de ce périmètre existe déjà."),
            _("Partir de la version la plus récente."),
        )
    if not communes:
        return _no("empty", _("Un périmètre compte au moins une commune."), _("Ajouter un territoire."))
    if communes == current.communes:
        return _no("same", _("Les communes sont les mêmes : il n’y a pas de nouvelle version à garder."), "")
    if current.start is not None and on <= current.start:
        return _no(
            "past",
            _("La nouvelle version commencerait avant celle qu’elle remplace, ou le même jour."),
            _("Choisir un jour postérieur au {day}.").format(day=current.start.strftime("%d/%m/%Y")),
        )
    if current.end is not None and on > current.end:
        return _no(
            "over",
            _("Ce périmètre a pris fin avant ce jour."),
            _("Décrire un nouveau périmètre, ou choisir un jour d’avant sa fin."),
        )
    because = _("L’ancienne version reste lisible et vaut jusqu’à la veille.")
    return Decision(allowed=True, because=because, rule="territories.perimeter.follow", citations=(PAST,))


def _no(rule: str, because: str, remedy: str) -> Decision:
    name = f"territories.perimeter.{rule}"
    return Decision(allowed=False, because=because, rule=name, citations=(PAST,), remedy=remedy)
