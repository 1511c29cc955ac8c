"""Compare two territories or perimeters: what they share, what each has alone, and who covers whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.analytics.territories import Perimeter as Communes
from maillon.analytics.territories import Territory, provenance
from maillon.web.accounts.authorise import authorise
from maillon.web.common.parts import Figure
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS, Column, Table
from maillon.web.common.templatetags.figures import number, percent
from maillon.web.territories.areas import columns, comparison_map, places, row_of, vintage_notes
from maillon.web.territories.forms import TerritoryField
from maillon.web.territories.queries import Area, area_of_perimeter, area_of_territory, compacted, named_perimeter
from maillon.web.territories.views.perimeters import file

_LONGEST, PAGE, MOST_START = 150, 60, 200
PARTS = ("commun", "a", "b")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things to compare.

    Attributes:
        name: "a" or "b".
        written: what was typed.
        area: what it means; None when nothing was typed or it is not clear.
        error: what is not clear.
    """

    name: str
    written: str
    area: Area | None
    error: str

    @property
    def shown(self) -> str:
        """What the field shows."""
        return self.area.label if self.area else self.written


@dataclass(frozen=True, slots=True)
class Part:
    """Communes of one part of the comparison.

    Attributes:
        name: how the address calls it.
        label: what it is.
        communes: the communes.
        create: what follows the address of a new perimeter made of them; empty when they are too many.
    """

    name: str
    label: str
    communes: Communes
    create: str


@require_safe
def compare(request: SiteRequest) -> HttpResponse:
    """Compare `a` and `b`; `partie` narrows the table of communes."""
    first, second = _side(request, "a"), _side(request, "b")
    context: dict[str, Any] = {"sides": [first, second], "a": first.area, "b": second.area, "map": None}
    if first.area and second.area:
        context |= _compared(request, first.area, second.area)
    return render(request, "territories/compare.html", context)


def _side(request: SiteRequest, name: str) -> Side:
    written = request.GET.get(name, "").replace("\x00", "").strip()[:_LONGEST]
    if not written:
        return Side(name, "", None, "")
    drawn = named_perimeter(written, by=request.actor)
    if drawn is not None:
        return Side(name, written, area_of_perimeter(drawn), "")
    try:
        place = TerritoryField(required=False).clean(written)
    except ValidationError as error:
        return Side(name, written, None, " ".join(error.messages))
    return Side(name, written, area_of_territory(place) if place else None, "")


def _compared(request: SiteRequest, first: Area, second: Area) -> dict[str, Any]:
    a, b = first.communes, second.communes
    parts = {part.name: part for part in _parts(a, b)}
    asked = request.GET.get("partie", "")
    chosen = parts[asked].communes.communes if asked in parts else a.communes | b.communes
    page = Paginator(places(chosen), PAGE).get_page(request.GET.get("page"))
    return {
        "says": _sentence(first, second),
        "coverage": [_covers(second, first), _covers(first, second)],
        "figures": _figures(first, second),
        "map": comparison_map(a, b, title=_("{a} et {b}").format(a=first.name, b=second.name)),
        "parts": list(parts.values()),
        "part": asked if asked in parts else "",
        "page": page,
        "rows": [(place, _where(place, a, b)) for place in page],
        "pair": urlencode({"a": first.reference, "b": second.reference}),
        "exports": list(FORMATS),
        "may_create": authorise(request.actor, "perimeter.create").allowed,
    }


def _parts(a: Communes, b: Communes) -> list[Part]:

    labels = (_("dans les deux"), _("seulement dans le premier"), _("seulement dans le second"))
    sets = (_held(a.communes & b.communes), _held(a.communes - b.communes), _held(b.communes - a.communes))
    return [Part(name, label, found, _start(found)) for name, label, found in zip(PARTS, labels, sets, strict=True)]


def _held(communes: frozenset[str]) -> Communes:
    return Communes(communes)


