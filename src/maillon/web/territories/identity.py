"""Who a territory is: what `territories/_identity.html` needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.analytics.territories import (
    Territory,
    belongs_to,
    communes_of,
    level_label,
    neighbours,
    parts_of,
    postal_codes,
    provenance,
    resolve,
    territory,
)
from maillon.web.common.actor import Actor
from maillon.web.common.parts import Figure
from maillon.web.common.templatetags.figures import number
from maillon.web.territories.models import Perimeter
from maillon.web.territories.queries import perimeters_of

_WIDE = frozenset({"epci", "ept", "departement", "region"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the identity: what it is, and what is known."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A territory and its surroundings.

    Attributes:
        place: the territory.
        level: its level, in words.
        above: what it belongs to, from the nearest to the widest.
        figures: populations with unit, vintage and source; number of communes.
        facts: codes and nature.
        near: communes that share a border.
        parts: communes déléguées and associées, arrondissements municipaux.
        perimeters: people's perimeters that hold some of it today.
        notes: what must be known before using it (a split, no contour, no EPCI).
    """

    place: Territory
    level: str
    above: tuple[Territory, ...]
    figures: tuple[Figure, ...]
    facts: tuple[Fact, ...]
    near: tuple[Territory, ...]
    parts: tuple[Territory, ...]
    perimeters: tuple[Perimeter, ...]
    notes: tuple[str, ...]


def identity(place: Territory, *, by: Actor) -> Identity:
    """Gather what is shown of a territory (one query, for the perimeters)."""
    commune = place.level == "commune"
    near = [found for code in neighbours(place.code) if (found := territory(code, "commune"))] if commune else []
    return Identity(
        place=place,
        level=level_label(place.level),
        above=tuple(belongs_to(place.ref)),
        figures=tuple(population_figures(place)),
        facts=tuple(_facts(place)),
        near=tuple(sorted(near, key=lambda found: found.name)),
        parts=parts_of(place.code) if commune else (),
        perimeters=tuple(perimeters_of(place.ref, by=by, on=by.on)),
        notes=tuple(_notes(place)),
    )


def population_figures(place: Territory) -> list[Figure]:
    """Return municipal and total population, each with its own vintage, and the number of communes."""
    vintages = provenance()
    figures = [
        Figure(number(place.population), _("Population municipale"), _("habitants"), vintages.population_vintage)
    ]
    if place.population_total is not None:
        total = number(place.population_total)
        figures.append(Figure(total, _("Population totale"), _("habitants"), vintages.population_total_vintage))
    if place.level in _WIDE:
        count = len(communes_of(place.ref))
        unit = ngettext("commune", "communes", count)
        figures.append(Figure(number(count), _("Composition"), unit, vintages.geography_vintage))
    return figures


def _facts(place: Territory) -> list[Fact]:
    facts = [Fact(_("Code"), place.code)]
    if place.nature:
        facts.append(Fact(_("Nature"), nature_label(place.nature)))
    if place.siren and place.siren != place.code:
        facts.append(Fact(_("SIREN"), place.siren))
    codes = postal_codes(place.ref)
    if codes:
        facts.append(Fact(ngettext("Code postal", "Codes postaux", len(codes)), ", ".join(codes)))
    return facts


def nature_label(nature: str) -> str:
    """Return what a grouping is, in words."""
    return {
        "CC": _("communauté de communes"),
        "CA": _("communauté d’agglomération"),
        "CU": _("communauté urbaine"),
        "METRO": _("métropole"),
        "MET69": _("métropole de Lyon, collectivité à statut particulier"),
        "EPT": _("établissement public territorial"),
    }.get(nature, nature)


def _notes(place: Territory) -> list[str]:
    notes = []
    if place.level == "commune":
        if place.epci is None and place.siren:
            notes.append(_("Cette commune n’appartient à aucune intercommunalité à fiscalité propre."))
        if place.population is None:
            notes.append(_("La source ne donne pas de population pour ce territoire."))
        said = resolve(place.code)
        if "," in said.note:
            notes.append(said.note)
    return notes
