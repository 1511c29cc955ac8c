"""Whether what public actors give follows need: the State's grants, under the weights of the address."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.analytics.solidarity import ActorRating, Level, default_index
from maillon.analytics.territories import Territory, territory
from maillon.rules.wording import _ as worded
from maillon.web.common.parts import Tone
from maillon.web.common.request import SiteRequest
from maillon.web.common.templatetags.figures import number, percent
from maillon.web.solidarity.forms.choice import choice_form
from maillon.web.solidarity.levels import COMMUNE, EPCI
from maillon.web.solidarity.queries.actors import DRAWS, rated, rated_inside
from maillon.web.solidarity.queries.choice import Choice
from maillon.web.solidarity.views.shell import frame


@require_safe
def actors(request: SiteRequest) -> HttpResponse:
    """Show the rating of each grant, its interval and its probability, or that nothing can be told."""
    _form, asked = choice_form(request.GET)
    choice = replace(asked, department="")
    inside = _inside(request)
    ratings = rated_inside(choice, inside) if inside else rated(choice)
    names = {one.code: worded(one.name) for one in default_index().dimensions}
    scales: tuple[tuple[Level, str], ...] = (
        ("epci", _("les intercommunalités")),
        ("commune", _("toutes les communes")),
    )
    context = {
        **frame("solidarity-actors"),
        "choice": choice,
        "inside": inside,
        "says": _said(ratings, inside),
        "caption": _caption(choice, inside),
        "rows": [(one, one.finding.label(), _tone(one), one.total_cents) for one in ratings],
        "shares": [(names[code], share) for code, share in choice.shares.items()],
        "between": [
            (said, replace(choice, level=level).query, level == choice.level and not inside) for level, said in scales
        ],
        "draws": DRAWS[COMMUNE if inside else choice.level],
    }
    return render(request, "solidarity/actors.html", context)


def _inside(request: SiteRequest) -> Territory | None:
    """Return the EPCI between whose communes grants are to be rated.

    Raises:
        Http404: a territory that is not an EPCI.
    """
    code = request.GET.get("dans", "")
    place = territory(code, "epci") if code else None
    if code and place is None:
        raise Http404
    return place


def _tone(rating: ActorRating) -> str:
    return str(Tone.NEUTRAL if rating.letter is None else Tone.INFO)


def _caption(choice: Choice, inside: Territory | None) -> str:
    if inside:
        return _("Dotations de l’État aux communes, 2022, entre les communes de {place}").format(place=inside.name)
    if choice.level == EPCI:
        return _("Dotations de l’État aux communes, 2022, entre intercommunalités de métropole")
    return _("Dotations de l’État aux communes, 2022, entre communes de métropole")


def _said(ratings: tuple[ActorRating, ...], inside: Territory | None) -> str:
    if inside is None:
        return sentence(ratings[0])
    if not ratings:
        return _("Entre les communes de {place}, rien ne peut être dit de la répartition des dotations.").format(
            place=inside.name
        )
    first = ratings[0]
    given = {"place": inside.name, "n": number(first.territories)}
    if first.interval is None or first.letter is None:
        return _(
            "Entre les {n} communes de {place}, les dotations de l’État ne se distinguent pas d’une répartition égale"
            " par habitant, à la précision de la mesure."
        ).format(**given)
    return _(
        "Entre les {n} communes de {place}, les dotations de l’État sont ensemble notées {letter} (probabilité"
        " {probability} ; indice {phi}, entre {low} et {high})."
    ).format(**given, **_measured(first))


def _measured(rating: ActorRating) -> dict[str, str]:
    low, high = (rating.interval.low, rating.interval.high) if rating.interval else (rating.phi, rating.phi)
    return {
        "letter": rating.letter or "",
        "probability": percent(rating.probability),
        "phi": number(rating.phi, 2),
        "low": number(low, 2),
        "high": number(high, 2),
    }


def sentence(rating: ActorRating) -> str:
    """Say what all the grants together do between the territories of a scale, and how surely."""
    given = {
        "share": percent(rating.neediest_share),
        "people": percent(rating.neediest_people),
        "fifth": _("le cinquième des intercommunalités")
        if rating.level == EPCI
        else _("le cinquième des communes de France"),
    }
    if rating.interval is None or rating.letter is None:
        return _(
            "On ne peut pas dire si les dotations de l’État suivent les besoins : {fifth} aux plus grands besoins, où"
            " vivent {people} des habitants, en reçoit {share}."
        ).format(**given)
    return _(
        "Ensemble, les dotations de l’État aux communes sont notées {letter} (indice {phi}, entre {low} et {high}) :"
        " {fifth} aux plus grands besoins, où vivent {people} des habitants, en reçoit {share}."
    ).format(**given, **_measured(rating))