def _start(communes: Communes) -> str:
    references = compacted(communes.communes)
    return urlencode({"dans": ",".join(references)}) if 0 < len(references) <= MOST_START else ""


def _sentence(first: Area, second: Area) -> str:
    """Say the comparison in one sentence."""
    a, b = first.communes.communes, second.communes.communes
    shared = first.communes.overlap(second.communes)
    given = {"a": first.name, "b": second.name}
    if a == b:
        return _("{a} et {b} ont exactement les mêmes communes.").format(**given)
    if not shared.communes:
        return _("{a} et {b} n’ont aucune commune en commun.").format(**given)
    if a < b:
        share = percent(shared.share_of_second, 1)
        return _("{a} est tout entier dans {b}, dont il réunit {share} des habitants.").format(**given, share=share)
    if b < a:
        share = percent(shared.share_of_first, 1)
        return _("{b} est tout entier dans {a}, dont il réunit {share} des habitants.").format(**given, share=share)
    n = len(shared.communes)
    said = ngettext(
        "%(a)s et %(b)s ont %(n)s commune en commun : %(first)s des habitants du premier, %(second)s du second.",
        "%(a)s et %(b)s ont %(n)s communes en commun : %(first)s des habitants du premier, %(second)s du second.",
        n,
    )
    shares = {"first": percent(shared.share_of_first, 1), "second": percent(shared.share_of_second, 1)}
    return said % {**given, **shares, "n": number(n)}


def _covers(one: Area, other: Area) -> str:
    """Say how much of `other` is covered by `one`."""
    shared = other.communes.overlap(one.communes)
    of = len(other.communes.communes)
    said = ngettext(
        "%(other)s : %(n)s commune sur %(of)s, soit %(share)s des habitants, est aussi dans %(one)s.",
        "%(other)s : %(n)s communes sur %(of)s, soit %(share)s des habitants, sont aussi dans %(one)s.",
        len(shared.communes),
    )
    given = {"one": one.name, "other": other.name, "n": number(len(shared.communes)), "of": number(of)}
    return said % {**given, "share": percent(shared.share_of_first, 1)}


def _figures(first: Area, second: Area) -> list[Figure]:
    a, b = first.communes, second.communes
    vintage = provenance().population_vintage
    people = _("habitants")

    def figure(label: str, communes: Communes) -> Figure:
        count = len(communes.communes)
        said = ngettext("%(n)s commune", "%(n)s communes", count) % {"n": number(count)}
        return Figure(number(communes.population), label, people, said, vintage)

    return [
        figure(first.name, a),
        figure(second.name, b),
        figure(_("Ensemble (union)"), _held(a.communes | b.communes)),
        figure(_("En commun (intersection)"), _held(a.communes & b.communes)),
        figure(_("Seulement le premier"), _held(a.communes - b.communes)),
        figure(_("Seulement le second"), _held(b.communes - a.communes)),
    ]


def _where(place: Territory, a: Communes, b: Communes) -> str:
    if place.code in a.communes:
        return _("dans les deux") if place.code in b.communes else _("seulement dans le premier")
    return _("seulement dans le second")


@require_safe
def export(request: SiteRequest, form: str) -> HttpResponse:
    """Give the communes of both, each with where it is."""
    first, second = _side(request, "a").area, _side(request, "b").area
    if first is None or second is None:
        raise Http404
    a, b = first.communes, second.communes
    rows = [(*row_of(place), _where(place, a, b)) for place in places(a.communes | b.communes)]
    shared = a.overlap(b)
    notes = {
        _("Premier"): f"{first.name} ({first.kind})",
        _("Second"): f"{second.name} ({second.kind})",
        _("Habitants en commun"): number(shared.population),
        _("Part du premier"): percent(shared.share_of_first, 2),
        _("Part du second"): percent(shared.share_of_second, 2),
        **vintage_notes(),
    }
    table = Table(_("Comparaison"), (*columns(), Column("where", _("Où"), 28)), rows, notes)
    return file(form, "comparaison", table)
