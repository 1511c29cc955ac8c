"""The opening page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.analytics.territories import Level, Territory, provenance, territory
from maillon.rules.parameters import source
from maillon.web.common.parts import Figure, Source
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number
from maillon.web.contracts.models import Contract
from maillon.web.contracts.queries.means import Means, means
from maillon.web.contracts.views.shell import short_euros
from maillon.web.portal.maps import LEAST, detail, epcis_of, france, shade
from maillon.web.portal.queries.awaiting import awaiting
from maillon.web.portal.queries.coverage import Coverage, coverage
from maillon.web.portal.queries.home import Register, latest, levels, register

NAMED = 4


@require_safe
def home(request: SiteRequest) -> HttpResponse:
    """Say what Maillon is, show where contracts stand, what they hold, and what is true."""
    seen = Contract.objects.visible_to(request.actor)
    real = seen.filter(illustrative=False)
    counted = register(seen)
    covered = coverage(real)
    recent = latest(seen)
    return render(
        request,
        "portal/home.html",
        {
            "register": counted,
            "figures": _figures(counted, covered, means(real)),
            "france": _france(covered, counted) if covered.counts else None,
            "zoom": _zoom(covered),
            "levels": levels(seen, by=request.actor),
            "latest": recent,
            "shown": max(recent, key=lambda contract: contract.checks_met, default=None),
            "awaiting": awaiting(request.actor),
            "answers": _answers(counted),
            "sources": _sources(),
        },
    )


def _figures(counted: Register, covered: Coverage, found: Means) -> list[Figure]:
    today = _("au {day}").format(day=date_format(timezone.localdate(), "j F Y"))
    register_says = _("documents versés au registre")
    epcis = len(covered.of("epci"))
    return [
        Figure(
            number(counted.real),
            ngettext("contrat réel", "contrats réels", counted.real),
            on=today,
            source=_examples(counted) or register_says,
            href=reverse("contracts"),
        ),
        Figure(
            number(epcis),
            ngettext(
                "intercommunalité couverte, en tout ou partie",
                "intercommunalités couvertes, en tout ou partie",
                epcis,
            ),
            on=_("sur {all}").format(all=number(_all_epcis())),
            source=provenance().geography_vintage,
        ),
        Figure(
            number(covered.population),
            _("habitants, chacun compté une fois")
            if covered.population is not None
            else _("habitants : périmètres non connus"),
            on=provenance().population_vintage,
        ),
        Figure(
            number(found.actions),
            _("actions, chacune comptée une fois"),
            on=_shared(found),
            source=register_says,
        ),
        _money(found),
    ]


def _examples(counted: Register) -> str:
    if not counted.examples:
        return ""
    said = ngettext(
        "%(n)s exemple illustratif n’est pas compté",
        "%(n)s exemples illustratifs ne sont pas comptés",
        counted.examples,
    )
    return said % {"n": number(counted.examples)}


def _shared(found: Means) -> str:
    if not found.shared:
        return ""
    said = ngettext("dont %(n)s commune à plusieurs contrats", "dont %(n)s communes à plusieurs contrats", found.shared)
    return said % {"n": number(found.shared)}


def _money(found: Means) -> Figure:
    if found.amounts.total is None:
        return Figure("–", _("financement : aucun montant connu"), source=_("documents versés au registre"))
    value, unit = short_euros(found.amounts.total)
    said = ngettext("%(n)s action chiffrée sur %(all)s", "%(n)s actions chiffrées sur %(all)s", found.priced)
    return Figure(
        value,
        _("de financement connu, chaque euro compté une fois"),
        unit=unit,
        on=said % {"n": number(found.priced), "all": number(found.actions)},
        source=_("documents versés au registre"),
    )


def _all_epcis() -> int:
    return next(source.counts["epci"] for source in provenance().sources if "epci" in source.counts)


@dataclass(frozen=True, slots=True)
class Row:
    """A territory beside the map, and how many contracts cover it."""

    place: Territory
    count: int


@dataclass(frozen=True, slots=True)
class Shade:
    """A shade of the map, in words."""

    shade: int
    words: str


def _legend() -> list[Shade]:
    bounds = [*LEAST, None]
    found = [Shade(0, _("aucun contrat connu"))]
    for rank, least in enumerate(LEAST, start=1):
        following = bounds[rank]
        if following is None:
            words = _("{least} et plus").format(least=least)
        elif following == least + 1:
            words = str(least)
        else:
            words = _("{least} à {most}").format(least=least, most=following - 1)
        found.append(Shade(shade(least), words))
    return found


def _rows(codes: Iterable[str], level: Level, counts: dict[str, int]) -> list[Row]:
    places = (territory(code, level) for code in codes)
    return [Row(place, counts.get(place.code, 0)) for place in places if place]


def _france(covered: Coverage, counted: Register) -> dict[str, Any]:
    counts = covered.of("departement")
    order = sorted(counts, key=lambda code: (-counts[code], code))
    rows = _rows(order, "departement", counts)
    says = ngettext(
        "Des contrats réels sont connus dans %(n)s département",
        "Des contrats réels sont connus dans %(n)s départements",
        len(rows),
    ) % {"n": number(len(rows))}
    if rows:
        names = ", ".join(f"{row.place.name} ({row.count})" for row in rows[:NAMED])
        says = _("{says} : {names}{end}").format(says=says, names=names, end="…" if len(rows) > NAMED else ".")
    if counted.unlocated:
        left_out = ngettext(
            "%(n)s contrat réel, dont les communes ne sont pas connues, n’y figure pas.",
            "%(n)s contrats réels, dont les communes ne sont pas connues, n’y figurent pas.",
            counted.unlocated,
        )
        says = f"{says} {left_out % {'n': number(counted.unlocated)}}"
    return {"map": france(counts), "rows": rows, "says": says, "legend": _legend()}


def _zoom(covered: Coverage) -> dict[str, Any] | None:
    """The département with the most contracts, intercommunality by intercommunality, the most populated first."""
    counts = covered.of("departement")
    if not counts:
        return None
    code = min(counts, key=lambda one: (-counts[one], one))
    place = territory(code, "departement")
    held = covered.of("epci")
    rows = sorted(_rows(epcis_of(code), "epci", held), key=lambda row: -(row.place.population or 0))
    if place is None or not rows:
        return None
    covering = sum(1 for row in rows if row.count)
    says = ngettext(
        "%(n)s contrat y couvre %(some)s intercommunalités sur %(all)s.",
        "%(n)s contrats y couvrent %(some)s intercommunalités sur %(all)s.",
        counts[code],
    ) % {"n": number(counts[code]), "some": covering, "all": len(rows)}
    return {
        "place": place,
        "title": _("Contrats réels par intercommunalité : {name}").format(name=place.name),
        "says": says,
        "map": detail(code, held, [row.place.code for row in rows]),
        "rows": rows,
        "legend": _legend(),
    }


def _answers(counted: Register) -> str:
    said = ngettext(
        "Pour %(n)s contrat réel : %(met)s réponses « respectée », %(not_met)s « non respectée », et "
        "%(unknown)s fois le document ne permet pas de répondre.",
        "Pour %(n)s contrats réels : %(met)s réponses « respectée », %(not_met)s « non respectée », et "
        "%(unknown)s fois le document ne permet pas de répondre.",
        counted.real,
    )
    counts = {"met": counted.met, "not_met": counted.not_met, "unknown": counted.unknown}
    return said % {"n": number(counted.real), **{name: number(count) for name, count in counts.items()}}


def _sources() -> dict[str, Source]:
    cards = [source(f"report_card_{rank}").citation.text for rank in (1, 2)]
    reference = provenance()
    return {
        "architecture": Source(text=_(" ; ").join(cards)),
        "territories": Source(text=f"{reference.population_vintage} ; {reference.geography_vintage}"),
    }
