"""The simulator of a negotiation: scenarios side by side, all of them in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillon.analytics.simulation import quartiles
from maillon.documents.exports.brief import brief_pdf
from maillon.rules.money import Money
from maillon.web.accounts.authorise import authorise
from maillon.web.common.actor import Actor
from maillon.web.common.request import SiteRequest
from maillon.web.common.tables import FORMATS
from maillon.web.common.templatetags.figures import euros, number
from maillon.web.contracts.models import Contract
from maillon.web.solidarity.forms.simulator import (
    LETTERS,
    PerimeterForm,
    ScenarioForm,
    count_of,
    scenario_forms,
)
from maillon.web.solidarity.queries.simulator import (
    Ground,
    Place,
    Scenario,
    contracts_of,
    envelope_of,
    place_of,
    scores,
    selection,
    sources,
)
from maillon.web.solidarity.queries.simulator_book import workbook
from maillon.web.solidarity.queries.simulator_brief import brief_of
from maillon.web.solidarity.queries.simulator_chart import drawn
from maillon.web.solidarity.queries.simulator_rows import measures, rows_of, terms_told
from maillon.web.solidarity.queries.simulator_terms import FORM_NAMES, listed
from maillon.web.solidarity.queries.simulator_weights import Weighed, offered, proposed, weights_of
from maillon.web.solidarity.views.shell import frame


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks, worked out.

    Attributes:
        perimeter: its form.
        forms: those of the scenarios.
        place: where.
        contract: whose perimeter, when it is a contract's.
        weighed: the weights behind the needs.
        scenarios: what they give.
        left_out: names of the territories that cannot be simulated.
        query: what follows « ? » in an address that asks the same.
    """

    perimeter: PerimeterForm
    forms: list[ScenarioForm]
    place: Place
    contract: Contract | None
    weighed: Weighed
    scenarios: list[Scenario]
    left_out: tuple[str, ...]
    query: str

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """What cannot be read: the field, with its scenario's letter, and why."""
        every: list[tuple[str, Form]] = [("", self.perimeter)]
        every += [(f" ({letter.upper()})", form) for letter, form in zip(LETTERS, self.forms, strict=False)]
        return [
            (f"{bound.label}{letter}", error)
            for letter, form in every
            for bound in form
            for error in map(str, bound.errors)
        ]


def read(data: QueryDict, by: Actor) -> Asked:
    """Read an address and work its scenarios out."""
    told = {name: str(data[name]).replace("\x00", "") for name in data}
    contracts = contracts_of(by)
    slug = told.get("contrat", "")
    chosen = next((one for one in contracts if one.slug == slug), None)
    if slug and chosen is None:
        chosen = Contract.objects.visible_to(by).filter(slug=slug).first()
        contracts = [chosen, *contracts] if chosen else contracts
    perimeter = PerimeterForm(
        {"habitants": "20", **told},
        contracts=[(one.slug, one.title) for one in contracts],
        weights=offered(by),
    )
    perimeter.is_valid()
    given = perimeter.cleaned_data
    weighed = weights_of(given.get("poids", ""), by) or proposed()
    place = place_of(given.get("dans", ""), chosen)
    priority, cost = given.get("habitants", Decimal(0)), given.get("cout")
    first, second, third = quartiles(scores(place.level, weighed.points))
    forms = scenario_forms(told, f"{first} {second} {third}", _envelope(chosen))
    ground = Ground(place, weighed.points, priority, cost)
    scenarios = ground.worked([form.written for form in forms])
    left_out = selection(place, weighed.points, priority).left_out
    query = urlencode(
        [
            *((name, perimeter[name].data or "") for name in perimeter.fields),
            ("n", len(forms)),
            *((form.add_prefix(name), form[name].data or "") for form in forms for name in form.fields),
        ]
    )
    return Asked(perimeter, forms, place, chosen, weighed, scenarios, left_out, query)


def _envelope(contract: Contract | None) -> str:
    """Return the envelope of a contract as the form reads it; empty when it has none."""
    cents = envelope_of(contract) if contract else None
    return "" if cents is None else f"{number(Decimal(cents).scaleb(-2), 2 if cents % 100 else 0)}"


@require_safe
def simulator(request: SiteRequest) -> HttpResponse:
    """Show the scenarios of the address, side by side."""
    asked = read(request.GET, request.actor)
    worked_out = [one for one in asked.scenarios if one.outcome is not None]
    count = count_of(request.GET)
    context: dict[str, Any] = {
        **frame("simulator"),
        "asked": asked,
        "forms": list(zip([one.upper() for one in LETTERS], asked.forms, strict=False)),
        "says": sentence(asked),
        "scenarios": asked.scenarios,
        "worked": worked_out,
        "measures": measures(worked_out),
        "rows": rows_of(worked_out),
        "told": [(one.letter, terms_told(one)) for one in worked_out],
        "drawing": drawn(asked.scenarios),
        "chart_says": chart_sentence(asked),
        "copies": _copies(asked, count),
        "fewer": _without(asked, count),
        "may_save": authorise(request.actor, "scenario.save").allowed,
        "sources": sources(asked.weighed).items(),
        "opened": bool("n" not in request.GET or "regler" in request.GET or asked.wrong or len(worked_out) < count),
        "shapes": shapes(asked.forms),
    }
    return render(request, "solidarity/simulator.html", context)


