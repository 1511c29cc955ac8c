"""The sheet of a territory, under the weights of the address, and its brief for elected members."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from maillon.analytics.solidarity import Level, default_index
from maillon.analytics.territories import Territory, belongs_to, communes_of, level_label, resolve, territory
from maillon.documents.exports.brief import brief_pdf
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number, percent
from maillon.web.solidarity.forms.choice import choice_form
from maillon.web.solidarity.levels import COMMUNE, EPCI
from maillon.web.solidarity.queries.absent import EPT, GRAND_PARIS, reason
from maillon.web.solidarity.queries.actors import ratable
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.queries.place_brief import brief_of
from maillon.web.solidarity.queries.reading import Line, line_of, made
from maillon.web.solidarity.queries.received import received
from maillon.web.solidarity.queries.sheet import changes, dimensions, indistinct, probabilities, values
from maillon.web.solidarity.views.shell import frame

STRONG, LIGHT = 0.8, 0.2
NEED, STRENGTH = gettext_noop("besoins"), gettext_noop("atouts")


@require_safe
def sheet(request: SiteRequest, reference: str) -> HttpResponse:
    """Show a territory: its place, how sure, what weighs, whom it cannot be told from, what would change its class."""
    place = territory(reference)
    if place is None:
        today = resolve(reference).current
        if not today:
            raise Http404
        return redirect("solidarity-place", today[0])
    if place.level == EPT:
        return _ept(request, place)
    choice, line = _asked(request, place)
    scores = dimensions(choice, place.code)
    near, many = indistinct(choice, place.code)
    names = default_index().class_names
    context = {
        **frame("solidarity"),
        "place": place,
        "scale": level_label(place.level),
        "above": [one for one in belongs_to(place.ref) if one.level == EPCI],
        "choice": choice,
        "line": line,
        "says": sentence(line, choice),
        "absent": reason(place) if line.rank is None else "",
        "whole": place.code == GRAND_PARIS,
        "scores": scores,
        "needs": [one for one in scores if one.above is not None and one.above >= STRONG],
        "strengths": [one for one in scores if one.above is not None and one.above <= LIGHT],
        "chances": [(letter, names[letter], share) for letter, share in probabilities(choice, place.code).items()],
        "changes": changes(choice, place.code),
        "near": near,
        "near_count": many,
        "received": received(choice.level, place.code),
        "between": ratable(place),
        "department": territory(place.department or "", "departement"),
        "values": values(choice.level, place.code),
        "replicates": made(choice).replicates,
    }
    return render(request, "solidarity/place.html", context)


def _asked(request: SiteRequest, place: Territory) -> tuple[Choice, Line]:
    """Return the choice of the address at the scale of a territory, and its line.

    Raises:
        Http404: the indicator is not made at that scale, or does not know it.
    """
    if place.level not in (EPCI, COMMUNE):
        raise Http404
    _form, asked = choice_form(request.GET)
    level: Level = "epci" if place.level == EPCI else "commune"
    choice = replace(asked, level=level, department="")
    line = line_of(choice, place.code)
    if line is None:
        raise Http404
    return choice, line


def _ept(request: SiteRequest, place: Territory) -> HttpResponse:
    """Say that an établissement public territorial is not rated, and lead to what is."""
    _form, asked = choice_form(request.GET)
    choice = replace(asked, level="commune", department="")
    lines = [found for code in communes_of(place.code, "ept") if (found := line_of(choice, code)) is not None]
    context = {
        **frame("solidarity"),
        "place": place,
        "choice": choice,
        "lines": sorted(lines, key=lambda one: one.rank or 0),
        "metropole": territory(GRAND_PARIS),
    }
    return render(request, "solidarity/ept.html", context)


@require_safe
def brief(request: SiteRequest, reference: str) -> HttpResponse:
    """Give the sheet of a territory that has a class as a brief of two pages."""
    place = territory(reference)
    if place is None:
        raise Http404
    choice, line = _asked(request, place)
    if line.rank is None:
        raise Http404
    address = request.build_absolute_uri(f"{reverse('solidarity-place', args=[place.ref])}?{choice.query}")
    told = brief_of(line, choice, sentence(line, choice), address)
    response = HttpResponse(brief_pdf(told, localdate()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="note-{slugify(place.name)}.pdf"'
    return response


def sentence(line: Line, choice: Choice) -> str:
    """Say where a territory stands, and how surely, in one sentence."""
    name = line.place.name
    if line.rank is None:
        said = _("{name} n’a ni rang ni classe : trop peu de ses chiffres sont connus.")
        return said.format(name=name)
    total = made(choice).frame["score"].drop_nulls().len()
    given = {
        "name": name,
        "letter": line.letter,
        "share": percent(line.probability),
        "rank": number(line.rank),
        "low": number(line.low),
        "high": number(line.high),
        "total": number(total),
    }
    if line.settled:
        said = _(
            "{name} est en classe {letter} (probabilité {share}), au rang {rank} sur {total} par l’ampleur de ses"
            " besoins, entre {low} et {high} selon les poids."
        )
        return said.format(**given)
    said = _(
        "{name} n’est pas distinguable entre les classes {best} et {worst} : son rang est {rank} sur {total} par"
        " l’ampleur de ses besoins, mais va de {low} à {high} selon les poids."
    )
    return said.format(**given, best=line.span[0], worst=line.span[1])
