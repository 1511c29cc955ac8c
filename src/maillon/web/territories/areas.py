"""A set of communes as a page shows it: figures, composition, map, table to take away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import Territory, communes_of, provenance, territory
from maillon.analytics.territories.normalise import key as key_of
from maillon.web.common.parts import Figure
from maillon.web.common.tables import Column, Table
from maillon.web.common.templatetags.figures import number
from maillon.web.territories.maps import LegendEntry, MapView, map_of

MOST_DRAWN = 350
"""Communes of one map; beyond, only the outline is drawn, over the départements that it touches."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """An intercommunality in a perimeter, or the communes that belong to none.

    Attributes:
        place: the intercommunality; None for communes that belong to none.
        communes: how many of its communes are in the perimeter.
        of: how many it has.
        population: inhabitants of those communes.
    """

    place: Territory | None
    communes: int
    of: int
    population: int

    @property
    def whole(self) -> bool:
        """Whether all of it is in the perimeter."""
        return self.communes == self.of


def figures(communes: Communes) -> list[Figure]:
    """Return population, communes, départements and parts of a set of communes."""
    vintages, count = provenance(), len(communes.communes)
    found = [
        Figure(number(communes.population), _("Population municipale"), _("habitants"), vintages.population_vintage),
        Figure(number(count), _("Composition"), ngettext("commune", "communes", count), vintages.geography_vintage),
    ]
    crossed = communes.departments()
    if crossed:
        names = ", ".join(one.territory.name for one in crossed[:4]) + (" …" if len(crossed) > 4 else "")
        unit = ngettext("département", "départements", len(crossed))
        found.append(Figure(number(len(crossed)), _("S’étend sur"), unit, names))
    parts = communes.parts() if count <= MOST_DRAWN else ()
    if len(parts) > 1:
        found.append(Figure(number(len(parts)), _("En plusieurs morceaux"), _("parties séparées")))
    return found


def groupings(communes: Iterable[str]) -> list[Grouping]:
    """Return the intercommunalities that a set of communes touches, the most populated first."""
    people: Counter[str] = Counter()
    inside: dict[str, int] = defaultdict(int)
    for place in places(communes):
        inside[place.epci or ""] += 1
        people[place.epci or ""] += place.population or 0
    found = []
    for code, count in inside.items():
        place_of = territory(code, "epci") if code else None
        found.append(Grouping(place_of, count, len(communes_of(code)) if code else count, people[code]))
    return sorted(found, key=lambda one: (one.place is None, -one.population))


def places(communes: Iterable[str]) -> list[Territory]:
    """Return communes as territories, in the order of their names."""
    found = (territory(code, "commune") for code in communes)
    return sorted((place for place in found if place), key=lambda place: (key_of(place.name), place.code))


def names(communes: Iterable[str], *, most: int = 12) -> str:
    """Name communes in a sentence; beyond `most`, say how many are left."""
    found = places(communes)
    said = ", ".join(place.name for place in found[:most])
    more = len(found) - most
    if more > 0:
        return ngettext("%(names)s et %(n)s autre", "%(names)s et %(n)s autres", more) % {"names": said, "n": more}
    return said


def perimeter_map(communes: Communes, *, title: str, geojson: str = "") -> MapView:
    """Draw a set of communes, each of them when they are few, else their outline over the départements."""
    says = _("Carte des communes, d’autant plus foncées qu’elles sont peuplées ; le tableau donne les mêmes chiffres.")
    inside = communes.communes
    if len(inside) > MOST_DRAWN:
        return _outlines({title: inside}, title, geojson)
    return map_of(
        sorted(inside),
        "commune",
        key="perimeter",
        title=title,
        says=says,
        measure=_("Population municipale (habitants)"),
        unit=_("Habitants"),
        values={place.code: place.population for place in places(inside)},
        outlines={title: inside},
        geojson=geojson,
    )


def _outlines(groups: Mapping[str, Iterable[str]], title: str, geojson: str = "") -> MapView:
    union = frozenset[str]().union(*groups.values())
    return map_of(
        [crossing.territory.code for crossing in Communes(union).departments()],
        "departement",
        key="perimeter",
        title=title,
        says=_("Carte des départements, avec le contour de ce qui est montré par-dessus."),
        outlines={name: inside for name, inside in groups.items() if inside},
        geojson=geojson,
    )


FIRST_ONLY, SECOND_ONLY, BOTH = 2, 3, 5
"""Shades of the map that compares."""


def comparison_map(first: Communes, second: Communes, *, title: str) -> MapView:
    """Draw two sets of communes: what only the first holds, only the second, and both."""
    union = first.communes | second.communes
    if len(union) > MOST_DRAWN:
        return _outlines({first.name: first.communes, f"{second.name} ": second.communes}, title)
    says = _(
        "Carte des communes selon qu’elles sont dans l’un, dans l’autre ou dans les deux ; le tableau le dit aussi."
    )
    drawn = map_of(sorted(union), "commune", key="perimeter", title=title, says=says)
    shaded = tuple(replace(place, shade=_side(place.territory.code, first, second)) for place in drawn.places)
    legend = {
        BOTH: _("dans les deux"),
        FIRST_ONLY: _("seulement {name}").format(name=first.name),
        SECOND_ONLY: _("seulement {name}").format(name=second.name),
    }
    used = {place.shade for place in shaded}
    entries = tuple(LegendEntry(shade, label) for shade, label in legend.items() if shade in used)
    return replace(drawn, places=shaded, legend=entries, measure=_("Où est chaque commune"))


def _side(code: str, first: Communes, second: Communes) -> int:
    if code in first.communes:
        return BOTH if code in second.communes else FIRST_ONLY
    return SECOND_ONLY


def communes_table(title: str, communes: Iterable[str], notes: Mapping[str, str]) -> Table:
    """Return communes as a table to take away."""
    rows = [row_of(place) for place in places(communes)]
    return Table(title, columns(), rows, {**notes, **vintage_notes()})


def columns() -> Sequence[Column]:
    """Return the columns of communes."""
    return (
        Column("code", _("Code Insee"), 12),
        Column("name", _("Commune"), 36),
        Column("epci", _("SIREN de l’intercommunalité"), 16),
        Column("epci_name", _("Intercommunalité"), 44),
        Column("department", _("Département"), 14),
        Column("population", _("Population municipale (habitants)"), 20),
    )


def row_of(place: Territory) -> tuple[str | int | None, ...]:
    """Return a commune as a row of `columns()`."""
    around = territory(place.epci, "epci") if place.epci else None
    return place.code, place.name, place.epci, around.name if around else None, place.department, place.population


def vintage_notes() -> dict[str, str]:
    """Say of which year the territories and the populations are."""
    vintages = provenance()
    return {_("Territoires"): str(vintages.geography_vintage), _("Population"): str(vintages.population_vintage)}
