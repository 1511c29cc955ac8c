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
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.documents.contract.diagram import Point, diagram
from maillon.rules.contracts.frameworks import Framework, framework, frameworks
from maillon.rules.contracts.positioning import family_label
from maillon.rules.contracts.questionnaires import ENGAGEMENT, TRANSVERSALITY, Question
from maillon.rules.contracts.steps import step_label, step_of
from maillon.rules.parameters import ParameterSet, Resolved, source
from maillon.web.common.parts import Source
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number, percent
from maillon.web.contracts.labels import label
from maillon.web.contracts.models import Contract, ContractTerritory
from maillon.web.contracts.queries.listing import kind_name
from maillon.web.portal.forms import Asked, DiagramForm, read
from maillon.web.portal.queries.positions import Group, Placing, Position, Summary, kinds_of, placing

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
    placed = placing(_kept(seen, asked))
    points = _points(placed)
    values = ParameterSet(timezone.localdate())
    page = Paginator(placed.positions, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/engagement.html",
        {
            "asked": asked,
            "form": DiagramForm(asked, kinds),
            "placed": placed,
            "says": _says(placed),
            "wide": SafeString(diagram(points, name="wide")) if points else "",
            "narrow": SafeString(diagram(points, compact=True, name="narrow")) if points else "",
            "page": page,
            "rows": [_row(rank, one, placed) for rank, one in enumerate(page, start=page.start_index())],
            "summaries": _kinds(placed, asked),
            "gathered": _gathered(placed),
            "questionnaires": _questionnaires(),
            "kinds": [_usual(kind) for kind in frameworks()],
            "values": [_value(values.read(name)) for name in PARAMETERS],
            "families": [_family(name, placed) for name in FAMILIES],
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


def _says(placed: Placing) -> str:
    """Say the diagram in one or two sentences."""
    every, both = len(placed.positions), len(placed.placed)
    counts = {"all": number(every), "both": number(both)}
    if both == every:
        said = ngettext(
            "Le contrat se place sur les deux axes.", "Les %(all)s contrats se placent tous sur les deux axes.", every
        )
    else:
        said = ngettext(
            "Sur %(all)s contrat, %(both)s se place sur les deux axes.",
            "Sur %(all)s contrats, %(both)s se placent sur les deux axes.",
            every,
        )
    half = (
        (placed.engagement_only, _("{n} dont seul l’engagement se mesure")),
        (placed.transversality_only, _("{n} dont seule la transversalité se mesure")),
        (placed.neither, _("{n} dont aucun des deux ne se mesure")),
    )
    sentences = [said % counts]
    if rest := [words.format(n=number(count)) for count, words in half if count]:
        sentences.append(_("S’y ajoutent {rest}.").format(rest=", ".join(rest)))
    if placed.illustrative:
        made_up = ngettext("%(n)s est illustratif.", "%(n)s sont illustratifs.", placed.illustrative)
        sentences.append(made_up % {"n": number(placed.illustrative)})
    return " ".join(sentences)


def _points(placed: Placing) -> list[Point]:
    """What the diagram draws: contracts one by one, or their groups."""
    if not placed.groups:
        return [
            Point(
                label=_named(one),
                engagement=one.engagement,
                transversality=one.transversality,
                family=one.family or None,
                href=reverse("contract", args=[one.slug]),
            )
            for one in placed.placed
            if one.engagement is not None and one.transversality is not None
        ]
    return [
        Point(
            label=_counted(group),
            engagement=group.engagement,
            transversality=group.transversality,
            family=_kind_family(group.kind),
        )
        for group in placed.groups
    ]


def _named(one: Position) -> str:
    # the mark comes first: the drawing cuts long names
    return _("Illustratif : {title}").format(title=one.title) if one.illustrative else one.title


def _counted(group: Group) -> str:
    if not group.kind:
        return ngettext("%(n)s contrat", "%(n)s contrats", group.contracts) % {"n": number(group.contracts)}
    name = kind_name(group.kind)
    return f"{number(group.contracts)} × {name[:1].lower()}{name[1:]}"


def _kind_family(kind: str) -> str | None:
    known = framework(kind)
    return known.family if known else None


@dataclass(frozen=True, slots=True)
class Row:
    """A contract in the table; `rank` is its number on the narrow diagram, 0 when it is not drawn by itself."""

    rank: int
    position: Position
    kind: str
    step: str
    family: str


def _row(rank: int, one: Position, placed: Placing) -> Row:
    step = "" if one.engagement is None else step_label(step_of(one.engagement))
    drawn = one.placed and not placed.groups
    return Row(rank if drawn else 0, one, kind_name(one.kind), step, label("Family", one.family))


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind in the table; `rank` is its number on the narrow diagram, 0 when it has none."""

    rank: int
    summary: Summary
    href: str


def _kinds(placed: Placing, asked: Asked) -> list[KindRow]:
    ranks = {group.kind: rank for rank, group in enumerate(placed.groups, start=1) if group.kind}
    return [KindRow(ranks.get(row.kind, 0), row, _address(asked, row.kind)) for row in placed.summaries]


def _gathered(placed: Placing) -> str:
    """Say what a mark stands for."""
    if not placed.groups:
        return _(
            "Chaque marque est un contrat, ou plusieurs qui se placent au même endroit. Sa forme et sa couleur disent "
            "la famille du contrat."
        )
    if placed.groups[0].kind:
        return _("Chaque marque est un type de contrat, au milieu de ses contrats réels. Sa forme dit sa famille.")
    return _("Chaque marque rassemble les contrats réels qui se placent dans la même partie du diagramme.")


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
        "name": kind_name(kind.slug),
        "nature": step_label(step_of(nature)) if nature is not None else "",
        "scope": kind.transversality.get("scope"),
    }


def _value(resolved: Resolved) -> dict[str, Any]:
    given = resolved.value
    return {
        "label": resolved.label,
        "value": percent(given) if isinstance(given, Decimal) else number(resolved.whole),
        "unit": "" if isinstance(given, Decimal) else resolved.unit,
        "origin": resolved.origin_label,
        "source": resolved.parameter.sources[0].citation.text,
    }


def _family(name: str, placed: Placing) -> dict[str, Any]:
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
    title = family_label(name)
    return {
        "id": name,
        "title": title[:1].upper() + title[1:],
        "says": says,
        "where": where,
        "count": sum(one.family == name for one in placed.positions),
    }
