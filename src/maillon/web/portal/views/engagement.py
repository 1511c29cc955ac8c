"""The transversality and engagement diagram of every visible contract, and how it is computed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.rules.contracts.frameworks import Framework, frameworks
from maillon.rules.contracts.positioning import family_label
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY, Question
from maillon.rules.contracts.steps import STEPS, step_label, step_of
from maillon.rules.parameters import ParameterSet, Resolved, source
from maillon.web.common.parts import Source
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number, percent
from maillon.web.contracts.labels import label
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.contracts.queries.listing import kind_name
from maillon.web.portal.forms import Asked, DiagramForm, read
from maillon.web.portal.plot import NARROW, WIDE, plot
from maillon.web.portal.queries.positions import Diagram, Position, diagram, kinds_of

PAGE = 50
FAMILIES = ("sectoral", "method_conference", "project")
PARAMETERS = (
    "positioning_coverage_min",
    "family_transversality_min",
    "family_engagement_min",
    "positioning_full_themes",
    "positioning_full_years",
)


@require_safe
def engagement(request: SiteRequest) -> HttpResponse:
    """Place the visible contracts on the report's diagram, and show both questionnaires in full."""
    seen = Contract.objects.visible_to(request.actor)
    kinds = kinds_of(seen)
    asked = read(request.GET.dict(), kinds)
    placed = diagram(_kept(seen, asked))
    values = ParameterSet(timezone.localdate())
    bounds = {"across": values.read(PARAMETERS[1]).rate, "bound": values.read(PARAMETERS[2]).rate}
    page = Paginator(placed.positions, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/engagement.html",
        {
            "asked": asked,
            "form": DiagramForm(asked, kinds),
            "placed": placed,
            "says": _says(placed),
            "wide": plot(placed.spots, WIDE, **bounds),
            "narrow": plot(placed.spots, NARROW, **bounds),
            "steps": [("abcdefghij"[rank], step_label(step)) for rank, step in enumerate(STEPS)],
            "page": page,
            "rows": [_row(one, placed) for one in page],
            "summaries": [(row, _address(asked, row.kind)) for row in placed.summaries],
            "questionnaires": _questionnaires(),
            "kinds": [_usual(kind) for kind in frameworks()],
            "values": [_value(values.read(name)) for name in PARAMETERS],
            "families": [_family(name) for name in FAMILIES],
            "sources": {
                "diagram": Source(text=source("report_diagram").citation.text),
                "families": Source(text=source("report_families").citation.text),
            },
        },
    )


def _kept(contracts: QuerySet[Contract], asked: Asked) -> QuerySet[Contract]:
    if asked.type:
        contracts = contracts.filter(kind=asked.type)
    if asked.famille:
        contracts = contracts.filter(family=asked.famille)
    if asked.place:
        held = ContractTerritory.objects.filter(territory=asked.place.ref).values("contract")
        contracts = contracts.filter(pk__in=held)
    return contracts if not asked.unknown else contracts.none()


def _address(asked: Asked, kind: str) -> str:
    given = {"type": kind, "famille": asked.famille, "territoire": asked.place.ref if asked.place else ""}
    return f"{reverse('engagement')}?{urlencode({name: value for name, value in given.items() if value})}"


def _says(placed: Diagram) -> str:
    """Say the diagram in one or two sentences."""
    all_of_them = len(placed.positions)
    said = ngettext(
        "Sur %(all)s contrat, %(both)s se place sur les deux axes.",
        "Sur %(all)s contrats, %(both)s se placent sur les deux axes.",
        all_of_them,
    ) % {"all": number(all_of_them), "both": number(placed.both)}
    half = [
        _("{n} dont seul l’engagement se mesure").format(n=number(placed.engagement_only)),
        _("{n} dont seule la transversalité se mesure").format(n=number(placed.transversality_only)),
        _("{n} dont aucun des deux ne se mesure").format(n=number(placed.neither)),
    ]
    counts = (placed.engagement_only, placed.transversality_only, placed.neither)
    rest = [words for words, count in zip(half, counts, strict=True) if count]
    return said if not rest else _("{said} S’y ajoutent {rest}.").format(said=said, rest=", ".join(rest))


@dataclass(frozen=True, slots=True)
class Row:
    """A contract in the table of the diagram."""

    number: int
    position: Position
    kind: str
    step: str
    family: str


def _row(one: Position, placed: Diagram) -> Row:
    step = "" if one.engagement is None else step_label(step_of(one.engagement))
    return Row(placed.numbers.get(one.slug, 0), one, kind_name(one.kind), step, label("Family", one.family))


def _questionnaires() -> list[dict[str, Any]]:
    return [
        {
            "id": "engagement",
            "table": "engagement-questions",
            "title": _("Le degré d’engagement"),
            "says": _(
                "En abscisse : de l’instance de concertation volontaire au contrat qu’un juge peut faire respecter."
            ),
            "questions": _questions(ENGAGEMENT),
        },
        {
            "id": "transversality",
            "table": "transversality-questions",
            "title": _("Le degré de transversalité"),
            "says": _("En ordonnée : du dispositif ciblé sur une politique au dispositif à vocation universelle."),
            "questions": _questions(TRANSVERSALITY),
        },
    ]


def _questions(asked: tuple[Question, ...]) -> list[dict[str, Any]]:
    points = sum(question.weight for question in asked)
    return [
        {
            "text": question.shown,
            "weight": question.weight,
            "share": percent(Decimal(question.weight) / points),
            "source": source(question.source).citation.text,
        }
        for question in asked
    ]


def _usual(kind: Framework) -> dict[str, Any]:
    """What holds for a kind of contract when its document says nothing: the nature of the act, its scope."""
    nature = kind.engagement.get("nature")
    return {
        "name": kind.name,
        "nature": step_label(step_of(nature)) if nature is not None else "",
        "scope": kind.transversality.get("scope"),
    }


def _value(resolved: Resolved) -> dict[str, Any]:
    given = resolved.value
    return {
        "label": resolved.label,
        "value": percent(given) if isinstance(given, Decimal) else number(resolved.whole),
        "unit": "" if isinstance(given, Decimal) else resolved.parameter.unit,
        "origin": resolved.origin_label,
        "source": resolved.parameter.sources[0].citation.text,
    }


def _family(name: str) -> dict[str, Any]:
    says = {
        "sectoral": _(
            "Un dispositif ciblé, pour améliorer un service rendu aux habitants : peu de politiques, des objectifs "
            "et des moyens précis."
        ),
        "method_conference": _(
            "Un dialogue transversal entre acteurs d’un territoire, au service d’une stratégie globale, qui les "
            "engage peu en droit."
        ),
        "project": _(
            "Un plan d’actions, souvent pluriannuel, qui réunit plusieurs politiques et engage chaque partie, "
            "crédits compris."
        ),
    }[name]
    where = {
        "sectoral": _("En bas du diagramme"),
        "method_conference": _("En haut à gauche"),
        "project": _("En haut à droite"),
    }[name]
    kinds = [kind.name for kind in frameworks() if kind.family == name]
    title = family_label(name)
    return {"id": name, "title": title[:1].upper() + title[1:], "says": says, "where": where, "kinds": kinds}