def _copies(asked: Asked, count: int) -> list[tuple[str, str]]:
    """Letters that may become a copy of A, with what follows « ? » for each."""
    found = []
    base = asked.forms[0]
    own = {name: base[name].data or "" for name in base.fields}
    kept = QueryDict(asked.query, mutable=True)
    for letter in LETTERS[1 : min(count + 1, len(LETTERS))]:
        copy = kept.copy()
        for name, value in own.items():
            copy[f"{letter}-{name}"] = value
        copy["n"] = str(max(count, LETTERS.index(letter) + 1))
        found.append((letter.upper(), copy.urlencode()))
    return found


def _without(asked: Asked, count: int) -> str:
    if count < 2:
        return ""
    kept = QueryDict(asked.query, mutable=True)
    for name in [name for name in kept if name.startswith(f"{LETTERS[count - 1]}-")]:
        del kept[name]
    kept["n"] = str(count - 1)
    return kept.urlencode()


def shapes(forms: Sequence[ScenarioForm]) -> list[tuple[str, str]]:
    """Say each scale that can be read in a few words: its letter, its form and its rates."""
    said = _("{form} ({rates} %)")
    return [
        (letter.upper(), said.format(form=FORM_NAMES[written.form], rates=listed(written.rates, " · ")))
        for letter, form in zip(LETTERS, forms, strict=False)
        if (written := form.written) is not None
    ]


def sentence(asked: Asked) -> str:
    """Say in one sentence what the scenarios do beside A."""
    told = {one.letter: one for one in asked.scenarios}
    reference = told["A"].outcome
    if reference is None:
        return _("Simulation : le scénario A ne donne rien tel qu’il est écrit ; ce qui l’en empêche est dit plus bas.")
    where = {
        "place": asked.place.name,
        "n": number(len(reference.units)),
        "sum": euros(Money(reference.terms.envelope)),
    }
    other = next((one for one in asked.scenarios if one.difference is not None), None)
    if other is None or other.difference is None or other.outcome is None:
        said = _("Simulation : {sum} entre {n} territoires ({place}) ; ajoutez un scénario pour comparer.")
        return said.format(**where)
    beside = other.difference
    wins = ngettext("%(n)s territoire gagne", "%(n)s territoires gagnent", beside.winners) % {"n": beside.winners}
    loses = ngettext("%(n)s perd", "%(n)s perdent", beside.losers) % {"n": beside.losers}
    said = _(
        "Simulation : {sum} entre {n} territoires ({place}). Du scénario A au scénario {letter}, {wins} et {loses} ;"
        " la plus forte marche passe de {before} à {after}."
    )
    if not other.outcome.largest_jump:
        said = _(
            "Simulation : {sum} entre {n} territoires ({place}). Du scénario A au scénario {letter}, {wins} et"
            " {loses} ; le scénario {letter} n’a pas de marche, celles de A atteignent {before}."
        )
    if not reference.largest_jump and not other.outcome.largest_jump:
        said = _(
            "Simulation : {sum} entre {n} territoires ({place}). Du scénario A au scénario {letter}, {wins} et"
            " {loses} ; ni l’un ni l’autre n’a de marche."
        )
    return said.format(
        **where,
        letter=other.letter,
        wins=wins,
        loses=loses,
        before=euros(Money(reference.largest_jump)),
        after=euros(Money(other.outcome.largest_jump)),
    )


def chart_sentence(asked: Asked) -> str:
    """Say in one sentence what the drawing shows."""
    shown = [one for one in asked.scenarios if one.outcome is not None]
    steep = [one for one in shown if one.outcome is not None and one.outcome.largest_jump]
    smooth = [one for one in shown if one not in steep]
    words = []
    for one in steep:
        if one.outcome is not None:
            said = _("Dans le scénario {letter}, manquer un seuil d’un centième coûte jusqu’à {sum}.")
            words.append(said.format(letter=one.letter, sum=euros(Money(one.outcome.largest_jump))))
    for one in smooth:
        if one.written is not None:
            said = _("Le scénario {letter} ({form}) n’a pas de marche : le taux y monte sans saut.")
            words.append(said.format(letter=one.letter, form=FORM_NAMES[one.written.form].lower()))
    return " ".join(words)


@require_safe
def export(request: SiteRequest) -> HttpResponse:
    """Give the scenarios of the address as a workbook with its formulas."""
    asked = read(request.GET, request.actor)
    if not any(one.outcome for one in asked.scenarios):
        raise Http404
    address = request.build_absolute_uri(f"{reverse('simulator')}?{asked.query}")
    made = workbook(asked.scenarios, asked.place, sources(asked.weighed), address)
    response = HttpResponse(made, content_type=FORMATS["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="simulation.xlsx"'
    return response


@require_safe
def brief(request: SiteRequest) -> HttpResponse:
    """Give the scenarios of the address as a brief of two pages."""
    asked = read(request.GET, request.actor)
    if not any(one.outcome for one in asked.scenarios):
        raise Http404
    told = brief_of(asked.scenarios, asked.place, sources(asked.weighed), sentence(asked), chart_sentence(asked))
    response = HttpResponse(brief_pdf(told, localdate()), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="note-simulation.pdf"'
    return response
